package dev.komodo.rewrite;

import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.Op;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.UnaryOp;
import dev.komodo.graph.Value;

import java.util.List;
import java.util.Optional;

/// Exponentials that cancel or overflow as they were written.
final class ExponentialRules {
    private ExponentialRules() {}

    static List<Rule> rules() {
        return List.of(
                Rule.stabilising(
                        "exp-minus-one",
                        "exp(x) - 1, 1 - exp(x)",
                        "expm1(x), -expm1(x)",
                        Root.of(BinaryOp.SUBTRACT, BinaryOp.ADD),
                        ExponentialRules::expMinusOne),
                Rule.stabilising(
                        "expm1-plus-one",
                        "expm1(x) + 1",
                        "exp(x)",
                        Root.of(BinaryOp.ADD),
                        ExponentialRules::expm1PlusOne),
                Rule.stabilising(
                        "reciprocal-of-exp",
                        "1 / exp(x)",
                        "exp(-x)",
                        Root.of(UnaryOp.RECIPROCAL, BinaryOp.DIVIDE),
                        ExponentialRules::reciprocalOfExp),
                Rule.stabilising(
                        "exp-of-log",
                        "exp(log(x)), expm1(log1p(x)), exp2(log2(x))",
                        "x, NaN below 0 (below -1 for log1p)",
                        Root.of(UnaryOp.EXP, UnaryOp.EXPM1, UnaryOp.EXP2),
                        ExponentialRules::expOfLog),
                Rule.stabilising(
                        "exp-of-softplus",
                        "exp(softplus(x)), exp(-softplus(x))",
                        "exp(x) + 1, sigmoid(-x)",
                        Root.of(UnaryOp.EXP),
                        ExponentialRules::expOfSoftplus),
                Rule.stabilising(
                        "exp-of-log1p",
                        "exp(log1p(x))",
                        "x + 1, NaN below -1",
                        Root.of(UnaryOp.EXP),
                        ExponentialRules::expOfLog1p),
                Rule.stabilising(
                        "hyperbolic-sine",
                        "(exp(x) - exp(-x)) * 0.5",
                        "sinh(x)",
                        Root.of(BinaryOp.MULTIPLY),
                        (op, at) -> half(op, BinaryOp.SUBTRACT, at).map(Tensor::sinh)),
                Rule.stabilising(
                        "hyperbolic-cosine",
                        "(exp(x) + exp(-x)) * 0.5",
                        "cosh(x)",
                        Root.of(BinaryOp.MULTIPLY),
                        (op, at) -> half(op, BinaryOp.ADD, at).map(Tensor::cosh)),
                Rule.stabilising(
                        "hyperbolic-tangent",
                        "(exp(x) - exp(-x)) / (exp(x) + exp(-x)), sinh(x) / cosh(x)",
                        "tanh(x)",
                        Root.of(BinaryOp.DIVIDE),
                        ExponentialRules::hyperbolicTangent));
    }

    /// `exp(x) - 1 -> expm1(x)`, `exp(x) + -1 -> expm1(x)`, `1 - exp(x) -> -expm1(x)`.
    private static Optional<Tensor> expMinusOne(Op op, Site at) {
        if (!(op instanceof Op.Binary binary)) {
            return Optional.empty();
        }
        if (binary.kind() == BinaryOp.ADD) {
            return at.beside(-1, binary)
                    .flatMap(other -> at.argument(UnaryOp.EXP, other))
                    .map(x -> at.tensor(x).expm1());
        }
        if (at.is(binary.right(), 1)) {
            return at.argument(UnaryOp.EXP, binary.left()).map(x -> at.tensor(x).expm1());
        }
        return at.is(binary.left(), 1)
                ? at.argument(UnaryOp.EXP, binary.right()).map(x -> at.tensor(x).expm1().neg())
                : Optional.empty();
    }

    /// `expm1(x) + 1 -> exp(x)`: far below 0 the sum cancels.
    private static Optional<Tensor> expm1PlusOne(Op op, Site at) {
        return op instanceof Op.Binary binary
                ? at.beside(1, binary)
                        .flatMap(other -> at.argument(UnaryOp.EXPM1, other))
                        .map(x -> at.tensor(x).exp())
                : Optional.empty();
    }

    /// `1 / exp(x) -> exp(-x)`: exp(x) may be subnormal.
    private static Optional<Tensor> reciprocalOfExp(Op op, Site at) {
        return PowerRules.reciprocated(op, at)
                .flatMap(e -> at.argument(UnaryOp.EXP, e))
                .map(x -> at.negated(x).exp());
    }

    /// `exp(log(x)) -> x` where x is not negative, NaN elsewhere; 0.0 for -0.0, of which the
    /// logarithm is minus infinity too. `expm1(log1p(x)) -> x` from -1 on.
    private static Optional<Tensor> expOfLog(Op op, Site at) {
        if (!(op instanceof Op.Unary(UnaryOp kind, Value operand))) {
            return Optional.empty();
        }
        boolean shifted = kind == UnaryOp.EXPM1;
        UnaryOp inverse =
                shifted ? UnaryOp.LOG1P : kind == UnaryOp.EXP ? UnaryOp.LOG : UnaryOp.LOG2;
        return at.argument(inverse, operand)
                .map(
                        x -> {
                            Tensor value = at.tensor(x);
                            Tensor nan = at.everywhere(Double.NaN, x);
                            return value.less(shifted ? -1 : 0)
                                    .select(nan, shifted ? value : value.abs());
                        });
    }

    /// `exp(softplus(x)) -> exp(x) + 1`, `exp(-softplus(x)) -> sigmoid(-x)`.
    private static Optional<Tensor> expOfSoftplus(Op op, Site at) {
        Value operand = op.operands().getFirst();
        return at.argument(UnaryOp.SOFTPLUS, operand)
                .map(x -> at.tensor(x).exp().add(1))
                .or(
                        () ->
                                at.argument(UnaryOp.NEGATE, operand)
                                        .flatMap(y -> at.argument(UnaryOp.SOFTPLUS, y))
                                        .map(x -> at.negated(x).sigmoid()));
    }

    /// `exp(log1p(x)) -> x + 1`, NaN below -1.
    private static Optional<Tensor> expOfLog1p(Op op, Site at) {
        return at.argument(UnaryOp.LOG1P, op.operands().getFirst())
                .map(
                        x ->
                                at.tensor(x)
                                        .less(-1)
                                        .select(at.everywhere(Double.NaN, x), at.tensor(x).add(1)));
    }

    /// x, if the op is `(exp(x) +- exp(-x)) * 0.5`.
    private static Optional<Tensor> half(Op op, BinaryOp kind, Site at) {
        return op instanceof Op.Binary product
                ? at.beside(0.5, product).flatMap(sum -> pair(sum, kind, at)).map(at::tensor)
                : Optional.empty();
    }

    /// x, if the value is `exp(x) - exp(-x)`, or the sum.
    private static Optional<Value> pair(Value value, BinaryOp kind, Site at) {
        Optional<Op.Binary> sum = at.binary(kind, value);
        Optional<Value> left = sum.flatMap(s -> at.argument(UnaryOp.EXP, s.left()));
        Optional<Value> right = sum.flatMap(s -> at.argument(UnaryOp.EXP, s.right()));
        return left.filter(x -> right.filter(y -> at.areOpposite(x, y)).isPresent());
    }

    /// `(exp(x) - exp(-x)) / (exp(x) + exp(-x)) -> tanh(x)`, `sinh(x) / cosh(x) -> tanh(x)`.
    private static Optional<Tensor> hyperbolicTangent(Op op, Site at) {
        if (!(op instanceof Op.Binary(BinaryOp _, Value above, Value below))) {
            return Optional.empty();
        }
        Optional<Value> x =
                pair(above, BinaryOp.SUBTRACT, at)
                        .filter(
                                a ->
                                        pair(below, BinaryOp.ADD, at)
                                                .filter(b -> b.equals(a) || at.areOpposite(a, b))
                                                .isPresent());
        return x.or(
                        () ->
                                at.argument(UnaryOp.SINH, above)
                                        .filter(
                                                a ->
                                                        at.argument(UnaryOp.COSH, below)
                                                                .filter(a::equals)
                                                                .isPresent()))
                .map(at::tensor)
                .map(Tensor::tanh);
    }
}
