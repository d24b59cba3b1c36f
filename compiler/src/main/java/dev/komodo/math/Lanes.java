package dev.komodo.math;

import dev.komodo.loop.Expr;
import dev.komodo.loop.Expressions;

import java.util.List;
import java.util.function.BiFunction;

/// What only some lanes need: statements that run where at least one lane does.
final class Lanes {
    private Lanes() {}

    /// The values, replaced where the condition holds. What replaces them is computed only if the
    /// condition holds in a lane, for all lanes then.
    ///
    /// @param condition bool, in the formula's lanes
    /// @param values of the formula's type
    /// @param replacement writes into the conditional block; gives as many values
    static List<Expr> replaced(
            Formula f,
            Expr condition,
            List<Expr> values,
            BiFunction<Formula, List<Expr>, List<Expr>> replacement) {
        List<Expr.Var> variables =
                values.stream().map(value -> f.block().declare("part", value)).toList();
        f.block()
                .when(
                        f.type().isScalar() ? condition : new Expr.Test(condition, false),
                        inner -> {
                            Formula pen = new Formula(inner, f.type());
                            List<Expr> others = replacement.apply(pen, values);
                            for (int i = 0; i < variables.size(); i++) {
                                Expr.Var variable = variables.get(i);
                                inner.assign(
                                        variable,
                                        Expressions.select(condition, others.get(i), variable));
                            }
                        });
        return variables.stream().map(v -> (Expr) f.block().bind("chosen", v)).toList();
    }
}
