package dev.komodo.contract;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.and;
import static dev.komodo.loop.Expressions.divide;
import static dev.komodo.loop.Expressions.equal;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.less;
import static dev.komodo.loop.Expressions.maximum;
import static dev.komodo.loop.Expressions.minimum;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.subtract;

import dev.komodo.graph.DType;
import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.DotKind;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopKind;
import dev.komodo.loop.Stmt;
import dev.komodo.target.Target;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The driver of products of words: the way of [Gemm], with elements packed in words.
///
/// bf16: the numbers are those of the package description, bit for bit. An instruction adds the
/// products of a pair one after the other, each by one `fma`, but takes subnormal numbers for
/// zeros; where the packers meet elements of which such could come ([BrainRange]), the pairs are
/// multiplied one by one in f32.
public final class DotGemm {
    private final DotContraction contraction;
    private final Contraction extents;
    private final Tiling tiling;
    private final DotRoles roles;
    private final Buffer leftRows;
    private final Buffer rightPanel;
    private final Buffer tiles;
    private final Optional<Buffer> rowSums;
    private final Optional<Buffer> columnSums;
    private final Expr blocks;

    private DotGemm(BlockBuilder block, Scope scope, Target target, DotContraction contraction) {
        this.contraction = contraction;
        this.extents = contraction.extents();
        this.tiling = Tiling.of(target, extents, contraction.isOneBlock());
        this.roles = DotRoles.of(contraction);
        this.leftRows = scope.scratch("left_words", DType.I32, leftWords());
        this.rightPanel = scope.scratch("right_words", DType.I32, rightWords());
        this.tiles = scope.scratch("tiles", contraction.kind().sum(), tileElements());
        this.rowSums =
                roles.wantsRowSums()
                        ? Optional.of(scope.scratch("row_sums", DType.I32, rowRoom()))
                        : Optional.empty();
        this.columnSums =
                roles.wantsColumnSums()
                        ? Optional.of(scope.scratch("column_sums", DType.I32, columnRoom()))
                        : Optional.empty();
        long rest = contraction.blockDepth() - 1;
        Expr count = divide(add(contraction.depth(), index(rest)), index(contraction.blockDepth()));
        this.blocks = block.let("blocks", maximum(index(1), count));
    }

    /// Writes a product.
    ///
    /// @param block where the statements go
    /// @param scope gives scratch memory and takes functions
    /// @param target the machine
    public static void lower(
            BlockBuilder block, Scope scope, Target target, DotContraction contraction) {
        DotGemm gemm = new DotGemm(block, scope, target, contraction);
        for (boolean isSlow : gemm.isBrain() ? List.of(false, true) : List.of(false)) {
            gemm.kernels(isSlow).forEach(each -> scope.define(each.name(), each::function));
        }
        TaskGrid.of(block, gemm.extents, gemm.tiling).loop(block, gemm.extents, gemm::task);
    }

    private boolean isBrain() {
        return contraction.kind() == DotKind.BRAIN;
    }

    private static long lines(long elements) {
        return (elements + 15) / 16 * 16;
    }

    private long leftWords() {
        return RowPacker.elements(tiling.blockRows() + tiling.rows(), tiling.lanes());
    }

    private long rightWords() {
        return (contraction.blockDepth() / contraction.kind().parts() + tiling.lanes())
                * tiling.panelColumns();
    }

    private long tileElements() {
        return lines(
                contraction.isOneBlock()
                        ? tiling.tileElements()
                        : (tiling.blockRows() + tiling.rows()) * tiling.blockColumns());
    }

    private long rowRoom() {
        return lines(tiling.blockRows() + tiling.rows() + tiling.lanes());
    }

    private long columnRoom() {
        return lines(contraction.isOneBlock() ? tiling.panelColumns() : tiling.blockColumns());
    }

    private List<DotKernel> kernels(boolean isSlow) {
        List<DotKernel> kernels = new ArrayList<>();
        kernels.add(kernel(tiling.rows(), isSlow));
        tiling.remainders().forEach(rows -> kernels.add(kernel(rows, isSlow)));
        return kernels;
    }

    private DotKernel kernel(int rows, boolean isSlow) {
        return new DotKernel(
                contraction.kind(),
                roles.isExchanged(),
                isSlow,
                rows,
                tiling.vectors(),
                tiling.lanes());
    }

    private static Expr part(BlockBuilder block, String hint, Expr worker, long elements) {
        return block.let(hint, multiply(worker, index(elements)));
    }

    private void task(
            BlockBuilder block, Expr worker, Expr row, Expr rows, Expr column, Expr columns) {
        Task task =
                new Task(
                        worker,
                        part(block, "left_offset", worker, leftWords()),
                        part(block, "row_sums_offset", worker, rowRoom()),
                        part(block, "column_sums_offset", worker, columnRoom()),
                        row,
                        rows,
                        column,
                        columns);
        block.loop("depth_block", index(0), blocks, (inner, number) -> task.block(inner, number));
    }

    /// One task.
    private final class Task {
        private final Expr worker;
        private final Expr leftOffset;
        private final Expr rowSumsOffset;
        private final Expr columnSumsOffset;
        private final Expr row;
        private final Expr rows;
        private final Expr column;
        private final Expr columns;

        Task(
                Expr worker,
                Expr leftOffset,
                Expr rowSumsOffset,
                Expr columnSumsOffset,
                Expr row,
                Expr rows,
                Expr column,
                Expr columns) {
            this.worker = worker;
            this.leftOffset = leftOffset;
            this.rowSumsOffset = rowSumsOffset;
            this.columnSumsOffset = columnSumsOffset;
            this.row = row;
            this.rows = rows;
            this.column = column;
            this.columns = columns;
        }

        void block(BlockBuilder block, Expr number) {
            long most = contraction.blockDepth();
            int parts = contraction.kind().parts();
            Expr k = block.let("k", multiply(number, index(most)));
            Expr depth = block.let("depth", minimum(index(most), subtract(contraction.depth(), k)));
            Expr words = block.let("words", divide(add(depth, index(parts - 1)), index(parts)));
            Optional<BrainRange> range = range(block);
            DotRowPacker packer =
                    new DotRowPacker(
                            roles.left(tiling.lanes()),
                            rowSums.map(
                                    buffer ->
                                            new DotSums(
                                                    buffer,
                                                    rowSumsOffset,
                                                    number,
                                                    roles.isLeftSigned())),
                            range);
            packer.pack(
                    block, new DotRowPacker.Part(leftRows, leftOffset, row, rows, k, depth, words));
            Depth place = new Depth(number, k, depth, words, range.map(seen -> seen.isKept(block)));
            block.loop(
                    "panel",
                    index(0),
                    columns,
                    tiling.panelColumns(),
                    LoopKind.SERIAL,
                    (inner, panel) -> panel(inner, place, panel));
        }

        private Optional<BrainRange> range(BlockBuilder block) {
            return isBrain()
                    ? Optional.of(BrainRange.declare(block, tiling.lanes()))
                    : Optional.empty();
        }

        private void panel(BlockBuilder block, Depth depth, Expr panel) {
            Expr first = block.let("first_column", add(column, panel));
            Expr width = block.let("width", subtract(columns, panel));
            Expr sumsPlace = contraction.isOneBlock() ? index(0) : panel;
            Optional<BrainRange> range = range(block);
            Expr place = part(block, "panel_place", worker, rightWords());
            DotPanelPacker packer =
                    new DotPanelPacker(
                            roles.right(tiling.lanes()),
                            tiling.vectors(),
                            columnSums.map(
                                    buffer ->
                                            new DotSums(
                                                    buffer,
                                                    columnSumsOffset,
                                                    depth.number,
                                                    roles.isRightSigned())),
                            range);
            packer.pack(
                    block,
                    new DotPanelPacker.Part(
                            rightPanel, place, first, width, sumsPlace, depth.k, depth.depth));
            Optional<Expr> isKept =
                    range.map(seen -> and(seen.isKept(block), depth.isKept.orElseThrow()));
            tiles(block, depth, panel, new Panel(first, width, sumsPlace, place, isKept));
        }

        private void tiles(BlockBuilder block, Depth depth, Expr panel, Panel right) {
            Expr tileOffset = part(block, "tile_offset", worker, tileElements());
            long room = tiling.blockRows() + tiling.rows();
            Expr panelTiles =
                    contraction.isOneBlock()
                            ? tileOffset
                            : block.let(
                                    "panel_tiles", add(tileOffset, multiply(panel, index(room))));
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
                        product(inner, depth, count, left, right, place);
                        finish(inner, depth, tile, count, right, place);
                    });
        }

        private void product(
                BlockBuilder block, Depth depth, Expr count, Expr left, Panel right, Expr place) {
            if (right.isKept.isEmpty()) {
                call(block, depth, count, kernels(false), left, right, place);
                return;
            }
            block.choose(
                    right.isKept.get(),
                    fast -> call(fast, depth, count, kernels(false), left, right, place),
                    slow -> call(slow, depth, count, kernels(true), left, right, place));
        }

        /// Runs the smallest kernel that has enough rows.
        private void call(
                BlockBuilder block,
                Depth depth,
                Expr count,
                List<DotKernel> kernels,
                Expr left,
                Panel right,
                Expr place) {
            Stmt.Call call =
                    new Stmt.Call(
                            kernels.getFirst().name(),
                            List.of(
                                    new Stmt.BufferArgument(leftRows, left),
                                    new Stmt.BufferArgument(rightPanel, right.place),
                                    new Stmt.BufferArgument(tiles, place)),
                            List.of(depth.words, depth.number));
            if (kernels.size() == 1) {
                block.add(call);
                return;
            }
            List<DotKernel> smaller = kernels.subList(1, kernels.size());
            block.choose(
                    less(index(smaller.getFirst().rows()), count),
                    inner -> inner.add(call),
                    inner -> call(inner, depth, count, smaller, left, right, place));
        }

        private void finish(
                BlockBuilder block, Depth depth, Expr tile, Expr count, Panel right, Expr place) {
            if (contraction.isOneBlock()) {
                finishTile(block, tile, count, right, place);
            } else {
                block.when(
                        equal(add(depth.number, index(1)), blocks),
                        inner -> finishTile(inner, tile, count, right, place));
            }
        }

        private void finishTile(
                BlockBuilder block, Expr tile, Expr count, Panel right, Expr place) {
            new FinishedTile(tiles, place, tiling.panelColumns(), tiling.lanes())
                    .finish(
                            block,
                            epilogue(right),
                            block.let("first_row", add(row, tile)),
                            block.let("used", minimum(count, index(tiling.rows()))),
                            right.column,
                            right.width,
                            Masks.isMultiple(contraction.columns(), tiling.panelColumns()));
        }

        private Epilogue epilogue(Panel right) {
            Expr columnPlace = subtract(add(columnSumsOffset, right.sumsPlace), right.column);
            return roles.centred(
                    new DotRoles.Sums(rowSums, subtract(rowSumsOffset, row)),
                    new DotRoles.Sums(columnSums, columnPlace));
        }
    }

    /// A block of the contracted axis.
    ///
    /// @param number which one
    /// @param k its first element
    /// @param depth how many elements it has
    /// @param words how many words those are
    /// @param isKept whether bf16 on the left are in range
    private record Depth(Expr number, Expr k, Expr depth, Expr words, Optional<Expr> isKept) {}

    /// A packed panel.
    ///
    /// @param column its first column
    /// @param width how many columns there are from it on
    /// @param sumsPlace the first column's number among the sums
    /// @param place where its words are
    /// @param isKept whether bf16 on both sides are in range
    private record Panel(
            Expr column, Expr width, Expr sumsPlace, Expr place, Optional<Expr> isKept) {}
}
