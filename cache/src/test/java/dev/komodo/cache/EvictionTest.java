package dev.komodo.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// The bound: the least recently used go, and nothing else ever does.
class EvictionTest {
    private static final int OBJECT_BYTES = 10_000;
    private static final int ENTRY_BYTES = entryBytes();

    @TempDir Path temp;
    private TestDisk disk;

    private static int entryBytes() {
        try {
            return EntryFormat.encode(entry("a"), new byte[32]).length;
        } catch (EntryFormatException e) {
            throw new AssertionError(e);
        }
    }

    private static CacheEntry entry(String name) {
        return Entries.entry(name, OBJECT_BYTES);
    }

    @BeforeEach
    void newDisk() {
        disk = new TestDisk(temp.resolve("cache"));
        disk.maxSize = new CacheSize(4L * ENTRY_BYTES);
    }

    /// Puts entries, the first one used longest ago, an hour and a second apart.
    private DiskStore storeOf(String... names) throws Exception {
        DiskStore store = disk.open();
        for (int i = 0; i < names.length; i++) {
            assertThat(store.put(entry(names[i]))).isTrue();
            TestDisk.age(file(names[i]), disk.now.minusSeconds(3601L * (names.length - i)));
        }
        return store;
    }

    private Path file(String name) {
        return disk.entryFile(Entries.key(name));
    }

    private List<String> kept(String... names) {
        return List.of(names).stream().filter(name -> Files.exists(file(name))).toList();
    }

    @Test
    void removesWhatWasUsedLongestAgo() throws Exception {
        DiskStore store = storeOf("a", "b", "c", "d");
        assertThat(store.get(Entries.key("a"))).isPresent(); // which makes it the last used

        assertThat(store.put(entry("e"))).isTrue();

        // a tenth below the bound: room for three
        assertThat(kept("a", "b", "c", "d", "e")).containsExactly("a", "d", "e");
        assertThat(disk.warnings).isEmpty();
    }

    @Test
    void neverRemovesTheEntryJustPut() throws Exception {
        disk.maxSize = new CacheSize(ENTRY_BYTES + 10);
        DiskStore store = disk.open();
        for (String name : List.of("a", "b", "c")) {
            disk.now = disk.now.minus(Duration.ofDays(400)); // so that the others look younger
            assertThat(store.put(entry(name))).isTrue();
            TestDisk.age(file(name), disk.now);
            assertThat(store.get(Entries.key(name))).contains(entry(name));
        }
        assertThat(kept("a", "b", "c")).containsExactly("c");
    }

    @Test
    void doesNotStoreWhatIsLargerThanTheBoundAndSaysSoOnce() throws Exception {
        DiskStore store = storeOf("a", "b");
        CacheEntry large = Entries.entry("large", 5 * OBJECT_BYTES);

        assertThat(store.put(large)).isFalse();
        assertThat(store.put(large)).isFalse();
        assertThat(store.getOrCompute(large.key(), () -> large).entry()).isEqualTo(large);

        assertThat(kept("a", "b", "large")).containsExactly("a", "b");
        assertThat(disk.warnings)
                .singleElement()
                .asString()
                .contains("more than the whole cache may have")
                .contains("KOMODO_CACHE_MAX_SIZE");
    }

    @Test
    void doesNotKeepAnEntryForEverWhoseTimeLiesInTheFuture() throws Exception {
        DiskStore store = storeOf("a", "b", "c", "d");
        TestDisk.age(file("a"), disk.now.plus(Duration.ofDays(3650)));
        store.put(entry("e")); // meets the odd time and puts it right
        assertThat(kept("a", "b", "c", "d", "e")).containsExactly("a", "d", "e");

        disk.now = disk.now.plus(Duration.ofDays(1));
        for (String name : List.of("d", "e")) {
            store.get(Entries.key(name));
        }
        store.put(entry("f"));
        store.put(entry("g"));
        assertThat(kept("a", "d", "e", "f", "g")).hasSize(3).doesNotContain("a");
    }

    @Test
    void aHitPutsATimeInTheFutureRight() throws Exception {
        DiskStore store = storeOf("a");
        TestDisk.age(file("a"), disk.now.plus(Duration.ofDays(3650)));

        assertThat(store.get(Entries.key("a"))).isPresent();

        assertThat(Files.getLastModifiedTime(file("a")).toInstant())
                .isBefore(disk.now.plusSeconds(1));
    }

    @Test
    void aClockThatIsSetBackRemovesNoMoreThanTheBoundAsksFor() throws Exception {
        DiskStore store = storeOf("a", "b", "c", "d");
        disk.now = Instant.EPOCH.plus(Duration.ofDays(1));

        assertThat(store.collect(disk.maxSize).entries()).isZero();
        store.put(entry("e"));

        assertThat(kept("a", "b", "c", "d", "e")).hasSize(3).contains("e");
    }

    @Test
    void aClockThatIsSetForwardRemovesNothing() throws Exception {
        DiskStore store = storeOf("a", "b", "c");
        disk.now = disk.now.plus(Duration.ofDays(36_500));

        store.put(entry("d"));
        assertThat(store.get(Entries.key("a"))).isPresent();

        assertThat(kept("a", "b", "c", "d")).hasSize(4);
    }

    @Test
    void leavesAnEntryThatASiblingUsesMeanwhile() throws Exception {
        DiskStore store = storeOf("a", "b", "c", "d");
        AtomicInteger looks = new AtomicInteger();
        disk.files.beforeFacts =
                path -> {
                    // the first look is the listing's, the second one comes before the removal
                    if (path.equals(file("a")) && looks.incrementAndGet() == 2) {
                        touch(path);
                    }
                };
        store.put(entry("e"));

        assertThat(looks.get()).isGreaterThanOrEqualTo(2);
        assertThat(kept("a", "b", "c", "d", "e")).containsExactly("a", "d", "e");
    }

    private void touch(Path path) {
        try {
            TestDisk.age(path, disk.now);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void neverTouchesAFileThatIsBeingWritten() throws Exception {
        DiskStore store = storeOf("a", "b", "c", "d");
        Path writing = file("a").resolveSibling("0123456789abcdef.tmp");
        Files.write(writing, new byte[OBJECT_BYTES]);
        TestDisk.age(writing, disk.now.minus(Duration.ofMinutes(59)));

        assertThat(store.collect(new CacheSize(1)).entries()).isEqualTo(4);

        assertThat(writing).exists();
    }

    @Test
    void removesEntriesOfOlderFormatsAndWhatWasSetAsideFirst() throws Exception {
        DiskStore store = storeOf("a", "b", "c");
        Path old = disk.folder.resolve("objects/v0/ab").resolve("ab".repeat(32) + ".kobj");
        Files.createDirectories(old.getParent());
        Files.write(old, new byte[OBJECT_BYTES]);
        TestDisk.age(old, disk.now.minus(Duration.ofDays(300)));
        Files.write(disk.setAside(Entries.key("a")), new byte[OBJECT_BYTES]);

        store.collect(new CacheSize(3L * ENTRY_BYTES * 10 / 9 + 10));

        assertThat(old).doesNotExist();
        assertThat(disk.setAside(Entries.key("a"))).doesNotExist();
        assertThat(kept("a", "b", "c")).hasSize(3);
    }

    @Test
    void countsAnewWhenTheKeptTotalIsDamaged() throws Exception {
        for (byte[] damage : new byte[][] {{1, 2, 3}, {-1, 0, 0, 0, 0, 0, 0, 0}, {}}) {
            Files.createDirectories(disk.folder);
            DiskStore store = storeOf("a", "b", "c", "d");
            Files.write(disk.folder.resolve("usage"), damage);
            store.put(entry("e"));
            store.put(entry("f"));
            assertThat(kept("a", "b", "c", "d", "e", "f").size()).isLessThanOrEqualTo(4);
            assertThat(disk.warnings).isEmpty();
            store.clear();
        }
    }

    /// Four evictors and writers at once, and readers in between: never a wrong entry, never a
    /// warning, and in the end the bound holds.
    @Test
    void manyMayEvictWhileOthersRead() throws Exception {
        List<Boolean> right =
                ObjectStoreContract.onThreads(
                        4,
                        thread -> {
                            DiskStore store = disk.open();
                            boolean allRight = true;
                            for (int i = 0; i < 40; i++) {
                                CacheEntry entry = entry("k" + (i * (thread + 1)) % 12);
                                Optional<CacheEntry> found = store.get(entry.key());
                                allRight &= found.isEmpty() || found.get().equals(entry);
                                allRight &= found.isPresent() || store.put(entry);
                            }
                            return allRight;
                        });

        assertThat(right).containsOnly(true);
        assertThat(disk.warnings).isEmpty();
        disk.open().put(entry("last"));
        disk.open().put(entry("lastButOne"));
        assertThat(disk.objectFiles().size()).isLessThanOrEqualTo(4);
    }

    @Test
    void withoutABoundNothingIsRemovedOrCounted() throws Exception {
        disk.maxSize = CacheSize.UNLIMITED;
        storeOf("a", "b", "c", "d", "e", "f");

        assertThat(kept("a", "b", "c", "d", "e", "f")).hasSize(6);
        assertThat(disk.folder.resolve("usage")).doesNotExist();
    }

    /// With 2,000 entries (more: `-Dkomodo.cache.entries=10000`), a hit and a put look at as few
    /// files as with none, and a collection removes what it must.
    @Test
    void manyEntriesCostAHitAndAPutNothing() throws Exception {
        int count = Integer.getInteger("komodo.cache.entries", 2_000);
        disk.maxSize = CacheSize.DEFAULT;
        DiskStore store = disk.open();
        store.put(entry("first")); // counts, while that is cheap
        FileAttribute<?> ownerOnly =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        byte[] secret = Files.readAllBytes(disk.folder.resolve("secret"));
        for (int i = 0; i < count; i++) {
            CacheEntry entry = Entries.entry("many" + i, 16);
            Path file = disk.entryFile(entry.key());
            disk.files.createFolder(file.resolveSibling("."), Access.PRIVATE);
            Files.createFile(file, ownerOnly);
            Files.write(file, EntryFormat.encode(entry, secret));
        }

        int before = disk.files.factsAsked.get();
        assertThat(store.get(Entries.key("many77"))).isPresent();
        assertThat(disk.files.factsAsked.get() - before).isLessThanOrEqualTo(3);
        before = disk.files.factsAsked.get();
        assertThat(store.put(entry("another"))).isTrue();
        assertThat(disk.files.factsAsked.get() - before).isLessThanOrEqualTo(10);
        assertThat(store.list()).hasSize(count + 2);

        Evicted evicted = store.collect(new CacheSize(100_000));
        assertThat(evicted.bytesLeft()).isLessThanOrEqualTo(100_000).isGreaterThan(80_000);
        assertThat(store.list()).hasSize(count + 2 - evicted.entries());
    }
}
