package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.and;
import static dev.komodo.loop.Expressions.broadcast;
import static dev.komodo.loop.Expressions.compare;
import static dev.komodo.loop.Expressions.divide;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.integer;
import static dev.komodo.loop.Expressions.less;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.number;
import static dev.komodo.loop.Expressions.select;
import static dev.komodo.loop.Expressions.subtract;

import dev.komodo.graph.CompareOp;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Op;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopType;
import dev.komodo.target.Target;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A convolution by direct loops: vectors along the innermost axis of the image, a few output
/// channels at once, which share what they read. Each element is a sum over the channels and the
/// filter's positions, in row-major order, each product by one `fma`, from 0; the padding is zeros.
final class ConvolveKernel {
    private final Lowering lowering;
    private final KernelWriter writer;
    private final Op.Convolve op;
    private final ConvolveResult whole;
    private final List<Dim> input;
    private final List<Dim> filter;
    private final List<Dim> output;
    private final DType dtype;
    private final int rank;
    private final int lanes;
    private final int block;

    ConvolveKernel(Lowering lowering, Target machine, Op.Convolve op, ConvolveResult whole) {
        Scope scope = lowering.scope();
        this.lowering = lowering;
        this.writer = lowering.writer();
        this.op = op;
        this.whole = whole;
        this.input = scope.dims(op.input());
        this.filter = scope.dims(op.filter());
        this.output = scope.dims(whole.result());
        this.dtype = scope.dtype(whole.result());
        this.rank = op.strides().size();
        int widest = machine.lanes(Math.max(4, dtype.byteSize()));
        Dim inner = output.getLast();
        this.lanes =
                inner.constant().isPresent()
                        ? Math.min(widest, VectorLoop.powerOfTwo(inner.constant().getAsLong()))
                        : widest;
        this.block = block();
    }

    /// How many output channels of a group are computed at once.
    private int block() {
        Dim channels = output.get(1).floorDivide(Dim.of(op.groups()));
        for (int count = 8; count > 1; count /= 2) {
            if (channels.constant().isPresent() && channels.constant().getAsLong() % count == 0) {
                return count;
            }
        }
        return 1;
    }

    /// Writes the loops.
    void write() {
        if (output.stream().anyMatch(dim -> dim.is(0))) {
            return;
        }
        List<Dim> outer = new ArrayList<>(List.of(output.get(0)));
        outer.add(output.get(1).floorDivide(Dim.of(block)));
        outer.addAll(output.subList(2, output.size() - 1));
        writer.parallel(
                "task",
                index(0),
                writer.dim(Index.product(outer)),
                1,
                1,
                (task, _) -> {
                    List<Position> at = MapKernel.unpack(writer, task, outer);
                    Expr channel = writer.let("channel", multiply(at.get(1).base(), index(block)));
                    row(at, channel);
                });
    }

    /// One row of the image for a few output channels.
    private void row(List<Position> at, Expr channel) {
        Expr perGroup = writer.dim(output.get(1).floorDivide(Dim.of(op.groups())));
        Expr group = writer.let("group", divide(channel, perGroup));
        Expr first = writer.let("first", multiply(group, writer.dim(filter.get(1))));
        List<Expr> low = new ArrayList<>();
        for (int axis = 0; axis + 1 < rank; axis++) {
            Expr begin = origin(axis, at.get(axis + 2).base());
            low.add(begin);
        }
        VectorLoop.over(
                writer,
                "x",
                index(0),
                writer.dim(output.getLast()),
                lanes,
                false,
                (position, guard) -> tile(at, channel, first, low, position, guard));
    }

    /// Where the filter's first element falls on the image: `position * stride - low`.
    private Expr origin(int axis, Expr position) {
        return writer.let(
                "origin",
                subtract(
                        multiply(position, index(op.strides().get(axis))),
                        index(op.padLow().get(axis))));
    }

    private void tile(
            List<Position> at,
            Expr channel,
            Expr firstInput,
            List<Expr> origins,
            Position x,
            Guard guard) {
        int width = writer.lanes();
        List<Expr.Var> sums = new ArrayList<>();
        for (int i = 0; i < block; i++) {
            sums.add(writer.declare("sum", number(new LoopType(dtype, width), 0)));
        }
        writer.loop(
                "c",
                index(0),
                writer.dim(filter.get(1)),
                c ->
                        taps(
                                new ArrayList<>(),
                                taps ->
                                        accumulate(
                                                at,
                                                channel,
                                                firstInput,
                                                origins,
                                                x,
                                                guard,
                                                c,
                                                taps,
                                                sums)));
        for (int i = 0; i < block; i++) {
            List<Position> positions = new ArrayList<>();
            positions.add(at.getFirst());
            positions.add(Position.uniform(add(channel, index(i))));
            positions.addAll(at.subList(2, at.size()));
            positions.add(x);
            whole.finish(writer.snapshot("convolved", sums.get(i)), positions, guard);
        }
    }

    private interface Tap {
        void write(List<Expr> taps);
    }

    /// Loops over the filter's positions.
    private void taps(List<Expr> taps, Tap body) {
        int axis = taps.size();
        if (axis == rank) {
            body.write(List.copyOf(taps));
            return;
        }
        writer.loop(
                "k",
                index(0),
                writer.dim(filter.get(axis + 2)),
                k -> {
                    taps.add(k);
                    taps(taps, body);
                    taps.removeLast();
                });
    }

    private void accumulate(
            List<Position> at,
            Expr channel,
            Expr firstInput,
            List<Expr> origins,
            Position x,
            Guard guard,
            Expr c,
            List<Expr> taps,
            List<Expr.Var> sums) {
        int width = writer.lanes();
        List<Position> positions = new ArrayList<>();
        positions.add(at.getFirst());
        positions.add(Position.uniform(add(firstInput, c)));
        Guard inside = guard;
        for (int axis = 0; axis < rank; axis++) {
            Position place = source(axis, origins, x, taps.get(axis));
            positions.add(place);
            if (op.padLow().get(axis) != 0 || op.padHigh().get(axis) != 0) {
                inside = inside.and(writer.let("inside", inside(axis, place, width)));
            }
        }
        Expr pixels = pixels(Index.of(input, positions), inside, width);
        for (int i = 0; i < sums.size(); i++) {
            List<Position> weight = new ArrayList<>();
            weight.add(Position.uniform(add(channel, index(i))));
            weight.add(Position.uniform(c));
            taps.forEach(tap -> weight.add(Position.uniform(tap)));
            Expr factor = lowering.at(op.filter(), Index.of(filter, weight), Guard.NONE);
            Expr sum = sums.get(i);
            Expr wide = broadcast(factor, width);
            Expr more = add(sum, multiply(pixels, wide));
            writer.assign(sums.get(i), more);
        }
    }

    /// Where a tap falls on the image along an axis.
    private Position source(int axis, List<Expr> origins, Position x, Expr tap) {
        Expr offset = multiply(tap, index(op.dilations().get(axis)));
        return axis + 1 < rank
                ? Position.uniform(add(origins.get(axis), offset))
                : x.times(index(op.strides().get(axis)))
                        .plus(subtract(offset, index(op.padLow().get(axis))));
    }

    /// Elements of the image, zeros in the padding.
    private Expr pixels(Index from, Guard inside, int width) {
        Expr values = lowering.at(op.input(), from, inside);
        Optional<Expr> mask = inside.mask(width);
        if (mask.isEmpty() || (width > 1 && values.type().lanes() == width)) {
            return Lowering.widen(values, width);
        }
        // What all lanes share was not masked for each.
        Expr zero = number(new LoopType(dtype, width), 0);
        return select(mask.get(), Lowering.widen(values, width), zero);
    }

    private Expr inside(int axis, Position position, int width) {
        Expr at = writer.let("column", position.value(width));
        int count = at.type().lanes();
        Expr zero = integer(at.type(), 0);
        Expr end = broadcast(writer.dim(input.get(axis + 2)), count);
        return and(compare(CompareOp.GREATER_EQUAL, at, zero), less(at, end));
    }
}
