package dev.komodo.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;

class DiskStoreTest extends ObjectStoreContract {
    @TempDir Path temp;
    private TestDisk disk;

    @BeforeEach
    void newDisk() {
        disk = new TestDisk(temp.resolve("deep/cache"));
    }

    @Override
    ObjectStore newStore() throws CacheUnavailableException {
        return disk.open();
    }

    @AfterEach
    void healthyStoresAreSilent() {
        assertThat(disk.warnings).allMatch(warning -> warning.contains("other symbols"));
    }

    @Test
    void servesTheNextProcess() throws Exception {
        CacheEntry entry = Entries.entry("g", 100_000);
        disk.open().put(entry);

        assertThat(disk.open().get(entry.key())).contains(entry);
        assertThat(disk.open().get(entry.key()).orElseThrow().key().ingredients())
                .isEqualTo(entry.key().ingredients());
    }

    @Test
    void opensToNobodyElse() throws Exception {
        CacheEntry entry = Entries.entry("g");
        disk.open().put(entry);

        Path file = disk.entryFile(entry.key());
        for (String part : new String[] {".", "objects", "objects/v1"}) {
            assertThat(permissions(disk.folder.resolve(part))).isEqualTo("rwx------");
        }
        assertThat(permissions(file.resolveSibling("."))).isEqualTo("rwx------");
        assertThat(permissions(file)).isEqualTo("rw-------");
        assertThat(permissions(disk.folder.resolve("secret"))).isEqualTo("rw-------");
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void followsLinksAboveTheFolderButNotTheFolderItself() throws Exception {
        Path real = Files.createDirectories(temp.resolve("real"));
        TestDisk.mode(real, "rwx------");
        Path link = Files.createSymbolicLink(temp.resolve("link"), real);

        assertThatThrownBy(() -> new TestDisk(link).open())
                .isInstanceOf(CacheUnavailableException.class)
                .hasMessageContaining("it is a link, which is not followed");
        assertThat(real).isEmptyDirectory();
        TestDisk below = new TestDisk(link.resolve("cache"));
        assertThat(below.open().put(Entries.entry("g"))).isTrue();
        assertThat(below.open().folder()).isEqualTo(real.resolve("cache").toRealPath());
    }

    @Test
    void publishesInTheOrderThatSurvivesACrash() throws Exception {
        DiskStore store = disk.open();
        int before = disk.files.performed().size();

        store.put(Entries.entry("g"));

        assertThat(disk.files.performed().subList(before, disk.files.performed().size()))
                .containsExactly(
                        FaultyFiles.Operation.CREATE_FOLDER,
                        FaultyFiles.Operation.CREATE_FILE,
                        FaultyFiles.Operation.RENAME,
                        FaultyFiles.Operation.FORCE_FOLDER,
                        FaultyFiles.Operation.DELETE, // the total, which only a count can lose
                        FaultyFiles.Operation.APPEND,
                        FaultyFiles.Operation.APPEND);
    }

    @Test
    void writesNothingOnAHitUntilTheEntryIsAnHourOld() throws Exception {
        CacheEntry entry = Entries.entry("g");
        DiskStore store = disk.open();
        store.put(entry);
        int before = disk.files.performed().size();
        Path file = disk.entryFile(entry.key());

        TestDisk.age(file, disk.now.minus(Duration.ofMinutes(59)));
        store.get(entry.key());
        assertThat(disk.files.performed()).hasSize(before);

        TestDisk.age(file, disk.now.minus(Duration.ofMinutes(61)));
        store.get(entry.key());
        store.get(entry.key());
        assertThat(disk.files.performed())
                .hasSize(before + 1)
                .endsWith(FaultyFiles.Operation.TOUCH);
        assertThat(store.list().getFirst().lastUsed())
                .isAfter(disk.now.minus(Duration.ofMinutes(1)));
    }

    @Test
    void clearsItsOwnFilesOnly() throws Exception {
        DiskStore store = disk.open();
        store.getOrCompute(Entries.key("g"), () -> Entries.entry("g"));
        Path debris = disk.entryFile(Entries.key("g")).resolveSibling("0123456789abcdef.tmp");
        Files.write(debris, new byte[10]);
        Path foreign = disk.folder.resolve("native/libLLVM.so");
        Files.createDirectories(foreign.getParent());
        Files.write(foreign, new byte[10]);
        Path unknown = disk.folder.resolve("objects/v1/notes.txt");
        Files.write(unknown, new byte[10]);

        assertThat(store.list()).hasSize(1);
        assertThat(store.clear()).isEqualTo(1);

        assertThat(disk.objectFiles()).containsExactly("notes.txt");
        assertThat(foreign).exists();
        assertThat(disk.folder.resolve("secret")).exists();
        assertThat(disk.folder.resolve("lock")).exists();
        assertThat(store.put(Entries.entry("g"))).isTrue();
    }

    @Test
    void sweepsWhatDeadWritersLeft() throws Exception {
        CacheEntry entry = Entries.entry("g");
        disk.open().put(entry);
        Path aside = disk.setAside(entry.key());
        Path old = aside.resolveSibling("fedcba9876543210.tmp");
        Path young = aside.resolveSibling("0123456789abcdef.tmp");
        Path candidate = disk.folder.resolve("secret.0123456789abcdef.tmp");
        Path foreign = disk.folder.resolve("notes.tmp");
        for (Path file : new Path[] {old, young, aside, candidate, foreign}) {
            Files.write(file, new byte[10]);
        }
        TestDisk.age(old, disk.now.minus(Duration.ofMinutes(61)));
        TestDisk.age(candidate, disk.now.minus(Duration.ofMinutes(61)));
        TestDisk.age(foreign, disk.now.minus(Duration.ofDays(61)));
        TestDisk.age(aside, disk.now.minus(Duration.ofDays(8)));

        disk.open().put(entry);

        assertThat(old).doesNotExist();
        assertThat(candidate).doesNotExist();
        assertThat(aside).doesNotExist();
        assertThat(young).exists();
        assertThat(foreign).exists();
        assertThat(disk.open().get(entry.key())).contains(entry);
    }

    @Test
    void worksInAThreadThatIsInterrupted() throws Exception {
        DiskStore store = disk.open();
        CacheEntry entry = Entries.entry("g");
        Thread.currentThread().interrupt();
        try {
            assertThat(store.getOrCompute(entry.key(), () -> entry).isHit()).isFalse();
            assertThat(store.get(entry.key())).contains(entry);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }
    }
}
