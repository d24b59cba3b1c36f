package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.cast;
import static dev.komodo.loop.Expressions.divide;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.less;
import static dev.komodo.loop.Expressions.minimum;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.remainder;

import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Op;
import dev.komodo.loop.Expr;
import dev.komodo.math.VectorMath;
import dev.komodo.target.Target;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Puts updates into memory that holds the operand already. The updates of one row are taken in
/// order; what is shared among threads is what no update can meet: rows before the axis, and blocks
/// of what stands behind it, along which vectors run. Indices that are outside meet element 0: the
/// check is a kernel of its own.
final class ScatterKernel {
    /// Elements behind the axis that one thread takes at least.
    private static final long BLOCK = 512;

    private final Lowering lowering;
    private final KernelWriter writer;
    private final Target target;
    private final Op.Scatter op;
    private final Storage result;
    private final List<Dim> dims;
    private final List<Dim> indices;
    private final Dim outer;
    private final Dim count;
    private final Dim inner;
    private final long work;

    /// @param result holds the operand
    /// @param cost simple operations an update
    ScatterKernel(Lowering lowering, Target target, Op.Scatter op, Storage result, long cost) {
        this.lowering = lowering;
        this.writer = lowering.writer();
        this.target = target;
        this.op = op;
        this.result = result;
        this.dims = lowering.scope().dims(op.operand());
        this.indices = lowering.scope().dims(op.indices());
        this.outer = Index.product(dims.subList(0, op.axis()));
        this.count = Index.product(indices);
        this.inner = Index.product(dims.subList(op.axis() + 1, dims.size()));
        this.work = cost + 3 * Costs.ACCESS;
    }

    void write() {
        Dim extent = dims.get(op.axis());
        if (Stream.of(outer, count, inner, extent).anyMatch(dim -> dim.is(0))) {
            return;
        }
        writer.rewrites(writer.buffer(result));
        if (extent.constant().isPresent()) {
            rows();
        } else {
            writer.when(less(index(0), writer.dim(extent)), this::rows);
        }
    }

    private void rows() {
        Dim blocks = blocks();
        Dim tasks = outer.times(blocks);
        if (tasks.is(1)) {
            updates(index(0), index(0), writer.dim(inner));
        } else if (isSmall()) {
            writer.loop(
                    "row",
                    index(0),
                    writer.dim(outer),
                    row -> updates(row, index(0), writer.dim(inner)));
        } else {
            long task = bound(count) * Math.min(BLOCK, bound(inner)) * work;
            writer.parallel(
                    "task",
                    index(0),
                    writer.dim(tasks),
                    1,
                    Math.max(1, Costs.SHARED / 2 / task),
                    (at, _) -> task(at, blocks));
        }
    }

    private static long bound(Dim dim) {
        return Math.clamp(dim.bound().constant().orElse(Costs.SYMBOLIC_EXTENT), 1, 1 << 20);
    }

    /// How many blocks the elements behind the axis make.
    private Dim blocks() {
        return inner.constant().orElse(Long.MAX_VALUE) <= 2 * BLOCK
                ? Dim.of(1)
                : inner.ceilDivide(Dim.of(BLOCK));
    }

    private boolean isSmall() {
        return Stream.of(outer, count, inner).allMatch(dim -> dim.constant().isPresent())
                && bound(outer) * bound(count) <= Costs.SHARED / work / bound(inner);
    }

    private void task(Expr at, Dim blocks) {
        if (blocks.is(1)) {
            updates(at, index(0), writer.dim(inner));
            return;
        }
        Expr every = writer.dim(blocks);
        Expr row = writer.let("row", divide(at, every));
        Expr begin = writer.let("begin", multiply(remainder(at, every), index(BLOCK)));
        Expr end = writer.let("end", minimum(add(begin, index(BLOCK)), writer.dim(inner)));
        updates(row, begin, end);
    }

    /// All updates of a row, of its elements `[begin, end)` behind the axis.
    private void updates(Expr row, Expr begin, Expr end) {
        Position at = Position.uniform(row);
        writer.loop(
                "i",
                index(0),
                writer.dim(count),
                update -> {
                    writer.lanes(1);
                    Position along = found(Position.uniform(update));
                    if (inner.is(1)) {
                        // one by one: faster than instructions that scatter a vector
                        put(at, update, along, Position.ZERO, Guard.NONE);
                    } else {
                        VectorLoop.over(
                                writer,
                                "x",
                                begin,
                                end,
                                lanes(),
                                false,
                                (x, guard) -> put(at, update, along, x, guard));
                    }
                });
    }

    private int lanes() {
        int widest = target.lanes(Math.max(4, result.dtype().byteSize()));
        return inner.constant().isPresent()
                ? Math.min(widest, VectorLoop.powerOfTwo(inner.constant().getAsLong()))
                : widest;
    }

    /// Where along the axis an update belongs.
    private Position found(Position update) {
        Index at =
                indices.isEmpty()
                        ? Index.first(indices)
                        : new Index(indices, List.of(new Index.Part(indices.size(), update)));
        Expr index = cast(lowering.at(op.indices(), at, Guard.NONE), DType.I64);
        Movement movement = new Movement(writer, lowering.scope(), lowering);
        return Position.of(movement.wrapped(index, dims.get(op.axis())).position());
    }

    private void put(Position row, Expr update, Position along, Position behind, Guard guard) {
        List<Dim> taken = lowering.scope().dims(op.updates());
        int between = indices.size();
        Expr value =
                lowering.wide(
                        op.updates(),
                        element(taken, row, between, Position.uniform(update), behind),
                        guard);
        Index met = element(dims, row, 1, along, behind);
        Optional<BinaryOp> join = op.kind().combination();
        if (join.isPresent()) {
            Expr before = lowering.load(result, met, guard);
            value = VectorMath.binary(join.get(), before, value, writer.block());
        }
        MapKernel.store(lowering, result, met.flat(writer), value, guard);
    }

    /// An index by a position for the axes before the scattered ones, one for those, and one for
    /// the axes behind.
    private Index element(List<Dim> shape, Position row, int axes, Position at, Position behind) {
        List<Index.Part> parts = new ArrayList<>();
        int last = shape.size() - op.axis() - axes;
        if (op.axis() > 0) {
            parts.add(new Index.Part(op.axis(), row));
        }
        if (axes > 0) {
            parts.add(new Index.Part(axes, at));
        }
        if (last > 0) {
            parts.add(new Index.Part(last, behind));
        }
        return new Index(shape, parts);
    }
}
