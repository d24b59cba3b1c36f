package dev.komodo.autodiff;

import dev.komodo.graph.Tensor;
import dev.komodo.graph.UnaryOp;
import dev.komodo.library.SpecialFunctions;

import java.util.function.UnaryOperator;

/// The derivative of each elementwise function of one operand, as what it makes of a change: the
/// same backward and forward. Forms are those that neither overflow nor cancel where the derivative
/// itself does not.
///
/// Source: M. Abramowitz, I. A. Stegun, "Handbook of mathematical functions" (1964), 4.1 to 4.6 and
/// 7.1.
final class UnaryDerivatives {
    private static final double TWO_BY_ROOT_PI = 2 / Math.sqrt(Math.PI);

    private UnaryDerivatives() {}

    /// What a change of `x` makes of `y`.
    ///
    /// @param kind a function that is [Differentiability#DIFFERENTIABLE]
    /// @param x the operand
    /// @param y the result
    static UnaryOperator<Tensor> of(UnaryOp kind, Tensor x, Tensor y) {
        return switch (kind) {
            case NEGATE -> Tensor::neg;
            case ABS -> change -> change.mul(x.sign());
            case SQRT -> change -> over(change, y.add(y));
            case RECIPROCAL -> change -> change.mul(y).mul(y).neg();
            case CBRT -> change -> over(change, y.square().mul(3));
            case EXP -> change -> change.mul(y);
            case EXP2 -> change -> change.mul(y.mul(Math.log(2)));
            case EXPM1 -> change -> change.mul(x.exp());
            case LOG -> change -> over(change, x);
            case LOG2 -> change -> over(change, x.mul(Math.log(2)));
            case LOG10 -> change -> over(change, x.mul(Math.log(10)));
            case LOG1P -> change -> over(change, x.add(1));
            case SIN -> change -> change.mul(x.cos());
            case COS -> change -> change.mul(x.sin()).neg();
            case TAN -> change -> change.mul(y.square().add(1));
            case ASIN -> change -> over(change, rootOfOneMinusSquare(x));
            case ACOS -> change -> over(change, rootOfOneMinusSquare(x)).neg();
            case ATAN -> change -> change.div(x.square().add(1));
            case SINH -> change -> change.mul(x.cosh());
            case COSH -> change -> change.mul(x.sinh());
            case TANH -> change -> twice(change, x.cosh().reciprocal());
            case ASINH -> change -> overRootOfOnePlusSquare(change, x);
            case ACOSH -> change -> over(change, x.sub(1).sqrt().mul(x.add(1).sqrt()));
            case ATANH -> change -> over(change, oneMinus(x).mul(x.add(1)));
            case SIGMOID -> change -> change.mul(y.mul(x.neg().sigmoid()));
            case SOFTPLUS -> change -> change.mul(x.sigmoid());
            case ERF -> change -> change.mul(bell(x));
            case ERFC -> change -> change.mul(bell(x)).neg();
            case LOG_GAMMA -> change -> change.mul(x.digamma());
            case DIGAMMA -> change -> change.mul(x.trigamma());
            case GAMMA -> change -> change.mul(y).mul(x.digamma());
            case ERF_INVERSE -> change -> change.mul(steepness(y));
            case ERFC_INVERSE -> change -> change.mul(steepness(y)).neg();
            case BESSEL_J0 -> change -> change.mul(x.besselJ1()).neg();
            case BESSEL_J1 -> change -> change.mul(x.besselJ0().sub(slope(y, x)));
            case BESSEL_I0 -> change -> change.mul(x.besselI1());
            case BESSEL_I1 -> change -> change.mul(x.besselI0().sub(slope(y, x)));
            case BESSEL_I0_SCALED -> change -> change.mul(x.besselI1Scaled().sub(y.mul(x.sign())));
            case BESSEL_I1_SCALED -> change -> change.mul(ofScaledBesselI1(x, y));
            case TRIGAMMA -> change -> change.mul(SpecialFunctions.polygamma(2, x));
            case SIGN, FLOOR, CEIL, TRUNCATE, ROUND_EVEN, NOT, IS_NAN, IS_INFINITE ->
                    throw new IllegalArgumentException("No derivative: " + kind);
        };
    }

    /// The slope of the inverse of the error function, by its result.
    private static Tensor steepness(Tensor y) {
        return y.square().exp().mul(Math.sqrt(Math.PI) / 2);
    }

    /// `y / x`; 1/2, the limit of J1 and I1, where x is 0.
    private static Tensor slope(Tensor y, Tensor x) {
        Tensor isZero = x.equalTo(0);
        Tensor one = x.builder().constant(x.dtype(), 1.0);
        Tensor half = x.builder().constant(x.dtype(), 0.5);
        return isZero.select(half, y.div(isZero.select(one, x)));
    }

    /// `I0 - I1 / x - sign(x) I1`, each divided by `exp |x|`.
    private static Tensor ofScaledBesselI1(Tensor x, Tensor y) {
        return x.besselI0Scaled().sub(slope(y, x)).sub(y.mul(x.sign()));
    }

    /// `change / divisor`, 0 where both are: at the end of its domain a function has an infinite
    /// slope, and yet what does not change does not change.
    static Tensor over(Tensor change, Tensor divisor) {
        Tensor nothing = divisor.equalTo(0).and(change.equalTo(0));
        Tensor one = divisor.builder().constant(divisor.dtype(), 1.0);
        return change.div(nothing.select(one, divisor));
    }

    private static Tensor twice(Tensor change, Tensor factor) {
        return change.mul(factor).mul(factor);
    }

    private static Tensor oneMinus(Tensor x) {
        return x.builder().constant(x.dtype(), 1.0).sub(x);
    }

    private static Tensor rootOfOneMinusSquare(Tensor x) {
        return oneMinus(x).mul(x.add(1)).sqrt();
    }

    /// `change / sqrt(1 + x^2)`, without squaring what is large.
    private static Tensor overRootOfOnePlusSquare(Tensor change, Tensor x) {
        Tensor scale = x.abs().maximum(1);
        Tensor root = x.div(scale).square().add(scale.reciprocal().square()).sqrt();
        return change.div(scale).div(root);
    }

    private static Tensor bell(Tensor x) {
        return x.square().neg().exp().mul(TWO_BY_ROOT_PI);
    }
}
