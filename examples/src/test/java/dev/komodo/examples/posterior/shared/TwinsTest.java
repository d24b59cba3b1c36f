package dev.komodo.examples.posterior.shared;

import static dev.komodo.graph.DType.F64;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.komodo.Komodo;
import dev.komodo.Options;
import dev.komodo.distribution.Model;
import dev.komodo.examples.posterior.chains.ChainListener;
import dev.komodo.examples.posterior.chains.ChainOutcome;
import dev.komodo.examples.posterior.chains.KernelDensity;
import dev.komodo.examples.posterior.chains.Sampling;
import dev.komodo.examples.posterior.chains.SamplingOptions;
import dev.komodo.examples.posterior.chains.SamplingRun;
import dev.komodo.examples.posterior.model.Posterior;
import dev.komodo.examples.posterior.nuts.ChainSettings;
import dev.komodo.graph.Literal;
import dev.komodo.runtime.Kernel;
import dev.komodo.runtime.KernelReport.CacheOutcome;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.function.Function;

/// Two posteriors of one graph, one name and one layout, with other data. Each value of one is told
/// from what the other would give.
class TwinsTest {
    private static final List<String> TWINS = List.of("sblrc_blr", "sblri_blr");
    private static final double TOLERANCE = 1e-10;

    @TempDir Path temp;
    private Path cache = Path.of("");

    @BeforeEach
    void makeColdCache() {
        cache = temp.resolve("cache");
    }

    /// The data stands in the code of two kernels.
    private static Posterior withConstants(String name) {
        Data data = Data.read(name, "data.json");
        return Posterior.of(Models.of(name, data));
    }

    /// One kernel takes the data with each call.
    private static Posterior withArguments(String name) {
        Data data = Data.read(name, "data.json");
        double[] x = Arrays.stream(data.rows("X")).flatMapToDouble(Arrays::stream).toArray();
        Model model =
                Model.of(
                        "regression",
                        m -> Models.regression(m, m.data("X", F64, 100, 5), m.data("y", F64, 100)));
        return Posterior.of(
                model, Map.of("X", literal(x, 100, 5), "y", literal(data.reals("y"), 100)));
    }

    /// One kernel's code refers to data that is passed by reference when it is loaded.
    private static Posterior withWeights(String name) {
        Data data = Data.read(name, "data.json");
        double[] x = Arrays.stream(data.rows("X")).flatMapToDouble(Arrays::stream).toArray();
        return Posterior.of(
                Model.of(
                        "regression",
                        m ->
                                Models.regression(
                                        m,
                                        m.graph().weight(literal(x, 100, 5)),
                                        m.graph().weight(literal(data.reals("y"), 100)))));
    }

    private static Literal literal(double[] values, long... sizes) {
        return Literal.of(F64, sizes, MemorySegment.ofArray(values));
    }

    @Test
    void kernelsWithConstantsAreTwo() {
        assertApart(TwinsTest::withConstants, CacheOutcome.MISS);
    }

    @Test
    void oneKernelServesBothSetsOfArguments() {
        assertApart(TwinsTest::withArguments, CacheOutcome.HIT);
    }

    @Test
    void oneKernelServesBothSetsOfWeights() {
        assertApart(TwinsTest::withWeights, CacheOutcome.HIT);
    }

    /// A process for each starts from one cold cache at once; each computes at the centre what it
    /// must.
    @Test
    void siblingsOfBothShareOneCache() throws Exception {
        List<FutureTask<SamplingRun>> runs =
                TWINS.stream().map(name -> new FutureTask<>(() -> sample(name))).toList();
        runs.forEach(Thread::startVirtualThread);
        for (int i = 0; i < TWINS.size(); i++) {
            String name = TWINS.get(i);
            assertThat(runs.get(i).get().failures()).isEmpty();
            for (ChainOutcome outcome : runs.get(i).get().outcomes()) {
                double value = Double.longBitsToDouble(outcome.centreBits().orElseThrow());
                assertThat(value).isEqualTo(atCentre(name));
            }
        }
        assertThat(atCentre(TWINS.get(0))).isNotEqualTo(atCentre(TWINS.get(1)));
    }

    private SamplingRun sample(String name) throws IOException {
        return Sampling.run(
                SharedProgram.program(name).with(Map.of("KOMODO_CACHE", cache.toString())),
                new SamplingOptions(2, 1, new ChainSettings(20, 20, 0.8, 5), temp.resolve(name)),
                ChainListener.NONE);
    }

    private double atCentre(String name) {
        Posterior posterior = SharedProgram.posterior(name);
        double[] centre = posterior.centre().stream().mapToDouble(Double::doubleValue).toArray();
        try (Komodo komodo = Komodo.open(Options.defaults().cacheFolder(cache));
                Kernel kernel = komodo.compile(posterior.density());
                KernelDensity density = new KernelDensity(kernel, posterior)) {
            return density.evaluate(centre, new double[centre.length]);
        }
    }

    /// Both are loaded in one process and called in turn; then again from the cache.
    private void assertApart(Function<String, Posterior> make, CacheOutcome second) {
        for (int round = 0; round < 2; round++) {
            Posterior[] posteriors = TWINS.stream().map(make).toArray(Posterior[]::new);
            try (Komodo komodo = Komodo.open(Options.defaults().cacheFolder(cache));
                    Kernel first = komodo.compile(posteriors[0].density());
                    Kernel other = komodo.compile(posteriors[1].density());
                    KernelDensity correlated = new KernelDensity(first, posteriors[0]);
                    KernelDensity independent = new KernelDensity(other, posteriors[1])) {
                assertThat(List.of(first.report().cache(), other.report().cache()))
                        .isEqualTo(
                                round == 0
                                        ? List.of(CacheOutcome.MISS, second)
                                        : List.of(CacheOutcome.HIT, CacheOutcome.HIT));
                assertValues(correlated, TWINS.get(0));
                assertValues(independent, TWINS.get(1));
                assertValues(correlated, TWINS.get(0));
            }
        }
    }

    private static void assertValues(KernelDensity density, String name) {
        double[] gradient = new double[density.dimension()];
        for (Data point : Data.read(name, "golden.json").at("points").elements().toList()) {
            Data unconstrained = point.at("unconstrained");
            double value = density.evaluate(unconstrained.reals("u"), gradient);
            double expected = unconstrained.real("log_density_plus_jacobian");
            assertThat(value).isCloseTo(expected, within(TOLERANCE * Math.abs(expected)));
            double jacobian = unconstrained.real("log_abs_det_jacobian");
            double swapped = point.at("twin_log_density").real("value") + jacobian;
            assertThat(Math.abs(value - swapped)).isGreaterThan(1e-3);
        }
    }
}
