package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.constant;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.number;
import static dev.komodo.loop.Expressions.subtract;

import dev.komodo.graph.Dim;
import dev.komodo.graph.Op;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopType;
import dev.komodo.loop.Stmt;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/// Brings the elements of lines to scratch memory, computing what is not stored, and results from
/// there to where they belong.
final class FourierTraffic {
    private final Lowering lowering;
    private final KernelWriter writer;
    private final Op.Fourier op;
    private final FourierKernel.Manner manner;
    private final int columns;
    private final int lanes;
    private final FourierKernel.Unit unit;
    private final List<Dim> dims;
    private final Dim outer;
    private final Dim inner;

    FourierTraffic(
            Lowering lowering,
            Op.Fourier op,
            FourierKernel.Manner manner,
            int lanes,
            int columns,
            FourierKernel.Unit unit) {
        this.lowering = lowering;
        this.writer = lowering.writer();
        this.op = op;
        this.manner = manner;
        this.columns = columns;
        this.lanes = lanes;
        this.unit = unit;
        this.dims = lowering.scope().dims(op.operand());
        int axes = dims.size() - (op.kind().takesComplex() ? 1 : 0);
        this.outer = Index.product(dims.subList(0, op.axis()));
        this.inner = Index.product(dims.subList(op.axis() + 1, axes));
    }

    /// Writes the operand into scratch memory.
    ///
    /// @param isPacked whether neighbours of a real signal become real and imaginary parts
    void bring(FourierLine to, boolean isPacked) {
        boolean isComplex = op.kind().takesComplex();
        long count = isPacked ? op.length() / 2 : op.kind().taken(op.length());
        each(
                count,
                (at, guard) -> {
                    Position re = isPacked ? at.times(index(2)) : at;
                    Position im = isPacked ? re.plus(index(1)) : at;
                    put(to, at, element(re, 0, guard), guard, false);
                    Expr other =
                            isPacked || isComplex
                                    ? element(im, isComplex ? 1 : 0, guard)
                                    : number(new LoopType(to.side().dtype(), writer.lanes()), 0);
                    put(to, at, other, guard, true);
                });
    }

    /// Writes results where they belong.
    ///
    /// @param isPacked whether real and imaginary parts are neighbours of a real signal
    void deliver(FourierLine from, Storage result, boolean isPacked) {
        boolean isComplex = op.kind().givesComplex();
        long extent = op.kind().given(op.length());
        each(
                isPacked ? extent / 2 : extent,
                (at, guard) -> {
                    Position re = isPacked ? at.times(index(2)) : at;
                    give(result, re, 0, take(from, at, guard, false), guard);
                    if (isPacked) {
                        Expr im = take(from, at, guard, true);
                        give(result, re.plus(index(1)), 0, im, guard);
                    } else if (isComplex) {
                        give(result, re, 1, take(from, at, guard, true), guard);
                    }
                });
    }

    /// Visits the elements of a line in vectors; or each element of all lines.
    private void each(long count, BiConsumer<Position, Guard> body) {
        if (manner == FourierKernel.Manner.ALONE) {
            int widest = Math.min(lanes, VectorLoop.powerOfTwo(count));
            VectorLoop.over(
                    writer,
                    "j",
                    index(0),
                    index(count),
                    widest,
                    true,
                    (position, guard) -> body.accept(position, guard));
            writer.lanes(1);
            return;
        }
        Guard guard = guard();
        writer.loop(
                "j",
                index(0),
                index(count),
                j -> {
                    writer.lanes(columns);
                    body.accept(Position.uniform(j), guard);
                    writer.lanes(1);
                });
    }

    private Guard guard() {
        if (columns == 1) {
            return Guard.NONE;
        }
        Expr rest =
                manner == FourierKernel.Manner.COLUMNS
                        ? unit.width()
                        : subtract(writer.dim(outer.times(inner)), unit.at());
        boolean isWhole =
                manner == FourierKernel.Manner.COLUMNS
                        ? constant(rest).isPresent()
                        : outer.times(inner).constant().orElse(1) % columns == 0;
        return isWhole
                ? Guard.NONE
                : Guard.lanes(writer.let("mask", VectorLoop.mask(rest, 0, columns)));
    }

    private Position row() {
        return switch (manner) {
            case ALONE -> Position.uniform(unit.at()).dividedBy(writer.dim(inner), 1);
            case COLUMNS -> Position.uniform(unit.at());
            case GATHERED -> lines().dividedBy(writer.dim(inner), columns);
        };
    }

    private Position column() {
        return switch (manner) {
            case ALONE -> Position.uniform(unit.at()).modulo(writer.dim(inner), 1);
            case COLUMNS -> Position.consecutive(unit.column());
            case GATHERED -> lines().modulo(writer.dim(inner), columns);
        };
    }

    private Position lines() {
        return columns == 1 ? Position.uniform(unit.at()) : Position.consecutive(unit.at());
    }

    private Index place(List<Dim> shape, boolean isComplex, Position at, int part) {
        List<Index.Part> parts = new ArrayList<>();
        int behind = shape.size() - (isComplex ? 1 : 0) - op.axis() - 1;
        if (op.axis() > 0) {
            parts.add(new Index.Part(op.axis(), inner.is(1) ? whole() : row()));
        }
        parts.add(new Index.Part(1, at));
        if (behind > 0) {
            parts.add(
                    new Index.Part(
                            behind,
                            inner.is(1) ? Position.ZERO : op.axis() > 0 ? column() : whole()));
        }
        if (isComplex) {
            parts.add(new Index.Part(1, Position.uniform(index(part))));
        }
        return new Index(shape, parts);
    }

    /// The position among all lines, where they are all in front of the axis or all behind it.
    private Position whole() {
        return manner == FourierKernel.Manner.COLUMNS
                ? op.axis() > 0 && inner.is(1) ? Position.uniform(unit.at()) : column()
                : lines();
    }

    private Expr element(Position at, int part, Guard guard) {
        Index index = place(dims, op.kind().takesComplex(), at, part);
        return lowering.wide(op.operand(), index, guard);
    }

    private void give(Storage result, Position at, int part, Expr value, Guard guard) {
        List<Dim> shape =
                new ArrayList<>(dims.subList(0, dims.size() - (op.kind().takesComplex() ? 1 : 0)));
        shape.set(op.axis(), Dim.of(op.kind().given(op.length())));
        if (op.kind().givesComplex()) {
            shape.add(Dim.of(2));
        }
        Position flat = place(shape, op.kind().givesComplex(), at, part).flat(writer);
        MapKernel.store(lowering, result, flat, value, guard);
    }

    /// The place of elements in scratch memory.
    private Expr held(FourierLine line, Position at, boolean isImaginary) {
        boolean isApart = isImaginary != line.side().isSwapped();
        Expr first = isApart ? add(line.base(), line.apart()) : line.base();
        return writer.let("place", add(first, multiply(at.base(), line.step())));
    }

    private void put(FourierLine to, Position at, Expr value, Guard guard, boolean isImaginary) {
        writer.block()
                .add(
                        new Stmt.Store(
                                writer.buffer(to.storage()),
                                held(to, at, isImaginary),
                                value,
                                manner == FourierKernel.Manner.ALONE
                                        ? guard.mask(writer.lanes())
                                        : Optional.empty(),
                                Stmt.StoreKind.PLAIN));
    }

    private Expr take(FourierLine from, Position at, Guard guard, boolean isImaginary) {
        return writer.snapshot(
                "taken",
                new Expr.Load(
                        writer.buffer(from.storage()),
                        held(from, at, isImaginary),
                        writer.lanes(),
                        guard.mask(writer.lanes())));
    }
}
