package dev.komodo.loop;

/// Functions of one operand that a machine has, lane by lane. Everything else is an expression over
/// these (package `math`).
public enum UnaryKind {
    /// Flips the sign bit of a float (of a NaN too); wraps for integers.
    NEGATE,
    /// Clears the sign bit of a float; the smallest integer stays itself.
    ABS,
    /// Square root, correctly rounded.
    SQRT,
    /// Round towards minus infinity.
    FLOOR,
    /// Round towards plus infinity.
    CEIL,
    /// Round towards zero.
    TRUNCATE,
    /// Round to nearest, ties to even.
    ROUND_EVEN,
    /// Complement of bool or of the bits of an integer.
    NOT
}
