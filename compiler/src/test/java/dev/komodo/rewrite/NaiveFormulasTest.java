package dev.komodo.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.autodiff.Derivatives;
import dev.komodo.graph.DType;
import dev.komodo.graph.Graph;
import dev.komodo.graph.GraphVerifier;
import dev.komodo.graph.Literal;
import dev.komodo.graph.Tensor;
import dev.komodo.testing.RandomLiterals;

import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;

/// Naive formulas inside one another, with their derivatives as differentiation writes them: each
/// rule that fires is checked.
class NaiveFormulasTest {
    private static final int PROGRAMS = Integer.getInteger("komodo.graphs", 120);
    private static final long SEED = Long.getLong("komodo.seed", 1);

    private static final List<UnaryOperator<Tensor>> STEPS =
            List.of(
                    t -> t.exp().add(1).log(),
                    t -> t.sigmoid().log(),
                    t -> one(t).sub(t.sigmoid()),
                    t -> one(t).sub(t.sigmoid()).log(),
                    t -> t.exp().div(t.exp().add(1)),
                    t -> t.neg().exp().add(1).reciprocal(),
                    t -> t.exp().sub(1),
                    t -> t.abs().neg().exp().neg().log1p(),
                    t -> t.mul(t).sqrt(),
                    t -> t.mul(t).add(0.25).log(),
                    t -> t.exp().add(t.neg().exp()).log(),
                    t -> t.erfc().log(),
                    t -> t.erf().add(1).mul(0.5).log(),
                    t -> t.exp().mul(0.3).log(),
                    t -> t.softplus().sub(t),
                    t -> t.exp().div(t.exp().sum(true, 0)),
                    t -> t.exp().sum(true, 0).log().add(t),
                    t -> t.sub(t.exp().mean(true, 0).log()),
                    t -> t.exp().sub(t.neg().exp()).div(t.exp().add(t.neg().exp())),
                    t -> t.pow(2).mul(-0.5).exp());

    private static Tensor one(Tensor like) {
        return like.builder().constant(like.dtype(), 1.0);
    }

    @Test
    void everyRuleThatFiresOnNaiveFormulasAndTheirDerivativesKeepsItsPromise() {
        Set<String> fired = new HashSet<>();
        int checked = 0;
        for (long seed = SEED; seed < SEED + PROGRAMS; seed++) {
            Random random = new Random(seed);
            Graph graph = program(random);
            Literal argument =
                    RandomLiterals.fill(
                            random,
                            graph.inputs().getFirst().type().dtype(),
                            new long[] {5},
                            false);
            SelfCheck check = SelfCheck.with(graph, List.of(argument));
            Graph rewritten =
                    Rewriter.rewrite(
                            graph,
                            RuleSet.simplify(),
                            (rule, builder, weights, before, after) -> {
                                fired.add(rule.name());
                                check.fired(rule, builder, weights, before, after);
                            });
            GraphVerifier.verify(rewritten);
            checked += check.checked();
        }
        assertThat(checked).isGreaterThan(PROGRAMS);
        assertThat(fired)
                .contains(
                        "log1p-of-exp",
                        "merge-logistic-factors",
                        "exp-times-reciprocal-of-sum",
                        "gauss-over-erfc",
                        "exp-over-exps");
    }

    private static Graph program(Random random) {
        return Graph.build(
                "naive",
                g -> {
                    DType dtype = random.nextInt(3) == 0 ? DType.F32 : DType.F64;
                    Tensor x = g.input("x", dtype, 5);
                    Tensor value = x;
                    for (int i = 0; i < 1 + random.nextInt(2); i++) {
                        value = STEPS.get(random.nextInt(STEPS.size())).apply(value);
                    }
                    Tensor total = value.sum();
                    g.output("total", total);
                    g.output("slope", Derivatives.gradient(total, x));
                });
    }
}
