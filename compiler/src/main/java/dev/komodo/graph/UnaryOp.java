package dev.komodo.graph;

/// Elementwise functions of one operand. The result has the operand's dtype, but for the
/// predicates, whose result is [DType#BOOL].
public enum UnaryOp {
    /// `-x`; integers wrap.
    NEGATE(Domain.NUMERIC),
    /// `|x|`; the smallest signed integer stays itself.
    ABS(Domain.NUMERIC),
    /// -1, 0 or 1; NaN stays NaN, -0.0 stays -0.0.
    SIGN(Domain.NUMERIC),
    /// Square root, correctly rounded.
    SQRT(Domain.FLOAT),
    /// `1 / x`.
    RECIPROCAL(Domain.FLOAT),
    /// e to the x.
    EXP(Domain.FLOAT),
    /// 2 to the x.
    EXP2(Domain.FLOAT),
    /// `exp(x) - 1` without cancellation.
    EXPM1(Domain.FLOAT),
    /// Natural logarithm.
    LOG(Domain.FLOAT),
    /// Logarithm to base 2.
    LOG2(Domain.FLOAT),
    /// Logarithm to base 10.
    LOG10(Domain.FLOAT),
    /// `log(1 + x)` without cancellation.
    LOG1P(Domain.FLOAT),
    /// Sine, x in radians.
    SIN(Domain.FLOAT),
    /// Cosine, x in radians.
    COS(Domain.FLOAT),
    /// Tangent, x in radians.
    TAN(Domain.FLOAT),
    /// Arc sine in [-pi/2, pi/2]; NaN outside [-1, 1].
    ASIN(Domain.FLOAT),
    /// Arc cosine in [0, pi]; NaN outside [-1, 1].
    ACOS(Domain.FLOAT),
    /// Arc tangent in [-pi/2, pi/2].
    ATAN(Domain.FLOAT),
    /// Hyperbolic sine.
    SINH(Domain.FLOAT),
    /// Hyperbolic cosine.
    COSH(Domain.FLOAT),
    /// Hyperbolic tangent.
    TANH(Domain.FLOAT),
    /// Inverse of the hyperbolic sine.
    ASINH(Domain.FLOAT),
    /// Inverse of the hyperbolic cosine, not negative; NaN below 1.
    ACOSH(Domain.FLOAT),
    /// Inverse of the hyperbolic tangent; infinite at -1 and 1, NaN beyond.
    ATANH(Domain.FLOAT),
    /// Cube root, with the sign of x.
    CBRT(Domain.FLOAT),
    /// `1 / (1 + exp(-x))`.
    SIGMOID(Domain.FLOAT),
    /// `log(1 + exp(x))` without overflow.
    SOFTPLUS(Domain.FLOAT),
    /// The error function.
    ERF(Domain.FLOAT),
    /// `1 - erf(x)` without cancellation.
    ERFC(Domain.FLOAT),
    /// `log |gamma(x)|`; infinity at 0, at negative integers and at both infinities.
    LOG_GAMMA(Domain.FLOAT),
    /// The derivative of `log |gamma(x)|`; NaN at negative integers and minus infinity, infinite
    /// with the opposite sign at the zeros.
    DIGAMMA(Domain.FLOAT),
    /// The gamma function; NaN at negative integers and minus infinity, infinite with its sign at
    /// the zeros.
    GAMMA(Domain.FLOAT),
    /// The second derivative of `log |gamma(x)|`; infinity at 0 and at negative integers.
    TRIGAMMA(Domain.FLOAT),
    /// The inverse of the error function; infinite at -1 and 1, NaN beyond.
    ERF_INVERSE(Domain.FLOAT),
    /// The inverse of `1 - erf(x)`; infinite at 0 and 2, NaN beyond.
    ERFC_INVERSE(Domain.FLOAT),
    /// The Bessel function of the first kind of order 0.
    BESSEL_J0(Domain.FLOAT),
    /// The Bessel function of the first kind of order 1.
    BESSEL_J1(Domain.FLOAT),
    /// The modified Bessel function of the first kind of order 0.
    BESSEL_I0(Domain.FLOAT),
    /// The modified Bessel function of the first kind of order 1.
    BESSEL_I1(Domain.FLOAT),
    /// `exp(-|x|) I0(x)`.
    BESSEL_I0_SCALED(Domain.FLOAT),
    /// `exp(-|x|) I1(x)`.
    BESSEL_I1_SCALED(Domain.FLOAT),
    /// Round towards minus infinity.
    FLOOR(Domain.FLOAT),
    /// Round towards plus infinity.
    CEIL(Domain.FLOAT),
    /// Round towards zero.
    TRUNCATE(Domain.FLOAT),
    /// Round to nearest, ties to even.
    ROUND_EVEN(Domain.FLOAT),
    /// Logical negation of a truth value, bitwise complement of an integer.
    NOT(Domain.BITS),
    /// Whether x is NaN; the result is bool.
    IS_NAN(Domain.FLOAT_PREDICATE),
    /// Whether x is plus or minus infinity; the result is bool.
    IS_INFINITE(Domain.FLOAT_PREDICATE);

    /// Which dtypes an op takes, and what it gives.
    public enum Domain {
        /// Floats and integers.
        NUMERIC,
        /// Floats only.
        FLOAT,
        /// Integers and truth values.
        BITS,
        /// Takes floats, gives bool.
        FLOAT_PREDICATE
    }

    private final Domain domain;

    UnaryOp(Domain domain) {
        this.domain = domain;
    }

    /// Which dtypes the op takes.
    public Domain domain() {
        return domain;
    }

    /// Whether the op takes an operand of this dtype.
    public boolean accepts(DType dtype) {
        return switch (domain) {
            case NUMERIC -> dtype != DType.BOOL;
            case FLOAT, FLOAT_PREDICATE -> dtype.isFloat();
            case BITS -> !dtype.isFloat();
        };
    }

    /// The dtype of the result for an operand of the given dtype.
    public DType result(DType operand) {
        return domain == Domain.FLOAT_PREDICATE ? DType.BOOL : operand;
    }
}
