package dev.komodo.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.cache.CacheKey;
import dev.komodo.cache.CacheSize;
import dev.komodo.cache.DiskStore;
import dev.komodo.cache.ObjectStore;
import dev.komodo.cache.Stores;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// Processes are killed at random moments while they compile and store: what was published stays as
/// it was, nothing damaged is ever met, and what the dead left behind is removed in time.
@Timeout(value = 60, unit = TimeUnit.MINUTES)
class KillTest {
    private static final int CYCLES = Scale.of(40, 500);
    private static final int MOST_CYCLES_OF_A_LIFE = 8;
    private static final int RECIPES_OF_A_LIFE = Scale.of(1, 3);
    private static final long LONGEST_CYCLE_NANOS = Duration.ofMillis(60).toNanos();

    @TempDir Path temp;
    private final SplittableRandom random = new SplittableRandom(9);
    private final List<String> warnings = new ArrayList<>();

    /// The bytes of each published entry's file, by recipe.
    private final Map<Integer, byte[]> published = new TreeMap<>();

    private int kills;
    private int garbage;

    @Test
    void whatWasPublishedBeforeAKillStaysAndNothingDamagedIsMet() throws Exception {
        Path cache = temp.resolve("cache");
        try (Workbench workbench = new Workbench(Linking.ISOLATED.loader(ObjectStore.none()))) {
            while (published.size() < CYCLES) {
                int first = published.size();
                List<String> said = liveAndDie(cache, first);
                for (int i = 0; i < said.size(); i++) {
                    assertThat(said.get(i)).startsWith(first + i + " right ");
                }
                validate(workbench, cache, first + said.size());
            }
        }
        requireSound(cache);
        new Findings("kill-at-random-moments")
                .add("compile-and-store cycles", published.size())
                .add("processes killed", kills)
                .add("files that they left half-written", garbage)
                .add("entries lost or damaged", 0)
                .write();
    }

    /// The same with processes that end themselves just before a certain change of the cache's
    /// files, the first, the second and so on, until one gets to its end.
    @Test
    void aDeathBeforeAnyChangeOfFilesDoesNoHarm() throws Exception {
        Path cache = temp.resolve("cache");
        try (Workbench workbench = new Workbench(Linking.ISOLATED.loader(ObjectStore.none()))) {
            boolean ended = false;
            for (int step = 1; !ended; step++) {
                int first = published.size();
                try (ChildJvm child =
                        ChildJvm.start(
                                temp, StepProcess.class, cache, first, RECIPES_OF_A_LIFE, step)) {
                    List<String> said = child.linesUntilDeath();
                    ended = child.ending().equals(new Ending.Exited(0));
                    kills += ended ? 0 : 1;
                    assertThat(ended || child.ending().equals(new Ending.Signalled(9)))
                            .as(child.errors())
                            .isTrue();
                    int next = first + said.size();
                    boolean unsaid = !ended && isStored(workbench, cache, new Recipe(next));
                    validate(workbench, cache, unsaid ? next + 1 : next);
                }
            }
        }
        assertThat(garbage).as("files that were left half-written").isPositive();
        requireSound(cache);
        new Findings("kill-before-each-step")
                .add("processes killed", kills)
                .add("entries published meanwhile", published.size())
                .add("files that they left half-written", garbage)
                .add("entries lost or damaged", 0)
                .write();
    }

    private void requireSound(Path cache) throws Exception {
        sweep(cache);
        assertThat(warnings).isEmpty();
        assertThat(files(cache, ".bad")).isEmpty();
        assertThat(files(cache, ".tmp")).isEmpty();
        assertThat(hitsOfAFreshProcess(cache)).isEqualTo(published.size());
    }

    /// One process's life, of a random length.
    private List<String> liveAndDie(Path cache, int first) throws IOException {
        int cycles = random.nextInt(MOST_CYCLES_OF_A_LIFE);
        try (ChildJvm child =
                ChildJvm.start(temp, KillProcess.class, cache, first, Integer.MAX_VALUE / 2)) {
            child.expect("ready").say("go");
            List<String> said = new ArrayList<>();
            for (int i = 0; i < cycles; i++) {
                said.add(child.line());
            }
            // a random moment is what is wanted here; nothing is waited for
            LockSupport.parkNanos(random.nextLong(LONGEST_CYCLE_NANOS));
            child.kill();
            said.addAll(child.linesUntilDeath());
            assertThat(child.ending()).isEqualTo(new Ending.Signalled(9));
            kills++;
            return said;
        }
    }

    /// Everything that was said to be published is there, valid, and as it was.
    private void validate(Workbench workbench, Path cache, int count) throws Exception {
        try (DiskStore store = Stores.open(cache, warnings::add)) {
            for (int number = 0; number < count; number++) {
                CacheKey key = workbench.key(new Recipe(number));
                assertThat(store.get(key)).as("recipe " + number).isPresent();
                byte[] bytes = Files.readAllBytes(store.file(key).orElseThrow());
                byte[] before = published.putIfAbsent(number, bytes);
                assertThat(before == null ? bytes : before).isEqualTo(bytes);
            }
        }
        garbage = files(cache, ".tmp").size();
    }

    /// Whether an entry was published whose process died before it could say so.
    private boolean isStored(Workbench workbench, Path cache, Recipe recipe) throws Exception {
        try (DiskStore store = Stores.open(cache, warnings::add)) {
            return store.file(workbench.key(recipe)).isPresent();
        }
    }

    /// Housekeeping, hours later.
    private void sweep(Path cache) throws Exception {
        for (Path file : files(cache, ".tmp")) {
            Files.setLastModifiedTime(
                    file, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
        }
        try (DiskStore store = Stores.open(cache, warnings::add)) {
            store.collect(CacheSize.UNLIMITED);
        }
    }

    private long hitsOfAFreshProcess(Path cache) throws IOException {
        try (ChildJvm child = ChildJvm.start(temp, KillProcess.class, cache, 0, published.size())) {
            child.expect("ready").say("go");
            return child.lastLines().stream().filter(line -> line.endsWith(" right HIT")).count();
        }
    }

    private static List<Path> files(Path cache, String ending) throws IOException {
        try (Stream<Path> files = Files.walk(cache)) {
            return files.filter(file -> file.toString().endsWith(ending)).toList();
        }
    }
}
