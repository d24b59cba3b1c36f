package dev.komodo.graph;

/// Which position an [Op.ArgReduce] looks for. A NaN is the smallest and the largest at once: the
/// first NaN wins.
public enum ArgReduceOp {
    /// The position of the smallest element.
    ARG_MINIMUM,
    /// The position of the largest element.
    ARG_MAXIMUM
}
