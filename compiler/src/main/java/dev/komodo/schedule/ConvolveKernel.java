package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.and;
import static dev.komodo.loop.Expressions.broadcast;
import static dev.komodo.loop.Expressions.compare;
import static dev.komodo.loop.Expressions.divide;
import static dev.komodo.loop.Expressions.fma;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.integer;
import static dev.komodo.loop.Expressions.less;
import static dev.komodo.loop.Expressions.maximum;
import static dev.komodo.loop.Expressions.minimum;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.number;
import static dev.komodo.loop.Expressions.select;
import static dev.komodo.loop.Expressions.subtract;

import dev.komodo.graph.CompareOp;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Op;
import dev.komodo.graph.Value;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopType;
import dev.komodo.target.Target;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A convolution by direct loops: vectors along the innermost axis of the image, a few output
/// channels at once, which share what they read. Each element is a sum over the channels and the
/// filter's positions, in row-major order, each product by one `fma`, from 0; the padding has no
/// products.
final class ConvolveKernel {
    private final Lowering lowering;
    private final KernelWriter writer;
    private final Op.Convolve op;
    private final Value result;
    private final List<Value> roots;
    private final List<Dim> input;
    private final List<Dim> filter;
    private final List<Dim> output;
    private final DType dtype;
    private final int rank;
    private final int lanes;
    private final int block;

    /// @param roots the result and what is computed from it, in topological order
    ConvolveKernel(
            Lowering lowering, Target machine, Op.Convolve op, Value result, List<Value> roots) {
        Scope scope = lowering.scope();
        this.lowering = lowering;
        this.writer = lowering.writer();
        this.op = op;
        this.result = result;
        this.roots = List.copyOf(roots);
        lowering.compute(roots);
        this.input = scope.dims(op.input());
        this.filter = scope.dims(op.filter());
        this.output = scope.dims(result);
        this.dtype = scope.dtype(result);
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
                                origins,
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
            finish(writer.snapshot("convolved", sums.get(i)), positions, guard);
        }
    }

    /// Stores finished elements and what is computed from them.
    private void finish(Expr sum, List<Position> positions, Guard guard) {
        lowering.hold(result, (_, _) -> sum);
        List<Position> squeezed = new ArrayList<>();
        for (int axis = 0; axis < output.size(); axis++) {
            if (!output.get(axis).is(1)) {
                squeezed.add(positions.get(axis));
            }
        }
        for (Value root : roots) {
            Optional<Storage> target = lowering.scope().stored(root);
            if (target.isPresent()) {
                Index index = Domain.index(lowering.scope().dims(root), squeezed);
                Expr value = Lowering.widen(lowering.at(root, index, guard), writer.lanes());
                MapKernel.store(lowering, target.get(), index.flat(writer), value, guard);
            }
        }
        lowering.forget();
    }

    private interface Tap {
        void write(List<Expr> taps);
    }

    /// Loops over the filter's positions: along outer axes, those that fall on the image.
    private void taps(List<Expr> taps, List<Expr> origins, Tap body) {
        int axis = taps.size();
        if (axis == rank) {
            body.write(List.copyOf(taps));
            return;
        }
        Expr begin = index(0);
        Expr end = writer.dim(filter.get(axis + 2));
        if (axis + 1 < rank) {
            Expr origin = origins.get(axis);
            Expr dilation = index(op.dilations().get(axis));
            Expr round = index(op.dilations().get(axis) - 1);
            Expr skipped = divide(add(subtract(index(0), origin), round), dilation);
            Expr left = subtract(writer.dim(input.get(axis + 2)), origin);
            Expr reached = divide(add(left, round), dilation);
            begin = writer.let("begin", maximum(index(0), skipped));
            end = writer.let("end", minimum(end, reached));
        }
        writer.loop(
                "k",
                begin,
                end,
                k -> {
                    taps.add(k);
                    taps(taps, origins, body);
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
        for (int axis = 0; axis + 1 < rank; axis++) {
            Expr offset = multiply(taps.get(axis), index(op.dilations().get(axis)));
            positions.add(Position.uniform(add(origins.get(axis), offset)));
        }
        int last = rank - 1;
        Expr offset = multiply(taps.get(last), index(op.dilations().get(last)));
        Position column =
                x.times(index(op.strides().get(last)))
                        .plus(subtract(offset, index(op.padLow().get(last))));
        positions.add(column);
        Guard inside = guard;
        Optional<Expr> counts = Optional.empty();
        if (op.padLow().get(last) != 0 || op.padHigh().get(last) != 0) {
            Expr mask = writer.let("inside", inside(column, width));
            inside = guard.and(mask);
            counts = Optional.of(Lowering.widen(mask, width));
        }
        Expr pixels =
                Lowering.widen(lowering.at(op.input(), Index.of(input, positions), inside), width);
        for (int i = 0; i < sums.size(); i++) {
            List<Position> weight = new ArrayList<>();
            weight.add(Position.uniform(add(channel, index(i))));
            weight.add(Position.uniform(c));
            taps.forEach(tap -> weight.add(Position.uniform(tap)));
            Expr factor = lowering.at(op.filter(), Index.of(filter, weight), Guard.NONE);
            Expr sum = sums.get(i);
            Expr wide = broadcast(factor, width);
            Expr more = dtype.isFloat() ? fma(pixels, wide, sum) : add(sum, multiply(pixels, wide));
            writer.assign(sums.get(i), counts.map(mask -> select(mask, more, sum)).orElse(more));
        }
    }

    private Expr inside(Position column, int width) {
        Expr at = writer.let("column", column.value(width));
        int count = at.type().lanes();
        Expr zero = integer(at.type(), 0);
        Expr end = broadcast(writer.dim(input.getLast()), count);
        return and(compare(CompareOp.GREATER_EQUAL, at, zero), less(at, end));
    }
}
