package dev.komodo.math;

import dev.komodo.error.UnsupportedException;
import dev.komodo.graph.CompareOp;
import dev.komodo.graph.DType;
import dev.komodo.loop.BinaryKind;
import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Expr;
import dev.komodo.loop.Expressions;
import dev.komodo.loop.LoopType;
import dev.komodo.loop.UnaryKind;

import java.util.List;
import java.util.stream.IntStream;

/// A pen for formulas over one float type: operations bind their results to names, so an operand
/// may be used any number of times.
///
/// @param block receives the lets
/// @param type f32 or f64, in any number of lanes
record Formula(BlockBuilder block, LoopType type) {
    /// Refuses types without formulas.
    ///
    /// @throws UnsupportedException unless the dtype is f32 or f64
    Formula {
        if (type.dtype() != DType.F32 && type.dtype() != DType.F64) {
            throw new UnsupportedException(
                    "A float formula was asked for " + type + "; written for f32 and f64");
        }
    }

    /// Whether the formula is for f32, else for f64.
    boolean isSingle() {
        return type.dtype() == DType.F32;
    }

    /// One of two numbers, by dtype.
    double pick(double single, double twofold) {
        return isSingle() ? single : twofold;
    }

    /// The integers of the same width.
    LoopType integers() {
        return type.with(isSingle() ? DType.I32 : DType.I64);
    }

    /// Bits of the fraction: 23 or 52.
    int fractionBits() {
        return isSingle() ? 23 : 52;
    }

    /// The exponent's bias: 127 or 1023.
    int bias() {
        return isSingle() ? 127 : 1023;
    }

    /// The raw bits of a number in the formula's dtype.
    long bitsOf(double value) {
        return isSingle()
                ? Float.floatToRawIntBits((float) value)
                : Double.doubleToRawLongBits(value);
    }

    /// A constant.
    Expr number(double value) {
        return Expressions.number(type, value);
    }

    /// A constant of the integers of the same width.
    Expr integer(long value) {
        return Expressions.integer(integers(), value);
    }

    /// Binds a value to a name.
    Expr let(String hint, Expr value) {
        return block.let(hint, value);
    }

    Expr add(Expr a, Expr b) {
        return let("sum", Expressions.add(a, b));
    }

    Expr subtract(Expr a, Expr b) {
        return let("difference", Expressions.subtract(a, b));
    }

    Expr multiply(Expr a, Expr b) {
        return let("product", Expressions.multiply(a, b));
    }

    Expr divide(Expr a, Expr b) {
        return let("quotient", Expressions.divide(a, b));
    }

    Expr squareRoot(Expr a) {
        return let("root", Expressions.unary(UnaryKind.SQRT, a));
    }

    /// `a * b + c`, rounded once.
    Expr fma(Expr a, Expr b, Expr c) {
        return let("fused", Expressions.fma(a, b, c));
    }

    /// `value * 2^floor(power)`, rounded once.
    Expr scale(Expr value, Expr power) {
        return let("scaled", new Expr.Scale(value, power));
    }

    /// A number of a table of sixteen, by the lowest four bits of a position.
    Expr lookup(List<Float> table, Expr position) {
        return let("entry", new Expr.Lookup(table, position));
    }

    /// `c - a * b`, rounded once.
    Expr fnma(Expr a, Expr b, Expr c) {
        return fma(negate(a), b, c);
    }

    Expr negate(Expr a) {
        return a instanceof Expr.Constant(LoopType t, long bits)
                ? new Expr.Constant(t, bits ^ signBit())
                : let("negated", Expressions.unary(UnaryKind.NEGATE, a));
    }

    Expr abs(Expr a) {
        return let("magnitude", Expressions.unary(UnaryKind.ABS, a));
    }

    Expr select(Expr condition, Expr whenTrue, Expr whenFalse) {
        return let("chosen", Expressions.select(condition, whenTrue, whenFalse));
    }

    Expr less(Expr a, Expr b) {
        return let("less", Expressions.less(a, b));
    }

    Expr equal(Expr a, Expr b) {
        return let("equal", Expressions.equal(a, b));
    }

    Expr notEqual(Expr a, Expr b) {
        return let("unequal", Expressions.compare(CompareOp.NOT_EQUAL, a, b));
    }

    /// `x`, or the bound where x is above it; NaN stays.
    Expr atMost(Expr x, double bound) {
        return select(Expressions.less(number(bound), x), number(bound), x);
    }

    /// `x`, or the bound where x is below it; NaN stays.
    Expr atLeast(Expr x, double bound) {
        return select(Expressions.less(x, number(bound)), number(bound), x);
    }

    /// The bits as an integer of the same width.
    Expr bits(Expr a) {
        return let("bits", Expressions.bitcast(a, integers().dtype()));
    }

    /// The float with the given bits.
    Expr fromBits(Expr bits) {
        return let("value", Expressions.bitcast(bits, type.dtype()));
    }

    /// An operation on integers of the same width with a constant.
    Expr integer(BinaryKind kind, Expr a, long b) {
        return let("word", Expressions.binary(kind, a, integer(b)));
    }

    /// The magnitude of the first with the sign of the second.
    Expr copySign(Expr magnitude, Expr sign) {
        return withSign(abs(magnitude), sign);
    }

    /// A number whose sign bit is not set, with the sign of the second.
    Expr withSign(Expr magnitude, Expr sign) {
        Expr signOnly = integer(BinaryKind.AND, bits(sign), signBit());
        return fromBits(Expressions.or(bits(magnitude), signOnly));
    }

    /// Flips the sign of the first where the second's sign bit is set.
    Expr xorSign(Expr value, Expr sign) {
        Expr signOnly = integer(BinaryKind.AND, bits(sign), signBit());
        return fromBits(Expressions.binary(BinaryKind.XOR, bits(value), signOnly));
    }

    /// The bits of -0.0.
    long signBit() {
        return isSingle() ? 0x80000000L : Long.MIN_VALUE;
    }

    /// `c0 + c1 x + c2 x^2 + ...` by Horner's rule, one `fma` for each coefficient but the last.
    ///
    /// @param coefficients from the constant term up; at least one
    Expr polynomial(List<Double> coefficients, Expr x) {
        Expr value = number(coefficients.getLast());
        for (Double coefficient : coefficients.reversed().subList(1, coefficients.size())) {
            value = fma(value, x, number(coefficient));
        }
        return value;
    }

    /// The same as `even(x^2) + x odd(x^2)`: half the depth, for long polynomials in long formulas,
    /// whose time is that of their longest chain.
    ///
    /// @param square `x^2`, rounded
    Expr polynomialByParity(List<Double> coefficients, Expr x, Expr square) {
        return fma(
                x,
                polynomial(everyOther(coefficients, 1), square),
                polynomial(everyOther(coefficients, 0), square));
    }

    private static List<Double> everyOther(List<Double> coefficients, int first) {
        return IntStream.range(0, coefficients.size())
                .filter(i -> i % 2 == first)
                .mapToObj(coefficients::get)
                .toList();
    }

    /// `a + b` exactly, as the rounded sum and its error (Knuth's TwoSum).
    DoubleWord twoSum(Expr a, Expr b) {
        Expr sum = add(a, b);
        Expr part = subtract(sum, a);
        Expr error = add(subtract(a, subtract(sum, part)), subtract(b, part));
        return new DoubleWord(sum, error);
    }

    /// The same for |a| >= |b| or a = 0 (Dekker's Fast2Sum).
    DoubleWord fastTwoSum(Expr a, Expr b) {
        Expr sum = add(a, b);
        return new DoubleWord(sum, subtract(b, subtract(sum, a)));
    }

    /// `a * b` exactly, as the rounded product and its error.
    DoubleWord twoProduct(Expr a, Expr b) {
        Expr product = multiply(a, b);
        return new DoubleWord(product, fma(a, b, negate(product)));
    }
}
