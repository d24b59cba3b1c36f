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
import static dev.komodo.loop.Expressions.remainder;
import static dev.komodo.loop.Expressions.select;
import static dev.komodo.loop.Expressions.subtract;

import dev.komodo.graph.CompareOp;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Op;
import dev.komodo.graph.Value;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopType;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// The input of a convolution with its padding, laid out so that what a tap of the filter meets is
/// one distance away from the output's position, for all positions.
///
/// Along an axis of stride `s`, elements `s` apart are neighbours: the image is split into as many
/// phases as taps fall on. Planes of one phase follow each other, then channels, then images.
/// Neighbouring rows share the padding between them.
final class PaddedImage {
    /// A channel takes an odd number of such pieces, in bytes: neighbouring channels then lie in
    /// different sets of a cache.
    private static final long PIECE_BYTES = 64;

    private final Op.Convolve op;
    private final List<Dim> input;
    private final List<Axis> axes = new ArrayList<>();
    private final DType dtype;

    /// One axis of the image.
    ///
    /// @param extent of the input
    /// @param taps of the filter
    /// @param stride from one window to the next
    /// @param dilation from one tap to the next
    /// @param low how many zeros come first
    /// @param phases how many phases there are
    /// @param places the extent of a phase
    private record Axis(
            Dim extent, long taps, long stride, long dilation, long low, long phases, Dim places) {
        static Axis of(
                Op.Convolve op, int axis, Dim extent, Dim output, long taps, boolean isLast) {
            long stride = op.strides().get(axis);
            long dilation = op.dilations().get(axis);
            long low = op.padLow().get(axis);
            long reach = (taps - 1) * dilation / stride;
            long shared = isLast && stride == 1 ? Math.min(low, op.padHigh().get(axis)) : 0;
            return new Axis(
                    extent,
                    taps,
                    stride,
                    dilation,
                    low,
                    Math.min(taps, period(stride, dilation)),
                    output.plus(Dim.of(reach - Math.min(shared, reach))));
        }

        /// After how many taps the phases repeat.
        private static long period(long stride, long dilation) {
            long a = stride;
            long b = dilation;
            while (b != 0) {
                long rest = a % b;
                a = b;
                b = rest;
            }
            return stride / a;
        }

        /// The phase that a tap falls on.
        Expr phase(Expr tap) {
            return remainder(tap, index(period(stride, dilation)));
        }

        /// How far a tap is from the window's first place, in its phase.
        Expr distance(Expr tap) {
            return divide(multiply(tap, index(dilation)), index(stride));
        }

        /// The input's position at a place of a phase.
        Position source(Position place, Expr phase) {
            Expr first = remainder(multiply(phase, index(dilation)), index(stride));
            return place.times(index(stride)).plus(subtract(first, index(low)));
        }
    }

    /// @param taps the filter's extents
    PaddedImage(Scope scope, Op.Convolve op, Value result, List<Long> taps) {
        this.op = op;
        this.input = scope.dims(op.input());
        this.dtype = scope.dtype(op.input());
        List<Dim> output = scope.dims(result);
        for (int i = 0; i < taps.size(); i++) {
            boolean isLast = i + 1 == taps.size();
            axes.add(Axis.of(op, i, input.get(i + 2), output.get(i + 2), taps.get(i), isLast));
        }
    }

    /// The extents of a phase.
    List<Dim> places() {
        return axes.stream().map(Axis::places).toList();
    }

    /// The distance of neighbouring positions along an axis.
    Dim pitch(int axis) {
        return Index.product(places().subList(axis + 1, axes.size()));
    }

    private Dim plane() {
        return Index.product(places());
    }

    /// The distance of neighbouring channels.
    Dim channelPitch() {
        long piece = PIECE_BYTES / dtype.byteSize();
        Dim pieces = Dim.of(2 * piece);
        Dim needed = planes().plus(Dim.of(op.padLow().getLast()));
        return needed.ceilDivide(pieces).times(pieces).plus(Dim.of(piece));
    }

    private Dim planes() {
        long phases = axes.stream().mapToLong(Axis::phases).reduce(1, Math::multiplyExact);
        return plane().times(Dim.of(phases));
    }

    /// How many elements the image takes.
    ///
    /// @param beyond how many more may be read
    Dim elements(long beyond) {
        return channelPitch().times(input.get(0)).times(input.get(1)).plus(Dim.of(beyond));
    }

    /// Writes the loops that bring the image here.
    ///
    /// @param lanes elements of a vector
    void write(Lowering lowering, Buffer target, int lanes) {
        KernelWriter writer = lowering.writer();
        Dim channels = input.get(0).times(input.get(1));
        long work = 4 * channelPitch().bound().constant().orElse(Costs.SYMBOLIC_EXTENT) / lanes;
        writer.parallel(
                "channel",
                index(0),
                writer.dim(channels),
                1,
                Math.max(1, Costs.GRAIN / Math.max(1, work)),
                (at, _) -> {
                    Expr begin = multiply(at, writer.dim(channelPitch()));
                    channel(lowering, target, lanes, at, writer.let("begin", begin));
                });
    }

    /// Writes the loops that bring one channel somewhere.
    ///
    /// @param at the channel, counted over all images
    /// @param begin its first element in the target
    void channel(Lowering lowering, Buffer target, int lanes, Expr at, Expr begin) {
        KernelWriter writer = lowering.writer();
        List<Position> outer = MapKernel.unpack(writer, at, input.subList(0, 2));
        phases(
                writer,
                new ArrayList<>(),
                begin,
                (phases, place) -> {
                    int last = axes.size() - 1;
                    Expr count = writer.dim(axes.get(last).places());
                    VectorLoop.over(
                            writer,
                            "x",
                            index(0),
                            count,
                            lanes,
                            true,
                            (x, guard) ->
                                    new Column(lowering, target, outer, phases, x, guard)
                                            .write(place));
                });
        gap(writer, target, lanes, begin);
    }

    /// Zeros behind a channel: the padding that its last row shares with nobody.
    private void gap(KernelWriter writer, Buffer target, int lanes, Expr begin) {
        Expr first = writer.let("gap", add(begin, writer.dim(planes())));
        VectorLoop.over(
                writer,
                "x",
                index(0),
                writer.dim(channelPitch().minus(planes())),
                lanes,
                true,
                (x, guard) -> {
                    int width = writer.lanes();
                    Expr zero = number(new LoopType(dtype, width), 0);
                    store(writer, target, add(first, x.base()), zero, guard);
                });
    }

    private static void store(
            KernelWriter writer, Buffer target, Expr at, Expr value, Guard guard) {
        Optional<Expr> mask = guard.mask(value.type().lanes());
        if (mask.isPresent()) {
            writer.block().store(target, at, value, mask.get());
        } else {
            writer.block().store(target, at, value);
        }
    }

    private interface Plane {
        void write(List<Expr> phases, Expr place);
    }

    /// Loops over the phases of all axes.
    private void phases(KernelWriter writer, List<Expr> phases, Expr plane, Plane body) {
        int axis = phases.size();
        if (axis == axes.size()) {
            body.write(List.copyOf(phases), writer.let("plane", plane));
            return;
        }
        long inner =
                axes.subList(axis + 1, axes.size()).stream()
                        .mapToLong(Axis::phases)
                        .reduce(1, Math::multiplyExact);
        Dim pitch = plane().times(Dim.of(inner));
        each(
                writer,
                "phase",
                Dim.of(axes.get(axis).phases()),
                phase -> {
                    phases.add(phase);
                    Expr place = add(plane, multiply(phase, writer.dim(pitch)));
                    phases(writer, phases, place, body);
                    phases.removeLast();
                });
    }

    private interface Step {
        void write(Expr at);
    }

    private static void each(KernelWriter writer, String hint, Dim extent, Step body) {
        if (extent.is(1)) {
            body.write(index(0));
        } else {
            writer.loop(hint, index(0), writer.dim(extent), body::write);
        }
    }

    /// One vector's width of a plane, through all rows.
    private final class Column {
        private final Lowering lowering;
        private final KernelWriter writer;
        private final Buffer target;
        private final List<Position> outer;
        private final List<Expr> phases;
        private final Position x;
        private final Guard guard;

        Column(
                Lowering lowering,
                Buffer target,
                List<Position> outer,
                List<Expr> phases,
                Position x,
                Guard guard) {
            this.lowering = lowering;
            this.writer = lowering.writer();
            this.target = target;
            this.outer = outer;
            this.phases = phases;
            this.x = x;
            this.guard = guard;
        }

        void write(Expr place) {
            rows(new ArrayList<>(outer), place, guard);
        }

        private void rows(List<Position> positions, Expr place, Guard inside) {
            int axis = positions.size() - 2;
            Axis here = axes.get(axis);
            if (axis + 1 == axes.size()) {
                Position source = here.source(x, phases.get(axis));
                Expr values =
                        here.stride() == 2 && source.isLinear() && writer.lanes() > 1
                                ? everySecond(positions, source.base(), inside)
                                : elements(positions, source, inside);
                store(writer, target, add(place, x.base()), values, guard);
                return;
            }
            each(
                    writer,
                    "row",
                    here.places(),
                    at -> {
                        Position source = here.source(Position.uniform(at), phases.get(axis));
                        positions.add(source);
                        Expr next = add(place, multiply(at, writer.dim(pitch(axis))));
                        Expr isRow = writer.let("is_row", isInside(here, source));
                        rows(positions, next, inside.and(isRow));
                        positions.removeLast();
                    });
        }

        /// Elements of the last axis.
        private Expr elements(List<Position> outer, Position source, Guard inside) {
            Guard all = inside.and(writer.let("inside", isInside(axes.getLast(), source)));
            List<Position> positions = new ArrayList<>(outer);
            positions.add(source);
            return padded(lowering.at(op.input(), Index.of(input, positions), all), all);
        }

        /// Every second element of the last axis, from two vectors of neighbours: gathering them
        /// one by one takes several times as long. Lanes beyond the tile's last one read elements
        /// that nobody uses, or padding.
        private Expr everySecond(List<Position> outer, Expr first, Guard inside) {
            int lanes = writer.lanes();
            Guard rows = new Guard(inside.uniform(), Optional.empty());
            List<Expr> halves = new ArrayList<>();
            for (int half = 0; half < 2; half++) {
                Position source = Position.consecutive(add(first, index((long) half * lanes)));
                halves.add(writer.let("half", elements(outer, source, rows)));
            }
            List<Integer> even = IntStream.range(0, lanes).map(lane -> 2 * lane).boxed().toList();
            return new Expr.Shuffle(halves, even);
        }

        /// What all lanes share was not masked for each.
        private Expr padded(Expr values, Guard inside) {
            int width = writer.lanes();
            Optional<Expr> mask = inside.mask(width);
            if (mask.isEmpty() || (width > 1 && values.type().lanes() == width)) {
                return Lowering.widen(values, width);
            }
            Expr zero = number(new LoopType(dtype, width), 0);
            return select(mask.get(), Lowering.widen(values, width), zero);
        }

        private Expr isInside(Axis axis, Position source) {
            Expr at = writer.let("source", source.value(writer.lanes()));
            int count = at.type().lanes();
            Expr end = broadcast(writer.dim(axis.extent()), count);
            Expr zero = integer(at.type(), 0);
            return and(compare(CompareOp.GREATER_EQUAL, at, zero), less(at, end));
        }
    }

    /// How far what a tap meets is from the window's first element.
    ///
    /// @param taps one for each axis
    Expr distance(KernelWriter writer, List<Long> taps) {
        Expr places = index(0);
        Expr phase = index(0);
        for (int axis = 0; axis < axes.size(); axis++) {
            Axis here = axes.get(axis);
            Expr tap = index(taps.get(axis));
            places = add(places, multiply(here.distance(tap), writer.dim(pitch(axis))));
            phase = add(multiply(phase, index(here.phases())), here.phase(tap));
        }
        return add(places, multiply(phase, writer.dim(plane())));
    }

    /// Writes how far each product's element is from the window's first: the filter's row-major
    /// order.
    ///
    /// @param channels the filter's channels
    void offsets(KernelWriter writer, Buffer target, long channels) {
        writer.loop(
                "c",
                index(0),
                index(channels),
                c -> taps(writer, target, 0, c, multiply(c, writer.dim(channelPitch())), index(0)));
    }

    private void taps(
            KernelWriter writer, Buffer target, int axis, Expr number, Expr offset, Expr phase) {
        if (axis == axes.size()) {
            Expr plane = multiply(phase, writer.dim(plane()));
            writer.block().store(target, number, add(offset, plane));
            return;
        }
        Axis here = axes.get(axis);
        each(
                writer,
                "tap",
                Dim.of(here.taps()),
                tap -> {
                    Expr distance = multiply(here.distance(tap), writer.dim(pitch(axis)));
                    taps(
                            writer,
                            target,
                            axis + 1,
                            add(multiply(number, index(here.taps())), tap),
                            add(offset, distance),
                            add(multiply(phase, index(here.phases())), here.phase(tap)));
                });
    }
}
