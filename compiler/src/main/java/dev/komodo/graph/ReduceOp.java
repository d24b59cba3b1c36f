package dev.komodo.graph;

/// Associative functions that a [Op.Reduce] folds an axis with. The order is the defined reduction
/// tree (see the package description); it never depends on threads, alignment or cache sizes.
public enum ReduceOp {
    /// The sum; 0 of nothing. Integers wrap. f16 and bf16 accumulate in f32 and are rounded once.
    SUM,
    /// The product; 1 of nothing. f16 and bf16 accumulate in f32.
    PRODUCT,
    /// The smallest, as [BinaryOp#MINIMUM]; plus infinity or the largest integer of nothing.
    MINIMUM,
    /// The largest, as [BinaryOp#MAXIMUM]; minus infinity or the smallest integer of nothing.
    MAXIMUM,
    /// Whether all are true (bool); true of nothing.
    ALL,
    /// Whether any is true (bool); false of nothing.
    ANY;

    /// Whether the op takes operands of this dtype.
    public boolean accepts(DType dtype) {
        return switch (this) {
            case SUM, PRODUCT, MINIMUM, MAXIMUM -> dtype != DType.BOOL;
            case ALL, ANY -> dtype == DType.BOOL;
        };
    }
}
