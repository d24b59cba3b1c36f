package dev.komodo.rewrite;

import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.Op;
import dev.komodo.graph.ReduceOp;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.UnaryOp;
import dev.komodo.graph.Value;
import dev.komodo.library.LogSpace;
import dev.komodo.library.Normalization;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Logarithms of sums of exponentials: shifted by the largest, so that nothing overflows and not
/// everything underflows.
///
/// Source: P. Blanchard, D. J. Higham, N. J. Higham, "Accurately computing the log-sum-exp and
/// softmax functions", IMA J. Numer. Anal. 41 (2021): the shifted form is as accurate as the plain
/// one.
final class LogarithmOfSumRules {
    private LogarithmOfSumRules() {}

    static List<Rule> rules() {
        return List.of(
                Rule.stabilising(
                        "log-of-sum-of-exps",
                        "log(sum(exp(x)))",
                        "logsumexp(x): max(x) + log(sum(exp(x - max(x))))",
                        Root.of(UnaryOp.LOG),
                        LogarithmOfSumRules::logSumExp),
                Rule.stabilising(
                        "log-of-scaled-sum-of-exps",
                        "log(c * sum(exp(x))), log(sum(exp(x)) / c), such as of a mean",
                        "logsumexp(x) + log(c)",
                        Root.of(UnaryOp.LOG),
                        LogarithmOfSumRules::logOfScaledSum),
                Rule.stabilising(
                        "log-of-exps",
                        "log(exp(a) + exp(b) + ...), log1p(exp(a) + exp(b))",
                        "logaddexp(a, b): max(a, b) + softplus(-|a - b|); shifted by the maximum"
                                + " for more",
                        Root.of(UnaryOp.LOG, UnaryOp.LOG1P),
                        LogarithmOfSumRules::logOfExps),
                Rule.stabilising(
                        "log-of-difference-of-exps",
                        "log(exp(a) - exp(b))",
                        "a + log1mexp(b - a)",
                        Root.of(UnaryOp.LOG),
                        LogarithmOfSumRules::logOfDifference));
    }

    /// `log(sum(exp(x), axes)) -> logsumexp(x, axes)`; not where x is what is left of a subtraction
    /// of its own maximum.
    private static Optional<Tensor> logSumExp(Op op, Site at) {
        return summed(op.operands().getFirst(), at);
    }

    private static Optional<Tensor> summed(Value value, Site at) {
        return at.producer(value) instanceof Op.Reduce(ReduceOp kind, Value e, var axes)
                        && kind == ReduceOp.SUM
                ? at.argument(UnaryOp.EXP, e)
                        .filter(x -> !isShifted(x, at))
                        .map(
                                x ->
                                        Normalization.logSumExp(
                                                at.tensor(x),
                                                axes.stream().mapToInt(axis -> axis).toArray()))
                : Optional.empty();
    }

    /// `log(c * sum(exp(x))) -> logsumexp(x) + log(c)` for a positive number c.
    private static Optional<Tensor> logOfScaledSum(Op op, Site at) {
        if (!(at.producer(op.operands().getFirst())
                        instanceof Op.Binary(BinaryOp kind, Value left, Value right))
                || (kind != BinaryOp.MULTIPLY && kind != BinaryOp.DIVIDE)) {
            return Optional.empty();
        }
        boolean numberFirst = kind == BinaryOp.MULTIPLY && at.number(left).isPresent();
        Value number = numberFirst ? left : right;
        double sign = kind == BinaryOp.DIVIDE ? -1 : 1;
        return at.number(number)
                .filter(c -> c > 0 && Double.isFinite(c))
                .flatMap(
                        c ->
                                summed(numberFirst ? right : left, at)
                                        .map(sum -> sum.add(sign * Math.log(c))));
    }

    /// Whether x is `y - shift` with a shift made of the maximum of y.
    static boolean isShifted(Value x, Site at) {
        return at.binary(BinaryOp.SUBTRACT, x)
                .filter(difference -> isMaximumOf(difference.right(), difference.left(), 8, at))
                .isPresent();
    }

    private static boolean isMaximumOf(Value shift, Value y, int depth, Site at) {
        return switch (at.producer(shift)) {
            case Op.Reduce reduce ->
                    reduce.kind() == ReduceOp.MAXIMUM && reduce.operand().equals(y);
            case Op.Broadcast _,
                    Op.Reshape _,
                    Op.Transpose _,
                    Op.Cast _,
                    Op.Select _,
                    Op.Opaque _ ->
                    depth > 0
                            && at.producer(shift).operands().stream()
                                    .anyMatch(part -> isMaximumOf(part, y, depth - 1, at));
            // The maximum may have been found before a scale.
            case Op.Binary(BinaryOp kind, Value largest, Value scale)
                    when kind == BinaryOp.MULTIPLY ->
                    depth > 0
                            && at.number(scale).filter(c -> c > 0).isPresent()
                            && at.binary(BinaryOp.MULTIPLY, y)
                                    .filter(
                                            product ->
                                                    at.number(product.right())
                                                                    .equals(at.number(scale))
                                                            && isMaximumOf(
                                                                    largest,
                                                                    product.left(),
                                                                    depth - 1,
                                                                    at))
                                    .isPresent();
            case Op _ -> false;
        };
    }

    /// `log(exp(a) + exp(b)) -> logaddexp(a, b)`; of more terms, and of 1 beside them, by the shift
    /// with the largest.
    private static Optional<Tensor> logOfExps(Op op, Site at) {
        boolean shiftedByOne = op instanceof Op.Unary unary && unary.kind() == UnaryOp.LOG1P;
        Value operand = op.operands().getFirst();
        Optional<List<Optional<Value>>> found = ExponentialSum.terms(operand, at);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        List<Optional<Value>> terms = new ArrayList<>(found.get());
        if (shiftedByOne) {
            terms.add(Optional.empty());
        }
        if (terms.size() < 2 || terms.stream().anyMatch(term -> isReduced(term, at))) {
            return Optional.empty();
        }
        List<Tensor> exponents = new ArrayList<>();
        for (Optional<Value> term : terms) {
            exponents.add(term.map(at::tensor).orElseGet(() -> at.everywhere(0, operand)));
        }
        return Optional.of(
                exponents.size() == 2
                        ? LogSpace.logAddExp(exponents.get(0), exponents.get(1))
                        : shifted(exponents));
    }

    /// Whether a term is what [#shifted] makes.
    private static boolean isReduced(Optional<Value> term, Site at) {
        return term.flatMap(value -> at.binary(BinaryOp.SUBTRACT, value))
                .filter(
                        difference ->
                                at.producer(difference.right()) instanceof Op.Select select
                                        && at.argument(UnaryOp.IS_INFINITE, select.condition())
                                                .isPresent())
                .isPresent();
    }

    private static Tensor shifted(List<Tensor> exponents) {
        Tensor largest = exponents.stream().reduce(Tensor::maximum).orElseThrow();
        Tensor zero = largest.builder().constant(largest.dtype(), 0.0);
        Tensor shift = largest.isInfinite().select(zero, largest);
        Tensor sum =
                exponents.stream()
                        .map(exponent -> exponent.sub(shift).exp())
                        .reduce(Tensor::add)
                        .orElseThrow();
        return sum.log().add(shift);
    }

    /// `log(exp(a) - exp(b)) -> a + log1mexp(b - a)`.
    private static Optional<Tensor> logOfDifference(Op op, Site at) {
        Optional<Op.Binary> difference = at.binary(BinaryOp.SUBTRACT, op.operands().getFirst());
        Optional<Value> a = difference.flatMap(d -> at.argument(UnaryOp.EXP, d.left()));
        Optional<Value> b = difference.flatMap(d -> at.argument(UnaryOp.EXP, d.right()));
        return a.flatMap(x -> b.map(y -> LogSpace.logSubtractExp(at.tensor(x), at.tensor(y))));
    }
}
