package dev.komodo.contract;

import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Expr;

import java.util.Optional;

/// What is taken from each element of an operand of integers: one number, or one for each row of
/// the left or column of the right operand.
@FunctionalInterface
public interface ZeroPoint {
    /// The zero points of neighbouring rows or columns, as i32, each between -128 and 255.
    ///
    /// @param block where statements may be added
    /// @param outer an i64 scalar: the position of lane 0
    /// @param lanes how many
    /// @param mask where false, the position may be outside the operand
    Expr at(BlockBuilder block, Expr outer, int lanes, Optional<Expr> mask);
}
