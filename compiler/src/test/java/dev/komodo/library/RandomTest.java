package dev.komodo.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.komodo.error.InvalidGraphException;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Literal;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

class RandomTest {
    private static final int SAMPLES = 100_000;
    private static final Shape MANY = Shape.of(SAMPLES);

    private static Tensor word(GraphBuilder g, long word) {
        return g.constant(DType.U32, word);
    }

    private static long[] block(long key0, long key1, long counter0, long counter1) {
        return Draws.longs(
                Draws.interpreter(
                        g ->
                                Threefry.encrypt(
                                                word(g, key0),
                                                word(g, key1),
                                                word(g, counter0),
                                                word(g, counter1))
                                        .keys()));
    }

    /// `threefry2x32 20` of Random123's file `kat_vectors`.
    @Test
    void blocksAreThoseOfThePublishedVectors() {
        assertThat(block(0, 0, 0, 0)).containsExactly(0x6b200159L, 0x99ba4efeL);
        long ones = 0xffffffffL;
        assertThat(block(ones, ones, ones, ones)).containsExactly(0x1cb996fcL, 0xbb002be7L);
        assertThat(block(0x13198a2eL, 0x03707344L, 0x243f6a88L, 0x85a308d3L))
                .containsExactly(0xc4923a9cL, 0x483df7a0L);
    }

    /// One key serves every purpose: split, folds and draws share no block. An element's number
    /// does not depend on how many there are, and not on whether that is known before the call.
    @Test
    void purposesAreApartAndPositionsCount() {
        long[] drawn = draw(g -> Random.bits(Random.key(g, 7), DType.U64, Shape.of(4)));
        long[] keys = draw(g -> Random.split(Random.key(g, 7), Dim.of(4)));
        long[] folded = draw(g -> Random.foldIn(Random.key(g, 7), 0));
        assertThat(keys[0] << 32 | keys[1]).isNotIn(Arrays.stream(drawn).boxed().toList());
        assertThat(folded).isNotEqualTo(Arrays.copyOf(keys, 2));
        long[] matrix = draw(g -> Random.bits(Random.key(g, 7), DType.U64, Shape.of(2, 3)));
        assertThat(matrix).startsWith(drawn);
        long[] numbered =
                draw(
                        g ->
                                Threefry.at(
                                                Random.key(g, 7),
                                                Threefry.Purpose.DRAW,
                                                g.iota(DType.U64, 0, 4))
                                        .joined());
        assertThat(numbered).containsExactly(drawn);
    }

    private static long[] draw(Function<GraphBuilder, Tensor> body) {
        return Draws.longs(Draws.interpreter(body));
    }

    @Test
    void keysOfTheCallAreThoseOfTheProgram() {
        long seed = 0x0123_4567_89ab_cdefL;
        long[] known = draw(g -> Random.key(g, seed));
        assertThat(known).containsExactly(0x01234567L, 0x89abcdefL);
        assertThat(draw(g -> Random.key(g.constant(DType.I64, seed)))).containsExactly(known);
        assertThatThrownBy(() -> draw(g -> Random.key(g.constant(DType.F32, 1.0))))
                .isInstanceOf(InvalidGraphException.class)
                .hasMessageContaining("an integer scalar");
        assertThatThrownBy(() -> draw(g -> Random.bits(g.iota(DType.U32, 0, 3), DType.U8, MANY)))
                .isInstanceOf(InvalidGraphException.class)
                .hasMessageContaining("u32[2]");
    }

    /// What was drawn yesterday is drawn tomorrow.
    @Test
    void numbersStayWhatTheyAre() {
        Function<GraphBuilder, Tensor> key = g -> Random.key(g, 42);
        assertThat(draw(g -> Random.bits(key.apply(g), DType.U32, Shape.of(3))))
                .containsExactly(GOLDEN_BITS);
        assertThat(draw(g -> Random.integers(key.apply(g), 100, Shape.of(5))))
                .containsExactly(GOLDEN_INTEGERS);
        double[] uniform =
                Draws.doubles(
                        Draws.interpreter(
                                g -> Random.uniform(key.apply(g), DType.F64, Shape.of(2))));
        assertThat(uniform).containsExactly(GOLDEN_UNIFORM);
        double[] normal =
                Draws.doubles(
                        Draws.interpreter(
                                g -> Random.normal(key.apply(g), DType.F64, Shape.of(2))));
        assertThat(normal[0]).isCloseTo(GOLDEN_NORMAL[0], within(1e-14));
        assertThat(normal[1]).isCloseTo(GOLDEN_NORMAL[1], within(1e-14));
    }

    private static final long[] GOLDEN_BITS = {0x6d3e048fL, 0x03d7b32dL, 0x92fb20eaL};
    private static final long[] GOLDEN_INTEGERS = {42, 1, 57, 72, 68};
    private static final double[] GOLDEN_UNIFORM = {0.42672756361231334, 0.015010071389100932};
    private static final double[] GOLDEN_NORMAL = {0.6798970260846404, -2.774062863765367};

    private static final List<Function<GraphBuilder, Tensor>> KINDS =
            List.of(
                    g -> Random.bits(Random.key(g, 1), DType.I64, Shape.of(70, 33)),
                    g -> Random.bits(Random.key(g, 1), DType.U8, Shape.of(70, 33)),
                    g -> Random.uniform(Random.key(g, 2), DType.F16, Shape.of(70, 33)),
                    g -> Random.uniform(Random.key(g, 2), DType.BF16, Shape.of(70, 33)),
                    g -> Random.uniform(Random.key(g, 2), DType.F32, Shape.of(70, 33)),
                    g -> Random.uniform(Random.key(g, 2), DType.F64, Shape.of(70, 33)),
                    g -> Random.integers(Random.key(g, 3), 1000, Shape.of(70, 33)),
                    g -> Random.split(Random.key(g, 4), Dim.of(1000)));

    @Test
    void machineAndInterpreterDrawTheSameBits() {
        for (Function<GraphBuilder, Tensor> kind : KINDS) {
            assertThat(Draws.machine(2, kind)).isEqualTo(Draws.interpreter(kind));
        }
    }

    private static final List<Function<GraphBuilder, Tensor>> SAMPLED =
            List.of(
                    g -> Random.normal(Random.key(g, 2), DType.F32, Shape.of(20_000)),
                    g -> Random.normal(Random.key(g, 2), DType.F64, Shape.of(20_000)),
                    g -> Random.exponential(Random.key(g, 2), DType.F32, Shape.of(20_000)),
                    g -> Random.gumbel(Random.key(g, 2), DType.F64, Shape.of(20_000)),
                    g -> Random.gamma(Random.key(g, 3), g.iota(DType.F64, 0, 2000).mul(0.01)),
                    g -> Random.poisson(Random.key(g, 3), g.iota(DType.F32, 0, 2000).mul(0.1)));

    /// Within the accuracy of elementary functions; threads change nothing at all.
    @Test
    void threadsChangeNothingAndTheInterpreterAgrees() {
        for (Function<GraphBuilder, Tensor> kind : SAMPLED) {
            Literal alone = Draws.machine(1, kind);
            assertThat(Draws.machine(2, kind)).isEqualTo(alone);
            double[] expected = Draws.doubles(Draws.interpreter(kind));
            double[] found = Draws.doubles(alone);
            double tolerance = alone.dtype() == DType.F32 ? 1e-5 : 1e-12;
            for (int i = 0; i < found.length; i++) {
                double scale = Math.max(1, Math.abs(expected[i]));
                assertThat(found[i]).isCloseTo(expected[i], within(tolerance * scale));
            }
        }
    }

    private static double[] sample(Function<GraphBuilder, Tensor> body) {
        return Draws.doubles(Draws.machine(2, body));
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "F64"})
    void continuousDistributionsFit(DType dtype) {
        GoodnessOfFit.kolmogorov(
                "uniform", sample(g -> Random.uniform(Random.key(g, 11), dtype, MANY)), x -> x);
        GoodnessOfFit.kolmogorov(
                "normal",
                sample(g -> Random.normal(Random.key(g, 12), dtype, MANY)),
                ReferenceDistributions::normal);
        GoodnessOfFit.kolmogorov(
                "exponential",
                sample(g -> Random.exponential(Random.key(g, 13), dtype, MANY)),
                x -> -Math.expm1(-x));
        GoodnessOfFit.kolmogorov(
                "gumbel",
                sample(g -> Random.gumbel(Random.key(g, 14), dtype, MANY)),
                x -> Math.exp(-Math.exp(-x)));
        for (double shape : new double[] {0.1, 0.7, 1, 3.5, 60}) {
            GoodnessOfFit.kolmogorov(
                    "gamma " + shape,
                    sample(g -> Random.gamma(Random.key(g, 15), many(g, dtype, shape))),
                    x -> ReferenceDistributions.gamma(shape, x));
        }
        GoodnessOfFit.kolmogorov(
                "beta",
                sample(g -> Random.beta(Random.key(g, 16), many(g, dtype, 2), many(g, dtype, 5))),
                x -> 1 - Math.pow(1 - x, 6) - 6 * x * Math.pow(1 - x, 5));
        GoodnessOfFit.kolmogorov(
                "arcsine",
                sample(
                        g ->
                                Random.beta(
                                        Random.key(g, 17),
                                        many(g, dtype, 0.5),
                                        many(g, dtype, 0.5))),
                x -> 2 / Math.PI * Math.asin(Math.sqrt(x)));
    }

    private static Tensor many(GraphBuilder g, DType dtype, double value) {
        return g.constant(dtype, value).broadcastTo(MANY);
    }

    @Test
    void floatsOf16BitsTakeEachOfTheirValues() {
        double[] half = sample(g -> Random.uniform(Random.key(g, 5), DType.F16, MANY));
        assertThat(Arrays.stream(half).distinct().count()).isEqualTo(2048);
        double[] brain = sample(g -> Random.uniform(Random.key(g, 5), DType.BF16, MANY));
        assertThat(Arrays.stream(brain).distinct().count()).isEqualTo(256);
        assertThat(Arrays.stream(half).max().orElseThrow()).isEqualTo(2047.0 / 2048);
    }

    @Test
    void countsFit() {
        GoodnessOfFit.chiSquare(
                "bytes",
                Draws.longs(Draws.machine(2, g -> Random.bits(Random.key(g, 21), DType.U8, MANY))),
                _ -> 1.0 / 256);
        GoodnessOfFit.chiSquare(
                "integers",
                Draws.longs(Draws.machine(2, g -> Random.integers(Random.key(g, 22), 37, MANY))),
                _ -> 1.0 / 37);
        double[] weights = {0.1, 0.2, 0.3, 0.4};
        GoodnessOfFit.chiSquare(
                "categorical",
                Draws.longs(
                        Draws.machine(
                                2,
                                g ->
                                        Random.categorical(
                                                Random.key(g, 23),
                                                g.constants(DType.F32, weights)
                                                        .log()
                                                        .add(3)
                                                        .broadcastTo(SAMPLES, 4),
                                                -1))),
                k -> weights[k]);
        GoodnessOfFit.chiSquare(
                "bernoulli",
                Draws.longs(
                        Draws.machine(
                                2,
                                g -> Random.bernoulli(Random.key(g, 24), many(g, DType.F32, 0.3)))),
                k -> k == 0 ? 0.7 : 0.3);
        for (double mean : new double[] {0.01, 1, 9.9, 10.1, 40, 1000}) {
            GoodnessOfFit.chiSquare(
                    "poisson " + mean,
                    Draws.longs(
                            Draws.machine(
                                    2,
                                    g ->
                                            Random.poisson(
                                                    Random.key(g, 25), many(g, DType.F64, mean)))),
                    k -> ReferenceDistributions.poisson(mean, k));
        }
    }

    @Test
    void hugeMeansKeepMomentsAndDoNotCancel() {
        double mean = 1e12;
        double[] counts = sample(g -> Random.poisson(Random.key(g, 26), many(g, DType.F64, mean)));
        double[] scaled = Arrays.stream(counts).map(k -> (k - mean) / Math.sqrt(mean)).toArray();
        GoodnessOfFit.kolmogorov("poisson 1e12", scaled, ReferenceDistributions::normal);
    }

    @Test
    void parametersAtTheirEdgesHaveTheirMeaning() {
        double infinity = Double.POSITIVE_INFINITY;
        double[] gammas =
                Draws.doubles(
                        Draws.machine(
                                1,
                                g ->
                                        Random.gamma(
                                                Random.key(g, 31),
                                                g.constants(
                                                        DType.F32, 0, -1, Double.NaN, infinity))));
        assertThat(gammas).containsExactly(0, Double.NaN, Double.NaN, infinity);
        long[] counts =
                Draws.longs(
                        Draws.machine(
                                1,
                                g ->
                                        Random.poisson(
                                                Random.key(g, 31),
                                                g.constants(
                                                        DType.F32, 0, -1, Double.NaN, infinity))));
        assertThat(counts).containsExactly(0, -1, -1, Long.MAX_VALUE);
        long[] sure =
                Draws.longs(
                        Draws.machine(
                                1,
                                g ->
                                        Random.bernoulli(
                                                Random.key(g, 31),
                                                g.constants(DType.F32, 0, 1, Double.NaN))));
        assertThat(sure).containsExactly(0, 1, 0);
        double[] tiny =
                Draws.doubles(
                        Draws.machine(
                                1,
                                g ->
                                        Random.logGamma(
                                                Random.key(g, 31),
                                                g.constants(DType.F64, 1e-10, 1e-10))));
        assertThat(Arrays.stream(tiny)).allMatch(x -> x < -1e8 && x > -1e12);
    }

    /// Streams of split keys, and of neighbouring seeds, do not go together.
    @Test
    void keysGiveUncorrelatedStreams() {
        double[] all =
                sample(
                        g -> {
                            List<Tensor> keys = Random.split(Random.key(g, 1), 2);
                            Shape shape = Shape.of(SAMPLES);
                            return Tensor.concat(
                                    0,
                                    Random.normal(keys.get(0), DType.F64, shape),
                                    Random.normal(keys.get(1), DType.F64, shape),
                                    Random.normal(Random.key(g, 2), DType.F64, shape),
                                    Random.normal(Random.key(g, 3), DType.F64, shape));
                        });
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < i; j++) {
                double product = 0;
                for (int k = 0; k < SAMPLES; k++) {
                    product += all[i * SAMPLES + k] * all[j * SAMPLES + k];
                }
                assertThat(product / Math.sqrt(SAMPLES)).isBetween(-3.3, 3.3);
            }
        }
    }
}
