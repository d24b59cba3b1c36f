package dev.komodo.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.graph.Graph;
import dev.komodo.graph.GraphParser;
import dev.komodo.graph.GraphPrinter;

/// Checks rules on programs written as text.
final class Rewrites {
    private Rewrites() {}

    /// The simplifying rules make `after` of `before`.
    static void check(String before, String after) {
        Graph graph = Rewriter.rewrite(GraphParser.parse(before), RuleSet.simplify());
        assertThat(GraphPrinter.print(graph))
                .isEqualTo(GraphPrinter.print(GraphParser.parse(after)));
    }

    /// The simplifying rules make `after` of `before`, given the nodes between the inputs `x f32[2,
    /// 3]`, `i i32[3]`, `b bool[3]`, `h f16[3]`, `v f32[3]` (%0 to %4) and the output.
    static void body(String before, String output, String after, String found) {
        check(program(before, output), program(after, found));
    }

    /// The simplifying rules leave the nodes as they are.
    static void unchanged(String nodes, String output) {
        body(nodes, output, nodes, output);
    }

    private static String program(String nodes, String output) {
        String inputs = "%0: x f32[2, 3], %1: i i32[3], %2: b bool[3], %3: h f16[3], %4: v f32[3]";
        return "graph @g(" + inputs + ") {\n" + nodes + "\n return y = " + output + "\n}";
    }
}
