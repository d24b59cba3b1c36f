package dev.komodo.contract;

import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.multiply;

import dev.komodo.graph.DType;
import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;

/// Scratch memory of which each worker has a part.
///
/// @param buffer the memory of all workers
/// @param elements the elements of a part
record WorkerPart(Buffer buffer, long elements) {
    /// At least as many elements as asked for, in whole lines.
    static WorkerPart of(Scope scope, String hint, DType dtype, long elements) {
        long whole = (elements + 63) / 64 * 64;
        return new WorkerPart(scope.scratch(hint, dtype, whole), whole);
    }

    /// A worker's part.
    TileRows.Place of(BlockBuilder block, Expr worker) {
        Expr offset = block.let(buffer.name() + "_part", multiply(worker, index(elements)));
        return new TileRows.Place(buffer, offset);
    }
}
