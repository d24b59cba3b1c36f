package dev.komodo.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.graph.Graph;
import dev.komodo.graph.GraphParser;
import dev.komodo.graph.Node;
import dev.komodo.graph.Op;
import dev.komodo.graph.UnaryOp;
import dev.komodo.interp.Interpreter;

import org.junit.jupiter.api.Test;

final class GraphShrinkerTest {
    private static boolean hasFault(Graph graph) {
        return graph.nodes().stream().map(Node::op).anyMatch(GraphShrinkerTest::isFault);
    }

    private static boolean isFault(Op op) {
        return op instanceof Op.Unary unary && unary.kind() == UnaryOp.TANH;
    }

    /// The fault: a hyperbolic tangent that an output needs.
    private static boolean isFaulty(GeneratedGraph generated) {
        Interpreter.run(generated.graph(), generated.arguments());
        return hasFault(generated.graph());
    }

    @Test
    void whatIsLeftIsTheFaultAndWhatItCannotDoWithout() {
        int found = 0;
        for (long seed = 0; seed < 300; seed++) {
            GeneratedGraph generated = GraphGenerator.generate(seed);
            if (hasFault(generated.graph())) {
                GeneratedGraph small = GraphShrinker.shrink(generated, GraphShrinkerTest::isFaulty);
                boolean wasNeeded = !small.equals(generated);
                if (wasNeeded) {
                    found++;
                    assertThat(hasFault(small.graph())).isTrue();
                    assertThat(small.graph().outputs()).hasSize(1);
                    assertThat(small.graph().nodes().size())
                            .as(small + "\nof\n" + generated)
                            .isLessThan(generated.graph().nodes().size());
                    assertThat(GraphParser.parse(small.graph().toString()))
                            .isEqualTo(small.graph());
                }
            }
        }
        assertThat(found).isGreaterThan(10);
    }

    @Test
    void aFaultThatNothingSmallerShowsKeepsItsGraph() {
        GeneratedGraph generated = GraphGenerator.generate(1);
        assertThat(GraphShrinker.shrink(generated, one -> one.equals(generated)))
                .isSameAs(generated);
    }
}
