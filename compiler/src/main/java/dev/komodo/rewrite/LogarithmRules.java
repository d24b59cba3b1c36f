package dev.komodo.rewrite;

import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.DType;
import dev.komodo.graph.Op;
import dev.komodo.graph.ReduceOp;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.UnaryOp;
import dev.komodo.graph.Value;
import dev.komodo.library.LogSpace;

import java.util.List;
import java.util.Optional;

/// Logarithms of what overflows, underflows or cancels.
final class LogarithmRules {
    private static final double LOG_2 = Math.log(2);

    private LogarithmRules() {}

    static List<Rule> rules() {
        return List.of(
                Rule.stabilising(
                        "log-of-one-plus",
                        "log(1 + x), log(1 - x)",
                        "log1p(x), log1p(-x)",
                        Root.of(UnaryOp.LOG),
                        LogarithmRules::logOfOnePlus),
                Rule.stabilising(
                        "log-of-exp",
                        "log(exp(x)), log1p(expm1(x)), log2(exp2(x))",
                        "x",
                        Root.of(UnaryOp.LOG, UnaryOp.LOG1P, UnaryOp.LOG2),
                        LogarithmRules::logOfExp),
                Rule.stabilising(
                        "log-of-root",
                        "log(sqrt(x))",
                        "log(x) * 0.5",
                        Root.of(UnaryOp.LOG),
                        (op, at) ->
                                at.argument(UnaryOp.SQRT, op.operands().getFirst())
                                        .map(x -> at.tensor(x).log().mul(0.5))),
                Rule.stabilising(
                        "log-of-reciprocal",
                        "log(1 / x)",
                        "-log(x), where x is known not to be -0.0",
                        Root.of(UnaryOp.LOG),
                        LogarithmRules::logOfReciprocal),
                Rule.stabilising(
                        "log-of-square",
                        "log(x * x)",
                        "2 * log(|x|)",
                        Root.of(UnaryOp.LOG),
                        LogarithmRules::logOfSquare),
                Rule.stabilising(
                        "log1p-of-exp",
                        "log1p(exp(x))",
                        "softplus(x)",
                        Root.of(UnaryOp.LOG1P),
                        (op, at) ->
                                at.argument(UnaryOp.EXP, op.operands().getFirst())
                                        .map(x -> at.tensor(x).softplus())),
                Rule.stabilising(
                        "log1p-of-minus-exp",
                        "log1p(-exp(x))",
                        "log1mexp(x), the stable form of log(1 - exp(x))",
                        Root.of(UnaryOp.LOG1P),
                        LogarithmRules::log1pOfMinusExp),
                Rule.stabilising(
                        "log-of-minus-expm1",
                        "log(-expm1(x))",
                        "log1mexp(x), the stable form of log(1 - exp(x))",
                        Root.of(UnaryOp.LOG),
                        LogarithmRules::logOfMinusExpm1),
                Rule.stabilising(
                        "log-of-expm1",
                        "log(expm1(x))",
                        "the inverse of softplus: x + log1mexp(-x) beyond 1",
                        Root.of(UnaryOp.LOG),
                        LogarithmRules::logOfExpm1),
                Rule.stabilising(
                        "log-of-scaled-exp",
                        "log(c * exp(x)), log(exp(x) / c)",
                        "x + log(c), x - log(c) where |x| is large",
                        Root.of(UnaryOp.LOG),
                        LogarithmRules::logOfScaledExp));
    }

    /// `log(1 + x) -> log1p(x)`, `log(1 - x) -> log1p(-x)`, `log(x + 1)` too. The sum has lost what
    /// log1p keeps.
    private static Optional<Tensor> logOfOnePlus(Op op, Site at) {
        Value operand = op.operands().getFirst();
        return at.binary(BinaryOp.ADD, operand)
                .flatMap(sum -> at.beside(1, sum))
                .map(x -> at.tensor(x).log1p())
                .or(
                        () ->
                                at.binary(BinaryOp.SUBTRACT, operand)
                                        .filter(difference -> at.is(difference.left(), 1))
                                        .map(d -> at.negated(d.right()).log1p()));
    }

    /// `log(exp(x)) -> x`, `log1p(expm1(x)) -> x`, `log2(exp2(x)) -> x`.
    private static Optional<Tensor> logOfExp(Op op, Site at) {
        if (!(op instanceof Op.Unary(UnaryOp kind, Value operand))) {
            return Optional.empty();
        }
        UnaryOp inverse =
                kind == UnaryOp.LOG
                        ? UnaryOp.EXP
                        : kind == UnaryOp.LOG1P ? UnaryOp.EXPM1 : UnaryOp.EXP2;
        return at.argument(inverse, operand).map(at::tensor);
    }

    /// `log(1 / x) -> -log(x)`, but for x = -0.0, whose reciprocal is minus infinity: NaN there.
    private static Optional<Tensor> logOfReciprocal(Op op, Site at) {
        return PowerRules.reciprocated(at.producer(op.operands().getFirst()), at)
                .filter(x -> isNeverMinusZero(x, at))
                .map(x -> at.tensor(x).log().neg());
    }

    /// `exp(x)`, `|x|` and sums with a positive number are never -0.0.
    private static boolean isNeverMinusZero(Value value, Site at) {
        return switch (at.producer(value)) {
            case Op.Unary(UnaryOp kind, Value _) ->
                    kind == UnaryOp.EXP
                            || kind == UnaryOp.ABS
                            || kind == UnaryOp.SIGMOID
                            || kind == UnaryOp.SOFTPLUS
                            || kind == UnaryOp.ERFC
                            || kind == UnaryOp.COSH;
            case Op.Binary(BinaryOp kind, Value left, Value right) ->
                    kind == BinaryOp.ADD
                            && (at.number(left).filter(n -> n > 0).isPresent()
                                    || at.number(right).filter(n -> n > 0).isPresent());
            case Op.Reduce reduce -> reduce.kind() == ReduceOp.SUM;
            case Op _ -> false;
        };
    }

    /// `log(x * x) -> 2 * log(|x|)`: the square may overflow or underflow.
    private static Optional<Tensor> logOfSquare(Op op, Site at) {
        return at.binary(BinaryOp.MULTIPLY, op.operands().getFirst())
                .filter(product -> product.left().equals(product.right()))
                .map(product -> at.tensor(product.left()).abs().log().mul(2));
    }

    /// `log1p(-exp(x)) -> log1mexp(x)`; not where x is known to stay below -log(2), where this form
    /// is the stable one.
    private static Optional<Tensor> log1pOfMinusExp(Op op, Site at) {
        return at.argument(UnaryOp.NEGATE, op.operands().getFirst())
                .flatMap(e -> at.argument(UnaryOp.EXP, e))
                .filter(x -> !Bounds.isAtMost(x, -LOG_2, at))
                .map(x -> LogSpace.log1mExp(at.tensor(x)));
    }

    /// `log(-expm1(x)) -> log1mexp(x)`; not where x is known to stay above -log(2).
    private static Optional<Tensor> logOfMinusExpm1(Op op, Site at) {
        return at.argument(UnaryOp.NEGATE, op.operands().getFirst())
                .flatMap(e -> at.argument(UnaryOp.EXPM1, e))
                .filter(x -> !Bounds.isAtLeast(x, -LOG_2, at))
                .map(x -> LogSpace.log1mExp(at.tensor(x)));
    }

    /// `log(expm1(x)) -> x + log1mexp(-x)` beyond 1; not where x is known to stay below.
    private static Optional<Tensor> logOfExpm1(Op op, Site at) {
        return at.argument(UnaryOp.EXPM1, op.operands().getFirst())
                .filter(x -> !Bounds.isAtMost(x, 1, at))
                .map(x -> LogSpace.logExpm1(at.tensor(x)));
    }

    /// `log(c * exp(x)) -> x + log(c)` where |x| is so large that nothing cancels, the form that
    /// was written within; c is a positive number of moderate size.
    private static Optional<Tensor> logOfScaledExp(Op op, Site at) {
        if (!(at.producer(op.operands().getFirst())
                instanceof Op.Binary(BinaryOp kind, Value left, Value right))) {
            return Optional.empty();
        }
        boolean quotient = kind == BinaryOp.DIVIDE;
        boolean scaled = kind == BinaryOp.MULTIPLY && at.number(right).isEmpty();
        if (!quotient && kind != BinaryOp.MULTIPLY) {
            return Optional.empty();
        }
        Value number = scaled ? left : right;
        if (at.dtype(left) == DType.F16) {
            return Optional.empty(); // no room between overflow and cancellation
        }
        double limit = limit(at.dtype(left));
        return at.argument(UnaryOp.EXP, scaled ? right : left)
                .filter(x -> !Bounds.isAtMost(x, limit, at))
                .flatMap(
                        x ->
                                at.number(number)
                                        .filter(c -> c > 1e-3 && c < 1e3)
                                        .map(c -> scaledExp(at.tensor(x), quotient ? 1 / c : c)));
    }

    private static Tensor scaledExp(Tensor x, double factor) {
        double limit = limit(x.dtype());
        Tensor within = x.maximum(-limit).minimum(limit);
        return x.abs()
                .greater(limit)
                .select(x.add(Math.log(factor)), within.exp().mul(factor).log());
    }

    /// Up to where exp of a dtype is normal, and its product with a number of moderate size.
    private static double limit(DType dtype) {
        return switch (dtype) {
            case F64 -> 600;
            case F32, BF16 -> 75;
            case F16, I8, I16, I32, I64, U8, U16, U32, U64, BOOL ->
                    throw new IllegalArgumentException(dtype + " has no such range");
        };
    }
}
