package dev.komodo.contract;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.constant;
import static dev.komodo.loop.Expressions.divide;
import static dev.komodo.loop.Expressions.equal;
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
import dev.komodo.target.Target;

import java.util.ArrayList;
import java.util.List;

/// The driver of large products. A task computes a block of the result: for each block of the
/// contracted axis it packs its rows of the left operand once (they stay in the level 2 cache),
/// then goes over its columns, one register tile wide: packs the right operand's panel (it stays in
/// the level 1 cache) and runs the micro-kernel over the rows. Unfinished sums wait in scratch
/// memory, tile by tile; after the last block each tile goes through the epilogue.
///
/// source: K. Goto and R. van de Geijn, "Anatomy of High-Performance Matrix Multiplication", 2008;
/// F. Van Zee and R. van de Geijn, "BLIS", 2015.
public final class Gemm {
    private final Contraction contraction;
    private final Tiling tiling;
    private final Buffer leftRows;
    private final Buffer rightPanel;
    private final Buffer tiles;
    private final Expr blocks;

    private Gemm(BlockBuilder block, Scope scope, Contraction contraction, Tiling tiling) {
        this.contraction = contraction;
        this.tiling = tiling;
        this.leftRows = scratch(scope, "left_rows", leftElements());
        this.rightPanel =
                contraction.right() instanceof PackedRight packed
                        ? packed.buffer()
                        : scratch(scope, "right_panel", rightElements());
        this.tiles = scratch(scope, "tiles", tileElements());
        Expr depth = contraction.depth();
        long rest = Contraction.BLOCK_DEPTH - 1;
        Expr count = divide(add(depth, index(rest)), index(Contraction.BLOCK_DEPTH));
        this.blocks = block.let("blocks", maximum(index(1), count));
    }

    /// Writes a product, by this driver or by [Direct], whichever suits it. Where the number of
    /// rows is not known, a single row is recognised when the program runs.
    ///
    /// @param block where the statements go
    /// @param scope gives scratch memory and takes functions
    /// @param target the machine
    public static void lower(
            BlockBuilder block, Scope scope, Target target, Contraction contraction) {
        if (Direct.suits(target, contraction)) {
            Direct.lower(block, scope, target, contraction);
        } else if (constant(contraction.rows()).isPresent()) {
            lowerPacked(block, scope, target, contraction);
        } else {
            block.choose(
                    equal(contraction.rows(), index(1)),
                    one -> Direct.lower(one, scope, target, contraction.withRows(1)),
                    more -> lowerPacked(more, scope, target, contraction));
        }
    }

    /// Whether a product takes less time if all of the right operand is packed first
    /// ([PackedRight#pack]).
    public static boolean packsFirst(Target target, Contraction contraction) {
        return Direct.suitsOncePacked(target, contraction);
    }

    /// Writes a product by this driver.
    static void lowerPacked(
            BlockBuilder block, Scope scope, Target target, Contraction contraction) {
        Tiling tiling = Tiling.of(target, contraction);
        Gemm gemm = new Gemm(block, scope, contraction, tiling);
        gemm.kernels().forEach(kernel -> scope.define(kernel.name(), kernel::function));
        TaskGrid.of(block, contraction, tiling).loop(block, contraction, gemm::task);
    }

    private Buffer scratch(Scope scope, String hint, long elements) {
        return scope.scratch(hint, contraction.dtype(), elements);
    }

    private long leftElements() {
        return RowPacker.elements(tiling.blockRows() + tiling.rows(), tiling.lanes());
    }

    private long rightElements() {
        return PanelPacker.elements(tiling.panelColumns());
    }

    private long tileElements() {
        long elements =
                contraction.isOneBlock()
                        ? tiling.tileElements()
                        : (tiling.blockRows() + tiling.rows()) * tiling.blockColumns();
        return (elements + 15) / 16 * 16;
    }

    private List<MicroKernel> kernels() {
        List<MicroKernel> kernels = new ArrayList<>();
        kernels.add(kernel(tiling.rows()));
        tiling.remainders().forEach(rows -> kernels.add(kernel(rows)));
        return kernels;
    }

    private MicroKernel kernel(int rows) {
        return new MicroKernel(contraction.dtype(), rows, tiling.vectors(), tiling.lanes());
    }

    private static Expr part(BlockBuilder block, String hint, Expr worker, long elements) {
        return block.let(hint, multiply(worker, index(elements)));
    }

    private void task(
            BlockBuilder block, Expr worker, Expr row, Expr rows, Expr column, Expr columns) {
        Expr leftOffset = part(block, "left_offset", worker, leftElements());
        RowPacker packer = new RowPacker(contraction.left(), tiling.lanes());
        block.loop(
                "depth_block",
                index(0),
                blocks,
                (inner, number) -> {
                    Expr k = inner.let("k", multiply(number, index(Contraction.BLOCK_DEPTH)));
                    Expr depth =
                            inner.let(
                                    "depth",
                                    minimum(
                                            index(Contraction.BLOCK_DEPTH),
                                            subtract(contraction.depth(), k)));
                    packer.pack(inner, leftRows, leftOffset, row, rows, k, depth);
                    Step step = new Step(worker, leftOffset, number, k, depth, row, rows);
                    inner.loop(
                            "panel",
                            index(0),
                            columns,
                            tiling.panelColumns(),
                            LoopKind.SERIAL,
                            (body, panel) -> step.write(body, column, columns, panel));
                });
    }

    /// What a task does within one block of the contracted axis.
    private final class Step {
        private final Expr worker;
        private final Expr leftOffset;
        private final Expr number;
        private final Expr k;
        private final Expr depth;
        private final Expr row;
        private final Expr rows;

        Step(Expr worker, Expr leftOffset, Expr number, Expr k, Expr depth, Expr row, Expr rows) {
            this.worker = worker;
            this.leftOffset = leftOffset;
            this.number = number;
            this.k = k;
            this.depth = depth;
            this.row = row;
            this.rows = rows;
        }

        void write(BlockBuilder block, Expr column, Expr columns, Expr panel) {
            Expr first = block.let("first_column", add(column, panel));
            Expr width = block.let("width", subtract(columns, panel));
            Stmt.BufferArgument right = right(block, first, width);
            Expr tileOffset = part(block, "tile_offset", worker, tileElements());
            // Tiles of one panel follow each other; a panel's room is `blockRows` high.
            long panelRoom = tiling.blockRows() + tiling.rows();
            Expr panelTiles =
                    contraction.isOneBlock()
                            ? tileOffset
                            : block.let(
                                    "panel_tiles",
                                    add(tileOffset, multiply(panel, index(panelRoom))));
            block.loop(
                    "tile",
                    index(0),
                    rows,
                    tiling.rows(),
                    LoopKind.SERIAL,
                    (inner, tile) -> {
                        Expr shift = multiply(tile, index(tiling.panelColumns()));
                        Expr place =
                                contraction.isOneBlock()
                                        ? panelTiles
                                        : inner.let("place", add(panelTiles, shift));
                        Expr left = inner.let("left_tile", RowPacker.rowOffset(leftOffset, tile));
                        Expr count = inner.let("count", subtract(rows, tile));
                        request(inner, tile, add(first, index(tiling.panelColumns())));
                        product(inner, count, kernels(), left, right, place);
                        finish(inner, tile, count, first, width, place);
                    });
        }

        /// Asks for a share of the panel that comes next.
        private void request(BlockBuilder block, Expr tile, Expr column) {
            int bytes = contraction.dtype().byteSize();
            PanelRequest request =
                    new PanelRequest(contraction.right(), tiling.panelColumns(), bytes);
            Expr next = block.let("next_tile", add(tile, index(tiling.rows())));
            block.when(
                    less(column, contraction.columns()),
                    inner -> request.write(inner, column, k, depth, tile, next, rows));
        }

        /// The columns' elements, packed.
        private Stmt.BufferArgument right(BlockBuilder block, Expr column, Expr width) {
            if (contraction.right() instanceof PackedRight packed) {
                Expr place = block.let("panel_place", packed.place(column, k));
                return new Stmt.BufferArgument(rightPanel, place);
            }
            Expr place = part(block, "panel_place", worker, rightElements());
            new PanelPacker(contraction.right(), tiling.vectors(), tiling.lanes())
                    .pack(block, rightPanel, place, column, width, k, depth);
            return new Stmt.BufferArgument(rightPanel, place);
        }

        /// Runs the smallest kernel that has enough rows.
        private void product(
                BlockBuilder block,
                Expr count,
                List<MicroKernel> kernels,
                Expr left,
                Stmt.BufferArgument right,
                Expr place) {
            MicroKernel kernel = kernels.getFirst();
            if (kernels.size() == 1) {
                block.add(call(kernel, left, right, place));
                return;
            }
            List<MicroKernel> smaller = kernels.subList(1, kernels.size());
            block.choose(
                    less(index(smaller.getFirst().rows()), count),
                    inner -> inner.add(call(kernel, left, right, place)),
                    inner -> product(inner, count, smaller, left, right, place));
        }

        private Stmt.Call call(
                MicroKernel kernel, Expr left, Stmt.BufferArgument right, Expr place) {
            return new Stmt.Call(
                    kernel.name(),
                    List.of(
                            new Stmt.BufferArgument(leftRows, left),
                            right,
                            new Stmt.BufferArgument(tiles, place)),
                    List.of(depth, index(tiling.panelColumns()), number));
        }

        private void finish(
                BlockBuilder block, Expr tile, Expr count, Expr column, Expr width, Expr place) {
            if (contraction.isOneBlock()) {
                finishTile(block, tile, count, column, width, place);
            } else {
                block.when(
                        equal(add(number, index(1)), blocks),
                        inner -> finishTile(inner, tile, count, column, width, place));
            }
        }

        private void finishTile(
                BlockBuilder block, Expr tile, Expr count, Expr column, Expr width, Expr place) {
            new FinishedTile(tiles, place, tiling.panelColumns(), tiling.lanes())
                    .finish(
                            block,
                            contraction.epilogue(),
                            block.let("first_row", add(row, tile)),
                            block.let("used", minimum(count, index(tiling.rows()))),
                            column,
                            width,
                            Masks.isMultiple(contraction.columns(), tiling.panelColumns()));
        }
    }
}
