package dev.komodo.examples.posterior.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.komodo.Komodo;
import dev.komodo.Options;
import dev.komodo.distribution.Model;
import dev.komodo.graph.DType;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Literal;
import dev.komodo.interp.Interpreter;
import dev.komodo.runtime.Kernel;
import dev.komodo.runtime.NDArray;
import dev.komodo.target.Effort;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Densities and gradients equal those of 50-digit arithmetic (`golden.json`) within the tolerance
/// that stands there, over the parameters and over the unconstrained vector.
class GoldenTest {
    @TempDir static Path cache;
    private static Komodo komodo = Komodo.open(Options.defaults().withoutCache());

    private static List<String> names() {
        return Models.NAMES;
    }

    @BeforeAll
    static void open() {
        komodo.close();
        komodo = Komodo.open(Options.defaults().cacheFolder(cache));
    }

    @AfterAll
    static void close() {
        komodo.close();
    }

    /// What a posterior must be.
    private record Golden(Data golden, Model model) {
        static Golden of(String name) {
            return new Golden(
                    Data.read(name, "golden.json"), Models.of(name, Data.read(name, "data.json")));
        }

        List<Data> points() {
            List<Data> points = golden.at("points").elements().toList();
            assertThat(points).hasSize(7);
            return points;
        }

        void assertValue(String what, double actual, double expected) {
            double tolerance = golden.at("tolerance").real("rtol_value");
            assertThat(actual).as(what).isCloseTo(expected, within(tolerance * Math.abs(expected)));
        }

        void assertGradient(String what, double[] actual, double[] expected) {
            double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
            double tolerance = golden.at("tolerance").real("rtol_grad");
            assertThat(actual).as(what).containsExactly(expected, within(tolerance * largest));
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void overTheUnconstrainedVector(String name) {
        Golden golden = Golden.of(name);
        try (Kernel kernel = komodo.compile(golden.model().logDensityAndGradient());
                Arena arena = Arena.ofConfined()) {
            for (Data point : golden.points()) {
                Data unconstrained = point.at("unconstrained");
                double[] u = unconstrained.reals("u");
                Map<String, NDArray> outputs =
                        kernel.call(arena, Map.of("u", array(arena, u, u.length)));
                golden.assertValue(
                        "log-density at " + Arrays.toString(u),
                        number(outputs, "log_density"),
                        unconstrained.real("log_density_plus_jacobian"));
                golden.assertGradient(
                        "gradient at " + Arrays.toString(u),
                        numbers(outputs, "gradient"),
                        unconstrained.reals("grad_u"));
            }
        }
    }

    /// With the other effort of compilation.
    @ParameterizedTest
    @MethodSource("names")
    void overTheParameters(String name) {
        Golden golden = Golden.of(name);
        Graph graph = golden.model().valueLogDensityAndGradient();
        try (Komodo fast = Komodo.open(Options.defaults().withoutCache().effort(Effort.FAST));
                Kernel kernel = fast.compile(graph);
                Arena arena = Arena.ofConfined()) {
            for (Data point : golden.points()) {
                Map<String, NDArray> inputs = new LinkedHashMap<>();
                kernel.signature()
                        .inputs()
                        .forEach(
                                input -> {
                                    double[] values = point.at("params").reals(input.name());
                                    long[] sizes =
                                            input.type().shape().rank() == 0
                                                    ? new long[0]
                                                    : new long[] {values.length};
                                    inputs.put(input.name(), array(arena, values, sizes));
                                });
                Map<String, NDArray> outputs = kernel.call(arena, inputs);
                golden.assertValue(
                        "log-density", number(outputs, "log_density"), point.real("log_density"));
                double[] gradient =
                        inputs.keySet().stream()
                                .flatMapToDouble(
                                        p -> Arrays.stream(numbers(outputs, "gradient." + p)))
                                .toArray();
                double[] expected =
                        inputs.keySet().stream()
                                .flatMapToDouble(p -> Arrays.stream(point.at("grad").reals(p)))
                                .toArray();
                golden.assertGradient("gradient", gradient, expected);
            }
        }
    }

    /// Each term on its own, and the log-Jacobian, by the meaning of the graph.
    @ParameterizedTest
    @MethodSource("names")
    void termByTerm(String name) {
        Golden golden = Golden.of(name);
        Graph graph = golden.model().terms();
        for (Data point : golden.points()) {
            double[] u = point.at("unconstrained").reals("u");
            Literal position =
                    Literal.of(DType.F64, new long[] {u.length}, MemorySegment.ofArray(u));
            Map<String, Literal> outputs = Interpreter.run(graph, Map.of("u", position));
            point.at("terms")
                    .keys()
                    .forEach(
                            term ->
                                    golden.assertValue(
                                            term,
                                            literal(outputs, term),
                                            point.at("terms").real(term)));
            double jacobian = point.at("unconstrained").real("log_abs_det_jacobian");
            assertThat(literal(outputs, "log_abs_det_jacobian"))
                    .isCloseTo(jacobian, within(1e-10 * (1 + Math.abs(jacobian))));
        }
    }

    private static NDArray array(Arena arena, double[] values, long... sizes) {
        return NDArray.of(arena, DType.F64, sizes).fill(values);
    }

    private static double literal(Map<String, Literal> outputs, String name) {
        try (Arena arena = Arena.ofConfined()) {
            return NDArray.copyOf(arena, Objects.requireNonNull(outputs.get(name), name)).get(0);
        }
    }

    private static double number(Map<String, NDArray> outputs, String name) {
        return numbers(outputs, name)[0];
    }

    private static double[] numbers(Map<String, NDArray> outputs, String name) {
        return Objects.requireNonNull(outputs.get(name), name).toDoubleArray();
    }
}
