package dev.komodo.rewrite;

import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.DType;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.Op;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.UnaryOp;
import dev.komodo.graph.Value;

import java.util.List;
import java.util.Optional;

/// Powers, roots and quotients by cheaper and better means.
final class PowerRules {
    private static final int LARGEST_INTEGER_POWER = 64;

    private PowerRules() {}

    static List<Rule> rules() {
        return List.of(
                Rule.exact(
                        "divide-by-power-of-two",
                        "x / c, c a power of two",
                        "x * (1 / c), where the dtype holds 1 / c",
                        Root.of(BinaryOp.DIVIDE),
                        PowerRules::divideByPowerOfTwo),
                Rule.exact(
                        "power-of-zero",
                        "pow(x, 0), pow(1, x)",
                        "1",
                        Root.of(BinaryOp.POWER),
                        PowerRules::powerOfZero),
                Rule.stabilising(
                        "small-power",
                        "pow(x, 2), pow(x, 3), pow(x, -1)",
                        "x * x, x * x * x, 1 / x: at most 1 ULP, which is what pow promises",
                        Root.of(BinaryOp.POWER),
                        PowerRules::smallPower),
                Rule.exact(
                        "power-of-half",
                        "pow(x, 0.5)",
                        "sqrt(x) + 0.0, infinity at minus infinity",
                        Root.of(BinaryOp.POWER),
                        PowerRules::powerOfHalf),
                Rule.exact(
                        "integer-power",
                        "pow(x, n) of integers",
                        "repeated squaring, for n from 2 to " + LARGEST_INTEGER_POWER,
                        Root.of(BinaryOp.POWER),
                        PowerRules::integerPower),
                Rule.stabilising(
                        "power-of-two",
                        "pow(2, x)",
                        "exp2(x)",
                        Root.of(BinaryOp.POWER),
                        PowerRules::powerOfTwo),
                Rule.stabilising(
                        "root-of-square",
                        "sqrt(x * x)",
                        "|x|",
                        Root.of(UnaryOp.SQRT),
                        PowerRules::rootOfSquare),
                Rule.stabilising(
                        "reciprocal-of-reciprocal",
                        "1 / (1 / x)",
                        "x",
                        Root.of(UnaryOp.RECIPROCAL, BinaryOp.DIVIDE),
                        PowerRules::reciprocalTwice));
    }

    /// `x / c -> x * (1 / c)` on floats, where every element of c is one power of two and the dtype
    /// holds its reciprocal. Exact: quotient and product are the same real number before rounding.
    private static Optional<Tensor> divideByPowerOfTwo(Op op, Site at) {
        if (!(op instanceof Op.Binary(BinaryOp _, Value left, Value right)) || !at.isFloat(left)) {
            return Optional.empty();
        }
        return at.number(right)
                .filter(divisor -> hasReciprocal(divisor, at.dtype(left)) && divisor != 1)
                .map(divisor -> at.tensor(left).mul(at.everywhere(1 / divisor, left)));
    }

    private static boolean hasReciprocal(double divisor, DType dtype) {
        double magnitude = Math.abs(divisor);
        double reciprocal = 1 / magnitude;
        boolean powerOfTwo =
                magnitude > 0
                        && Double.isFinite(magnitude)
                        && magnitude == Math.scalb(1.0, Math.getExponent(magnitude));
        return powerOfTwo
                && LiteralBuilder.scalar(dtype, reciprocal).asDouble(0) == reciprocal
                && Double.isFinite(reciprocal);
    }

    /// `pow(x, 0) -> 1`, `pow(1, x) -> 1`: of NaN too (IEEE 754-2019, 9.2.1).
    private static Optional<Tensor> powerOfZero(Op op, Site at) {
        Value base = op.operands().get(0);
        Value exponent = op.operands().get(1);
        boolean zero = at.number(exponent).filter(number -> number == 0).isPresent();
        return zero || at.is(base, 1) ? Optional.of(at.everywhere(1, base)) : Optional.empty();
    }

    /// `pow(x, 2) -> x * x`, `pow(x, 3) -> x * x * x`, `pow(x, -1) -> 1 / x`. Two roundings are 1
    /// ULP. Where `x * x` overflows or underflows, the cube does too.
    private static Optional<Tensor> smallPower(Op op, Site at) {
        Tensor x = at.tensor(op.operands().get(0));
        if (!x.dtype().isFloat()) {
            return Optional.empty();
        }
        Value exponent = op.operands().get(1);
        if (at.is(exponent, 2)) {
            return Optional.of(x.mul(x));
        }
        if (at.is(exponent, 3)) {
            return Optional.of(x.mul(x).mul(x));
        }
        return at.is(exponent, -1) ? Optional.of(x.reciprocal()) : Optional.empty();
    }

    /// `pow(x, 0.5) -> sqrt(x) + 0.0`: of -0.0 that is 0.0, of minus infinity infinity, as IEEE 754
    /// says of pow.
    private static Optional<Tensor> powerOfHalf(Op op, Site at) {
        Tensor x = at.tensor(op.operands().get(0));
        if (!x.dtype().isFloat() || !at.is(op.operands().get(1), 0.5)) {
            return Optional.empty();
        }
        Tensor infinite = at.everywhere(Double.POSITIVE_INFINITY, x.value());
        Tensor lowest = at.everywhere(Double.NEGATIVE_INFINITY, x.value());
        return Optional.of(x.equalTo(lowest).select(infinite, x.sqrt().add(0.0)));
    }

    /// `pow(x, n) -> x * x * ...` by repeated squaring, n a number: integers wrap, so any order
    /// gives the same.
    private static Optional<Tensor> integerPower(Op op, Site at) {
        Tensor x = at.tensor(op.operands().get(0));
        return x.dtype().isInteger()
                ? at.number(op.operands().get(1))
                        .filter(n -> n >= 2 && n <= LARGEST_INTEGER_POWER)
                        .map(n -> power(x, n.intValue()))
                : Optional.empty();
    }

    /// The power n >= 1 by repeated squaring.
    static Tensor power(Tensor x, int n) {
        if (n == 1) {
            return x;
        }
        Tensor half = power(x, n / 2);
        Tensor even = half.mul(half);
        return n % 2 == 0 ? even : even.mul(x);
    }

    /// `pow(2, x) -> exp2(x)`.
    private static Optional<Tensor> powerOfTwo(Op op, Site at) {
        Tensor x = at.tensor(op.operands().get(1));
        return x.dtype().isFloat() && at.is(op.operands().get(0), 2)
                ? Optional.of(x.exp2())
                : Optional.empty();
    }

    /// `sqrt(x * x) -> |x|`: the square may overflow or underflow.
    private static Optional<Tensor> rootOfSquare(Op op, Site at) {
        return at.binary(BinaryOp.MULTIPLY, op.operands().getFirst())
                .filter(product -> product.left().equals(product.right()))
                .map(product -> at.tensor(product.left()).abs());
    }

    /// `1 / (1 / x) -> x`: the inner quotient may overflow.
    private static Optional<Tensor> reciprocalTwice(Op op, Site at) {
        return reciprocated(op, at)
                .flatMap(inner -> reciprocated(at.producer(inner), at))
                .map(at::tensor);
    }

    /// x, if the op is `1 / x`.
    static Optional<Value> reciprocated(Op op, Site at) {
        return switch (op) {
            case Op.Unary(UnaryOp kind, Value x) when kind == UnaryOp.RECIPROCAL -> Optional.of(x);
            case Op.Binary(BinaryOp kind, Value one, Value x)
                    when kind == BinaryOp.DIVIDE && at.isFloat(x) && at.is(one, 1) ->
                    Optional.of(x);
            case Op _ -> Optional.empty();
        };
    }
}
