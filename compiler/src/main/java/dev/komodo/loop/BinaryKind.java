package dev.komodo.loop;

/// Functions of two operands of one type, lane by lane. See the package description for the defined
/// results.
public enum BinaryKind {
    /// Sum.
    ADD,
    /// Difference.
    SUBTRACT,
    /// Product.
    MULTIPLY,
    /// Quotient; integers towards zero, total.
    DIVIDE,
    /// Remainder with the dividend's sign; total for integers; exact `fmod` for floats.
    REMAINDER,
    /// The smaller; NaN propagates; -0.0 below 0.0.
    MINIMUM,
    /// The larger; NaN propagates; -0.0 below 0.0.
    MAXIMUM,
    /// Bitwise and; bool too.
    AND,
    /// Bitwise or; bool too.
    OR,
    /// Bitwise exclusive or; bool too.
    XOR,
    /// Left shift of an integer; 0 for amounts outside `[0, width)`.
    SHIFT_LEFT,
    /// Right shift: arithmetic for signed integers, for which amounts outside `[0, width)` act as
    /// `width - 1`; logical for unsigned ones.
    SHIFT_RIGHT,
    /// Logical right shift; 0 for amounts outside `[0, width)`.
    SHIFT_RIGHT_LOGICAL
}
