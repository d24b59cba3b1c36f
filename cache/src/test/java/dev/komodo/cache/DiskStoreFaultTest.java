package dev.komodo.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;

/// Every fault of an entry or of the folder: a miss and one warning, the broken file set aside, and
/// the next put heals.
class DiskStoreFaultTest {
    private static final CacheEntry ENTRY = Entries.entry("g");

    @TempDir Path temp;
    private TestDisk disk;
    private DiskStore store;
    private Path file;

    @BeforeEach
    void putAnEntry() throws CacheUnavailableException {
        disk = new TestDisk(temp.resolve("cache"));
        store = disk.open();
        store.put(ENTRY);
        file = disk.entryFile(ENTRY.key());
    }

    @Test
    void anyTruncationIsAMissThatHeals() throws Exception {
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertMissThenHealed();
        }
        assertThat(disk.warnings).hasSize(1); // one per place, whatever the number of faults
    }

    @Test
    void aFlippedBitInAnyByteIsAMissThatHeals() throws Exception {
        byte[] whole = Files.readAllBytes(file);
        for (int i = 0; i < whole.length; i++) {
            byte[] flipped = whole.clone();
            flipped[i] ^= (byte) (1 << (i % Byte.SIZE));
            Files.write(file, flipped);
            assertMissThenHealed();
        }
    }

    @Test
    void anotherKeysFileUnderThisNameIsAMiss() throws Exception {
        store.put(Entries.entry("other"));
        Files.copy(disk.entryFile(Entries.key("other")), file, StandardCopyOption.REPLACE_EXISTING);
        TestDisk.mode(file, "rw-------");

        assertMissThenHealed();
        assertThat(disk.warnings).singleElement().asString().contains("another key");
    }

    @Test
    void anEntryOfAnotherSecretIsAMiss() throws Exception {
        TestDisk foreign = new TestDisk(temp.resolve("foreign"));
        foreign.open().put(ENTRY);
        Files.write(file, Files.readAllBytes(foreign.entryFile(ENTRY.key())));

        assertMissThenHealed();
        assertThat(disk.warnings).singleElement().asString().contains("another secret");
    }

    @Test
    void aLinkIsAMissEvenIfItsTargetIsAValidEntry() throws Exception {
        Path target = temp.resolve("target");
        Files.move(file, target);
        Files.createSymbolicLink(file, target);

        assertMissThenHealed();
        assertThat(Files.isSymbolicLink(file)).isFalse();
        assertThat(target).exists();
        assertThat(disk.warnings).singleElement().asString().contains("LINK");
    }

    @Test
    void aFolderInPlaceOfAnEntryIsAMiss() throws Exception {
        Files.delete(file);
        Files.createDirectory(file);

        assertMissThenHealed();
    }

    @Test
    void anEntryThatOthersMayWriteIsAMiss() throws Exception {
        for (String mode : new String[] {"rw--w----", "rw-----w-"}) {
            TestDisk.mode(file, mode);
            assertMissThenHealed();
        }
        assertThat(disk.warnings).singleElement().asString().contains("chmod go-w");
    }

    @Test
    void anEntryOfAnotherUserIsAMiss() throws Exception {
        assumeTrue(Trust.ofThisProcess().ownUser() == 0, "only root can give a file away");
        Files.setAttribute(file, "unix:uid", 12_345);

        assertMissThenHealed();
        assertThat(disk.warnings).singleElement().asString().contains("belongs to user 12345");
    }

    @Test
    void anEntryBeyondTheLimitIsAMissAndIsNotReadIntoMemory() throws Exception {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[1]), 1L << 40); // sparse: takes no space
        } catch (IOException e) {
            assumeTrue(false, "this file system has no files of a terabyte: " + e);
        }

        assertMissThenHealed();
        assertThat(disk.warnings).singleElement().asString().contains("too long");
    }

    @Test
    void aFolderThatOthersMayWriteIsLeftAloneAndServesNothing() throws Exception {
        TestDisk.mode(file.resolveSibling("."), "rwxrwx---");

        assertThat(store.get(ENTRY.key())).isEmpty();
        assertThat(store.put(ENTRY)).isFalse();
        assertThat(store.getOrCompute(ENTRY.key(), () -> ENTRY).isHit()).isFalse();
        assertThat(file).exists();
        assertThat(disk.warnings).singleElement().asString().contains("chmod go-w");
    }

    @ParameterizedTest
    @EnumSource(
            value = FaultyFiles.Operation.class,
            names = {"CREATE_FOLDER", "CREATE_FILE", "RENAME"})
    void aFolderThatCannotBeWrittenStillServesWhatItHas(FaultyFiles.Operation broken)
            throws IOException {
        CacheEntry other = Entries.entry("other");
        disk.files.breakAll(broken, FaultyFiles.Operation.DELETE);

        assertThat(store.put(other)).isFalse();
        assertThat(store.put(other)).isFalse();
        assertThat(store.getOrCompute(other.key(), () -> other).isHit()).isFalse();
        assertThat(store.get(ENTRY.key())).contains(ENTRY);
        assertThat(store.get(other.key())).isEmpty();
        assertThat(disk.warnings).singleElement().asString().contains("can't write");
    }

    @Test
    void aFullDiskLeavesNothingBehind() throws IOException {
        CacheEntry other = Entries.entry("other");
        disk.files.breakAll(FaultyFiles.Operation.RENAME);

        assertThat(store.put(other)).isFalse();
        assertThat(disk.objectFiles()).containsExactly(file.getFileName().toString());
    }

    @Test
    void aBrokenEntryThatCannotBeMovedIsAMissAllTheSame() throws IOException {
        Files.write(file, new byte[100]);
        disk.files.breakAll(FaultyFiles.Operation.RENAME);

        assertThat(store.get(ENTRY.key())).isEmpty();
        assertThat(disk.warnings).singleElement().asString().contains("left in place");
    }

    @Test
    void anEntryIsPublishedEvenIfItsFolderCannotBeForced() {
        CacheEntry other = Entries.entry("other");
        disk.files.breakAll(FaultyFiles.Operation.FORCE_FOLDER);

        assertThat(store.put(other)).isTrue();
        assertThat(store.get(other.key())).contains(other);
        assertThat(disk.warnings).singleElement().asString().contains("may be lost");
    }

    @Test
    void aFolderThatCannotServeIsOneExceptionOrOneEmptyStore() throws Exception {
        Path occupied = Files.write(temp.resolve("occupied"), new byte[1]);
        Path open = Files.createDirectory(temp.resolve("open"));
        TestDisk.mode(open, "rwxrwxrwx");
        Path openObjects = temp.resolve("openObjects");
        new TestDisk(openObjects).open().put(ENTRY);
        TestDisk.mode(openObjects.resolve("objects"), "rwxrwx---");

        for (Path folder :
                new Path[] {
                    occupied, occupied.resolve("below"), Path.of("/proc/komodo"), open, openObjects
                }) {
            assertThatThrownBy(() -> DiskStore.open(CacheLocation.explicit(folder)))
                    .isInstanceOf(CacheUnavailableException.class)
                    .hasMessageContaining("no cache in " + folder)
                    .hasMessageContaining("KOMODO_CACHE");
            ObjectStore instead = ObjectStore.at(CacheLocation.explicit(folder));
            assertThat(instead.getOrCompute(ENTRY.key(), () -> ENTRY).entry()).isEqualTo(ENTRY);
            assertThat(instead.get(ENTRY.key())).isEmpty();
        }
    }

    /// A process dies before any of its changes, or in the middle of writing a file: the next one
    /// finds the old entry, the new one, or nothing, and can work.
    @Test
    void aCrashAtAnyStepLeavesNoBrokenEntryVisible() throws Exception {
        for (boolean half : new boolean[] {false, true}) {
            for (boolean existed : new boolean[] {false, true}) {
                int steps = 0;
                while (crashes(steps, half, existed)) {
                    steps++;
                }
                assertThat(steps).isGreaterThanOrEqualTo(4);
            }
        }
    }

    private boolean crashes(int step, boolean half, boolean existed) throws Exception {
        TestDisk crashed = new TestDisk(temp.resolve("crash-" + step + half + existed));
        CacheEntry old = Entries.entry("g", 7);
        if (existed) {
            crashed.open().put(old);
            crashed.files = new FaultyFiles();
        }
        crashed.files.crashAt(step, half);
        boolean died = false;
        try {
            crashed.open().put(ENTRY);
        } catch (FaultyFiles.Crash _) {
            died = true;
        }
        crashed.files = new FaultyFiles();
        DiskStore next = crashed.open();
        assertThat(next.get(ENTRY.key()))
                .satisfiesAnyOf(
                        found -> assertThat(found).contains(ENTRY),
                        found ->
                                assertThat(found)
                                        .isEqualTo(existed ? Optional.of(old) : Optional.empty()));
        assertThat(next.put(ENTRY)).isTrue();
        assertThat(next.get(ENTRY.key())).contains(ENTRY);
        assertThat(crashed.warnings).isEmpty();
        return died;
    }

    private void assertMissThenHealed() throws IOException {
        assertThat(store.get(ENTRY.key())).isEmpty();
        assertThat(Files.exists(file, LinkOption.NOFOLLOW_LINKS)).isFalse();
        assertThat(Files.exists(disk.setAside(ENTRY.key()), LinkOption.NOFOLLOW_LINKS)).isTrue();
        assertThat(store.get(ENTRY.key())).isEmpty();
        assertThat(store.put(ENTRY)).isTrue();
        assertThat(store.get(ENTRY.key())).contains(ENTRY);
        Files.delete(disk.setAside(ENTRY.key()));
    }
}
