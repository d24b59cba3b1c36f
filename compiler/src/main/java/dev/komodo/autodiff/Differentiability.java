package dev.komodo.autodiff;

import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.Op;
import dev.komodo.graph.ReduceOp;
import dev.komodo.graph.UnaryOp;

/// Whether changes of an op's float operands change its float results, to first order.
public enum Differentiability {
    /// There is a derivative; the tables know it.
    DIFFERENTIABLE,
    /// There is nothing to pass on: the op has no float operands or no float results, or its
    /// results are constant but for jumps. The derivative is 0.
    NONE,
    /// There is no derivative; to ask for it is an error.
    UNDEFINED;

    /// What an op is. Operands and results that are no floats never take part.
    public static Differentiability of(Op op) {
        return switch (op) {
            case Op.Input _, Op.Constant _, Op.Weight _, Op.DimVector _, Op.Iota _ -> NONE;
            case Op.Unary unary -> of(unary.kind());
            case Op.Binary binary -> of(binary.kind());
            case Op.Compare _, Op.ArgReduce _, Op.NonZero _ -> NONE;
            case Op.Bitcast _ -> UNDEFINED;
            case Op.Opaque opaque -> opaque.rule().isEmpty() ? NONE : DIFFERENTIABLE;
            case Op.Reduce reduce -> of(reduce.kind());
            case Op.Select _, Op.Cast _, Op.Contract _, Op.Convolve _ -> DIFFERENTIABLE;
            case Op.Reshape _, Op.Transpose _, Op.Broadcast _, Op.Slice _ -> DIFFERENTIABLE;
            case Op.Pad _, Op.Concat _, Op.Gather _, Op.Scatter _ -> DIFFERENTIABLE;
            case Op.Sort _, Op.Fourier _, Op.Scan _ -> DIFFERENTIABLE;
            case Op.Factorize _, Op.SolveTriangular _ -> DIFFERENTIABLE;
            case Op.While _ -> UNDEFINED;
        };
    }

    /// What an elementwise function is.
    public static Differentiability of(UnaryOp kind) {
        return switch (kind) {
            case NEGATE, ABS, SQRT, RECIPROCAL, CBRT -> DIFFERENTIABLE;
            case EXP, EXP2, EXPM1, LOG, LOG2, LOG10, LOG1P -> DIFFERENTIABLE;
            case SIN, COS, TAN, ASIN, ACOS, ATAN -> DIFFERENTIABLE;
            case SINH, COSH, TANH, ASINH, ACOSH, ATANH -> DIFFERENTIABLE;
            case SIGMOID, SOFTPLUS, ERF, ERFC, ERF_INVERSE, ERFC_INVERSE -> DIFFERENTIABLE;
            case GAMMA, LOG_GAMMA, DIGAMMA, TRIGAMMA -> DIFFERENTIABLE;
            case BESSEL_J0, BESSEL_J1, BESSEL_I0, BESSEL_I1 -> DIFFERENTIABLE;
            case BESSEL_I0_SCALED, BESSEL_I1_SCALED -> DIFFERENTIABLE;
            case SIGN, FLOOR, CEIL, TRUNCATE, ROUND_EVEN, NOT, IS_NAN, IS_INFINITE -> NONE;
        };
    }

    /// What an elementwise function of two operands is.
    public static Differentiability of(BinaryOp kind) {
        return switch (kind) {
            case ADD, SUBTRACT, MULTIPLY, DIVIDE, REMAINDER, FLOOR_MODULO -> DIFFERENTIABLE;
            case POWER, ATAN2, MINIMUM, MAXIMUM -> DIFFERENTIABLE;
            case AND, OR, XOR, SHIFT_LEFT, SHIFT_RIGHT -> NONE;
        };
    }

    /// What a reduction is.
    public static Differentiability of(ReduceOp kind) {
        return switch (kind) {
            case SUM, PRODUCT, MINIMUM, MAXIMUM -> DIFFERENTIABLE;
            case ALL, ANY -> NONE;
        };
    }
}
