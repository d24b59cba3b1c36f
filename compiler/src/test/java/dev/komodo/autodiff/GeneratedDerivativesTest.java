package dev.komodo.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.komodo.Komodo;
import dev.komodo.Options;
import dev.komodo.error.ExecutionException;
import dev.komodo.error.InvalidGraphException;
import dev.komodo.error.UnsupportedException;
import dev.komodo.graph.DType;
import dev.komodo.graph.DimGuard;
import dev.komodo.graph.Graph;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.Node;
import dev.komodo.graph.Op;
import dev.komodo.graph.Operands;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.TensorType;
import dev.komodo.graph.Value;
import dev.komodo.interp.Interpreter;
import dev.komodo.runtime.Kernel;
import dev.komodo.runtime.NDArray;
import dev.komodo.testing.Family;
import dev.komodo.testing.GeneratedGraph;
import dev.komodo.testing.GeneratorOptions;
import dev.komodo.testing.GraphGenerator;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/// Derivatives of generated graphs: backward and forward agree, with each other and with the
/// differences of values where those mean something, and the machine computes what the interpreter
/// does. `-Dkomodo.derivatives=N` tries another number of graphs, `-Dkomodo.seed=S` others.
class GeneratedDerivativesTest {
    private static final int GRAPHS = Integer.getInteger("komodo.derivatives", 120);
    private static final long SEED = Long.getLong("komodo.seed", 1);
    private static final double DOUBLE = 1e-9;
    private static final Set<Family> FAMILIES =
            EnumSet.complementOf(EnumSet.of(Family.WHILE, Family.BITCAST));

    /// How often each comparison was made.
    private int derived;

    private int differences;

    @Test
    void bothModesAndDifferencesAgreeInDoublePrecision() {
        for (long seed = SEED; seed < SEED + GRAPHS; seed++) {
            compare(seed, EnumSet.of(DType.F64));
        }
        assertThat(derived).isGreaterThan(GRAPHS / 2);
        assertThat(differences).isGreaterThan(GRAPHS / 4);
    }

    @Test
    void bothModesAgreeInEveryPrecision() {
        for (long seed = SEED; seed < SEED + GRAPHS / 2; seed++) {
            compare(seed, EnumSet.of(DType.F32, DType.F64));
            compare(seed, EnumSet.of(DType.F16, DType.BF16));
        }
        assertThat(derived).isGreaterThan(GRAPHS / 2);
    }

    @Test
    void theMachineComputesWhatTheInterpreterDoes() {
        try (Komodo komodo = Komodo.open(Options.defaults().threads(2).withoutCache())) {
            for (long seed = SEED; seed < SEED + GRAPHS / 12; seed++) {
                Optional<Case> built = derive(seed, EnumSet.of(DType.F64));
                if (built.isPresent()) {
                    long number = seed;
                    assertThatCode(() -> run(komodo, built.get()))
                            .as(() -> "seed " + number + "\n" + built.get())
                            .doesNotThrowAnyException();
                }
            }
        }
    }

    /// @param graph the sum of all float outputs, its change in a direction and, by reverse mode,
    ///   its gradients; the directions are its last inputs
    private record Case(GeneratedGraph generated, Graph graph, List<Literal> arguments) {}

    private void compare(long seed, Set<DType> dtypes) {
        Optional<Case> built = derive(seed, dtypes);
        if (built.isEmpty()) {
            return;
        }
        Case made = built.get();
        Map<String, Literal> found;
        try {
            found = named(made, Interpreter.run(made.graph, made.arguments));
        } catch (ExecutionException noResult) {
            return;
        }
        derived++;
        double forward = Objects.requireNonNull(found.get("forward")).asDouble(0);
        double scale = Objects.requireNonNull(found.get("scale")).asDouble(0);
        double reverse = Objects.requireNonNull(found.get("reverse")).asDouble(0);
        double bound = tolerance(made.graph) * Math.max(1, scale);
        assertThat(near(forward, reverse, bound))
                .as(() -> forward + " forward, " + reverse + " reverse\n" + made)
                .isTrue();
        if (tolerance(made.graph) == DOUBLE && !findsNonZeros(made.graph)) {
            double one = difference(made, 0x1p-16);
            double other = difference(made, 0x1p-17);
            double least = difference(made, 0x1p-22);
            double size = Math.max(1, Math.max(scale, Math.abs(one)));
            double ahead = (value(made, 0x1p-22) - value(made, 0)) / 0x1p-22;
            boolean smooth =
                    near(one, other, 1e-6 * size)
                            && near(one, least, 1e-5 * size)
                            && near(one, ahead, 1e-5 * size);
            if (smooth) {
                differences++;
                assertThat(near(one, forward, 2e-5 * size))
                        .as(() -> one + " by differences, " + forward + " forward\n" + made)
                        .isTrue();
            }
        }
    }

    /// Whether a graph finds elements that are not 0: one that is 0 is another number of elements
    /// beside it, which differences do not show as a jump where elements are summed.
    private static boolean findsNonZeros(Graph graph) {
        return graph.nodes().stream().anyMatch(node -> node.op() instanceof Op.NonZero);
    }

    /// By how much two ways may differ, relative to the terms: as the least precise dtype allows.
    private static double tolerance(Graph graph) {
        double tolerance = DOUBLE;
        for (Node node : graph.nodes()) {
            for (TensorType type : node.types()) {
                tolerance =
                        Math.max(
                                tolerance,
                                switch (type.dtype()) {
                                    case F16, BF16 -> 0.3;
                                    case F32 -> 2e-3;
                                    case DType _ -> DOUBLE;
                                });
            }
        }
        return tolerance;
    }

    private static boolean near(double one, double other, double bound) {
        return Double.compare(one, other) == 0
                || Math.abs(one - other) <= bound
                || (!Double.isFinite(one) && !Double.isFinite(other));
    }

    private static Map<String, Literal> named(Case made, List<Literal> results) {
        Map<String, Literal> named = new LinkedHashMap<>();
        for (int i = 0; i < results.size(); i++) {
            named.put(made.graph.outputs().get(i).name(), results.get(i));
        }
        return named;
    }

    private static double difference(Case made, double h) {
        return (value(made, h) - value(made, -h)) / (2 * h);
    }

    /// The sum at the point moved by `h` along the direction.
    private static double value(Case made, double h) {
        List<Literal> moved = new ArrayList<>(made.arguments);
        int direction = made.generated.arguments().size();
        for (int i = 0; i < made.generated.arguments().size(); i++) {
            Literal x = moved.get(i);
            if (x.dtype().isFloat()) {
                LiteralBuilder sum = new LiteralBuilder(x.dtype(), x.sizes());
                Literal by = made.arguments.get(direction++);
                for (long k = 0; k < x.elements(); k++) {
                    sum.put(k, x.asDouble(k) + h * by.asDouble(k));
                }
                moved.set(i, sum.build());
            }
        }
        return Interpreter.run(made.graph, moved).getFirst().asDouble(0);
    }

    private static Optional<Case> derive(long seed, Set<DType> dtypes) {
        GeneratorOptions options =
                GeneratorOptions.defaults()
                        .withFamilies(FAMILIES)
                        .withDTypes(dtypes)
                        .withSymbols(!dtypes.equals(EnumSet.of(DType.F64)))
                        .withSteps(4 + (int) (seed % 11));
        GeneratedGraph generated = GraphGenerator.generate(seed, options);
        try {
            return Optional.of(derive(generated));
        } catch (InvalidGraphException undefined) {
            assertThat(undefined.getMessage())
                    .as(() -> "seed " + seed + "\n" + generated.graph())
                    .contains("is not defined");
            return Optional.empty();
        } catch (UnsupportedException inALoop) {
            assertThat(inALoop.getMessage()).contains("an extent of its own at each step");
            return Optional.empty();
        }
    }

    private static Case derive(GeneratedGraph generated) {
        GraphBuilder g = new GraphBuilder("derived");
        Graph graph = generated.graph();
        for (DimGuard guard : graph.guards()) {
            g.requireEqual(guard.left(), guard.right(), guard.reason());
        }
        List<Tensor> values = rebuilt(graph, g);
        List<Tensor> inputs = new ArrayList<>();
        for (Node node : graph.nodes()) {
            if (node.op() instanceof Op.Input && node.types().getFirst().dtype().isFloat()) {
                inputs.add(values.get(node.firstResult()));
            }
        }
        Tensor sum = g.constant(DType.F64, 0.0);
        for (Graph.Output output : graph.outputs()) {
            Tensor y = values.get(output.value().id());
            if (y.dtype().isFloat()) {
                sum = sum.add(y.cast(DType.F64).sum());
            }
        }
        List<Literal> arguments = new ArrayList<>(generated.arguments());
        List<Tensor> directions = directions(g, generated, inputs, arguments);
        List<Tensor> gradients = Derivatives.gradient(sum, inputs);
        Tensor reverse = g.constant(DType.F64, 0.0);
        Tensor scale = reverse;
        for (int i = 0; i < inputs.size(); i++) {
            Tensor product =
                    gradients.get(i).cast(DType.F64).mul(directions.get(i).cast(DType.F64));
            reverse = reverse.add(product.sum());
            scale = scale.add(product.abs().sum());
        }
        g.output("sum", sum)
                .output("forward", Derivatives.jvp(List.of(sum), inputs, directions).getFirst())
                .output("reverse", reverse)
                .output("scale", scale);
        return new Case(generated, g.build(), arguments);
    }

    private static List<Tensor> directions(
            GraphBuilder g,
            GeneratedGraph generated,
            List<Tensor> inputs,
            List<Literal> arguments) {
        Random random = new Random(generated.seed());
        List<Tensor> directions = new ArrayList<>();
        for (Literal argument : generated.arguments()) {
            if (argument.dtype().isFloat()) {
                TensorType type = inputs.get(directions.size()).type();
                directions.add(g.input("direction" + directions.size(), type));
                LiteralBuilder direction = new LiteralBuilder(argument.dtype(), argument.sizes());
                for (long i = 0; i < argument.elements(); i++) {
                    direction.put(i, random.nextDouble() - 0.5);
                }
                arguments.add(direction.build());
            }
        }
        return directions;
    }

    private static List<Tensor> rebuilt(Graph graph, GraphBuilder g) {
        List<Tensor> values = new ArrayList<>();
        for (Node node : graph.nodes()) {
            values.addAll(
                    switch (node.op()) {
                        case Op.Input(String name, TensorType type) -> List.of(g.input(name, type));
                        case Op.Weight(int slot, TensorType _) ->
                                List.of(g.weight(graph.weights().get(slot)));
                        case Op op ->
                                g.apply(
                                        Operands.replace(
                                                op,
                                                (Value value) -> values.get(value.id()).value()));
                    });
        }
        return values;
    }

    private static void run(Komodo komodo, Case made) {
        List<Literal> expected;
        try {
            expected = Interpreter.run(made.graph, made.arguments);
        } catch (ExecutionException noResult) {
            return;
        }
        try (Kernel kernel = komodo.compile(made.graph);
                Arena arena = Arena.ofShared()) {
            Map<String, NDArray> arguments = new LinkedHashMap<>();
            for (int i = 0; i < made.arguments.size(); i++) {
                arguments.put(
                        made.graph.inputs().get(i).name(),
                        NDArray.copyOf(arena, made.arguments.get(i)));
            }
            Map<String, NDArray> found = kernel.call(arena, arguments);
            double scale = Math.max(1, Math.abs(expected.getLast().asDouble(0)));
            for (int i = 1; i < expected.size(); i++) {
                double right = expected.get(i).asDouble(0);
                String name = made.graph.outputs().get(i).name();
                double machine = Objects.requireNonNull(found.get(name)).get(0);
                assertThat(near(right, machine, tolerance(made.graph) * scale))
                        .as(() -> right + " interpreted, " + machine + " compiled\n" + made)
                        .isTrue();
            }
        }
    }
}
