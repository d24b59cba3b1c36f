package dev.komodo.cache;

import static org.assertj.core.api.Assertions.assertThat;

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
    void followsALinkToTheFolderItself() throws Exception {
        Files.createDirectories(temp.resolve("real"));
        TestDisk.mode(temp.resolve("real"), "rwx------");
        TestDisk linked =
                new TestDisk(Files.createSymbolicLink(temp.resolve("l"), temp.resolve("real")));

        assertThat(linked.open().put(Entries.entry("g"))).isTrue();
        assertThat(linked.open().folder()).isEqualTo(temp.resolve("real").toRealPath());
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
                        FaultyFiles.Operation.FORCE_FOLDER);
    }

    @Test
    void writesNothingOnAHitUntilTheEntryIsADayOld() throws Exception {
        CacheEntry entry = Entries.entry("g");
        DiskStore store = disk.open();
        store.put(entry);
        int before = disk.files.performed().size();
        Path file = disk.entryFile(entry.key());

        TestDisk.age(file, disk.now.minus(Duration.ofHours(23)));
        store.get(entry.key());
        assertThat(disk.files.performed()).hasSize(before);

        TestDisk.age(file, disk.now.minus(Duration.ofHours(25)));
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
        Path debris = disk.file(Entries.key("g"), ".tmp");
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
        Path old = disk.file(entry.key(), ".tmp");
        Path young = old.resolveSibling("0123456789abcdef.tmp");
        Path aside = disk.setAside(entry.key());
        Path candidate = disk.folder.resolve("secret.00.tmp");
        for (Path file : new Path[] {old, young, aside, candidate}) {
            Files.write(file, new byte[10]);
        }
        TestDisk.age(old, disk.now.minus(Duration.ofMinutes(61)));
        TestDisk.age(candidate, disk.now.minus(Duration.ofMinutes(61)));
        TestDisk.age(aside, disk.now.minus(Duration.ofDays(8)));

        disk.open().put(entry);

        assertThat(old).doesNotExist();
        assertThat(candidate).doesNotExist();
        assertThat(aside).doesNotExist();
        assertThat(young).exists();
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
