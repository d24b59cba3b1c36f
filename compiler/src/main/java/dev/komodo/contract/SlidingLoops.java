package dev.komodo.contract;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.divide;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.less;
import static dev.komodo.loop.Expressions.maximum;
import static dev.komodo.loop.Expressions.minimum;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.subtract;

import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopKind;
import dev.komodo.loop.Stmt;

import java.util.List;
import java.util.Optional;

/// The loops of one task of a [SlidingProduct]: over panels of columns, in each over the rows, so
/// that a panel's elements are in the nearest caches for all rows; finished tiles go line by line
/// to where they belong.
final class SlidingLoops {
    private final SlidingProduct product;
    private final SlidingKernel kernel;
    private final int rest;
    private final SlidingProduct.Part part;
    private final SlidingProduct.Lines lines;
    private final Buffer tile;
    private final long tileElements;

    /// @param kernel for whole tiles
    /// @param rest the rows of the result's last tile, if it is not a whole one; otherwise 0
    SlidingLoops(
            SlidingProduct product,
            Scope scope,
            SlidingKernel kernel,
            int rest,
            SlidingProduct.Part part,
            SlidingProduct.Lines lines) {
        this.product = product;
        this.kernel = kernel;
        this.rest = rest;
        this.part = part;
        this.lines = lines;
        this.tileElements = (kernel.tileElements() + 15) / 16 * 16;
        this.tile = scope.scratch("tile", product.dtype(), tileElements);
        scope.define(kernel.name(), kernel::function);
        if (rest > 0) {
            SlidingKernel last = kernel.withRows(rest);
            scope.define(last.name(), last::function);
        }
    }

    void write(BlockBuilder block) {
        Expr place = block.let("tile_place", multiply(part.worker(), index(tileElements)));
        block.loop(
                "panel",
                index(0),
                part.columns(),
                kernel.columns(),
                LoopKind.SERIAL,
                (inner, shift) -> {
                    Expr column = inner.let("column", add(part.column(), shift));
                    Expr left = subtract(part.columns(), shift);
                    Expr width = inner.let("width", minimum(left, index(kernel.columns())));
                    new Panel(column, width, place).write(inner);
                });
    }

    /// One register tile's width of columns.
    private final class Panel {
        private final Expr column;
        private final Expr width;
        private final Expr place;

        Panel(Expr column, Expr width, Expr place) {
            this.column = column;
            this.width = width;
            this.place = place;
        }

        void write(BlockBuilder block) {
            Expr from = block.let("from", add(product.right().offset(), column));
            Expr size = block.let("size", subtract(product.right().buffer().size(), from));
            Stmt.BufferArgument right = new Stmt.BufferArgument(product.right().buffer(), from);
            Expr line = block.let("first_line", divide(column, product.pitch()));
            Expr last = subtract(add(column, width), index(1));
            Expr end = block.let("end_line", add(divide(last, product.pitch()), index(1)));
            block.loop(
                    "tile",
                    index(0),
                    part.rows(),
                    kernel.rows(),
                    LoopKind.SERIAL,
                    (inner, shift) -> {
                        Expr row = inner.let("first_row", add(part.row(), shift));
                        Expr left = subtract(part.rows(), shift);
                        Expr rows = inner.let("used", minimum(left, index(kernel.rows())));
                        product(inner, row, rows, right, size);
                        finish(inner, row, rows, line, end);
                    });
        }

        private void product(
                BlockBuilder block, Expr row, Expr rows, Stmt.BufferArgument right, Expr size) {
            if (rest == 0) {
                block.add(call(block, kernel, row, right, size));
                return;
            }
            block.choose(
                    less(rows, index(kernel.rows())),
                    cut -> cut.add(call(cut, kernel.withRows(rest), row, right, size)),
                    whole -> whole.add(call(whole, kernel, row, right, size)));
        }

        private Stmt.Call call(
                BlockBuilder block,
                SlidingKernel used,
                Expr row,
                Stmt.BufferArgument right,
                Expr size) {
            Expr first = multiply(row, index(product.leftStride()));
            Expr left = block.let("left_place", add(product.left().offset(), first));
            return new Stmt.Call(
                    used.name(),
                    List.of(
                            new Stmt.BufferArgument(product.left().buffer(), left),
                            right,
                            new Stmt.BufferArgument(product.offsets(), index(0)),
                            new Stmt.BufferArgument(tile, place)),
                    List.of(size));
        }

        private void finish(BlockBuilder block, Expr row, Expr rows, Expr line, Expr end) {
            block.loop(
                    "line",
                    line,
                    end,
                    (inner, at) ->
                            lines.isLine(inner, at)
                                    .ifPresentOrElse(
                                            has ->
                                                    inner.when(
                                                            has, then -> line(then, row, rows, at)),
                                            () -> line(inner, row, rows, at)));
        }

        /// What the tile has of one line.
        private void line(BlockBuilder block, Expr row, Expr rows, Expr line) {
            Expr origin = block.let("origin", multiply(line, product.pitch()));
            Expr begin = block.let("begin", maximum(column, origin));
            Expr end = minimum(add(column, width), add(origin, product.width()));
            Expr count = block.let("count", subtract(end, begin));
            Expr first = block.let("first", subtract(begin, column));
            Expr position = block.let("position", subtract(begin, origin));
            block.loop(
                    "shift",
                    index(0),
                    count,
                    kernel.lanes(),
                    LoopKind.SERIAL,
                    (inner, shift) ->
                            Masks.split(
                                    inner,
                                    inner.let("left", subtract(count, shift)),
                                    kernel.lanes(),
                                    (body, mask) ->
                                            rows(
                                                    body,
                                                    row,
                                                    rows,
                                                    line,
                                                    add(position, shift),
                                                    add(first, shift),
                                                    mask)));
        }

        private void rows(
                BlockBuilder block,
                Expr row,
                Expr rows,
                Expr line,
                Expr position,
                Expr shift,
                Optional<Expr> mask) {
            Expr at = block.let("at", position);
            Expr begin = block.let("tile_column", add(place, shift));
            block.loop(
                    "tile_row",
                    index(0),
                    rows,
                    (inner, number) -> {
                        Expr from = add(begin, multiply(number, index(kernel.columns())));
                        Expr load = new Expr.Load(tile, from, kernel.lanes(), mask);
                        Expr values = inner.bind("values", load);
                        Expr result = inner.let("result_row", add(row, number));
                        lines.store(inner, values, result, line, at, mask);
                    });
        }
    }
}
