package dev.komodo.contract;

import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.less;

import dev.komodo.graph.DType;
import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Expr;
import dev.komodo.loop.Stmt;

import java.util.List;

/// The micro-kernels of an attention, one for each number of rows that tiles have.
///
/// @param dtype what is computed in
/// @param tiling of the attention
/// @param columns of the register tile
record TileProducts(DType dtype, AttentionTiling tiling, int columns) {
    private MicroKernel kernel(int height) {
        int vectors = columns / tiling.lanes();
        return new MicroKernel(dtype, height, vectors, tiling.lanes());
    }

    void define(Scope scope) {
        for (int height : tiling.heights()) {
            MicroKernel kernel = kernel(height);
            scope.define(kernel.name(), kernel::function);
        }
    }

    /// Runs the smallest kernel that has enough rows: `tile` becomes the product of packed rows and
    /// a panel, or, where `added` is not 0, the product is added to it.
    ///
    /// @param used how many rows are used
    void call(
            BlockBuilder block,
            Expr used,
            Stmt.BufferArgument left,
            Stmt.BufferArgument right,
            Stmt.BufferArgument tile,
            Expr depth,
            Expr added) {
        List<Stmt.BufferArgument> buffers = List.of(left, right, tile);
        call(block, used, tiling.heights(), buffers, List.of(depth, index(columns), added));
    }

    private void call(
            BlockBuilder block,
            Expr used,
            List<Integer> heights,
            List<Stmt.BufferArgument> buffers,
            List<Expr> arguments) {
        Stmt.Call call = new Stmt.Call(kernel(heights.getFirst()).name(), buffers, arguments);
        if (heights.size() == 1) {
            block.add(call);
            return;
        }
        List<Integer> smaller = heights.subList(1, heights.size());
        block.choose(
                less(index(smaller.getFirst()), used),
                inner -> inner.add(call),
                inner -> call(inner, used, smaller, buffers, arguments));
    }
}
