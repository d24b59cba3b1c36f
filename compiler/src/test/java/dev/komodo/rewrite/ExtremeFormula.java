package dev.komodo.rewrite;

import dev.komodo.autodiff.Derivatives;
import dev.komodo.graph.DType;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Tensor;

import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// A formula as a user writes it, where it overflows, underflows or cancels.
///
/// @param text the formula
/// @param x the argument: a vector where the formula sums
/// @param y the second argument; empty if there is none
/// @param formula the formula of x and y
record ExtremeFormula(String text, List<Double> x, List<Double> y, BinaryOperator<Tensor> formula) {
    /// Those of the table.
    static List<ExtremeFormula> all() {
        double[] row = {1000, 1001, 999};
        return List.of(
                of("log(1 + exp(x))", x -> x.exp().add(1).log(), 800, -40, 0.5),
                of("log1p(exp(x))", x -> x.exp().log1p(), 800, -800, 3),
                of("log(sigmoid(x))", x -> x.sigmoid().log(), -800, 40, 1),
                of("log(1 - sigmoid(x))", x -> one(x).sub(x.sigmoid()).log(), 800, -40, 2),
                of("log1p(-sigmoid(x))", x -> x.sigmoid().neg().log1p(), 800, -40, 2),
                of("1 - sigmoid(x)", x -> one(x).sub(x.sigmoid()), 40, 700, -3),
                of("exp(x) / (1 + exp(x))", x -> x.exp().div(x.exp().add(1)), 800, -40, 1),
                of("1 / (1 + exp(x))", x -> x.exp().add(1).reciprocal(), 715, 40, -2),
                of("log(1 / (1 + exp(x)))", x -> x.exp().add(1).reciprocal().log(), 800, -40),
                of("softplus(x) - x", x -> x.softplus().sub(x), 50, 700, -5),
                of("log(1 + x)", x -> x.add(1).log(), 1e-20, 1e-9, 5),
                of("exp(x) - 1", x -> x.exp().sub(1), 1e-20, -1e-9, 5),
                of("log(1 - exp(x))", x -> one(x).sub(x.exp()).log(), -1e-20, -50, -0.7),
                of("log(exp(x) - 1)", x -> x.exp().sub(1).log(), 1000, 1e-20, 1.5),
                of("log(exp(x))", x -> x.exp().log(), 1000, -1000, 1e-20),
                of("exp(log(x))", x -> x.log().exp(), 1e300, 1e-310, 3),
                of("log(0.3 * exp(x))", x -> x.exp().mul(0.3).log(), 1000, -1000, 2),
                of("log(exp(x) + exp(y))", 1000, 999, (x, y) -> x.exp().add(y.exp()).log()),
                of("log(exp(x) + exp(y))", -1000, -1001, (x, y) -> x.exp().add(y.exp()).log()),
                of(
                        "log(exp(x) + exp(y) + 1)",
                        1000,
                        999,
                        (x, y) -> x.exp().add(y.exp()).add(1).log()),
                of("log(exp(x) - exp(y))", 1000, 999, (x, y) -> x.exp().sub(y.exp()).log()),
                of("log(exp(x) - exp(y))", -999, -1000, (x, y) -> x.exp().sub(y.exp()).log()),
                of("log(sum(exp(x)))", x -> x.exp().sum().log(), row),
                of("log(mean(exp(x)))", x -> x.exp().mean().log(), -1000, -1001, -999),
                of("exp(x) / sum(exp(x))", x -> x.exp().div(x.exp().sum()), row),
                of(
                        "log(exp(x) / sum(exp(x)))",
                        x -> x.exp().div(x.exp().sum()).log(),
                        900,
                        0,
                        -900),
                of("sqrt(x * x)", x -> x.mul(x).sqrt(), 1e200, -1e-200, 3),
                of("log(x * x)", x -> x.mul(x).log(), 1e200, -1e-200, 3),
                of("log(sqrt(x))", x -> x.sqrt().log(), 1 + 0x1p-52, 1e-310, 3),
                of("1 / (1 / x)", x -> x.reciprocal().reciprocal(), 1e-310, 1e300, 3),
                of("1 - erf(x)", x -> one(x).sub(x.erf()), 10, 26, -1),
                of("log(erfc(x))", x -> x.erfc().log(), 30, 9, -2),
                of(
                        "log(0.5 * (1 + erf(x / sqrt(2))))",
                        x -> x.mul(Math.sqrt(0.5)).erf().add(1).mul(0.5).log(),
                        -40,
                        -7,
                        0.5),
                of(
                        "(exp(x) - exp(-x)) / (exp(x) + exp(-x))",
                        x -> x.exp().sub(x.neg().exp()).div(x.exp().add(x.neg().exp())),
                        800,
                        1e-10,
                        -1),
                of("(exp(x) - exp(-x)) / 2", x -> x.exp().sub(x.neg().exp()).div(2), 1e-10, 5),
                slope("log(1 + exp(x))", x -> x.exp().add(1).log(), 800, -40, 1),
                slope("log(sigmoid(x))", x -> x.sigmoid().log(), -800, 40, 1),
                slope("log(1 - sigmoid(x))", x -> one(x).sub(x.sigmoid()).log(), 800, -40, 2),
                slope("log(exp(x))", x -> x.exp().log(), 800, -800, 2),
                slope("log(1 - exp(x))", x -> one(x).sub(x.exp()).log(), -40, -800, -0.5),
                slope("log(sum(exp(x)))", x -> x.exp().sum().log(), row),
                slope("log(erfc(x))", x -> x.erfc().log(), 30, 9, -2),
                of(
                        "d/dx log(exp(x) + exp(y))",
                        1000,
                        999,
                        (x, y) -> Derivatives.gradient(x.exp().add(y.exp()).log().sum(), x)));
    }

    private static ExtremeFormula of(String text, UnaryOperator<Tensor> formula, double... x) {
        return new ExtremeFormula(
                text, Arrays.stream(x).boxed().toList(), List.of(), (t, _) -> formula.apply(t));
    }

    private static ExtremeFormula of(
            String text, double x, double y, BinaryOperator<Tensor> formula) {
        return new ExtremeFormula(text, List.of(x), List.of(y), formula);
    }

    private static ExtremeFormula slope(String text, UnaryOperator<Tensor> formula, double... x) {
        return of("d/dx " + text, t -> Derivatives.gradient(formula.apply(t).sum(), t), x);
    }

    private static Tensor one(Tensor like) {
        return like.builder().constant(DType.F64, 1.0);
    }

    /// The formula as an output of a graph, of inputs of its own.
    void in(GraphBuilder g, int number) {
        Tensor first = g.input("x" + number, DType.F64, x.size());
        Tensor second = y.isEmpty() ? first : g.input("y" + number, DType.F64, y.size());
        g.output("formula" + number, formula.apply(first, second));
    }

    /// The arguments, as text.
    String arguments() {
        String first = x.stream().map(String::valueOf).collect(Collectors.joining(", "));
        return y.isEmpty() ? first : first + "; " + y.getFirst();
    }
}
