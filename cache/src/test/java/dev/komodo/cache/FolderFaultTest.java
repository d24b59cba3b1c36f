package dev.komodo.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// What happens to a whole folder: deleted while in use, full, read only.
class FolderFaultTest {
    private static final CacheEntry ENTRY = Entries.entry("g");
    private static final CacheEntry OTHER = Entries.entry("other");

    @TempDir Path temp;

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /// `rm -rf` under two processes: they agree on a new secret, whoever writes first, and believe
    /// each other's entries again.
    @Test
    void aFolderThatIsDeletedWhileInUseIsMadeAgainAndSharedAgain() throws Exception {
        TestDisk disk = new TestDisk(temp.resolve("cache"));
        DiskStore first = disk.open();
        DiskStore second = disk.open();
        first.put(ENTRY);
        delete(disk.folder);

        assertThat(first.get(ENTRY.key())).isEmpty();
        assertThat(first.put(ENTRY)).isTrue();
        assertThat(second.get(ENTRY.key())).contains(ENTRY);
        assertThat(second.put(OTHER)).isTrue();
        assertThat(first.get(OTHER.key())).contains(OTHER);
        assertThat(disk.open().get(OTHER.key())).contains(OTHER);
        assertThat(disk.warnings).isEmpty();
    }

    @Test
    void aNewSecretOfASiblingIsAskedForBeforeItsEntriesAreRefused() throws Exception {
        TestDisk disk = new TestDisk(temp.resolve("cache"));
        DiskStore old = disk.open();
        old.put(ENTRY);
        delete(disk.folder);
        disk.open().put(OTHER);

        assertThat(old.get(OTHER.key())).contains(OTHER);
        assertThat(disk.setAside(OTHER.key())).doesNotExist();
        assertThat(disk.warnings).isEmpty();
    }

    @Test
    void aFolderThatVanishesDuringAPutIsMadeAgain() throws Exception {
        TestDisk disk = new TestDisk(temp.resolve("cache"));
        DiskStore store = disk.open();
        store.put(OTHER);
        int[] looks = {0};
        disk.files.beforeFacts =
                path -> {
                    if (path.endsWith("secret") && looks[0]++ == 0) {
                        deleteUnchecked(disk.folder.resolve("objects"));
                    }
                };
        assertThat(store.put(ENTRY)).isTrue();
        assertThat(store.get(ENTRY.key())).contains(ENTRY);
        assertThat(disk.warnings).isEmpty();
    }

    private static void deleteUnchecked(Path folder) {
        try {
            delete(folder);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aFolderThatSaysItIsReadOnlyIsNeverWrittenAndWarnsOnce() throws Exception {
        TestDisk disk = new TestDisk(temp.resolve("cache"));
        disk.open().put(ENTRY);
        disk.files = new FaultyFiles();
        disk.files.writable = false;
        DiskStore store = disk.open();
        int before = disk.files.performed().size();

        assertThat(store.get(ENTRY.key())).contains(ENTRY);
        assertThat(store.put(OTHER)).isFalse();
        assertThat(store.getOrCompute(OTHER.key(), () -> OTHER).entry()).isEqualTo(OTHER);
        store.close();

        assertThat(disk.files.performed()).hasSize(before);
        assertThat(disk.warnings).singleElement().asString().contains("can't be written");
    }

    @Test
    void aFullDiskIsOneWarningAndNothingIsLost() throws Exception {
        try (SmallDisk small = SmallDisk.assumeMountable(temp.resolve("disk"))) {
            TestDisk disk = new TestDisk(small.folder.resolve("cache"));
            DiskStore store = disk.open();
            int stored = 0;
            while (store.put(Entries.entry("k" + stored, 50_000))) {
                stored++;
                assertThat(stored).isLessThan(100);
            }
            assertThat(stored).isPositive();
            assertThat(store.put(Entries.entry("m", 400_000))).isFalse();
            CacheEntry more = Entries.entry("n", 400_000);
            assertThat(store.getOrCompute(more.key(), () -> more).entry()).isEqualTo(more);

            for (int i = 0; i < stored; i++) {
                CacheEntry entry = Entries.entry("k" + i, 50_000);
                assertThat(disk.open().get(entry.key())).contains(entry);
            }
            assertThat(disk.objectFiles()).hasSize(stored).allMatch(f -> f.endsWith(".kobj"));
            assertThat(disk.warnings).singleElement().asString().contains("No space left");

            assertThat(store.remove(Entries.key("k0"))).isTrue();
            assertThat(store.put(Entries.entry("k0", 50_000))).isTrue();
        }
    }

    @Test
    void aReadOnlyMountServesWhatItHasWithOneWarning() throws Exception {
        try (SmallDisk small = SmallDisk.assumeMountable(temp.resolve("disk"))) {
            TestDisk disk = new TestDisk(small.folder.resolve("cache"));
            disk.open(_ -> KeyLocks.WITHIN_PROCESS).put(ENTRY); // a lock stays open for writing
            small.remountReadOnly();

            DiskStore store = disk.open();
            assertThat(store.getOrCompute(ENTRY.key(), () -> OTHER).entry()).isEqualTo(ENTRY);
            assertThat(store.getOrCompute(OTHER.key(), () -> OTHER).isHit()).isFalse();
            store.close();
            assertThat(disk.warnings).singleElement().asString().contains("can't be written");
        }
    }

    /// A file system of 512 KiB.
    private static final class SmallDisk implements AutoCloseable {
        final Path folder;

        private SmallDisk(Path folder) {
            this.folder = folder;
        }

        static SmallDisk assumeMountable(Path folder) throws Exception {
            Files.createDirectories(folder);
            String failure =
                    run("mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", folder.toString());
            assumeTrue(
                    failure.isEmpty(), "NOT TESTED: mounting a tmpfs is not allowed: " + failure);
            return new SmallDisk(folder);
        }

        void remountReadOnly() {
            assertThat(run("mount", "-o", "remount,ro", folder.toString())).isEmpty();
        }

        @Override
        public void close() {
            assertThat(run("umount", "--lazy", folder.toString())).isEmpty();
        }

        /// What a command says when it fails; nothing if it succeeds.
        private static String run(String... command) {
            try {
                Process process =
                        new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
                byte[] output = process.getInputStream().readAllBytes();
                return process.waitFor() == 0
                        ? ""
                        : "exit "
                                + process.exitValue()
                                + " "
                                + new String(output, StandardCharsets.UTF_8);
            } catch (IOException | InterruptedException e) {
                return e.toString();
            }
        }
    }
}
