package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.broadcast;
import static dev.komodo.loop.Expressions.divide;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.load;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.number;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Op;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopKind;
import dev.komodo.loop.LoopType;
import dev.komodo.target.Target;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// A convolution whose groups have one channel. A worker brings one channel into scratch memory
/// with its padding ([PaddedImage]), where it stays in a near cache; then a few rows of the result
/// are computed at once, in vectors along the innermost axis, so that each row that is read serves
/// all of them, with the filter's taps in registers. The sums are those of [ConvolveKernel].
final class DepthwiseKernel {
    /// Taps for which registers are likely to be enough.
    private static final long MOST_TAPS = 32;

    /// Rows that are computed at once.
    private static final int ROWS = 4;

    private final Lowering lowering;
    private final KernelWriter writer;
    private final ProgramWriter program;
    private final Op.Convolve op;
    private final ConvolveResult result;
    private final List<Dim> input;
    private final List<Dim> output;
    private final List<Long> taps;
    private final long rows;
    private final DType dtype;
    private final int lanes;
    private final PaddedImage image;

    DepthwiseKernel(
            Lowering lowering, ProgramWriter program, Op.Convolve op, ConvolveResult result) {
        Scope scope = lowering.scope();
        this.lowering = lowering;
        this.writer = lowering.writer();
        this.program = program;
        this.op = op;
        this.result = result;
        this.input = scope.dims(op.input());
        this.output = scope.dims(result.result());
        List<Dim> filter = scope.dims(op.filter());
        this.taps =
                filter.subList(2, filter.size()).stream()
                        .map(dim -> dim.constant().orElseThrow())
                        .toList();
        this.rows = filter.getFirst().constant().orElseThrow() / op.groups();
        this.dtype = scope.dtype(result.result());
        this.lanes = lanes(program.target());
        this.image = new PaddedImage(scope, op, result.result(), taps);
    }

    private int lanes(Target target) {
        int widest = target.lanes(dtype.byteSize());
        return output.getLast().constant().stream()
                .mapToInt(extent -> Math.min(widest, VectorLoop.powerOfTwo(extent)))
                .findFirst()
                .orElse(widest);
    }

    /// Whether a convolution can be computed this way.
    static boolean suits(Scope scope, Op.Convolve op) {
        List<Dim> filter = scope.dims(op.filter());
        long product = 1;
        for (Dim dim : filter.subList(2, filter.size())) {
            long extent = dim.constant().orElse(MOST_TAPS + 1);
            product = Math.min(MOST_TAPS + 1, product * Math.min(extent, MOST_TAPS + 1));
        }
        return scope.dtype(op.input()).isFloat()
                && filter.get(0).constant().isPresent()
                && filter.get(1).is(1)
                && product <= MOST_TAPS
                && scope.stored(op.filter()).isPresent();
    }

    /// Writes the loops.
    void write() {
        if (output.stream().anyMatch(dim -> dim.is(0))) {
            return;
        }
        Dim room = image.channelPitch().plus(Dim.of(64));
        Storage scratch = program.scratch("plane", dtype, room);
        Buffer plane = writer.buffer(scratch);
        writer.rewrites(plane);
        Dim channels = input.get(0).times(input.get(1));
        long known = image.channelPitch().bound().constant().orElse(Costs.SYMBOLIC_EXTENT);
        long work =
                Math.max(1, known / lanes * (4 + taps.stream().reduce(1L, Math::multiplyExact)));
        writer.parallel(
                "channel",
                index(0),
                writer.dim(channels),
                1,
                Math.max(1, Costs.GRAIN / work),
                (channel, worker) -> {
                    Expr begin =
                            writer.let("begin", multiply(worker, writer.dim(scratch.capacity())));
                    int copied = program.target().lanes(dtype.byteSize());
                    image.channel(lowering, plane, copied, channel, begin);
                    new Channel(plane, begin, channel).write();
                });
    }

    /// All that is computed from one channel.
    private final class Channel {
        private final Buffer plane;
        private final Expr begin;
        private final Expr number;
        private final Expr group;

        Channel(Buffer plane, Expr begin, Expr channel) {
            this.plane = plane;
            this.begin = begin;
            List<Position> at = MapKernel.unpack(writer, channel, input.subList(0, 2));
            this.number = at.get(0).base();
            this.group = at.get(1).base();
        }

        void write() {
            for (long row = 0; row < rows; row++) {
                Expr first = multiply(group, index(rows));
                Expr channel = writer.let("output_channel", add(first, index(row)));
                lines(new ArrayList<>(), begin, channel);
            }
        }

        /// Loops over the outer axes of the result; along the last of them, some rows at once.
        private void lines(List<Expr> outer, Expr place, Expr channel) {
            int axis = outer.size();
            int rank = taps.size();
            if (rank == 1) {
                strip(outer, place, channel, 1);
                return;
            }
            Expr end = writer.dim(output.get(axis + 2));
            boolean isRows = axis + 2 == rank;
            Expr whole =
                    isRows
                            ? writer.let("whole", multiply(divide(end, index(ROWS)), index(ROWS)))
                            : end;
            line(outer, index(0), whole, isRows ? ROWS : 1, isRows, place, channel);
            if (isRows) {
                line(outer, whole, end, 1, true, place, channel);
            }
        }

        private void line(
                List<Expr> outer,
                Expr from,
                Expr to,
                int count,
                boolean isRows,
                Expr place,
                Expr channel) {
            int axis = outer.size();
            writer.loop(
                    "line",
                    from,
                    to,
                    count,
                    LoopKind.SERIAL,
                    at -> {
                        List<Expr> positions = new ArrayList<>(outer);
                        positions.add(at);
                        Expr next = add(place, multiply(at, writer.dim(image.pitch(axis))));
                        if (isRows) {
                            strip(positions, writer.let("place", next), channel, count);
                        } else {
                            lines(positions, next, channel);
                        }
                    });
        }

        /// Some rows of the result.
        private void strip(List<Expr> outer, Expr place, Expr channel, int count) {
            VectorLoop.over(
                    writer,
                    "x",
                    index(0),
                    writer.dim(output.getLast()),
                    lanes,
                    false,
                    (x, guard) -> {
                        List<Expr.Var> sums = sums(add(place, x.base()), channel, count);
                        for (int row = 0; row < count; row++) {
                            finish(sums.get(row), outer, row, channel, x, guard);
                        }
                    });
        }

        private List<Expr.Var> sums(Expr place, Expr channel, int count) {
            int width = writer.lanes();
            List<Expr.Var> sums = new ArrayList<>();
            for (int row = 0; row < count; row++) {
                sums.add(writer.declare("sum", number(new LoopType(dtype, width), 0)));
            }
            Expr from = writer.let("from", place);
            int rank = taps.size();
            List<Long> outer = rank < 2 ? List.of() : taps.subList(0, rank - 2);
            long repeats = outer.stream().reduce(1L, Math::multiplyExact);
            for (long number = 0; number < repeats; number++) {
                List<Long> before = unpack(number, outer);
                meetings(count).values().forEach(pairs -> row(from, channel, before, pairs, sums));
            }
            return sums;
        }

        /// One row of the image with each row of the result, in the order of the image's rows: each
        /// sum meets its taps in row-major order.
        private void row(
                Expr from,
                Expr channel,
                List<Long> before,
                List<Meeting> pairs,
                List<Expr.Var> sums) {
            int width = writer.lanes();
            for (long x = 0; x < taps.getLast(); x++) {
                Optional<Expr> pixels = Optional.empty();
                for (Meeting pair : pairs) {
                    List<Long> tap = new ArrayList<>(before);
                    if (taps.size() > 1) {
                        tap.add(pair.tap());
                    }
                    tap.add(x);
                    if (pixels.isEmpty()) {
                        Expr at = add(from, pixel(tap, pair.row()));
                        pixels = Optional.of(writer.snapshot("pixels", load(plane, at, width)));
                    }
                    Expr.Var sum = sums.get(pair.row());
                    writer.assign(
                            sum, add(multiply(pixels.get(), weight(channel, tap, width)), sum));
                }
            }
        }

        private Expr pixel(List<Long> tap, int row) {
            Expr distance = image.distance(writer, tap);
            return row == 0
                    ? distance
                    : add(distance, multiply(index(row), writer.dim(image.pitch(taps.size() - 2))));
        }

        private Expr weight(Expr channel, List<Long> tap, int width) {
            List<Position> positions = new ArrayList<>();
            positions.add(Position.uniform(channel));
            positions.add(Position.ZERO);
            tap.forEach(at -> positions.add(Position.uniform(index(at))));
            Index at = Index.of(lowering.scope().dims(op.filter()), positions);
            Expr weight = lowering.at(op.filter(), at, Guard.NONE);
            return writer.let("weight", broadcast(weight, width));
        }

        private void finish(
                Expr.Var sum, List<Expr> outer, int row, Expr channel, Position x, Guard guard) {
            List<Position> positions = new ArrayList<>();
            positions.add(Position.uniform(number));
            positions.add(Position.uniform(channel));
            for (int axis = 0; axis < outer.size(); axis++) {
                boolean isRows = axis + 1 == outer.size();
                Expr at = isRows ? add(outer.get(axis), index(row)) : outer.get(axis);
                positions.add(Position.uniform(at));
            }
            positions.add(x);
            result.finish(writer.snapshot("convolved", sum), positions, guard);
        }
    }

    /// A row of the result and the tap under which it meets a row of the image.
    private record Meeting(int row, long tap) {}

    /// Who meets at each row of the image, counted from the first one.
    private SortedMap<Long, List<Meeting>> meetings(int count) {
        SortedMap<Long, List<Meeting>> meetings = new TreeMap<>();
        int axis = taps.size() - 2;
        if (axis < 0) {
            meetings.put(0L, List.of(new Meeting(0, 0)));
            return meetings;
        }
        for (int row = 0; row < count; row++) {
            for (long tap = 0; tap < taps.get(axis); tap++) {
                long at = row * op.strides().get(axis) + tap * op.dilations().get(axis);
                meetings.computeIfAbsent(at, _ -> new ArrayList<>()).add(new Meeting(row, tap));
            }
        }
        return meetings;
    }

    private static List<Long> unpack(long number, List<Long> extents) {
        List<Long> positions = new ArrayList<>();
        long rest = number;
        for (long extent : extents.reversed()) {
            positions.addFirst(rest % extent);
            rest /= extent;
        }
        return positions;
    }
}
