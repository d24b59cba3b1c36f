package dev.komodo.testing;

/// The families of ops that generated graphs are made of.
public enum Family {
    /// Elementwise arithmetic, functions, comparisons, selects.
    ELEMENTWISE,
    /// Conversions between dtypes.
    CAST,
    /// Reductions.
    REDUCE,
    /// Positions of extremes.
    ARG_REDUCE,
    /// Matrix products and general contractions.
    CONTRACT,
    /// Convolutions.
    CONVOLVE,
    /// Reshape, transpose, broadcast, slice, pad, concat, iota.
    MOVEMENT,
    /// Gathers by indices in range.
    GATHER,
    /// Scatters of each kind, by indices in range that repeat.
    SCATTER,
    /// Sorted elements and their positions.
    SORT,
    /// Fourier transforms of all kinds and of lengths with small and large factors.
    FOURIER,
    /// Positions of non-zeros, with data dims.
    NON_ZERO,
    /// Loops of a bounded number of rounds.
    WHILE,
    /// Scans, with and without early exit.
    SCAN,
    /// The bits of numbers as integers.
    BITCAST,
    /// Factorizations and triangular systems of well-conditioned matrices.
    LINEAR_ALGEBRA
}
