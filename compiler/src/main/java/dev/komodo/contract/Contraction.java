package dev.komodo.contract;

import static dev.komodo.loop.Expressions.constant;
import static dev.komodo.loop.Expressions.index;

import dev.komodo.graph.DType;
import dev.komodo.loop.Expr;

import java.util.Objects;

/// `result[row, column] = sum over k of left[row, k] * right[column, k]`, in the order that the
/// package description defines.
///
/// Vectors go along the columns: where the result is one column, or few columns and many rows,
/// exchange the operands (the numbers are the same).
///
/// @param dtype what is computed in: f32 or f64; i32 in a [DotContraction] only
/// @param rows an i64 scalar, at least 0
/// @param columns an i64 scalar, at least 0
/// @param depth an i64 scalar: the extent of the contracted axis, at least 0
/// @param left the left operand; its own axis is the rows
/// @param right the right operand; its own axis is the columns
/// @param epilogue what is done with the result
/// @param execution on which threads
public record Contraction(
        DType dtype,
        Expr rows,
        Expr columns,
        Expr depth,
        PackSource left,
        PackSource right,
        Epilogue epilogue,
        Execution execution) {
    /// How many products are summed up in order before the sum is added to the sum of the blocks
    /// before: part of the numeric contract, for every dtype and target.
    public static final long BLOCK_DEPTH = 256;

    /// Refuses other dtypes.
    public Contraction {
        if (dtype != DType.F32 && dtype != DType.F64 && dtype != DType.I32) {
            throw new IllegalArgumentException(
                    "Contractions compute in f32, f64 or i32, found " + dtype);
        }
        Objects.requireNonNull(rows);
        Objects.requireNonNull(columns);
        Objects.requireNonNull(depth);
        Objects.requireNonNull(left);
        Objects.requireNonNull(right);
        Objects.requireNonNull(epilogue);
        Objects.requireNonNull(execution);
    }

    /// The same with a number of rows that is known.
    Contraction withRows(long count) {
        return new Contraction(
                dtype, index(count), columns, depth, left, right, epilogue, execution);
    }

    /// The same with another right operand of the same elements.
    public Contraction withRight(PackSource other) {
        return new Contraction(dtype, rows, columns, depth, left, other, epilogue, execution);
    }

    /// Whether the contracted axis is known to fit one block.
    boolean isOneBlock() {
        return constant(depth).filter(extent -> extent <= BLOCK_DEPTH).isPresent();
    }
}
