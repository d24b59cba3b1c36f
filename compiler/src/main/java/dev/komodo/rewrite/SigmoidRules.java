package dev.komodo.rewrite;

import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.Op;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.UnaryOp;
import dev.komodo.graph.Value;

import java.util.List;
import java.util.Optional;

/// The logistic function, its complement and its logarithm.
final class SigmoidRules {
    private SigmoidRules() {}

    static List<Rule> rules() {
        return List.of(
                Rule.stabilising(
                        "one-minus-sigmoid",
                        "1 - sigmoid(x)",
                        "sigmoid(-x)",
                        Root.of(BinaryOp.SUBTRACT),
                        SigmoidRules::oneMinusSigmoid),
                Rule.stabilising(
                        "sigmoid-minus-one",
                        "sigmoid(x) - 1",
                        "-sigmoid(-x)",
                        Root.of(BinaryOp.SUBTRACT),
                        SigmoidRules::sigmoidMinusOne),
                Rule.stabilising(
                        "reciprocal-of-one-plus-exp",
                        "1 / (1 + exp(x)), a / (1 + exp(x))",
                        "sigmoid(-x), a * sigmoid(-x)",
                        Root.of(UnaryOp.RECIPROCAL, BinaryOp.DIVIDE),
                        SigmoidRules::reciprocalOfOnePlusExp),
                Rule.stabilising(
                        "log-of-sigmoid",
                        "log(sigmoid(x))",
                        "-softplus(-x)",
                        Root.of(UnaryOp.LOG),
                        (op, at) ->
                                at.argument(UnaryOp.SIGMOID, op.operands().getFirst())
                                        .map(x -> at.negated(x).softplus().neg())),
                Rule.stabilising(
                        "log1p-of-minus-sigmoid",
                        "log1p(-sigmoid(x))",
                        "-softplus(x)",
                        Root.of(UnaryOp.LOG1P),
                        (op, at) ->
                                at.argument(UnaryOp.NEGATE, op.operands().getFirst())
                                        .flatMap(s -> at.argument(UnaryOp.SIGMOID, s))
                                        .map(x -> at.tensor(x).softplus().neg())),
                Rule.stabilising(
                        "softplus-minus-argument",
                        "softplus(x) - x, x - softplus(x)",
                        "softplus(-x), -softplus(-x)",
                        Root.of(BinaryOp.SUBTRACT),
                        SigmoidRules::softplusMinusArgument),
                Rule.stabilising(
                        "sigmoid-of-logit",
                        "sigmoid(log(x / (1 - x))), sigmoid(log(x) - log1p(-x))",
                        "x, NaN outside [0, 1]",
                        Root.of(UnaryOp.SIGMOID),
                        SigmoidRules::sigmoidOfLogit));
    }

    /// `1 - sigmoid(x) -> sigmoid(-x)`: the difference cancels where x is large.
    private static Optional<Tensor> oneMinusSigmoid(Op op, Site at) {
        return at.is(op.operands().get(0), 1)
                ? at.argument(UnaryOp.SIGMOID, op.operands().get(1))
                        .map(x -> at.negated(x).sigmoid())
                : Optional.empty();
    }

    /// `sigmoid(x) - 1 -> -sigmoid(-x)`.
    private static Optional<Tensor> sigmoidMinusOne(Op op, Site at) {
        return at.is(op.operands().get(1), 1)
                ? at.argument(UnaryOp.SIGMOID, op.operands().get(0))
                        .map(x -> at.negated(x).sigmoid().neg())
                : Optional.empty();
    }

    /// `1 / (1 + exp(x)) -> sigmoid(-x)`, `a / (1 + exp(x)) -> a * sigmoid(-x)`: exp may overflow
    /// where the sigmoid is subnormal.
    private static Optional<Tensor> reciprocalOfOnePlusExp(Op op, Site at) {
        Value divisor = op.operands().getLast();
        Optional<Tensor> sigmoid =
                at.binary(BinaryOp.ADD, divisor)
                        .flatMap(sum -> at.beside(1, sum))
                        .flatMap(e -> at.argument(UnaryOp.EXP, e))
                        .map(x -> at.negated(x).sigmoid());
        return op instanceof Op.Binary(BinaryOp _, Value a, Value _) && !at.is(a, 1)
                ? sigmoid.map(s -> at.tensor(a).mul(s))
                : sigmoid;
    }

    /// `softplus(x) - x -> softplus(-x)`, `x - softplus(x) -> -softplus(-x)`: the two are equal but
    /// for exp(-x) where x is large.
    private static Optional<Tensor> softplusMinusArgument(Op op, Site at) {
        Value left = op.operands().get(0);
        Value right = op.operands().get(1);
        return at.argument(UnaryOp.SOFTPLUS, left)
                .filter(right::equals)
                .map(x -> at.negated(x).softplus())
                .or(
                        () ->
                                at.argument(UnaryOp.SOFTPLUS, right)
                                        .filter(left::equals)
                                        .map(x -> at.negated(x).softplus().neg()));
    }

    /// `sigmoid(log(x / (1 - x))) -> x`, `sigmoid(log(x) - log1p(-x)) -> x`, NaN outside [0, 1].
    private static Optional<Tensor> sigmoidOfLogit(Op op, Site at) {
        Value operand = op.operands().getFirst();
        Optional<Value> odds =
                at.argument(UnaryOp.LOG, operand)
                        .flatMap(o -> at.binary(BinaryOp.DIVIDE, o))
                        .filter(quotient -> isComplement(quotient.right(), quotient.left(), at))
                        .map(Op.Binary::left);
        return odds.or(() -> differenceOfLogarithms(operand, at))
                .map(
                        x -> {
                            Tensor value = at.tensor(x);
                            Tensor inside = value.sub(0.5).abs().lessEqual(0.5);
                            return inside.select(value.abs(), at.everywhere(Double.NaN, x));
                        });
    }

    private static Optional<Value> differenceOfLogarithms(Value value, Site at) {
        Optional<Op.Binary> difference = at.binary(BinaryOp.SUBTRACT, value);
        Optional<Value> x = difference.flatMap(d -> at.argument(UnaryOp.LOG, d.left()));
        Optional<Value> other = difference.flatMap(d -> at.argument(UnaryOp.LOG1P, d.right()));
        return x.filter(one -> other.filter(o -> at.areOpposite(one, o)).isPresent());
    }

    /// Whether this is `1 - x`.
    private static boolean isComplement(Value value, Value x, Site at) {
        return at.binary(BinaryOp.SUBTRACT, value)
                .filter(difference -> at.is(difference.left(), 1))
                .filter(difference -> difference.right().equals(x))
                .isPresent();
    }
}
