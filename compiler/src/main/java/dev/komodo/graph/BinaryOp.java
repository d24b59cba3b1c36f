package dev.komodo.graph;

/// Elementwise functions of two operands of one dtype and one shape. The result has the operands'
/// dtype.
public enum BinaryOp {
    /// `a + b`; integers wrap.
    ADD(Domain.NUMERIC, true),
    /// `a - b`; integers wrap.
    SUBTRACT(Domain.NUMERIC, false),
    /// `a * b`; integers wrap.
    MULTIPLY(Domain.NUMERIC, true),
    /// `a / b`. Integers: towards zero; `x / 0` is 0; the smallest integer by -1 is itself.
    DIVIDE(Domain.NUMERIC, false),
    /// The remainder with the sign of the dividend (C's `fmod`, Java's `%`). Integers: by 0 is 0,
    /// by -1 is 0.
    REMAINDER(Domain.NUMERIC, false),
    /// The remainder with the sign of the divisor, a zero included (Python's `%`): the `fmod`, plus
    /// the divisor where their signs differ, rounded. Integers: by 0 is 0, by -1 is 0.
    FLOOR_MODULO(Domain.NUMERIC, false),
    /// `a` to the power `b`. Floats as IEEE 754 `pow`. Integers wrap; a negative exponent gives 0
    /// unless |a| is 1.
    POWER(Domain.NUMERIC, false),
    /// The angle of the point with the ordinate `a` and the abscissa `b`, in [-pi, pi]: `atan2(a,
    /// b)` as in IEEE 754. Floats only.
    ATAN2(Domain.FLOAT, false),
    /// The smaller; NaN if either is NaN; -0.0 is smaller than 0.0 (IEEE 754-2019 `minimum`).
    MINIMUM(Domain.NUMERIC, true),
    /// The larger; NaN if either is NaN; 0.0 is larger than -0.0 (IEEE 754-2019 `maximum`).
    MAXIMUM(Domain.NUMERIC, true),
    /// Logical on bool, bitwise on integers.
    AND(Domain.BITS, true),
    /// Logical on bool, bitwise on integers.
    OR(Domain.BITS, true),
    /// Logical on bool, bitwise on integers.
    XOR(Domain.BITS, true),
    /// `a << b`; 0 if b is negative or not below the width.
    SHIFT_LEFT(Domain.INTEGER, false),
    /// `a >> b`: arithmetic on signed integers, as by width - 1 if b is negative or not below the
    /// width; logical on unsigned ones, 0 if b is not below the width.
    SHIFT_RIGHT(Domain.INTEGER, false);

    /// Which dtypes an op takes.
    public enum Domain {
        /// Floats and integers.
        NUMERIC,
        /// Floats only.
        FLOAT,
        /// Integers only.
        INTEGER,
        /// Integers and truth values.
        BITS
    }

    private final Domain domain;
    private final boolean commutative;

    BinaryOp(Domain domain, boolean commutative) {
        this.domain = domain;
        this.commutative = commutative;
    }

    /// Which dtypes the op takes.
    public Domain domain() {
        return domain;
    }

    /// Whether the operands may be exchanged without changing a bit of the result (the payload of a
    /// NaN apart).
    public boolean isCommutative() {
        return commutative;
    }

    /// Whether the op takes operands of this dtype.
    public boolean accepts(DType dtype) {
        return switch (domain) {
            case NUMERIC -> dtype != DType.BOOL;
            case FLOAT -> dtype.isFloat();
            case INTEGER -> dtype.isInteger();
            case BITS -> !dtype.isFloat();
        };
    }
}
