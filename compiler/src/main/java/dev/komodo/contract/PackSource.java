package dev.komodo.contract;

import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Expr;

import java.util.Optional;

/// One operand of a contraction as a function from positions to elements: a matrix in memory, or
/// anything that can be computed while it is packed (a cast, a patch of an image, a masked border).
public interface PackSource {
    /// A way through the operand.
    enum Direction {
        /// Along the operand's own axis: rows of the left operand, columns of the right one.
        OUTER,
        /// Along the contracted axis.
        K
    }

    /// The direction in which vectors are cheap to read.
    Direction direction();

    /// Elements at `lanes` neighbouring positions in one direction, in the contraction's dtype.
    ///
    /// @param block where statements may be added
    /// @param outer an i64 scalar: the position of lane 0 along the operand's own axis
    /// @param k an i64 scalar: the position of lane 0 along the contracted axis
    /// @param direction along which the lanes go on; callers ask for [#direction()], and for single
    ///   elements in either
    /// @param lanes how many elements
    /// @param mask where false, the position may be outside the operand; the lane's value is not
    ///   used
    Expr elements(
            BlockBuilder block,
            Expr outer,
            Expr k,
            Direction direction,
            int lanes,
            Optional<Expr> mask);
}
