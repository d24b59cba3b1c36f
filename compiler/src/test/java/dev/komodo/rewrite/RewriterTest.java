package dev.komodo.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.komodo.error.InternalCompilerException;
import dev.komodo.graph.DType;
import dev.komodo.graph.Graph;
import dev.komodo.graph.GraphParser;
import dev.komodo.graph.GraphPrinter;
import dev.komodo.graph.GraphVerifier;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.Op;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.UnaryOp;
import dev.komodo.interp.Interpreter;
import dev.komodo.testing.GeneratedGraph;
import dev.komodo.testing.GeneratorOptions;
import dev.komodo.testing.GraphGenerator;
import dev.komodo.testing.LiteralComparison;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

class RewriterTest {
    @Test
    void keepsWhatGeneratedGraphsCompute() {
        int shrunk = 0;
        int checked = 0;
        int skipped = 0;
        for (long seed = 0; seed < 500; seed++) {
            GeneratedGraph generated =
                    GraphGenerator.generate(
                            seed, GeneratorOptions.defaults().withSpecialValues(seed % 2 == 0));
            SelfCheck check = SelfCheck.with(generated.graph(), generated.arguments());
            Graph rewritten = Rewriter.rewrite(generated.graph(), RuleSet.simplify(), check);
            checked += check.checked();
            skipped += check.skipped();
            GraphVerifier.verify(rewritten);
            List<Literal> before = Interpreter.run(generated.graph(), generated.arguments());
            List<Literal> after = Interpreter.run(rewritten, generated.arguments());
            assertThat(LiteralComparison.difference(generated, before, after))
                    .as(() -> generated + "\nrewritten\n" + rewritten)
                    .isEmpty();
            assertThat(rewritten.inputs()).isEqualTo(generated.graph().inputs());
            assertThat(Rewriter.rewrite(rewritten, RuleSet.simplify())).isEqualTo(rewritten);
            shrunk += rewritten.nodes().size() < generated.graph().nodes().size() ? 1 : 0;
        }
        assertThat(shrunk).isGreaterThan(100);
        assertThat(checked).isGreaterThan(400);
        assertThat(skipped).as("rules that could not be checked").isLessThan(checked / 10);
    }

    @Test
    void rewritesSubgraphs() {
        Rewrites.check(
                """
                graph @loop(%0: x f32[3]) {
                  %1 = scan carries=[] sequences=[%0] captures=[] length=3 : f32[3]
                    body(%0: e f32[]) {
                      %1 = negate %0 : f32[]
                      %2 = negate %1 : f32[]
                      return e = %2
                    }
                  return y = %1
                }
                """,
                """
                graph @loop(%0: x f32[3]) {
                  %1 = scan carries=[] sequences=[%0] captures=[] length=3 : f32[3]
                    body(%0: e f32[]) {
                      return e = %0
                    }
                  return y = %1
                }
                """);
    }

    @Test
    void dropsDeadNodesButNotTheDefinitionOfALiveDataDim() {
        Rewrites.check(
                """
                graph @dead(%0: x f32[3], %1: unused f32[4]) {
                  %2 = exp %0 : f32[3]
                  %3 = nonzero %0 count=?k<=3 : i64[1, ?k<=3]
                  %4 = dims [?k<=3] : i64[1]
                  return y = %4
                }
                """,
                """
                graph @dead(%0: x f32[3], %1: unused f32[4]) {
                  %2 = nonzero %0 count=?k<=3 : i64[1, ?k<=3]
                  %3 = dims [?k<=3] : i64[1]
                  return y = %3
                }
                """);
    }

    @Test
    void keepsWeightsThatAreUsedAndTheirValues() {
        Literal one = Literal.splat(one().dtype(), new long[] {2000}, one().data());
        Graph graph =
                Graph.build(
                        "weights",
                        g -> {
                            g.weight(LiteralBuilder.vector(one.dtype(), 5));
                            g.output("y", g.weight(one));
                        });
        Graph rewritten = Rewriter.rewrite(graph, RuleSet.simplify());
        assertThat(rewritten.weights()).containsExactly(one);
    }

    private static Literal one() {
        return LiteralBuilder.scalar(DType.F32, 1.0);
    }

    @Test
    void stopsRulesThatUndoEachOther() {
        Rule flip =
                Rule.exact("flip", "exp(x)", "sin(x)", Root.of(Op.class), RewriterTest::flipped);
        Graph graph =
                GraphParser.parse("graph @g(%0: x f32[]) { %1 = exp %0 : f32[] return y = %1 }");
        assertThatThrownBy(() -> Rewriter.rewrite(graph, new RuleSet(List.of(flip))))
                .isInstanceOf(InternalCompilerException.class)
                .hasMessageContaining("has no end");
    }

    private static Optional<Tensor> flipped(Op op, Site at) {
        return switch (op) {
            case Op.Unary(UnaryOp kind, var x) when kind == UnaryOp.EXP ->
                    Optional.of(at.tensor(x).sin());
            case Op.Unary(UnaryOp kind, var x) when kind == UnaryOp.SIN ->
                    Optional.of(at.tensor(x).exp());
            case Op _ -> Optional.empty();
        };
    }

    @Test
    void namesTheRuleThatChangesAType() {
        Rule wrong =
                Rule.exact(
                        "wrong",
                        "f(x)",
                        "isnan(x)",
                        Root.of(Op.Unary.class),
                        (op, at) -> Optional.of(at.tensor(op.operands().getFirst()).isNaN()));
        Graph graph =
                GraphParser.parse("graph @g(%0: x f32[]) { %1 = exp %0 : f32[] return y = %1 }");
        assertThatThrownBy(() -> Rewriter.rewrite(graph, new RuleSet(List.of(wrong))))
                .isInstanceOf(InternalCompilerException.class)
                .hasMessageContaining("replaces a f32[] by a bool[]");
        assertThat(GraphPrinter.print(graph)).contains("exp");
    }
}
