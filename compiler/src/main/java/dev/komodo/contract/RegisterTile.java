package dev.komodo.contract;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.binary;
import static dev.komodo.loop.Expressions.broadcast;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.load;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.number;

import dev.komodo.graph.DType;
import dev.komodo.loop.BinaryKind;
import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopType;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The sums of a tile of a product, in registers: rows of vectors side by side. Where the operands
/// come from is its owner's.
///
/// Within a step the rows come one after another, each with all its vectors: a left element, spread
/// over a register, is then used up before the next one is loaded.
final class RegisterTile {
    private final int lanes;
    private final int pitch;
    private final List<List<Expr.Var>> sums;

    private RegisterTile(int lanes, int pitch, List<List<Expr.Var>> sums) {
        this.lanes = lanes;
        this.pitch = pitch;
        this.sums = sums;
    }

    /// Gives the left element of a row, a scalar.
    @FunctionalInterface
    interface LeftElement {
        /// The element of a row; statements may be added to the block.
        Expr at(BlockBuilder block, int row);
    }

    /// Declares sums of 0.
    static RegisterTile declare(BlockBuilder block, DType dtype, int rows, int vectors, int lanes) {
        Expr zero = number(new LoopType(dtype, lanes), 0);
        List<List<Expr.Var>> sums = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            List<Expr.Var> inRow = new ArrayList<>();
            for (int vector = 0; vector < vectors; vector++) {
                inRow.add(block.declare("sum", zero));
            }
            sums.add(inRow);
        }
        return new RegisterTile(lanes, vectors, sums);
    }

    /// The same sums, of which rows are stored some vectors apart.
    RegisterTile withPitch(int count) {
        return new RegisterTile(lanes, count, sums);
    }

    /// Adds the products of one step along the contracted axis.
    ///
    /// @param right the right elements, as many vectors as a row has
    void step(BlockBuilder block, List<? extends Expr> right, LeftElement left) {
        for (int row = 0; row < sums.size(); row++) {
            Expr spread = block.bind("left_element", broadcast(left.at(block, row), lanes));
            for (int vector = 0; vector < right.size(); vector++) {
                Expr.Var sum = sums.get(row).get(vector);
                block.assign(sum, add(multiply(spread, right.get(vector)), sum));
            }
        }
    }

    /// Sends the sums through the epilogue.
    ///
    /// @param row the tile's first row in the result
    /// @param column the tile's first column in the result
    /// @param masks for each vector of a row, which lanes are part of the result, if not all are
    void finish(
            BlockBuilder block,
            Epilogue epilogue,
            Expr row,
            Expr column,
            List<Optional<Expr>> masks) {
        for (int i = 0; i < sums.size(); i++) {
            Expr resultRow = block.let("result_row", add(row, index(i)));
            for (int vector = 0; vector < masks.size(); vector++) {
                Expr shift = index((long) vector * lanes);
                Expr at = block.let("result_column", add(column, shift));
                Expr sum = sums.get(i).get(vector);
                epilogue.store(block, sum, resultRow, at, masks.get(vector));
            }
        }
    }

    /// Stores the sums row after row.
    ///
    /// @param isAdded whether to what the buffer holds
    void store(BlockBuilder block, Buffer buffer, Expr place, boolean isAdded) {
        for (int row = 0; row < sums.size(); row++) {
            int vectors = sums.get(row).size();
            for (int vector = 0; vector < vectors; vector++) {
                Expr at = add(place, index(((long) row * pitch + vector) * lanes));
                Expr sum = sums.get(row).get(vector);
                Expr before = load(buffer, at, lanes);
                block.store(buffer, at, isAdded ? binary(BinaryKind.ADD, before, sum) : sum);
            }
        }
    }
}
