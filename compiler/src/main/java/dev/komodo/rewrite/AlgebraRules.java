package dev.komodo.rewrite;

import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.Op;
import dev.komodo.graph.ReduceOp;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.UnaryOp;
import dev.komodo.graph.Value;

import java.util.List;
import java.util.Optional;

/// What is true of real numbers and not of floats; on request only.
final class AlgebraRules {
    private static final int LARGEST_POWER = 64;

    private AlgebraRules() {}

    static List<Rule> rules() {
        return List.of(
                Rule.algebra(
                        "zero-times",
                        "x * 0, 0 / x, x - x",
                        "0",
                        Root.of(BinaryOp.MULTIPLY, BinaryOp.DIVIDE, BinaryOp.SUBTRACT),
                        AlgebraRules::zero),
                Rule.algebra(
                        "add-positive-zero",
                        "x + 0.0",
                        "x",
                        Root.of(BinaryOp.ADD),
                        (op, at) ->
                                op instanceof Op.Binary sum
                                        ? at.beside(0.0, sum).map(at::tensor)
                                        : Optional.empty()),
                Rule.algebra(
                        "quotient-of-same",
                        "x / x, (x * y) / y, (x / y) * y",
                        "1, x, x",
                        Root.of(BinaryOp.DIVIDE, BinaryOp.MULTIPLY),
                        AlgebraRules::cancel),
                Rule.algebra(
                        "divide-by-number",
                        "x / c",
                        "x * (1 / c)",
                        Root.of(BinaryOp.DIVIDE),
                        AlgebraRules::divideByNumber),
                Rule.algebra(
                        "join-numbers",
                        "(x + c) + d, (x * c) * d",
                        "x + (c + d), x * (c * d)",
                        Root.of(BinaryOp.ADD, BinaryOp.MULTIPLY),
                        AlgebraRules::joinNumbers),
                Rule.algebra(
                        "factor-out",
                        "x * y + x * z, x * y - x * z",
                        "x * (y + z), x * (y - z)",
                        Root.of(BinaryOp.ADD, BinaryOp.SUBTRACT),
                        AlgebraRules::factorOut),
                Rule.algebra(
                        "product-of-exps",
                        "exp(x) * exp(y), exp(x) / exp(y)",
                        "exp(x + y), exp(x - y)",
                        Root.of(BinaryOp.MULTIPLY, BinaryOp.DIVIDE),
                        AlgebraRules::productOfExps),
                Rule.algebra(
                        "divide-by-exp",
                        "x / exp(y)",
                        "x * exp(-y)",
                        Root.of(BinaryOp.DIVIDE),
                        (op, at) ->
                                at.argument(UnaryOp.EXP, op.operands().get(1))
                                        .map(
                                                y ->
                                                        at.tensor(op.operands().get(0))
                                                                .mul(at.negated(y).exp()))),
                Rule.algebra(
                        "product-of-powers",
                        "pow(x, a) * pow(x, b)",
                        "pow(x, a + b)",
                        Root.of(BinaryOp.MULTIPLY),
                        AlgebraRules::productOfPowers),
                Rule.algebra(
                        "power-by-squaring",
                        "pow(x, n)",
                        "repeated squaring, for n from 4 to " + LARGEST_POWER,
                        Root.of(BinaryOp.POWER),
                        AlgebraRules::powerBySquaring),
                Rule.algebra(
                        "log-of-product",
                        "log(x / y), log(x * y)",
                        "log(x) - log(y), log(x) + log(y)",
                        Root.of(UnaryOp.LOG),
                        AlgebraRules::logOfProduct),
                Rule.algebra(
                        "factor-out-of-sum",
                        "sum(c * x), sum(-x)",
                        "c * sum(x), -sum(x)",
                        Root.of(ReduceOp.SUM),
                        AlgebraRules::factorOutOfSum),
                Rule.algebra(
                        "merge-sums",
                        "sum(sum(x)), prod(prod(x))",
                        "one sum, one product",
                        Root.of(ReduceOp.SUM, ReduceOp.PRODUCT),
                        AlgebraRules::mergeSums),
                Rule.algebra(
                        "log-of-prod",
                        "log(prod(x))",
                        "sum(log(x))",
                        Root.of(UnaryOp.LOG),
                        AlgebraRules::logOfProd),
                Rule.algebra(
                        "product-with-choice",
                        "x * select(c, 1, 0)",
                        "select(c, x, 0)",
                        Root.of(BinaryOp.MULTIPLY),
                        AlgebraRules::productWithChoice));
    }

    /// `x * 0 -> 0`, `0 / x -> 0`, `x - x -> 0`.
    private static Optional<Tensor> zero(Op op, Site at) {
        if (!(op instanceof Op.Binary(BinaryOp kind, Value left, Value right))
                || !at.isFloat(left)) {
            return Optional.empty();
        }
        boolean zero =
                switch (kind) {
                    case MULTIPLY -> isZero(left, at) || isZero(right, at);
                    case DIVIDE -> isZero(left, at);
                    default -> left.equals(right);
                };
        return zero ? Optional.of(at.everywhere(0, left)) : Optional.empty();
    }

    private static boolean isZero(Value value, Site at) {
        return at.number(value).filter(number -> number == 0).isPresent();
    }

    /// `x / x -> 1`, `(x * y) / y -> x`, `(x / y) * y -> x`.
    private static Optional<Tensor> cancel(Op op, Site at) {
        if (!(op instanceof Op.Binary(BinaryOp kind, Value left, Value right))
                || !at.isFloat(left)) {
            return Optional.empty();
        }
        if (kind == BinaryOp.MULTIPLY) {
            return over(left, right, at).or(() -> over(right, left, at));
        }
        if (left.equals(right)) {
            return Optional.of(at.everywhere(1, left));
        }
        return at.binary(BinaryOp.MULTIPLY, left)
                .flatMap(
                        product ->
                                product.right().equals(right)
                                        ? Optional.of(at.tensor(product.left()))
                                        : product.left().equals(right)
                                                ? Optional.of(at.tensor(product.right()))
                                                : Optional.empty());
    }

    private static Optional<Tensor> over(Value quotient, Value factor, Site at) {
        return at.binary(BinaryOp.DIVIDE, quotient)
                .filter(q -> q.right().equals(factor))
                .map(q -> at.tensor(q.left()));
    }

    /// `x / c -> x * (1 / c)`.
    private static Optional<Tensor> divideByNumber(Op op, Site at) {
        Value left = op.operands().get(0);
        return at.isFloat(left)
                ? at.number(op.operands().get(1))
                        .filter(c -> c != 0 && Double.isFinite(1 / c) && at.number(left).isEmpty())
                        .map(c -> at.tensor(left).mul(at.everywhere(1 / c, left)))
                : Optional.empty();
    }

    /// `(x + c) + d -> x + (c + d)`, `(x * c) * d -> x * (c * d)`.
    private static Optional<Tensor> joinNumbers(Op op, Site at) {
        if (!(op instanceof Op.Binary(BinaryOp kind, Value left, Value right))
                || !at.isFloat(left)) {
            return Optional.empty();
        }
        boolean last = at.number(right).isPresent();
        Value number = last ? right : left;
        Optional<Op.Binary> inner = at.binary(kind, last ? left : right);
        if (at.number(number).isEmpty() || inner.isEmpty()) {
            return Optional.empty();
        }
        boolean second = at.number(inner.get().right()).isPresent();
        Value other = second ? inner.get().right() : inner.get().left();
        Value x = second ? inner.get().left() : inner.get().right();
        return at.number(other).isPresent()
                ? Optional.of(
                        at.apply(
                                new Op.Binary(
                                        kind,
                                        x,
                                        at.apply(new Op.Binary(kind, other, number)).value())))
                : Optional.empty();
    }

    /// `x * y + x * z -> x * (y + z)`, and the difference.
    private static Optional<Tensor> factorOut(Op op, Site at) {
        if (!(op instanceof Op.Binary(BinaryOp kind, Value left, Value right))
                || !at.isFloat(left)) {
            return Optional.empty();
        }
        Optional<Op.Binary> one = at.binary(BinaryOp.MULTIPLY, left);
        Optional<Op.Binary> other = at.binary(BinaryOp.MULTIPLY, right);
        if (one.isEmpty() || other.isEmpty()) {
            return Optional.empty();
        }
        for (Value x : one.get().operands()) {
            if (other.get().operands().contains(x)) {
                Value y = beside(one.get(), x);
                Value z = beside(other.get(), x);
                return Optional.of(at.tensor(x).mul(at.apply(new Op.Binary(kind, y, z))));
            }
        }
        return Optional.empty();
    }

    private static Value beside(Op.Binary product, Value factor) {
        return product.left().equals(factor) ? product.right() : product.left();
    }

    /// `exp(x) * exp(y) -> exp(x + y)`, `exp(x) / exp(y) -> exp(x - y)`. The exponent is rounded:
    /// the relative error grows with its size.
    private static Optional<Tensor> productOfExps(Op op, Site at) {
        if (!(op instanceof Op.Binary(BinaryOp kind, Value left, Value right))) {
            return Optional.empty();
        }
        Optional<Tensor> x = at.argument(UnaryOp.EXP, left).map(at::tensor);
        Optional<Tensor> y = at.argument(UnaryOp.EXP, right).map(at::tensor);
        return x.flatMap(
                a -> y.map(b -> kind == BinaryOp.MULTIPLY ? a.add(b) : a.sub(b)).map(Tensor::exp));
    }

    /// `pow(x, a) * pow(x, b) -> pow(x, a + b)`.
    private static Optional<Tensor> productOfPowers(Op op, Site at) {
        Optional<Op.Binary> one = at.binary(BinaryOp.POWER, op.operands().get(0));
        Optional<Op.Binary> other = at.binary(BinaryOp.POWER, op.operands().get(1));
        boolean alike =
                at.isFloat(op.operands().getFirst())
                        && one.isPresent()
                        && other.isPresent()
                        && one.get().left().equals(other.get().left());
        if (!alike) {
            return Optional.empty();
        }
        Tensor exponent = at.tensor(one.get().right()).add(at.tensor(other.get().right()));
        return Optional.of(at.tensor(one.get().left()).pow(exponent));
    }

    /// `pow(x, n) -> x * x * ...` by repeated squaring: an error of n ULP at most.
    private static Optional<Tensor> powerBySquaring(Op op, Site at) {
        Tensor x = at.tensor(op.operands().get(0));
        return x.dtype().isFloat()
                ? at.number(op.operands().get(1))
                        .filter(n -> n >= 4 && n <= LARGEST_POWER && n == Math.rint(n))
                        .map(n -> PowerRules.power(x, n.intValue()))
                : Optional.empty();
    }

    /// `log(x / y) -> log(x) - log(y)`, `log(x * y) -> log(x) + log(y)`.
    private static Optional<Tensor> logOfProduct(Op op, Site at) {
        return at.producer(op.operands().getFirst())
                        instanceof Op.Binary(BinaryOp kind, Value left, Value right)
                ? switch (kind) {
                    case MULTIPLY -> Optional.of(at.tensor(left).log().add(at.tensor(right).log()));
                    case DIVIDE -> Optional.of(at.tensor(left).log().sub(at.tensor(right).log()));
                    default -> Optional.empty();
                }
                : Optional.empty();
    }

    /// `sum(c * x) -> c * sum(x)`, `sum(-x) -> -sum(x)`; c is a number.
    private static Optional<Tensor> factorOutOfSum(Op op, Site at) {
        if (!(op instanceof Op.Reduce reduce) || !at.isFloat(reduce.operand())) {
            return Optional.empty();
        }
        Optional<Tensor> negated =
                at.argument(UnaryOp.NEGATE, reduce.operand()).map(x -> sum(reduce, x, at).neg());
        return negated.or(
                () ->
                        at.binary(BinaryOp.MULTIPLY, reduce.operand())
                                .flatMap(product -> scaledSum(reduce, product, at)));
    }

    private static Optional<Tensor> scaledSum(Op.Reduce reduce, Op.Binary product, Site at) {
        boolean right = at.number(product.right()).isPresent();
        Value number = right ? product.right() : product.left();
        Value x = right ? product.left() : product.right();
        return at.number(number)
                .filter(_ -> at.number(x).isEmpty())
                .map(c -> sum(reduce, x, at).mul(c));
    }

    private static Tensor sum(Op.Reduce reduce, Value x, Site at) {
        return at.apply(new Op.Reduce(reduce.kind(), x, reduce.axes()));
    }

    /// `sum(sum(x, a), b) -> sum(x, a and b)`: another order of additions.
    private static Optional<Tensor> mergeSums(Op op, Site at) {
        return op instanceof Op.Reduce outer
                        && at.producer(outer.operand()) instanceof Op.Reduce inner
                        && inner.kind() == outer.kind()
                ? Optional.of(ReductionRules.merged(outer, inner, at))
                : Optional.empty();
    }

    /// `log(prod(x)) -> sum(log(x))`.
    private static Optional<Tensor> logOfProd(Op op, Site at) {
        return at.producer(op.operands().getFirst()) instanceof Op.Reduce reduce
                        && reduce.kind() == ReduceOp.PRODUCT
                ? Optional.of(
                        at.apply(
                                new Op.Reduce(
                                        ReduceOp.SUM,
                                        at.tensor(reduce.operand()).log().value(),
                                        reduce.axes())))
                : Optional.empty();
    }

    /// `x * select(c, 1, 0) -> select(c, x, 0)`.
    private static Optional<Tensor> productWithChoice(Op op, Site at) {
        Value left = op.operands().get(0);
        Value right = op.operands().get(1);
        return chosen(left, right, at).or(() -> chosen(right, left, at));
    }

    private static Optional<Tensor> chosen(Value x, Value choice, Site at) {
        if (!(at.producer(choice)
                instanceof Op.Select(Value condition, Value whenTrue, Value whenFalse))) {
            return Optional.empty();
        }
        if (at.is(whenTrue, 1) && at.is(whenFalse, 0)) {
            return Optional.of(at.apply(new Op.Select(condition, x, whenFalse)));
        }
        return at.is(whenTrue, 0) && at.is(whenFalse, 1)
                ? Optional.of(at.apply(new Op.Select(condition, whenTrue, x)))
                : Optional.empty();
    }
}
