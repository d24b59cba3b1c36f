package dev.komodo.math;

import dev.komodo.error.InvalidGraphException;
import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.CompareOp;
import dev.komodo.graph.DType;
import dev.komodo.graph.UnaryOp;
import dev.komodo.loop.BinaryKind;
import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Expr;
import dev.komodo.loop.Expressions;
import dev.komodo.loop.UnaryKind;
import dev.komodo.target.Target;

/// The graph's elementwise ops as loop expressions, for operands of any number of lanes.
///
/// Results are those that [UnaryOp], [BinaryOp] and [CompareOp] define; floats within the bounds of
/// `docs/accuracy.md`. The formulas use `fma`, which a target may have to emulate. Stateless, safe
/// between threads.
public final class VectorMath {
    private VectorMath() {}

    /// A function of one operand.
    ///
    /// @param kind the op
    /// @param x the operand, of a dtype that the op accepts; it may be used several times, and is
    ///   bound to a name first
    /// @param block receives the lets of the formula
    /// @return the result, in as many lanes as the operand: of its dtype, or bool for predicates
    /// @throws InvalidGraphException if the op does not accept the dtype
    public static Expr unary(UnaryOp kind, Expr x, BlockBuilder block) {
        DType dtype = x.type().dtype();
        if (!kind.accepts(dtype)) {
            throw new InvalidGraphException(
                    "Op " + kind + " was asked for " + dtype + ", which it does not accept");
        }
        if (dtype != dtype.arithmetic()) {
            Expr wide = unary(kind, Expressions.cast(x, dtype.arithmetic()), block);
            return Expressions.cast(wide, kind.result(dtype));
        }
        Expr operand = block.let("x", x);
        return switch (kind) {
            case NEGATE -> Expressions.unary(UnaryKind.NEGATE, operand);
            case ABS -> Expressions.unary(UnaryKind.ABS, operand);
            case SQRT -> Expressions.unary(UnaryKind.SQRT, operand);
            case FLOOR -> Expressions.unary(UnaryKind.FLOOR, operand);
            case CEIL -> Expressions.unary(UnaryKind.CEIL, operand);
            case TRUNCATE -> Expressions.unary(UnaryKind.TRUNCATE, operand);
            case ROUND_EVEN -> Expressions.unary(UnaryKind.ROUND_EVEN, operand);
            case NOT -> Expressions.unary(UnaryKind.NOT, operand);
            case SIGN -> SimpleFormulas.sign(operand);
            case RECIPROCAL -> Expressions.divide(Expressions.number(operand.type(), 1), operand);
            case IS_NAN -> Expressions.compare(CompareOp.NOT_EQUAL, operand, operand);
            case IS_INFINITE -> SimpleFormulas.isInfinite(operand);
            case EXP -> exp(operand, Range.ANY, Scaling.PRODUCTS, block);
            case EXP2 -> PowerOfTwo.exp2(new Formula(block, operand.type()), operand);
            case EXPM1 -> Exponentials.expm1(new Formula(block, operand.type()), operand);
            case SIGMOID -> Exponentials.sigmoid(new Formula(block, operand.type()), operand);
            case TANH -> Exponentials.tanh(new Formula(block, operand.type()), operand);
            case LOG -> Logarithms.log(new Formula(block, operand.type()), operand);
            case LOG2 -> Logarithms.log2(new Formula(block, operand.type()), operand);
            case LOG10 -> Logarithms.log10(new Formula(block, operand.type()), operand);
            case LOG1P -> Logarithms.log1p(new Formula(block, operand.type()), operand);
            case SOFTPLUS -> Logarithms.softplus(new Formula(block, operand.type()), operand);
            case SIN -> sin(new Formula(block, operand.type()), operand);
            case COS -> cos(new Formula(block, operand.type()), operand);
            case TAN -> tan(new Formula(block, operand.type()), operand);
            case ASIN -> Angles.asin(new Formula(block, operand.type()), operand);
            case ACOS -> Angles.acos(new Formula(block, operand.type()), operand);
            case ATAN -> Angles.atan(new Formula(block, operand.type()), operand);
            case SINH -> Hyperbolics.sinh(new Formula(block, operand.type()), operand);
            case COSH -> Hyperbolics.cosh(new Formula(block, operand.type()), operand);
            case ASINH -> AreaFunctions.asinh(new Formula(block, operand.type()), operand);
            case ACOSH -> AreaFunctions.acosh(new Formula(block, operand.type()), operand);
            case ATANH -> AreaFunctions.atanh(new Formula(block, operand.type()), operand);
            case CBRT -> CubeRoot.cbrt(new Formula(block, operand.type()), operand);
            case ERF -> ErrorFunction.erf(new Formula(block, operand.type()), operand);
            case ERFC -> ErrorComplement.erfc(new Formula(block, operand.type()), operand);
            case LOG_GAMMA -> logGamma(new Formula(block, operand.type()), operand);
            case DIGAMMA -> digamma(new Formula(block, operand.type()), operand);
            case TRIGAMMA,
                    GAMMA,
                    ERF_INVERSE,
                    ERFC_INVERSE,
                    BESSEL_J0,
                    BESSEL_J1,
                    BESSEL_I0,
                    BESSEL_I1,
                    BESSEL_I0_SCALED,
                    BESSEL_I1_SCALED ->
                    SpecialFormulas.of(kind, new Formula(block, operand.type()), operand);
        };
    }

    /// What is known of an exponential's operand.
    public enum Range {
        /// Nothing.
        ANY,
        /// It is not positive, or NaN.
        UP_TO_ZERO
    }

    /// How a formula multiplies by a power of two. The bits of the result are the same.
    public enum Scaling {
        /// By [Expr.Scale]: where that is one instruction.
        INSTRUCTION,
        /// By products with powers of two made from their bits.
        PRODUCTS;

        /// What suits a machine.
        public static Scaling of(Target target) {
            return target.has("avx512vl") ? INSTRUCTION : PRODUCTS;
        }
    }

    /// `exp(x)`, with what is known of the operand and of the machine; the bits are those of `EXP`.
    ///
    /// @param x a float of any dtype; bound to a name first
    /// @param block receives the lets of the formula
    public static Expr exp(Expr x, Range range, Scaling scaling, BlockBuilder block) {
        DType dtype = x.type().dtype();
        if (dtype != dtype.arithmetic()) {
            Expr wide = exp(Expressions.cast(x, dtype.arithmetic()), range, scaling, block);
            return Expressions.cast(wide, dtype);
        }
        Expr operand = block.let("x", x);
        return Exponentials.exp(new Formula(block, operand.type()), operand, range, scaling);
    }

    /// Whether the formula of an op consists of lets only, so that `vectorize` may widen it in a
    /// pure function. The others contain a conditional: statements that run only where a lane needs
    /// them, of a magnitude beyond 2^40 for sine, cosine and tangent, negative for the gamma
    /// functions, near the ends for the inverses of the error function, in f32 far out for the
    /// logistic function.
    public static boolean isStraightLine(UnaryOp kind, DType dtype) {
        return switch (kind) {
            case SIGMOID -> dtype.arithmetic() != DType.F32;
            case SIN, COS, TAN, LOG_GAMMA, DIGAMMA, TRIGAMMA, GAMMA -> false;
            case ERF_INVERSE, ERFC_INVERSE, BESSEL_J0, BESSEL_J1 -> false;
            case NEGATE, ABS, SIGN, SQRT, RECIPROCAL, CBRT, NOT, IS_NAN, IS_INFINITE -> true;
            case FLOOR, CEIL, TRUNCATE, ROUND_EVEN -> true;
            case EXP, EXP2, EXPM1, LOG, LOG2, LOG10, LOG1P, SOFTPLUS, ERF, ERFC -> true;
            case ASIN, ACOS, ATAN, SINH, COSH, TANH, ASINH, ACOSH, ATANH -> true;
            case BESSEL_I0, BESSEL_I1, BESSEL_I0_SCALED, BESSEL_I1_SCALED -> true;
        };
    }

    /// A function of two operands of one type.
    ///
    /// @param kind the op
    /// @param a the left operand, of a dtype that the op accepts
    /// @param b the right operand, of the same type
    /// @param block receives the lets of the formula
    /// @return the result, of the operands' type
    /// @throws InvalidGraphException if the op does not accept the dtype
    public static Expr binary(BinaryOp kind, Expr a, Expr b, BlockBuilder block) {
        DType dtype = a.type().dtype();
        if (!kind.accepts(dtype)) {
            throw new InvalidGraphException(
                    "Op " + kind + " was asked for " + dtype + ", which it does not accept");
        }
        if (dtype != dtype.arithmetic()) {
            Expr left = Expressions.cast(a, dtype.arithmetic());
            Expr right = Expressions.cast(b, dtype.arithmetic());
            return Expressions.cast(binary(kind, left, right, block), dtype);
        }
        return switch (kind) {
            case ADD -> Expressions.add(a, b);
            case SUBTRACT -> Expressions.subtract(a, b);
            case MULTIPLY -> Expressions.multiply(a, b);
            case DIVIDE -> Expressions.divide(a, b);
            case REMAINDER -> Expressions.remainder(a, b);
            case MINIMUM -> Expressions.minimum(a, b);
            case MAXIMUM -> Expressions.maximum(a, b);
            case AND -> Expressions.and(a, b);
            case OR -> Expressions.or(a, b);
            case XOR -> Expressions.binary(BinaryKind.XOR, a, b);
            case SHIFT_LEFT -> Expressions.binary(BinaryKind.SHIFT_LEFT, a, b);
            case SHIFT_RIGHT -> Expressions.binary(BinaryKind.SHIFT_RIGHT, a, b);
            case FLOOR_MODULO ->
                    SimpleFormulas.floorModulo(block, block.let("a", a), block.let("b", b));
            case POWER -> power(block, block.let("a", a), block.let("b", b));
            case ATAN2 -> atan2(block, block.let("a", a), block.let("b", b));
        };
    }

    /// A comparison of two operands of one type.
    ///
    /// @return bool, in as many lanes as the operands
    public static Expr compare(CompareOp kind, Expr a, Expr b) {
        DType dtype = a.type().dtype().arithmetic();
        return Expressions.compare(kind, Expressions.cast(a, dtype), Expressions.cast(b, dtype));
    }

    private static Expr sin(Formula f, Expr x) {
        return f.isSingle() ? CircularSingle.sin(f, x) : CircularTwofold.sin(f, x);
    }

    private static Expr cos(Formula f, Expr x) {
        return f.isSingle() ? CircularSingle.cos(f, x) : CircularTwofold.cos(f, x);
    }

    private static Expr tan(Formula f, Expr x) {
        return f.isSingle() ? CircularSingle.tan(f, x) : CircularTwofold.tan(f, x);
    }

    private static Expr logGamma(Formula f, Expr x) {
        return f.isSingle() ? LogGammaSingle.logGamma(f, x) : LogGammaTwofold.logGamma(f, x);
    }

    private static Expr digamma(Formula f, Expr x) {
        return f.isSingle() ? DigammaSingle.digamma(f, x) : DigammaTwofold.digamma(f, x);
    }

    private static Expr atan2(BlockBuilder block, Expr a, Expr b) {
        return Angles.atan2(new Formula(block, a.type()), a, b);
    }

    private static Expr power(BlockBuilder block, Expr a, Expr b) {
        return switch (a.type().dtype()) {
            case I8, I16, I32, I64, U8, U16, U32, U64 -> SimpleFormulas.integerPower(block, a, b);
            case F32 -> Powers.single(block, a, b);
            case F64 -> Powers.twofold(block, a, b);
            case F16, BF16, BOOL ->
                    throw new InvalidGraphException(
                            "POWER was asked for " + a.type().dtype() + ", found no formula");
        };
    }
}
