package dev.komodo.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.komodo.error.InternalCompilerException;
import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.Graph;
import dev.komodo.graph.GraphParser;
import dev.komodo.graph.Op;
import dev.komodo.graph.UnaryOp;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

/// The self-check names the rule that changes a result.
class SelfCheckTest {
    private static final Graph SUM =
            GraphParser.parse(
                    """
                    graph @g(%0: x f32[n]) {
                      %1 = exp %0 : f32[n]
                      %2 = constant {0x0.0p0} : f32[]
                      %3 = broadcast %2 axes=[] : f32[n]
                      %4 = add %0, %3 : f32[n]
                      return y = %1, z = %4
                    }
                    """);

    private static final Rule EXP =
            Rule.stabilising(
                    "wrong-exp",
                    "exp(x)",
                    "expm1(x)",
                    Root.of(UnaryOp.EXP),
                    (op, at) -> Optional.of(at.tensor(op.operands().getFirst()).expm1()));

    private static final Rule ZERO =
            new Rule(
                    "wrong-zero",
                    "x + 0.0",
                    "x",
                    Validity.EXACT,
                    Root.of(BinaryOp.ADD),
                    (op, at) ->
                            op instanceof Op.Binary sum
                                    ? at.beside(0.0, sum).map(at::tensor)
                                    : Optional.empty());

    private static void rewrite(Rule rule) {
        SelfCheck check = SelfCheck.sampled(3);
        Rewriter.rewrite(SUM, new RuleSet(List.of(rule)), check);
        assertThat(check.checked()).isPositive();
    }

    @Test
    void namesARuleOfAnotherFormula() {
        assertThatThrownBy(() -> rewrite(EXP))
                .isInstanceOf(InternalCompilerException.class)
                .hasMessageContaining("'wrong-exp' (exp(x) -> expm1(x), STABILISING)");
    }

    /// 0.0 for -0.0.
    @Test
    void namesARuleThatIsExactButForTheSignOfZero() {
        assertThatThrownBy(() -> rewrite(ZERO))
                .isInstanceOf(InternalCompilerException.class)
                .hasMessageContaining("'wrong-zero'");
    }

    @Test
    void letsRightRulesPass() {
        SelfCheck check = SelfCheck.sampled(3);
        Rewriter.rewrite(SUM, RuleSet.simplify(), check);
        assertThat(check.skipped()).isZero();
    }
}
