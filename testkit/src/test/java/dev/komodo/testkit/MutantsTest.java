package dev.komodo.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.komodo.cache.CacheEntry;
import dev.komodo.cache.CacheKey;
import dev.komodo.cache.DiskStore;
import dev.komodo.cache.Stores;
import dev.komodo.jit.CompiledProgram;
import dev.komodo.jit.Loaders;
import dev.komodo.jit.RandomNames;
import dev.komodo.runtime.Kernel;
import dev.komodo.testkit.EntryRegions.Region;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Damaged entries are never linked, let alone run: each is set aside and its kernel compiled once.
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class MutantsTest {
    private static final int MUTANTS = Scale.of(1_000, 7_000);
    private static final int SIGNED = Scale.of(3_000, 50_000);
    private static final Recipe RECIPE = new Recipe(1);

    @TempDir Path cache;
    private final AtomicInteger links = new AtomicInteger();
    private final List<String> warnings = new ArrayList<>();
    private DiskStore store;
    private Workbench workbench;
    private CompiledProgram program;
    private CacheKey key;
    private Path file;
    private byte[] original;

    @BeforeEach
    void storeOneEntry() throws Exception {
        store = Stores.open(cache.resolve("cache"), warnings::add);
        workbench = new Workbench(Loaders.counting(store, links));
        program = workbench.program(RECIPE, new RandomNames());
        key = workbench.key(RECIPE);
        workbench.load(RECIPE, () -> program).close();
        file = store.file(key).orElseThrow();
        original = Files.readAllBytes(file);
    }

    @AfterEach
    void close() {
        workbench.close();
    }

    @Test
    void everyMutantIsSetAsideAndRebuiltOnceAndNeverLinked() throws Exception {
        SplittableRandom random = new SplittableRandom(20);
        List<Map.Entry<String, Region>> regions = List.copyOf(EntryRegions.of(original).entrySet());
        for (int i = 0; i < MUTANTS; i++) {
            Map.Entry<String, Region> region = regions.get(i % regions.size());
            requireHarmless(Mutant.of(original, region.getKey(), region.getValue(), random));
        }
        assertThat(warnings).as("one warning for one place").hasSize(1);
        new Findings("mutants")
                .add("mutants set aside and rebuilt once", MUTANTS)
                .add("of them linked", 0)
                .write();
    }

    private void requireHarmless(Mutant mutant) throws Exception {
        Files.write(file, mutant.bytes());
        int linksBefore = links.get();
        AtomicInteger compilations = new AtomicInteger();
        try (Kernel kernel = workbench.load(RECIPE, () -> compile(compilations, linksBefore))) {
            assertThat(compilations).as(mutant.damage()).hasValue(1);
            assertThat(links).as(mutant.damage()).hasValue(linksBefore + 1);
            assertThat(RECIPE.isMadeBy(kernel)).as(mutant.damage()).isTrue();
        }
        assertThat(Files.readAllBytes(setAside())).as(mutant.damage()).isEqualTo(mutant.bytes());
        assertThat(Files.readAllBytes(file)).as(mutant.damage()).isEqualTo(original);
    }

    private CompiledProgram compile(AtomicInteger compilations, int linksBefore) {
        compilations.incrementAndGet();
        if (links.get() != linksBefore) {
            fail("a damaged object reached the linker");
        }
        return program;
    }

    private Path setAside() {
        return file.resolveSibling(key.hex() + ".bad");
    }

    /// Whoever knows the user's secret can make the cache give out any object: the authentication
    /// code is the boundary. Behind it, the check of objects must still refuse or accept, whatever
    /// the bytes, and refuse what declares or wants other symbols.
    @Test
    void mutantsSignedWithTheSecretAreRefusedOrPassButBreakNoReader() throws Exception {
        SplittableRandom random = new SplittableRandom(21);
        Map<String, Region> regions = EntryRegions.of(original);
        int missed = 0;
        int refused = 0;
        int passed = 0;
        for (int i = 0; i < SIGNED; i++) {
            String name = i % 3 == 0 ? "metadata" : "object";
            Region region = Objects.requireNonNull(regions.get(name));
            Mutant mutant = Mutant.ofSameSize(original, name, region, random);
            Files.write(file, EntryRegions.signed(mutant.bytes(), store.folder()));
            Optional<CacheEntry> entry = store.peek(key);
            if (entry.isEmpty()) {
                missed++;
            } else if (Loaders.refusal(entry.get()).isPresent()) {
                refused++;
            } else {
                passed++;
            }
        }
        new Findings("signed-mutants")
                .add("malformed metadata: a miss", missed)
                .add("refused by the check of objects", refused)
                .add("passed: only the authentication code stops them", passed)
                .write();
        assertThat(missed).isPositive();
        assertThat(refused).isPositive();
        assertThat(passed).isPositive();
    }
}
