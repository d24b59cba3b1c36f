package dev.komodo.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Hits are counted beside the entries, by all processes together, and cost no write each.
class HitCountsTest {
    private static final CacheEntry ENTRY = Entries.entry("g");

    @TempDir Path temp;
    private TestDisk disk;
    private DiskStore store;

    @BeforeEach
    void putAnEntry() throws Exception {
        disk = new TestDisk(temp.resolve("cache"));
        store = disk.open();
        store.put(ENTRY);
    }

    private long listed() throws Exception {
        return disk.open().list().getFirst().hits();
    }

    @Test
    void addsUpWhatAllProcessesFound() throws Exception {
        DiskStore sibling = disk.open();
        byte[] before = Files.readAllBytes(disk.entryFile(ENTRY.key()));
        for (int i = 0; i < 3; i++) {
            store.get(ENTRY.key());
            sibling.get(ENTRY.key());
        }
        store.get(Entries.key("absent"));
        sibling.peek(ENTRY.key());
        store.close();
        sibling.close();

        assertThat(listed()).isEqualTo(6);
        assertThat(store.list().getFirst().hits()).isEqualTo(6);
        assertThat(Files.readAllBytes(disk.entryFile(ENTRY.key()))).isEqualTo(before);
    }

    @Test
    void tellsWhatGatheredWithoutAWriteForEach() throws Exception {
        int before = disk.files.performed().size();
        for (int i = 0; i < HitCounts.MOST_PENDING - 1; i++) {
            store.get(ENTRY.key());
        }
        assertThat(disk.files.performed()).hasSize(before);
        store.get(ENTRY.key());
        assertThat(disk.files.performed())
                .hasSize(before + 1)
                .endsWith(FaultyFiles.Operation.APPEND);
        assertThat(listed()).isEqualTo(HitCounts.MOST_PENDING);
    }

    @Test
    void skipsTornAndForeignLines() throws Exception {
        store.get(ENTRY.key());
        store.close();
        String key = ENTRY.key().hex();
        for (String torn :
                new String[] {
                    key.substring(0, 30), key + " ", key + " -5\n", key + " 9x\n", "\0\n\n", key
                }) {
            Files.writeString(disk.folder.resolve("hits"), torn, StandardOpenOption.APPEND);
            store.get(ENTRY.key());
            store.close();
        }
        assertThat(listed()).isEqualTo(7);
        assertThat(disk.warnings).isEmpty();
    }

    @Test
    void neverFailsAHit() throws Exception {
        disk.files.breakAll(FaultyFiles.Operation.APPEND);
        assertThat(store.get(ENTRY.key())).contains(ENTRY);
        store.close();
        Files.createDirectory(disk.folder.resolve("hits"));
        assertThat(listed()).isZero();
        assertThat(disk.warnings).isEmpty();
    }

    @Test
    void keepsOneLineForEachEntryThatIsLeft() throws Exception {
        String line = ENTRY.key().hex() + " 1\n";
        String gone = "0".repeat(64) + " 1\n";
        Files.writeString(disk.folder.resolve("hits"), line.repeat(9_000) + gone.repeat(9_000));

        store.collect(CacheSize.DEFAULT);

        assertThat(Files.readString(disk.folder.resolve("hits")))
                .isEqualTo(ENTRY.key().hex() + " 9000\n");
        assertThat(listed()).isEqualTo(9_000);
    }
}
