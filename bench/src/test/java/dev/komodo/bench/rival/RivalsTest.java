package dev.komodo.bench.rival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.komodo.graph.DType;
import dev.komodo.measure.RandomArrays;
import dev.komodo.runtime.NDArray;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Rivals compute what they are asked for, at odd sizes, held against loops in double precision.
final class RivalsTest {
    private final Rivals rivals = new Rivals(Path.of("target", "peers"));

    @TestFactory
    Stream<DynamicTest> productsAreRight() {
        return Stream.of("java", "vector", "openblas").map(name -> test(name, this::checkProduct));
    }

    @TestFactory
    Stream<DynamicTest> pricesAreRight() {
        return Stream.of("java", "vector", "c").map(name -> test(name, this::checkPrices));
    }

    @TestFactory
    Stream<DynamicTest> softmaxIsRight() {
        return Stream.of("java", "vector").map(name -> test(name, this::checkSoftmax));
    }

    @TestFactory
    Stream<DynamicTest> rowSumsAreRight() {
        return Stream.of("java", "vector").map(name -> test(name, this::checkRowSums));
    }

    @FunctionalInterface
    private interface Check {
        void of(Rival rival, int threads, Arena arena);
    }

    private DynamicTest test(String name, Check check) {
        return DynamicTest.dynamicTest(
                name,
                () -> {
                    Rival rival =
                            rivals.find(name)
                                    .orElseGet(() -> abort(rivals.descriptions().toString()));
                    assertThat(rival.description()).isNotBlank();
                    for (int threads : List.of(1, 2)) {
                        try (Arena arena = Arena.ofShared()) {
                            check.of(rival, threads, arena);
                        }
                    }
                });
    }

    private static NDArray random(Arena arena, RandomArrays.Draw draw, long seed, long... sizes) {
        NDArray array = NDArray.of(arena, DType.F32, sizes);
        RandomArrays.fill(array, seed, draw);
        return array;
    }

    private static void run(
            Rival rival,
            Computation computation,
            int threads,
            List<NDArray> inputs,
            NDArray result) {
        try (RivalSession session = rival.open(computation, threads, inputs, result)) {
            session.beginTurn();
            session.run();
            session.run();
            session.publish();
        }
    }

    private void checkProduct(Rival rival, int threads, Arena arena) {
        int m = 7;
        int k = 300;
        int n = 75;
        NDArray left = random(arena, RandomArrays.Draw.NORMAL, 1, m, k);
        NDArray right = random(arena, RandomArrays.Draw.NORMAL, 2, k, n);
        NDArray result = NDArray.of(arena, DType.F32, m, n);
        run(rival, Computation.PRODUCT, threads, List.of(left, right), result);
        for (int i = 0; i < m * n; i++) {
            int row = i / n;
            int column = i % n;
            double sum =
                    IntStream.range(0, k)
                            .mapToDouble(l -> left.get(row * k + l) * right.get(l * n + column))
                            .sum();
            assertThat(result.get(i)).isCloseTo(sum, within(1e-3));
        }
    }

    private void checkPrices(Rival rival, int threads, Arena arena) {
        List<NDArray> inputs =
                Stream.of(1, 2, 3, 4)
                        .map(seed -> random(arena, RandomArrays.Draw.POSITIVE, seed, 99))
                        .toList();
        NDArray result = NDArray.of(arena, DType.F32, 99);
        run(rival, Computation.BLACK_SCHOLES, threads, inputs, result);
        for (int i = 0; i < 99; i++) {
            double spot = inputs.get(0).get(i);
            double strike = inputs.get(1).get(i);
            double years = inputs.get(2).get(i);
            double deviation = inputs.get(3).get(i) * Math.sqrt(years);
            double first = (Math.log(spot / strike) + 0.03 * years) / deviation + 0.5 * deviation;
            double price =
                    spot * normal(first)
                            - strike * Math.exp(-0.03 * years) * normal(first - deviation);
            assertThat(result.get(i)).isCloseTo(price, within(1e-5));
        }
    }

    /// The normal distribution function by its series: `1/2 + density (x + x^3/3 + x^5/15 + ...)`.
    private static double normal(double x) {
        if (Math.abs(x) > 8) {
            return x > 0 ? 1 : 0;
        }
        double term = x;
        double sum = x;
        for (int odd = 3; odd < 300; odd += 2) {
            term *= x * x / odd;
            sum += term;
        }
        return 0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }

    private void checkSoftmax(Rival rival, int threads, Arena arena) {
        int width = 37;
        NDArray x = random(arena, RandomArrays.Draw.NORMAL, 5, 3, width);
        NDArray result = NDArray.of(arena, DType.F32, 3, width);
        run(rival, Computation.SOFTMAX, threads, List.of(x), result);
        for (int row = 0; row < 3; row++) {
            int start = row * width;
            double sum =
                    IntStream.range(start, start + width)
                            .mapToDouble(i -> Math.exp(x.get(i)))
                            .sum();
            for (int i = start; i < start + width; i++) {
                assertThat(result.get(i)).isCloseTo(Math.exp(x.get(i)) / sum, within(1e-6));
            }
        }
    }

    private void checkRowSums(Rival rival, int threads, Arena arena) {
        int width = 101;
        NDArray x = random(arena, RandomArrays.Draw.NORMAL, 6, 3, width);
        NDArray result = NDArray.of(arena, DType.F32, 3);
        run(rival, Computation.ROW_SUMS, threads, List.of(x), result);
        for (int row = 0; row < 3; row++) {
            int start = row * width;
            double sum = IntStream.range(start, start + width).mapToDouble(x::get).sum();
            assertThat(result.get(row)).isCloseTo(sum, within(1e-4));
        }
    }

    @Test
    void aRivalRefusesWhatItCannotCompute() {
        Rival blas = rivals.find("openblas").orElseGet(() -> abort("no OpenBLAS"));
        assertThatThrownBy(
                        () ->
                                blas.open(
                                        Computation.SOFTMAX,
                                        1,
                                        List.of(),
                                        NDArray.of(Arena.ofAuto(), DType.F32, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("only computes products");
    }

    @Test
    void whatIsAbsentIsSaidAndLeftOut() {
        assertThat(rivals.find("java")).isPresent();
        assertThat(rivals.descriptions()).containsKey("java");
        assertThatThrownBy(() -> rivals.find("nobody"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nobody");
    }
}
