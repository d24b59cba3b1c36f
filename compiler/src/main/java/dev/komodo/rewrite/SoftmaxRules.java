package dev.komodo.rewrite;

import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.Op;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.UnaryOp;
import dev.komodo.graph.Value;

import java.util.List;
import java.util.Optional;

/// Exponentials in proportion to their sum.
///
/// Source: as [LogarithmOfSumRules].
final class SoftmaxRules {
    private SoftmaxRules() {}

    static List<Rule> rules() {
        return List.of(
                Rule.stabilising(
                        "exp-over-sum-of-exps",
                        "exp(x) / sum(exp(x))",
                        "softmax(x), shifted by the maximum",
                        Root.of(BinaryOp.DIVIDE),
                        SoftmaxRules::softmax),
                Rule.stabilising(
                        "exp-times-reciprocal-of-sum",
                        "exp(x) * (g / sum(exp(x))), the derivative of log(sum(exp(x)))",
                        "softmax(x) * g",
                        Root.of(BinaryOp.MULTIPLY),
                        SoftmaxRules::weightedSoftmax),
                Rule.stabilising(
                        "log-of-softmax",
                        "log(exp(z) / sum(exp(z))), z shifted by its maximum",
                        "z - log(sum(exp(z)))",
                        Root.of(UnaryOp.LOG),
                        SoftmaxRules::logSoftmax));
    }

    /// `exp(x) / sum(exp(x)) -> softmax(x)`.
    private static Optional<Tensor> softmax(Op op, Site at) {
        Value above = op.operands().get(0);
        return unshifted(above, at)
                .flatMap(
                        x ->
                                SumBehind.of(above, op.operands().get(1), at)
                                        .map(sum -> softmax(at.tensor(x), sum)));
    }

    /// Shifted by the maximum, unless that is infinite: then the naive form has numbers beside the
    /// NaNs, and so has this one.
    private static Tensor softmax(Tensor x, int[] axes) {
        Tensor largest = x.max(true, axes);
        Tensor zero = x.builder().constant(x.dtype(), 0.0);
        Tensor shift = largest.isInfinite().select(zero, largest);
        Tensor weights = x.sub(shift).exp();
        return weights.div(weights.sum(true, axes));
    }

    private static Optional<Value> unshifted(Value exponential, Site at) {
        return at.argument(UnaryOp.EXP, exponential)
                .filter(x -> !LogarithmOfSumRules.isShifted(x, at));
    }

    /// `exp(x) * (g / sum(exp(x))) -> softmax(x) * g`, in either order.
    private static Optional<Tensor> weightedSoftmax(Op op, Site at) {
        Value left = op.operands().get(0);
        Value right = op.operands().get(1);
        return weighted(left, right, at).or(() -> weighted(right, left, at));
    }

    private static Optional<Tensor> weighted(Value exponential, Value weight, Site at) {
        return unshifted(exponential, at)
                .flatMap(
                        x ->
                                SumBehind.removed(exponential, weight, at)
                                        .map(
                                                rest -> {
                                                    Tensor softmax =
                                                            softmax(at.tensor(x), rest.axes());
                                                    return rest.factor()
                                                            .map(softmax::mul)
                                                            .orElse(softmax);
                                                }));
    }

    /// `log(exp(z) / sum(exp(z))) -> z - log(sum(exp(z)))`, and with the reciprocal of the sum. As
    /// z is not above 0 and the logarithm of the sum not below, nothing cancels.
    private static Optional<Tensor> logSoftmax(Op op, Site at) {
        if (!(at.producer(op.operands().getFirst())
                instanceof Op.Binary(BinaryOp kind, Value left, Value right))) {
            return Optional.empty();
        }
        return switch (kind) {
            case DIVIDE ->
                    SumBehind.of(left, right, at).flatMap(axes -> shiftedLog(left, axes, at));
            case MULTIPLY ->
                    SumBehind.removed(left, right, at)
                            .filter(rest -> rest.factor().isEmpty())
                            .flatMap(rest -> shiftedLog(left, rest.axes(), at));
            default -> Optional.empty();
        };
    }

    private static Optional<Tensor> shiftedLog(Value exponential, int[] axes, Site at) {
        return at.argument(UnaryOp.EXP, exponential)
                .filter(z -> LogarithmOfSumRules.isShifted(z, at))
                .map(z -> at.tensor(z).sub(at.tensor(exponential).sum(true, axes).log()));
    }
}
