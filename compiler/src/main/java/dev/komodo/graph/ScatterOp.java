package dev.komodo.graph;

import java.util.Optional;

/// What a [Op.Scatter] does with an element and an update that meets it. Updates that meet the same
/// element are taken in row-major order of their positions in `indices`, one after another, on any
/// number of threads.
public enum ScatterOp {
    /// The update; the last one wins.
    REPLACE(Optional.empty()),
    /// The sum, as [BinaryOp#ADD]: rounded once an update, integers wrap.
    ADD(Optional.of(BinaryOp.ADD)),
    /// The product, as [BinaryOp#MULTIPLY]: rounded once an update, integers wrap.
    MULTIPLY(Optional.of(BinaryOp.MULTIPLY)),
    /// The smaller, as [BinaryOp#MINIMUM].
    MINIMUM(Optional.of(BinaryOp.MINIMUM)),
    /// The larger, as [BinaryOp#MAXIMUM].
    MAXIMUM(Optional.of(BinaryOp.MAXIMUM));

    private final Optional<BinaryOp> combination;

    ScatterOp(Optional<BinaryOp> combination) {
        this.combination = combination;
    }

    /// What the element and the update are joined by, `combination(element, update)`; empty for
    /// [#REPLACE].
    public Optional<BinaryOp> combination() {
        return combination;
    }

    /// Whether the op takes elements of this dtype.
    public boolean accepts(DType dtype) {
        return combination.map(op -> op.accepts(dtype)).orElse(true);
    }
}
