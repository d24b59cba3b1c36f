package dev.komodo.graph;

/// Elementwise comparisons of two operands of one dtype and one shape; the result is [DType#BOOL].
/// With a NaN all are false but [#NOT_EQUAL], which is true. -0.0 equals 0.0. On bool, false is
/// less than true.
public enum CompareOp {
    /// `a == b`.
    EQUAL,
    /// `a != b`.
    NOT_EQUAL,
    /// `a < b`.
    LESS,
    /// `a <= b`.
    LESS_EQUAL,
    /// `a > b`.
    GREATER,
    /// `a >= b`.
    GREATER_EQUAL
}
