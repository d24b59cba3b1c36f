package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.and;
import static dev.komodo.loop.Expressions.divide;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.less;
import static dev.komodo.loop.Expressions.maximum;
import static dev.komodo.loop.Expressions.minimum;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.or;
import static dev.komodo.loop.Expressions.remainder;
import static dev.komodo.loop.Expressions.select;
import static dev.komodo.loop.Expressions.subtract;

import dev.komodo.contract.SlidingProduct;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Op;
import dev.komodo.graph.Value;
import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;
import dev.komodo.target.Target;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A convolution as products of matrices, one for each image and group: the output channels are the
/// rows, the positions of the image the columns, the channels and taps of the filter what is
/// contracted. The image is brought into a [PaddedImage] first, in which all products of an output
/// position lie at distances that do not depend on the position; the filter is read where it lies.
final class ConvolveProduct {
    /// Output channels of a group below which the direct loops are as fast.
    private static final long LEAST_ROWS = 4;

    /// So many columns may be computed for one that is used.
    private static final long MOST_WASTE = 2;

    /// So many tasks keep threads busy.
    static final long TASKS = 16;

    /// Products of a task, at least: a microsecond hides what a task takes by itself. Nothing is
    /// packed, so smaller tasks cost nothing else, and workers get equal shares of them.
    static final long TASK_PRODUCTS = 1L << 17;

    /// Products that one thread does alone: some 8 microseconds.
    static final long SERIAL_PRODUCTS = 1L << 20;

    private final Lowering lowering;
    final KernelWriter writer;
    final ProgramWriter program;
    final Target target;
    final Op.Convolve op;
    private final ConvolveResult result;
    private final List<Dim> input;
    private final List<Long> filter;
    final List<Dim> output;
    final DType dtype;
    final PaddedImage image;
    final long rows;
    final long depth;

    private ConvolveProduct(
            Lowering lowering, ProgramWriter program, Op.Convolve op, ConvolveResult result) {
        Scope scope = lowering.scope();
        this.lowering = lowering;
        this.writer = lowering.writer();
        this.program = program;
        this.target = program.target();
        this.op = op;
        this.result = result;
        this.input = scope.dims(op.input());
        this.filter = constants(scope.dims(op.filter())).orElseThrow();
        this.output = scope.dims(result.result());
        this.dtype = scope.dtype(result.result());
        this.image = new PaddedImage(scope, op, result.result(), filter.subList(2, filter.size()));
        this.rows = filter.getFirst() / op.groups();
        this.depth = filter.subList(1, filter.size()).stream().reduce(1L, Math::multiplyExact);
    }

    private static Optional<List<Long>> constants(List<Dim> dims) {
        List<Long> constants = new ArrayList<>();
        for (Dim dim : dims) {
            OptionalLong constant = dim.constant();
            if (constant.isEmpty()) {
                return Optional.empty();
            }
            constants.add(constant.getAsLong());
        }
        return Optional.of(constants);
    }

    /// Whether a convolution is computed this way: a question of the graph, for numbers depend on
    /// it.
    static boolean suits(Scope scope, Op.Convolve op, Value result) {
        DType dtype = scope.dtype(result);
        Optional<List<Long>> filter = constants(scope.dims(op.filter()));
        if ((dtype != DType.F32 && dtype != DType.F64)
                || filter.isEmpty()
                || filter.get().contains(0L)
                || scope.stored(op.filter()).isEmpty()
                || filter.get().getFirst() / op.groups() < LEAST_ROWS) {
            return false;
        }
        List<Dim> output = scope.dims(result);
        Dim used = Index.product(output.subList(2, output.size()));
        List<Long> taps = filter.get().subList(2, filter.get().size());
        OptionalLong computed =
                columns(new PaddedImage(scope, op, result, taps), output).constant();
        return used.constant().isEmpty()
                || computed.isEmpty()
                || computed.getAsLong() <= MOST_WASTE * used.constant().getAsLong() + 16;
    }

    /// Writes the loops.
    static void write(
            Lowering lowering, ProgramWriter program, Op.Convolve op, ConvolveResult result) {
        if (lowering.scope().dims(result.result()).stream().noneMatch(dim -> dim.is(0))) {
            new ConvolveProduct(lowering, program, op, result).write();
        }
    }

    /// From the first position to the last one, with what lies between rows.
    static Dim columns(PaddedImage image, List<Dim> output) {
        Dim columns = Dim.of(1);
        for (int axis = 0; axis + 2 < output.size(); axis++) {
            Dim steps = output.get(axis + 2).minus(Dim.of(1));
            columns = columns.plus(steps.times(image.pitch(axis)));
        }
        return columns;
    }

    private void write() {
        Scope scope = lowering.scope();
        Dim elements = image.elements(SlidingProduct.MOST_PANEL_COLUMNS);
        Buffer padded = writer.buffer(program.workspace("padded", dtype, elements));
        Buffer offsets = writer.buffer(program.workspace("offsets", DType.I64, Dim.of(depth)));
        writer.rewrites(padded);
        writer.rewrites(offsets);
        image.offsets(writer, offsets, filter.get(1));
        image.write(lowering, padded, target.lanes(dtype.byteSize()));
        Storage stored = scope.stored(op.filter()).orElseThrow();
        ConvolveLines lines = new ConvolveLines(this, stored);
        if (lines.suits()) {
            lines.write(padded, offsets);
            return;
        }
        SlidingProduct product =
                new SlidingProduct(
                        dtype,
                        rows,
                        writer.dim(columns(image, output)),
                        depth,
                        new SlidingProduct.Place(writer.buffer(stored), index(0)),
                        depth,
                        new SlidingProduct.Place(padded, index(0)),
                        offsets,
                        writer.dim(image.places().getLast()),
                        writer.dim(output.getLast()));
        new Grid(product).write();
    }

    /// Where a group of an image begins.
    Expr imageAt(Expr number, Expr group) {
        Expr channel =
                add(
                        multiply(number, writer.dim(input.get(1))),
                        multiply(group, index(filter.get(1))));
        return writer.let("image_at", multiply(channel, writer.dim(image.channelPitch())));
    }

    /// How the result is cut into tasks: by images, groups, blocks of rows and blocks of columns.
    private final class Grid {
        private final SlidingProduct product;
        private final long blockRows;
        private final long panelColumns;

        Grid(SlidingProduct product) {
            this.product = product;
            this.panelColumns = product.panelColumns(target);
            long tasks =
                    output.getFirst()
                            .times(Dim.of(op.groups()))
                            .times(columns(image, output).ceilDivide(Dim.of(panelColumns)))
                            .constant()
                            .orElse(TASKS);
            this.blockRows = product.blockRows(target, Math.ceilDiv(TASKS, Math.max(1, tasks)));
        }

        void write() {
            Expr panels = writer.dim(columns(image, output).ceilDivide(Dim.of(panelColumns)));
            Dim others =
                    output.getFirst()
                            .times(Dim.of(op.groups()))
                            .times(Dim.of(Math.ceilDiv(rows, blockRows)));
            Expr few = index(Math.ceilDiv(TASK_PRODUCTS, blockRows * depth * panelColumns));
            Expr blockPanels = select(isSerial(), maximum(index(1), panels), few);
            Expr blockColumns =
                    writer.let("block_columns", multiply(blockPanels, index(panelColumns)));
            Expr count = writer.let("count", ceiling(product.columns(), blockColumns));
            writer.parallel(
                    "task",
                    index(0),
                    writer.let("tasks", multiply(writer.dim(others), count)),
                    1,
                    grain(),
                    (task, worker) -> task(task, worker, count, blockColumns));
        }

        private Expr isSerial() {
            Expr workers = writer.scalar("workers", program.workers());
            Expr products = multiply(writer.dim(Index.product(output)), index(depth));
            return or(less(workers, index(2)), less(products, index(SERIAL_PRODUCTS)));
        }

        /// As many tasks as are worth a thread where each is a whole image.
        private long grain() {
            long columns = product.panelColumns(target);
            long known = columns(image, output).constant().orElse(Costs.SYMBOLIC_EXTENT);
            long each = Math.max(1, blockRows * Math.max(columns, known) * depth);
            return Math.max(1, SERIAL_PRODUCTS / 4 / each);
        }

        private void task(Expr task, Expr worker, Expr columnBlocks, Expr blockColumns) {
            Expr columnBlock = writer.let("column_block", remainder(task, columnBlocks));
            Expr rest = writer.let("rest", divide(task, columnBlocks));
            Expr rowBlocks = index(Math.ceilDiv(rows, blockRows));
            Expr rowBlock = writer.let("row_block", remainder(rest, rowBlocks));
            rest = writer.let("rest", divide(rest, rowBlocks));
            Expr group = writer.let("group", remainder(rest, index(op.groups())));
            Expr number = writer.let("image", divide(rest, index(op.groups())));
            Expr row = writer.let("row", multiply(rowBlock, index(blockRows)));
            Expr column = writer.let("column", multiply(columnBlock, blockColumns));
            SlidingProduct.Part part =
                    new SlidingProduct.Part(
                            worker,
                            row,
                            writer.let("rows", minimum(index(blockRows), left(rows, row))),
                            column,
                            writer.let(
                                    "columns",
                                    minimum(blockColumns, subtract(product.columns(), column))));
            Expr right = imageAt(number, group);
            Expr left = writer.let("filter_at", multiply(group, index(rows * depth)));
            product.at(left, right)
                    .lower(
                            writer.block(),
                            new ProductScope(writer, program),
                            target,
                            part,
                            new Lines(number, writer.let("first", multiply(group, index(rows)))));
        }

        private static Expr left(long all, Expr done) {
            return subtract(index(all), done);
        }

        private static Expr ceiling(Expr dividend, Expr divisor) {
            return divide(subtract(add(dividend, divisor), index(1)), divisor);
        }
    }

    /// Where finished elements go.
    final class Lines implements SlidingProduct.Lines {
        private final Expr number;
        private final Expr first;

        /// @param number of the image
        /// @param first the group's first output channel
        Lines(Expr number, Expr first) {
            this.number = number;
            this.first = first;
        }

        /// The positions along all axes of the image but the last: a line's is row-major in the
        /// padded image.
        private List<Expr> unpack(Expr line) {
            List<Expr> positions = new ArrayList<>();
            Expr rest = line;
            List<Dim> places = image.places();
            for (int axis = places.size() - 2; axis >= 0; axis--) {
                Expr extent = writer.dim(places.get(axis));
                positions.addFirst(axis == 0 ? rest : remainder(rest, extent));
                rest = divide(rest, extent);
            }
            return positions;
        }

        @Override
        public Optional<Expr> isLine(BlockBuilder block, Expr line) {
            Optional<Expr> all = Optional.empty();
            List<Expr> positions = unpack(line);
            for (int axis = 1; axis < positions.size(); axis++) {
                Expr one = less(positions.get(axis), writer.dim(output.get(axis + 2)));
                all = Optional.of(all.map(others -> and(others, one)).orElse(one));
            }
            return all;
        }

        @Override
        public void store(
                BlockBuilder block,
                Expr values,
                Expr row,
                Expr line,
                Expr at,
                Optional<Expr> mask) {
            int lanes = values.type().lanes();
            writer.within(
                    block,
                    lanes,
                    () -> {
                        List<Position> positions = new ArrayList<>();
                        positions.add(Position.uniform(number));
                        positions.add(Position.uniform(add(first, row)));
                        unpack(line).forEach(each -> positions.add(Position.uniform(each)));
                        positions.add(lanes == 1 ? Position.uniform(at) : Position.consecutive(at));
                        Expr done = writer.snapshot("convolved", values);
                        result.finish(done, positions, mask.map(Guard::lanes).orElse(Guard.NONE));
                        return done;
                    });
        }
    }
}
