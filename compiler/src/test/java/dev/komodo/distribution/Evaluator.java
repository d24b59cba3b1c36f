package dev.komodo.distribution;

import dev.komodo.Komodo;
import dev.komodo.Options;
import dev.komodo.graph.DType;
import dev.komodo.graph.Graph;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.Tensor;
import dev.komodo.interp.Interpreter;
import dev.komodo.runtime.Kernel;
import dev.komodo.runtime.NDArray;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// Computes what a test builds, by the interpreter.
final class Evaluator {
    private Evaluator() {}

    /// A function of a vector in a dtype, at these elements.
    static double[] of(DType dtype, UnaryOperator<Tensor> body, double... values) {
        Graph graph = Graph.build("test", g -> g.output("y", body.apply(g.input("x", dtype, "n"))));
        return doubles(
                Interpreter.run(graph, List.of(LiteralBuilder.vector(dtype, values))).getFirst());
    }

    /// A function of a vector in f64.
    static double[] of(UnaryOperator<Tensor> body, double... values) {
        return of(DType.F64, body, values);
    }

    /// A value without arguments.
    static double[] of(Function<GraphBuilder, Tensor> body) {
        Graph graph = Graph.build("test", g -> g.output("y", body.apply(g)));
        return doubles(Interpreter.run(graph, List.<Literal>of()).getFirst());
    }

    /// What a graph computes, by the machine.
    static Map<String, double[]> machine(Graph graph, Map<String, Literal> arguments) {
        try (Komodo komodo = Komodo.open(Options.defaults().threads(1).withoutCache());
                Kernel kernel = komodo.compile(graph);
                Arena arena = Arena.ofConfined()) {
            Map<String, NDArray> inputs = new HashMap<>();
            arguments.forEach((name, value) -> inputs.put(name, NDArray.copyOf(arena, value)));
            Map<String, double[]> results = new HashMap<>();
            kernel.call(arena, inputs)
                    .forEach((name, value) -> results.put(name, doubles(value.toLiteral())));
            return results;
        }
    }

    /// A result.
    static double[] named(Map<String, double[]> results, String name) {
        return Objects.requireNonNull(results.get(name), name);
    }

    /// The elements of a result.
    static double[] literal(Map<String, Literal> results, String name) {
        return doubles(Objects.requireNonNull(results.get(name), name));
    }

    /// The elements.
    static double[] doubles(Literal literal) {
        double[] found = new double[(int) literal.elements()];
        Arrays.setAll(found, literal::asDouble);
        return found;
    }
}
