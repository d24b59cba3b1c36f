package dev.komodo.contract;

import static dev.komodo.loop.Expressions.constant;

import dev.komodo.graph.DType;
import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;
import dev.komodo.target.Target;

import java.util.Objects;
import java.util.Optional;

/// `result[row, column] = sum over k of left[row, k] * right[offsets[k] + column]`: a convolution,
/// where the columns are positions of an image that is stored with its padding, `offsets[k]` is the
/// distance of one of the filter's taps, and nothing is packed. Sums are those that the package
/// description defines.
///
/// Columns are cut into lines of `pitch`, of which the first `width` are results: what a filter
/// yields between two rows of an image is computed and left out.
///
/// @param dtype what is computed in: f32 or f64
/// @param rows how many rows
/// @param columns an i64 scalar: how many columns
/// @param depth how many products an element has
/// @param left rows of the left operand, each contiguous
/// @param leftStride the distance of neighbouring rows
/// @param right the right operand; readable up to [#panelColumns] elements beyond the last column
/// @param offsets `depth` elements of i64
/// @param pitch an i64 scalar: the distance of neighbouring lines
/// @param width an i64 scalar: the results of a line
public record SlidingProduct(
        DType dtype,
        long rows,
        Expr columns,
        long depth,
        Place left,
        long leftStride,
        Place right,
        Buffer offsets,
        Expr pitch,
        Expr width) {
    /// The most columns of a register tile: what is read beyond the last column.
    public static final long MOST_PANEL_COLUMNS = 128;

    /// Where an operand begins.
    ///
    /// @param buffer where the elements are
    /// @param offset an i64 scalar: the first one
    public record Place(Buffer buffer, Expr offset) {
        /// Refuses null.
        public Place {
            Objects.requireNonNull(buffer);
            Objects.requireNonNull(offset);
        }
    }

    /// A part of the result that one task computes.
    ///
    /// @param worker whose scratch memory to use
    /// @param row the first row
    /// @param rows how many rows
    /// @param column the first column
    /// @param columns how many columns
    public record Part(Expr worker, Expr row, Expr rows, Expr column, Expr columns) {}

    /// What happens to finished elements.
    public interface Lines {
        /// Whether a line has results, where not all lines have.
        Optional<Expr> isLine(BlockBuilder block, Expr line);

        /// Writes the statements for a piece of a line.
        ///
        /// @param values finished elements, in the product's dtype
        /// @param row an i64 scalar: the row of all lanes
        /// @param line an i64 scalar: the line of all lanes
        /// @param at an i64 scalar: the position of lane 0 in the line
        /// @param mask where false, the lane is no element and must not be stored
        void store(
                BlockBuilder block, Expr values, Expr row, Expr line, Expr at, Optional<Expr> mask);
    }

    /// Refuses null, and other dtypes.
    public SlidingProduct {
        if (dtype != DType.F32 && dtype != DType.F64) {
            throw new IllegalArgumentException(
                    "Contractions compute in f32 or f64, found " + dtype);
        }
        Objects.requireNonNull(columns);
        Objects.requireNonNull(left);
        Objects.requireNonNull(right);
        Objects.requireNonNull(offsets);
        Objects.requireNonNull(pitch);
        Objects.requireNonNull(width);
    }

    /// The same product of other parts of the operands.
    ///
    /// @param leftOffset where the left operand begins
    /// @param rightOffset where the right operand begins
    public SlidingProduct at(Expr leftOffset, Expr rightOffset) {
        return new SlidingProduct(
                dtype,
                rows,
                columns,
                depth,
                new Place(left.buffer, leftOffset),
                leftStride,
                new Place(right.buffer, rightOffset),
                offsets,
                pitch,
                width);
    }

    private int lanes(Target target) {
        return target.lanes(dtype.byteSize());
    }

    /// Vectors in a row of the register tile: more where few rows share what they read.
    private int vectors(Target target) {
        int lanes = lanes(target);
        int most =
                switch ((int) Math.min(rows, 5)) {
                    case 1 -> target.vectorRegisters() / 4;
                    case 2, 3, 4 -> target.vectorRegisters() / 8;
                    default -> 2;
                };
        long needed =
                constant(columns).map(count -> Math.ceilDiv(count, lanes)).orElse((long) most);
        return (int) Math.max(1, Math.min(most, needed));
    }

    /// Rows of the register tile.
    private int tileRows(Target target) {
        return Tiling.evenRows(rows, Tiling.mostRows(target, vectors(target)));
    }

    /// Columns of the register tile.
    public int panelColumns(Target target) {
        return vectors(target) * lanes(target);
    }

    /// How many rows a task shall compute, so that their left elements stay in the level 2 cache
    /// and there are enough tasks.
    ///
    /// @param least how many tasks there shall be along the rows, if there are as many tiles
    public long blockRows(Target target, long least) {
        long tile = tileRows(target);
        long fitting = target.level2Bytes() / 2 / (depth * dtype.byteSize());
        long wanted = Math.min(fitting, Math.ceilDiv(rows, Math.max(1, least)));
        return Math.max(1, Math.ceilDiv(Math.min(wanted, rows), tile)) * tile;
    }

    /// Writes a part of the product.
    ///
    /// @param block where the statements go
    /// @param scope gives scratch memory and takes functions
    public void lower(BlockBuilder block, Scope scope, Target target, Part part, Lines lines) {
        int tileRows = tileRows(target);
        int rest = (int) (rows % tileRows);
        SlidingKernel whole =
                new SlidingKernel(
                        dtype, tileRows, vectors(target), lanes(target), depth, leftStride);
        new SlidingLoops(this, scope, whole, rest, part, lines).write(block);
    }
}
