package dev.komodo.contract;

import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Expr;

import java.util.Optional;

/// What happens to finished elements of a product: bias, activation, cast, and the store. It is
/// applied exactly once to each element, after the whole contracted axis.
@FunctionalInterface
public interface Epilogue {
    /// Writes the statements for a piece of one row.
    ///
    /// @param block where the statements go; `row` and `column` may be variables of this block
    /// @param values finished elements, in the contraction's dtype: a vector along the columns
    /// @param row an i64 scalar: the row of all lanes
    /// @param column an i64 scalar: the column of lane 0
    /// @param mask where false, the lane is no element and must not be stored
    void store(BlockBuilder block, Expr values, Expr row, Expr column, Optional<Expr> mask);
}
