package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.constant;
import static dev.komodo.loop.Expressions.divide;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.minimum;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.number;
import static dev.komodo.loop.Expressions.remainder;
import static dev.komodo.loop.Expressions.subtract;

import dev.komodo.fourier.Form;
import dev.komodo.fourier.FourierPlan;
import dev.komodo.fourier.Side;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.FourierOp;
import dev.komodo.graph.Op;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopType;
import dev.komodo.loop.Stmt;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Fourier transforms of lines along an axis, in the scratch memory of a worker: one line after
/// another with lanes along it, or as many lines side by side as vectors have lanes. What is stored
/// where the steps can read it is read by the first of them, and the last one writes the result;
/// else elements are brought ([FourierTraffic]). How a line is computed depends on its length
/// alone: see package `fourier`.
final class FourierKernel {
    /// How lines are worked on.
    enum Manner {
        /// One by one, with lanes along them.
        ALONE,
        /// Neighbouring columns of a matrix, which has as many at least as there are lanes.
        COLUMNS,
        /// Lines from anywhere, side by side.
        GATHERED
    }

    private final Lowering lowering;
    private final KernelWriter writer;
    private final ProgramWriter program;
    private final Op.Fourier op;
    private final Storage result;
    private final DType dtype;
    private final int lanes;
    private final Dim outer;
    private final Dim inner;
    private final boolean isPacked;
    private final FourierPlan plan;
    private final Manner manner;
    private final long columns;
    private final long room;
    private final Storage scratch;

    FourierKernel(Lowering lowering, ProgramWriter program, Op.Fourier op, Storage result) {
        this.lowering = lowering;
        this.writer = lowering.writer();
        this.program = program;
        this.op = op;
        this.result = result;
        this.dtype = lowering.scope().dtype(op.operand());
        this.lanes = program.target().lanes(dtype.byteSize());
        List<Dim> dims = lowering.scope().dims(op.operand());
        int axes = dims.size() - (op.kind().takesComplex() ? 1 : 0);
        this.outer = Index.product(dims.subList(0, op.axis()));
        this.inner = Index.product(dims.subList(op.axis() + 1, axes));
        boolean isReal = !op.kind().takesComplex() || !op.kind().givesComplex();
        this.isPacked = isReal && op.length() % 2 == 0;
        this.plan = FourierPlan.of(isPacked ? op.length() / 2 : op.length());
        this.manner = manner();
        this.columns = manner == Manner.ALONE ? 1 : lanes;
        long longest = Math.max(plan.staged(), FourierOp.half(op.length()));
        this.room = (longest * columns + 63) / 64 * 64;
        this.scratch = program.scratch("lines", dtype, Dim.of(4 * room));
    }

    private Manner manner() {
        long behind = inner.constant().orElse(0);
        OptionalLong all = outer.times(inner).constant();
        if (behind >= lanes) {
            return Manner.COLUMNS;
        }
        boolean isLong = plan.length() >= 4L * lanes;
        boolean isAlone = all.isPresent() && all.getAsLong() < Math.max(2, lanes / 2);
        return isAlone || (isLong && inner.is(1)) ? Manner.ALONE : Manner.GATHERED;
    }

    void write() {
        if (outer.is(0) || inner.is(0)) {
            return;
        }
        Dim lines = outer.times(inner);
        Dim count =
                switch (manner) {
                    case ALONE -> lines;
                    case COLUMNS -> outer.times(blocks());
                    case GATHERED -> lines.ceilDivide(Dim.of(columns));
                };
        writer.rewrites(writer.buffer(scratch));
        long work = Math.max(1, 3 * plan.staged() * columns * Costs.fourier(op));
        OptionalLong known = count.constant();
        if (known.isPresent() && known.getAsLong() == 1) {
            unit(index(0), index(0));
        } else if (known.isPresent() && known.getAsLong() <= Costs.SHARED / work) {
            writer.loop("lines", index(0), writer.dim(count), at -> unit(at, index(0)));
        } else {
            long grain = Math.max(1, Costs.GRAIN / work);
            writer.parallel("lines", index(0), writer.dim(count), 1, grain, this::unit);
        }
    }

    private Dim blocks() {
        return inner.ceilDivide(Dim.of(columns));
    }

    /// What a unit of work is about.
    ///
    /// @param at the first line: of all lines, or its row among the outer ones
    /// @param column the first column, for columns
    /// @param width how many lines there are, where they are columns
    record Unit(Expr at, Expr column, Expr width) {}

    private void unit(Expr at, Expr worker) {
        Expr begin = writer.let("part", multiply(worker, writer.dim(scratch.capacity())));
        FourierLine one = FourierLine.split(scratch, begin, index(room), columns);
        FourierLine other =
                FourierLine.split(
                        scratch,
                        writer.let("part", add(begin, index(2 * room))),
                        index(room),
                        columns);
        FourierSteps steps = new FourierSteps(program, writer, dtype, columns, one, other);
        Unit unit =
                switch (manner) {
                    case ALONE -> new Unit(at, index(0), index(1));
                    case GATHERED ->
                            new Unit(
                                    writer.let("first", multiply(at, index(columns))),
                                    index(0),
                                    index(columns));
                    case COLUMNS -> columns(at);
                };
        FourierTraffic traffic =
                new FourierTraffic(lowering, op, manner, lanes, (int) columns, unit);
        Optional<FourierLine> target = target(unit);
        FourierLine source = source(unit).orElseGet(() -> brought(traffic, one));
        FourierLine written =
                switch (op.kind()) {
                    case COMPLEX -> steps.transform(plan, source, target, op.scale());
                    case COMPLEX_INVERSE ->
                            steps.transform(
                                            plan,
                                            source.swapped(),
                                            target.map(FourierLine::swapped),
                                            op.scale())
                                    .swapped();
                    case REAL -> real(steps, source, target, one, other);
                    case REAL_INVERSE -> realInverse(steps, source, target, one, other);
                };
        if (target.isEmpty()) {
            traffic.deliver(written, result, isPacked && op.kind() == FourierOp.REAL_INVERSE);
        }
    }

    private Unit columns(Expr at) {
        Expr count = writer.dim(blocks());
        Expr row = writer.let("row", divide(at, count));
        Expr column = writer.let("column", multiply(remainder(at, count), index(columns)));
        Expr all = writer.dim(inner);
        boolean isWhole = constant(all).filter(size -> size % columns == 0).isPresent();
        Expr width =
                isWhole
                        ? index(columns)
                        : writer.let("width", minimum(index(columns), subtract(all, column)));
        return new Unit(row, column, width);
    }

    private FourierLine brought(FourierTraffic traffic, FourierLine to) {
        traffic.bring(to, isPacked && op.kind() == FourierOp.REAL);
        return to;
    }

    /// Where the first step finds the operand.
    private Optional<FourierLine> source(Unit unit) {
        Optional<Storage> stored = lowering.scope().stored(op.operand());
        return stored.flatMap(
                storage -> {
                    long extent = op.kind().taken(op.length());
                    return op.kind().takesComplex()
                            ? outside(storage, unit, extent, Form.PAIRS)
                            : signal(storage, unit);
                });
    }

    private Optional<FourierLine> target(Unit unit) {
        long extent = op.kind().given(op.length());
        return op.kind().givesComplex()
                ? outside(result, unit, extent, Form.PAIRS)
                : signal(result, unit);
    }

    /// A real signal: pairs of neighbours are the parts of complex numbers where its length is
    /// even.
    private Optional<FourierLine> signal(Storage storage, Unit unit) {
        if (!isPacked) {
            return outside(storage, unit, op.length(), Form.REAL);
        }
        return manner == Manner.COLUMNS
                ? outside(storage, unit, op.length(), Form.SPLIT)
                : outside(storage, unit, op.length() / 2, Form.PAIRS);
    }

    private Optional<FourierLine> outside(Storage storage, Unit unit, long extent, Form form) {
        Side side = new Side(form, false, dtype);
        if (manner == Manner.ALONE && inner.is(1)) {
            Expr base = writer.let("base", multiply(unit.at, index(extent)));
            return Optional.of(
                    new FourierLine(
                            storage,
                            side,
                            base,
                            index(0),
                            index(1),
                            index(1),
                            Optional.empty(),
                            true));
        }
        if (manner != Manner.COLUMNS) {
            return Optional.empty();
        }
        Expr row = writer.dim(inner);
        Expr base =
                writer.let(
                        "base", add(multiply(unit.at, multiply(row, index(extent))), unit.column));
        boolean isSplit = form == Form.SPLIT;
        Expr step = isSplit ? multiply(row, index(2)) : row;
        return Optional.of(
                new FourierLine(
                        storage,
                        side,
                        base,
                        isSplit ? row : index(0),
                        writer.let("step", step),
                        unit.width,
                        Optional.empty(),
                        false));
    }

    private FourierLine real(
            FourierSteps steps,
            FourierLine source,
            Optional<FourierLine> target,
            FourierLine one,
            FourierLine other) {
        FourierLine spectrum =
                steps.transform(plan, source, Optional.empty(), isPacked ? 1 : op.scale());
        if (isPacked) {
            FourierLine to = target.orElse(spectrum.storageEquals(one) ? other : one);
            steps.half(op.length() / 2, spectrum, to, false, op.scale());
            return to;
        }
        Expr first = add(spectrum.base(), spectrum.apart());
        Expr none = number(new LoopType(dtype, (int) columns), 0);
        writer.block()
                .add(
                        new Stmt.Store(
                                writer.buffer(scratch),
                                writer.let("first", first),
                                none,
                                Optional.empty(),
                                Stmt.StoreKind.PLAIN));
        target.ifPresent(to -> steps.copy(FourierOp.half(op.length()), spectrum, to, 1));
        return spectrum;
    }

    private FourierLine realInverse(
            FourierSteps steps,
            FourierLine source,
            Optional<FourierLine> target,
            FourierLine one,
            FourierLine other) {
        FourierLine spectrum = source.storageEquals(one) ? other : one;
        if (isPacked) {
            steps.half(op.length() / 2, source, spectrum.swapped(), true, 1);
        } else {
            doubled(steps, source, spectrum.swapped());
        }
        return steps.transform(plan, spectrum, target.map(FourierLine::swapped), op.scale())
                .swapped();
    }

    /// The spectrum of which the real part of the transform is the signal: each bin but the first
    /// counts for its conjugate too, which is left out.
    private void doubled(FourierSteps steps, FourierLine source, FourierLine to) {
        long half = FourierOp.half(op.length());
        steps.copy(1, source, to, 1);
        if (half > 1) {
            steps.copy(half - 1, source.from(1), to.from(1), 2);
        }
        for (Expr part : List.of(to.base(), add(to.base(), to.apart()))) {
            Expr begin = writer.let("begin", add(part, index(half * columns)));
            Expr end = writer.let("end", add(part, index(op.length() * columns)));
            VectorLoop.over(
                    writer,
                    "at",
                    begin,
                    end,
                    lanes,
                    false,
                    (position, guard) -> {
                        int width = writer.lanes();
                        writer.block()
                                .add(
                                        new Stmt.Store(
                                                writer.buffer(scratch),
                                                position.base(),
                                                number(new LoopType(dtype, width), 0),
                                                guard.mask(width),
                                                Stmt.StoreKind.PLAIN));
                    });
            writer.lanes(1);
        }
    }
}
