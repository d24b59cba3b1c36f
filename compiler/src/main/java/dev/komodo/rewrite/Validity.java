package dev.komodo.rewrite;

/// What a rule promises about the numbers: the numeric contract, rule by rule.
public enum Validity {
    /// The same bits for every input, NaN, infinities and -0.0 included (the payload of a NaN
    /// apart).
    EXACT,
    /// The error is no larger than that of the form that was written, against the formula in real
    /// numbers; where the written form overflows or cancels it is much smaller. A NaN among the
    /// operands stays a NaN. A zero may have the sign of the exact limit instead of the sign that
    /// rounding gave it.
    STABILISING,
    /// True of real numbers and not of floats: results may differ by more than rounding, and what
    /// NaN, infinity and -0.0 would have given may be lost. Applied on request only, see
    /// [dev.komodo.target.Algebra].
    ALGEBRA
}
