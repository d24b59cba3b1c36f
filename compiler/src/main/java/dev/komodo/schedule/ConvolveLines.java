package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.divide;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.minimum;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.remainder;
import static dev.komodo.loop.Expressions.subtract;

import dev.komodo.contract.LineProduct;
import dev.komodo.contract.MatrixOperand;
import dev.komodo.contract.PackedRight;
import dev.komodo.contract.SlidingProduct;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Op;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;
import dev.komodo.loop.Space;
import dev.komodo.target.Target;

import java.util.List;
import java.util.OptionalLong;

/// A [ConvolveProduct] whose vectors go along the output channels ([LineProduct]): for small images
/// and constant filters. The result is cut into tasks by images, groups, panels of channels and
/// blocks of lines.
final class ConvolveLines {
    /// Vectors in a row of the register tile of [SlidingProduct], where there are many channels.
    private static final int COLUMN_VECTORS = 2;

    /// Costs are rough: packed weights take room, and must bring more than this.
    private static final double MARGIN = 0.98;

    private final ConvolveProduct whole;
    private final Storage weights;
    private final KernelWriter writer;
    private final Target target;
    private final Op.Convolve op;
    private final DType dtype;
    private final long rows;
    private final long depth;
    private final long width;
    private final long panels;

    /// @param weights the filter
    ConvolveLines(ConvolveProduct whole, Storage weights) {
        this.whole = whole;
        this.weights = weights;
        this.writer = whole.writer;
        this.target = whole.target;
        this.op = whole.op;
        this.dtype = whole.dtype;
        this.rows = whole.rows;
        this.depth = whole.depth;
        this.width = whole.output.getLast().constant().orElse(0);
        this.panels = Math.ceilDiv(rows, panelChannels());
    }

    /// Whether vectors along the channels cost less than vectors along the positions, which meet
    /// the padding and the end of the whole.image. They take weights that `prepare` packs.
    boolean suits() {
        if (weights.buffer().space() != Space.CONSTANT || width == 0) {
            return false;
        }
        double byLines = LineProduct.cost(target, dtype, rows, depth, width);
        return byLines < MARGIN * columnsCost();
    }

    /// How many columns are computed for one that is used.
    private double columnsCost() {
        OptionalLong columns = ConvolveProduct.columns(whole.image, whole.output).constant();
        OptionalLong used = Index.product(whole.output.subList(2, whole.output.size())).constant();
        if (columns.isEmpty() || used.isEmpty()) {
            return (double) whole.image.places().getLast().constant().orElse(width) / width;
        }
        long panel = (long) COLUMN_VECTORS * target.lanes(dtype.byteSize());
        return (double) Math.ceilDiv(columns.getAsLong(), panel) * panel / used.getAsLong();
    }

    private long panelChannels() {
        return LineProduct.panelChannels(target, dtype, rows);
    }

    private long packedElements() {
        return PackedRight.elements(target, dtype, rows, depth);
    }

    /// What makes two packed filters the same.
    private record PackedFilter(Storage weights, long groups, long rows, long depth) {}

    /// The filter, packed by `prepare`: the output channels of a group are columns.
    private Buffer packed() {
        Storage storage =
                whole.program.prepared(
                        new PackedFilter(weights, op.groups(), rows, depth),
                        "packed_filter",
                        dtype,
                        Math.multiplyExact(op.groups(), packedElements()),
                        this::pack);
        return writer.buffer(storage);
    }

    private void pack(KernelWriter kernel, Storage place) {
        Buffer from = kernel.buffer(weights);
        Buffer to = kernel.buffer(place);
        kernel.loop(
                "group",
                index(0),
                index(op.groups()),
                group -> {
                    Expr first = kernel.let("first", multiply(group, index(rows * depth)));
                    Expr at = kernel.let("packed_at", multiply(group, index(packedElements())));
                    filter(to, at)
                            .pack(
                                    kernel.block(),
                                    new MatrixOperand(from, first, index(depth), index(1), dtype));
                });
    }

    private PackedRight filter(Buffer buffer, Expr offset) {
        return PackedRight.of(target, buffer, offset, rows, depth);
    }

    /// From the first line to the last one, with what lies between planes.
    private Dim lines() {
        List<Dim> places = whole.image.places();
        Dim count = Dim.of(1);
        for (int axis = 0; axis + 1 < places.size(); axis++) {
            Dim pitch = Index.product(places.subList(axis + 1, places.size() - 1));
            count = count.plus(whole.output.get(axis + 2).minus(Dim.of(1)).times(pitch));
        }
        return count;
    }

    /// As many as have room for their sums, but enough tasks where tasks are large enough.
    private long blockLines(Dim lines) {
        long most = LineProduct.mostLines(target, dtype, rows, width);
        OptionalLong known = lines.constant();
        OptionalLong images = whole.output.getFirst().constant();
        if (known.isEmpty() || images.isEmpty()) {
            return most;
        }
        long others = Math.max(1, images.getAsLong() * op.groups() * panels);
        long least = Math.ceilDiv(ConvolveProduct.TASK_PRODUCTS, width * panelChannels() * depth);
        long wanted = Math.ceilDiv(known.getAsLong(), Math.ceilDiv(ConvolveProduct.TASKS, others));
        long blocks = Math.ceilDiv(known.getAsLong(), Math.min(most, Math.max(least, wanted)));
        return Math.ceilDiv(known.getAsLong(), blocks);
    }

    /// Writes the loops.
    ///
    /// @param padded the image
    /// @param offsets of the steps of the depth
    void write(Buffer padded, Buffer offsets) {
        Dim lines = lines();
        long blockLines = blockLines(lines);
        Buffer packed = packed();
        Dim blocks = lines.ceilDivide(Dim.of(blockLines));
        Dim tasks = whole.output.getFirst().times(Dim.of(op.groups() * panels)).times(blocks);
        long each = Math.max(1, blockLines * width * panelChannels() * depth);
        writer.parallel(
                "task",
                index(0),
                writer.dim(tasks),
                1,
                Math.max(1, ConvolveProduct.SERIAL_PRODUCTS / 4 / each),
                (task, worker) -> {
                    Expr block = writer.let("line_block", remainder(task, writer.dim(blocks)));
                    Expr line = writer.let("first_line", multiply(block, index(blockLines)));
                    Expr left = subtract(writer.dim(lines), line);
                    Expr count = writer.let("lines", minimum(index(blockLines), left));
                    Expr rest = writer.let("rest", divide(task, writer.dim(blocks)));
                    task(rest, new Place(worker, line, count), padded, offsets, packed);
                });
    }

    /// The lines of a task.
    private record Place(Expr worker, Expr line, Expr lines) {}

    /// @param task counts panels, groups and images
    private void task(Expr task, Place place, Buffer padded, Buffer offsets, Buffer packed) {
        Expr panel = writer.let("panel", remainder(task, index(panels)));
        Expr rest = writer.let("rest", divide(task, index(panels)));
        Expr group = writer.let("group", remainder(rest, index(op.groups())));
        Expr number = writer.let("image", divide(rest, index(op.groups())));
        Expr first = writer.let("filter_at", multiply(group, index(packedElements())));
        LineProduct product =
                new LineProduct(
                        dtype,
                        filter(packed, first),
                        new SlidingProduct.Place(padded, whole.imageAt(number, group)),
                        offsets,
                        writer.dim(whole.image.places().getLast()),
                        width);
        Expr channel = writer.let("channel", multiply(panel, index(panelChannels())));
        product.lower(
                writer.block(),
                new ProductScope(writer, whole.program),
                target,
                new LineProduct.Part(place.worker, place.line, place.lines, channel),
                whole.new Lines(number, writer.let("first", multiply(group, index(rows)))));
    }
}
