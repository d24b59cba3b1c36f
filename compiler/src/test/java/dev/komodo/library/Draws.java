package dev.komodo.library;

import dev.komodo.Komodo;
import dev.komodo.Options;
import dev.komodo.graph.Graph;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Literal;
import dev.komodo.graph.Tensor;
import dev.komodo.interp.Interpreter;
import dev.komodo.runtime.Kernel;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// What graphs without inputs compute, by the machine or by the interpreter.
final class Draws {
    private Draws() {}

    static Graph graph(Function<GraphBuilder, Tensor> body) {
        return Graph.build("draws", g -> g.output("y", body.apply(g)));
    }

    static Literal machine(int threads, Function<GraphBuilder, Tensor> body) {
        try (Komodo komodo = Komodo.open(Options.defaults().threads(threads).withoutCache());
                Kernel kernel = komodo.compile(graph(body));
                Arena arena = Arena.ofConfined()) {
            return kernel.call(arena, Map.of()).values().iterator().next().toLiteral();
        }
    }

    static Literal interpreter(Function<GraphBuilder, Tensor> body) {
        return Interpreter.run(graph(body), List.of()).getFirst();
    }

    static double[] doubles(Literal literal) {
        double[] values = new double[(int) literal.elements()];
        Arrays.setAll(values, literal::asDouble);
        return values;
    }

    static long[] longs(Literal literal) {
        long[] values = new long[(int) literal.elements()];
        Arrays.setAll(values, literal::bits);
        return values;
    }
}
