package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.and;
import static dev.komodo.loop.Expressions.constant;
import static dev.komodo.loop.Expressions.fma;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.number;
import static dev.komodo.loop.Expressions.select;
import static dev.komodo.loop.Expressions.subtract;
import static dev.komodo.loop.Expressions.unary;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Op;
import dev.komodo.graph.Value;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;
import dev.komodo.loop.Expressions;
import dev.komodo.loop.LoopKind;
import dev.komodo.loop.LoopType;
import dev.komodo.loop.Stmt;
import dev.komodo.loop.UnaryKind;
import dev.komodo.target.Target;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// What the kernels of linear algebra share: the batch, the elements of matrices, vectors along
/// rows. Each result is a fixed sequence of roundings, whatever the width of vectors: of `a - l1 u1
/// - l2 u2 - ...` each step is one `fma`, in order.
final class Matrices {
    /// How many rows are worked on at once: eight sums hide the latency of `fma`, and share what
    /// they read.
    static final int ROWS = 8;

    private final Lowering lowering;
    private final KernelWriter writer;
    private final Target target;
    private final List<Dim> dims;
    private final DType dtype;

    Matrices(Lowering lowering, Target target, Op.LinearAlgebra op) {
        Value operand = op.operands().getFirst();
        this.lowering = lowering;
        this.writer = lowering.writer();
        this.target = target;
        this.dims = lowering.scope().dims(operand);
        this.dtype = lowering.scope().dtype(operand);
    }

    KernelWriter writer() {
        return writer;
    }

    DType dtype() {
        return dtype;
    }

    /// The extents of the batch.
    List<Dim> batch() {
        return dims.subList(0, dims.size() - 2);
    }

    /// The rows of the first operand.
    Dim rows() {
        return dims.get(dims.size() - 2);
    }

    /// The columns of the first operand.
    Dim columns() {
        return dims.getLast();
    }

    /// Lanes for vectors along an extent.
    int lanes(Dim extent) {
        int widest = target.lanes(dtype.byteSize());
        OptionalLong known = extent.constant();
        return known.isPresent()
                ? Math.min(widest, VectorLoop.powerOfTwo(known.getAsLong()))
                : widest;
    }

    LoopType type(int lanes) {
        return new LoopType(dtype, lanes);
    }

    /// Writes what happens to each of `count` tasks, on one thread where that is little work.
    ///
    /// @param work simple operations a task, as far as they are known
    void each(Dim count, Dim work, Consumer<Expr> task) {
        long operations = work.bound().constant().orElse(Costs.SHARED);
        OptionalLong tasks = count.constant();
        if (tasks.isPresent() && tasks.getAsLong() == 1) {
            task.accept(index(0));
        } else if (tasks.isPresent()
                && tasks.getAsLong() <= Costs.SHARED / Math.max(1, operations)) {
            writer.loop("matrix", index(0), writer.dim(count), task::accept);
        } else {
            long grain = Math.max(1, Costs.GRAIN / Math.max(1, operations));
            writer.parallel(
                    "matrix", index(0), writer.dim(count), 1, grain, (at, _) -> task.accept(at));
        }
    }

    /// An element, or a vector of elements, of an operand.
    Expr element(Value operand, Expr matrix, Position row, Position column, Guard guard) {
        List<Position> at = new ArrayList<>(MapKernel.unpack(writer, matrix, batch()));
        at.add(row);
        at.add(column);
        return lowering.wide(operand, Index.of(lowering.scope().dims(operand), at), guard);
    }

    /// One element of an operand, whatever the lanes are.
    Expr scalar(Value operand, Expr matrix, Expr row, Expr column) {
        int before = writer.lanes();
        writer.lanes(1);
        Expr value =
                element(
                        operand,
                        matrix,
                        Position.uniform(row),
                        Position.uniform(column),
                        Guard.NONE);
        writer.lanes(before);
        return value;
    }

    /// A result that the kernel reads again.
    Buffer rewritten(Storage storage) {
        Buffer buffer = writer.buffer(storage);
        writer.rewrites(buffer);
        return buffer;
    }

    /// The element `row * width + column` behind `base`.
    Expr at(Expr base, Expr row, Expr width, Expr column) {
        return writer.let("at", add(add(base, multiply(row, width)), column));
    }

    /// Neighbouring elements of a buffer now, in as many lanes as the writer has.
    Expr load(Buffer buffer, Expr at, Guard guard) {
        int lanes = writer.lanes();
        return writer.snapshot("held", new Expr.Load(buffer, at, lanes, guard.mask(lanes)));
    }

    /// One element of a buffer now.
    Expr load(Buffer buffer, Expr at) {
        return writer.snapshot("held", new Expr.Load(buffer, at, 1, Optional.empty()));
    }

    /// Memory of each matrix's own, as long as the kernel runs.
    Buffer scratch(ProgramWriter program, String hint, Dim elements) {
        Dim all = Index.product(batch()).times(elements);
        return rewritten(program.workspace(hint, dtype, all));
    }

    /// Writes the operand's matrix into a buffer, row-major.
    void copy(
            Value operand, Expr matrix, Buffer to, Expr base, Expr rows, Expr columns, int lanes) {
        loop(
                "i",
                index(0),
                rows,
                1,
                i ->
                        vectors(
                                index(0),
                                columns,
                                lanes,
                                (j, guard) -> {
                                    Position row = Position.uniform(i);
                                    Expr value = element(operand, matrix, row, along(j), guard);
                                    store(to, at(base, i, columns, j), value, guard);
                                }));
    }

    /// Neighbouring positions, or one position where the writer has one lane.
    Position along(Expr begin) {
        return writer.lanes() == 1 ? Position.uniform(begin) : Position.consecutive(begin);
    }

    /// Elements of a buffer `stride` apart now.
    Expr loadApart(Buffer buffer, Expr first, Expr stride, Guard guard) {
        int lanes = writer.lanes();
        Expr at = lanes == 1 ? first : writer.let("at", new Expr.Ramp(first, stride, lanes));
        return writer.snapshot("held", new Expr.Load(buffer, at, lanes, guard.mask(lanes)));
    }

    /// Writes neighbouring elements of a buffer.
    void store(Buffer buffer, Expr at, Expr value, Guard guard) {
        int lanes = value.type().lanes();
        writer.block()
                .add(new Stmt.Store(buffer, at, value, guard.mask(lanes), Stmt.StoreKind.PLAIN));
    }

    /// `sum - factor * values`, rounded once.
    Expr less(Expr sum, Expr factor, Expr values) {
        Expr negated = writer.snapshot("negated", unary(UnaryKind.NEGATE, factor));
        return fma(Lowering.widen(negated, values.type().lanes()), values, sum);
    }

    /// Vectors over `[begin, end)`.
    void vectors(Expr begin, Expr end, int lanes, BiConsumer<Expr, Guard> body) {
        VectorLoop.over(
                writer,
                "j",
                begin,
                end,
                lanes,
                false,
                (position, guard) -> body.accept(position.base(), guard));
        writer.lanes(1);
    }

    /// Calls `body` with the first row and the number of rows: [#ROWS] at a time as long as there
    /// are as many in `[begin, end)`, then one by one.
    void blocks(Expr begin, Expr end, BiConsumer<Expr, Integer> body) {
        Expr count = subtract(end, begin);
        Optional<Long> known = constant(count);
        Expr whole =
                known.isPresent()
                        ? add(begin, index(known.get() / ROWS * ROWS))
                        : writer.let("whole", add(begin, and(index(-ROWS), count)));
        if (known.isEmpty() || known.get() >= ROWS) {
            loop("i", begin, whole, ROWS, at -> body.accept(at, ROWS));
        }
        if (known.isEmpty() || known.get() % ROWS != 0) {
            loop("i", whole, end, 1, at -> body.accept(at, 1));
        }
    }

    /// Writes NaN over `[begin, end)` of a buffer.
    void spoil(Buffer buffer, Expr begin, Expr end, int lanes) {
        fill(buffer, begin, end, Double.NaN, lanes);
    }

    /// Writes a number over `[begin, end)` of a buffer.
    void fill(Buffer buffer, Expr begin, Expr end, double value, int lanes) {
        vectors(
                begin,
                end,
                lanes,
                (at, guard) -> store(buffer, at, number(type(writer.lanes()), value), guard));
    }

    /// Row `i` of a matrix becomes column `i` of another: `to[j, i] = from[i, j]` for `i < count`
    /// and `j < extent`.
    ///
    /// @param width of a row of `from`; rows of `to` have `count` elements
    void transposeInto(
            Buffer from,
            Expr fromBase,
            Expr width,
            Buffer to,
            Expr toBase,
            Expr count,
            Expr extent,
            int lanes) {
        loop(
                "i",
                index(0),
                extent,
                1,
                i ->
                        vectors(
                                index(0),
                                count,
                                lanes,
                                (j, guard) -> {
                                    Expr value =
                                            loadApart(
                                                    from, at(fromBase, j, width, i), width, guard);
                                    store(to, at(toBase, i, count, j), value, guard);
                                }));
    }

    /// The position in `[begin, end)` of the largest or smallest of neighbours: the first of equal
    /// ones, `begin` where all are NaN.
    Expr extreme(Buffer buffer, Expr base, Expr begin, Expr end, boolean isLargest) {
        Expr first = load(buffer, writer.let("at", add(base, begin)));
        Expr.Var best = writer.declare("best", first);
        Expr.Var where = writer.declare("where", begin);
        loop(
                "i",
                add(begin, index(1)),
                end,
                1,
                i -> {
                    Expr value = load(buffer, writer.let("at", add(base, i)));
                    Expr wins =
                            writer.snapshot(
                                    "wins",
                                    isLargest
                                            ? Expressions.less(best, value)
                                            : Expressions.less(value, best));
                    writer.assign(best, select(wins, value, best));
                    writer.assign(where, select(wins, i, where));
                });
        return writer.snapshot("where", where);
    }

    /// The smaller extent of the first operand's matrices.
    Dim least() {
        return rows().plus(columns()).minus(rows().maximum(columns()));
    }

    /// A loop over `[begin, end)` by `step`.
    void loop(String hint, Expr begin, Expr end, long step, Consumer<Expr> body) {
        writer.loop(hint, begin, end, step, LoopKind.SERIAL, body::accept);
    }
}
