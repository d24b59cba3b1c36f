package dev.komodo.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.komodo.Komodo;
import dev.komodo.Options;
import dev.komodo.cache.CacheEntry;
import dev.komodo.cache.CacheSize;
import dev.komodo.cache.DiskStore;
import dev.komodo.cache.Stores;
import dev.komodo.runtime.Kernel;
import dev.komodo.runtime.KernelReport.CacheOutcome;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// What befalls a folder on a real machine: writers at once, no rights, no room, no folder, no
/// reliable clock, many entries. The caller gets right results, and later ones do too.
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class AdversityTest {
    private static final int ORDERS = Scale.of(150, 5_000);
    private static final int MANY = 10_000;

    @TempDir Path temp;
    private final List<String> warnings = new ArrayList<>();

    /// numba keeps an entry in two files, and one order of two writers' steps makes a signature
    /// call the other's code. Here a reader after any step sees one writer's entry, whole, or none.
    @Test
    void anyOrderOfTwoWritersStepsLeavesAWholeEntry() throws Exception {
        SmallEntry entry = new SmallEntry(1);
        CacheEntry first = entry.entryOf(1);
        CacheEntry second = entry.entryOf(2);
        AtomicInteger looks = new AtomicInteger();
        for (int seed = 0; seed < ORDERS; seed++) {
            Path cache = temp.resolve("cache-" + seed);
            Interleaving order = new Interleaving(seed);
            try (DiskStore reader = Stores.open(cache, warnings::add)) {
                order.run(
                        () -> put(cache, order.operations(0), first),
                        () -> put(cache, order.operations(1), second),
                        () -> {
                            Optional<CacheEntry> seen = reader.peek(entry.key());
                            assertThat(
                                            seen.isEmpty()
                                                    || seen.get().equals(first)
                                                    || seen.get().equals(second))
                                    .isTrue();
                            looks.incrementAndGet();
                        });
                assertThat(reader.get(entry.key())).isPresent();
            }
        }
        assertThat(warnings).isEmpty();
        new Findings("interleaved-writers")
                .add("orders of two writers' steps", ORDERS)
                .add("looks between steps", looks)
                .add("torn or mixed entries", 0)
                .write();
    }

    private static boolean put(Path cache, Stores.Operations operations, CacheEntry entry)
            throws Exception {
        try (DiskStore writer = Stores.open(cache, text -> System.err.println(text), operations)) {
            return writer.put(entry);
        }
    }

    /// Two builds of Komodo, one with a file more than the other, take turns.
    @Test
    void twoVersionsShareAFolderAndBothKeepTheirEntries() throws Exception {
        Path other = temp.resolve("other");
        ClassFolder.copy(Komodo.class, other);
        Files.writeString(other.resolve("dev/komodo/other.txt"), "another constant");
        assertThat(turn(System.getProperty("java.class.path"))).isEqualTo("0 right MISS");
        assertThat(turn(ClassFolder.classPathWith(Komodo.class, other))).isEqualTo("0 right MISS");
        assertThat(turn(System.getProperty("java.class.path"))).isEqualTo("0 right HIT");
        assertThat(turn(ClassFolder.classPathWith(Komodo.class, other))).isEqualTo("0 right HIT");
        try (DiskStore store = Stores.open(temp.resolve("cache"), warnings::add)) {
            assertThat(store.list()).hasSize(2);
        }
    }

    private String turn(String classPath) throws IOException {
        try (ChildJvm child =
                ChildJvm.start(
                        temp,
                        List.of(),
                        List.of("-cp", classPath),
                        KillProcess.class,
                        temp.resolve("cache"),
                        0,
                        1)) {
            return child.expect("ready").say("go").line();
        }
    }

    @Test
    void whatCannotBeWrittenIsReadAndCompilingGoesOn() throws Exception {
        OtherUser.require();
        Path classes = OtherUser.sharedClasses(temp);
        Path cache = temp.resolve("cache");
        try (DiskStore store = Stores.open(cache, warnings::add)) {
            store.put(new SmallEntry(0).entry());
        }
        OtherUser.giveAll(cache, OtherUser.VICTIM);
        try (Stream<Path> parts = Files.walk(cache)) {
            for (Path part : parts.toList()) {
                Files.setPosixFilePermissions(
                        part,
                        PosixFilePermissions.fromString(
                                Files.isDirectory(part) ? "r-x------" : "r--------"));
            }
        }
        try (ChildJvm child = OtherUser.start(temp, classes, OtherUser.VICTIM, cache, 0, 3)) {
            List<String> lines = child.lastLines();
            assertThat(lines)
                    .filteredOn(line -> !line.startsWith("warned"))
                    .containsExactly("STORED", "COMPUTED", "COMPUTED");
            assertThat(lines).filteredOn(line -> line.startsWith("warned")).isNotEmpty();
        }
    }

    @Test
    void aFullDiskCostsEntriesOnly() throws Exception {
        Path disk = Files.createDirectory(temp.resolve("disk"));
        assumeMounted(disk);
        try (DiskStore store = Stores.open(disk.resolve("cache"), warnings::add)) {
            int kept = 0;
            while (store.put(new SmallEntry(kept).entry())) {
                kept++;
            }
            assertThat(kept).isPositive();
            assertThat(warnings).isNotEmpty();
            SmallEntry more = new SmallEntry(kept + 1);
            assertThat(store.getOrCompute(more.key(), more::entry).entry()).isEqualTo(more.entry());
            for (int number = 0; number < kept; number++) {
                assertThat(store.get(new SmallEntry(number).key()))
                        .contains(new SmallEntry(number).entry());
            }
            assertThat(files(disk, ".tmp")).isEmpty();
            assertThat(store.remove(new SmallEntry(0).key())).isTrue();
            assertThat(store.remove(new SmallEntry(1).key())).isTrue();
            assertThat(store.put(more.entry())).as("with room again").isTrue();
        } finally {
            run("umount", "--lazy", disk.toString()); // a store never closes its lock file
        }
    }

    private static void assumeMounted(Path disk) throws Exception {
        boolean mounted =
                run("mount", "-t", "tmpfs", "-o", "size=256k,mode=700", "tmpfs", disk.toString());
        if (!mounted) {
            System.err.println("NOT TESTED: a full disk. Run where a tmpfs can be mounted.");
        }
        assumeTrue(mounted, "needs to mount a small tmpfs");
    }

    private static boolean run(String... command) throws Exception {
        return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
    }

    @Test
    void aFolderThatIsDeletedWhileInUseIsMadeAgain() throws IOException {
        Path cache = temp.resolve("cache");
        try (Komodo komodo = Komodo.open(Options.defaults().cacheFolder(cache));
                Kernel before = komodo.compile(new Recipe(1).graph())) {
            delete(cache);
            try (Kernel after = komodo.compile(new Recipe(2).graph())) {
                assertThat(new Recipe(1).isMadeBy(before)).isTrue();
                assertThat(new Recipe(2).isMadeBy(after)).isTrue();
            }
        }
        try (Komodo next = Komodo.open(Options.defaults().cacheFolder(cache));
                Kernel kernel = next.compile(new Recipe(2).graph())) {
            assertThat(kernel.report().cache()).isEqualTo(CacheOutcome.HIT);
            assertThat(new Recipe(2).isMadeBy(kernel)).isTrue();
        }
    }

    @Test
    void aClockThatJumpsCostsNoEntryAndKeepsNoGarbage() throws Exception {
        SmallEntry entry = new SmallEntry(1);
        for (Instant time : List.of(Instant.EPOCH, Instant.now().plus(Duration.ofDays(20_000)))) {
            try (DiskStore store = Stores.open(temp.resolve("cache"), warnings::add)) {
                store.put(entry.entry());
                Path file = store.file(entry.key()).orElseThrow();
                Path garbage = file.resolveSibling("0123456789abcdef.tmp");
                Files.write(garbage, new byte[10]);
                Files.setLastModifiedTime(file, FileTime.from(time));
                Files.setLastModifiedTime(garbage, FileTime.from(time));

                assertThat(store.get(entry.key())).contains(entry.entry());
                assertThat(Files.getLastModifiedTime(file).toInstant())
                        .as("put right by the hit")
                        .isBetween(Instant.now().minusSeconds(3_600), Instant.now());
                store.collect(CacheSize.UNLIMITED);
                assertThat(garbage).doesNotExist();
                assertThat(store.get(entry.key())).contains(entry.entry());
            }
        }
        assertThat(warnings).isEmpty();
    }

    @Test
    void lookingUpAndPuttingCostTheSameAmongTenThousandEntries() throws Exception {
        AtomicInteger operations = new AtomicInteger();
        Path cache = temp.resolve("cache");
        try (DiskStore store =
                Stores.open(cache, warnings::add, _ -> operations.incrementAndGet())) {
            warmUp(store);
            int alone = operationsOfAPutAndAGet(store, operations, -1);
            for (int number = 0; number < MANY; number++) {
                plant(cache, new SmallEntry(number));
            }
            assertThat(operationsOfAPutAndAGet(store, operations, -2)).isEqualTo(alone);

            int before = operations.get();
            assertThat(store.list()).hasSizeGreaterThan(MANY);
            int listing = operations.get() - before;
            assertThat(listing).as("one question per entry").isLessThan(MANY + 500);
            new Findings("many-entries")
                    .add("file operations of a put and a hit, alone", alone)
                    .add("the same among " + MANY + " entries", alone)
                    .add("file operations of listing " + MANY, listing)
                    .write();
        }
    }

    /// The first put into each shard looks for what the dead left there.
    private static void warmUp(DiskStore store) {
        for (int number : List.of(-1, -2)) {
            store.put(new SmallEntry(number).entry());
        }
    }

    private static int operationsOfAPutAndAGet(
            DiskStore store, AtomicInteger operations, int number) {
        int before = operations.get();
        assertThat(store.put(new SmallEntry(number).entry())).isTrue();
        assertThat(store.get(new SmallEntry(number).key())).isPresent();
        return operations.get() - before;
    }

    private static void plant(Path cache, SmallEntry entry) throws IOException {
        String key = entry.key().hex();
        Path shard = cache.resolve("objects/v1").resolve(key.substring(0, 2));
        if (!Files.exists(shard)) {
            Files.createDirectory(
                    shard,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        }
        Files.write(shard.resolve(key + ".kobj"), new byte[100]);
    }

    private static List<Path> files(Path folder, String ending) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(ending)).toList();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
