package dev.komodo.target;

/// Which identities rewriting may use. Part of the key.
public enum Algebra {
    /// Those that keep the numeric contract: results are those of the graph that was written, or
    /// closer to the formula in real numbers.
    FLOATS,
    /// Those of real numbers too: sums are reordered, factors move out of sums and cancel, `x * 0`
    /// is 0. Results may differ by more than rounding, and NaN, infinity and -0.0 may be lost.
    REALS
}
