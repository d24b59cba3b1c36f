package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.constant;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.number;

import dev.komodo.fourier.FourierPlan;
import dev.komodo.fourier.HalfSpectrum;
import dev.komodo.fourier.Lines;
import dev.komodo.fourier.ProductFunction;
import dev.komodo.fourier.RootFunction;
import dev.komodo.fourier.StageFunction;
import dev.komodo.fourier.ZippedStage;
import dev.komodo.graph.DType;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopType;
import dev.komodo.loop.Stmt;

import java.util.List;
import java.util.Optional;

/// Writes the steps of transforms, as calls of functions, from line to line.
final class FourierSteps {
    private final ProgramWriter program;
    private final KernelWriter writer;
    private final DType dtype;
    private final long columns;
    private final int widest;
    private final FourierTables tables;
    private final FourierLine one;
    private final FourierLine other;

    /// @param columns how many signals lie side by side in scratch memory: 1, or as many as lanes
    /// @param one memory between steps
    /// @param other as much of it
    FourierSteps(
            ProgramWriter program,
            KernelWriter writer,
            DType dtype,
            long columns,
            FourierLine one,
            FourierLine other) {
        this.program = program;
        this.writer = writer;
        this.dtype = dtype;
        this.columns = columns;
        this.widest = program.target().lanes(dtype.byteSize());
        this.tables = new FourierTables(program, dtype);
        this.one = one;
        this.other = other;
    }

    private boolean isAlong() {
        return columns == 1;
    }

    /// Scratch memory that a line does not lie in.
    private FourierLine beside(FourierLine line) {
        return line.storage() == one.storage() && line.base().equals(one.base()) ? other : one;
    }

    /// A complex transform.
    ///
    /// @param to where the result goes, which is no scratch memory; else into some of it
    /// @return where the result is
    FourierLine transform(
            FourierPlan plan, FourierLine from, Optional<FourierLine> to, double scale) {
        if (plan.padded().isEmpty()) {
            return stages(plan, from, to, scale);
        }
        long length = plan.length();
        long padded = plan.staged();
        Storage chirp = tables.roots(RootFunction.Table.chirp(length, length, false, isAlong()));
        FourierPlan inner = new FourierPlan(padded, plan.radices(), Optional.empty());
        FourierLine signal = beside(from);
        product(chirp, 2 * length, length, padded, from, signal, 1);
        FourierLine spectrum = stages(inner, signal, Optional.empty(), 1);
        FourierLine product = beside(spectrum);
        Storage chirped = tables.chirped(plan, isAlong());
        product(chirped, 2 * padded, padded, padded, spectrum, product.swapped(), 1);
        FourierLine folded = stages(inner, product, Optional.empty(), 1);
        FourierLine result = to.orElse(beside(folded));
        product(chirp, 2 * length, length, length, folded.swapped(), result, scale);
        return result;
    }

    /// The stages of a plan, whatever other length it is for.
    FourierLine stages(FourierPlan plan, FourierLine from, Optional<FourierLine> to, double scale) {
        List<Integer> radices = plan.radices();
        FourierLine source = from;
        long taken = 1;
        for (int i = 0; i < radices.size(); i++) {
            boolean isLast = i == radices.size() - 1;
            FourierLine target = isLast && to.isPresent() ? to.get() : beside(source);
            Stage stage = new Stage(plan.staged(), radices.get(i), taken);
            int lanes = lanes(stage.count());
            boolean isZipped =
                    isAlong() && !isLast && taken < lanes && ZippedStage.suits(stage.radix, taken);
            if (isZipped) {
                zipped(stage, source, target, lanes);
            } else {
                stage(stage, source, target, isLast ? scale : 1);
            }
            source = target;
            taken *= stage.radix;
        }
        return source;
    }

    /// A stage.
    ///
    /// @param length of the whole transform
    /// @param taken the product of the radices before
    private record Stage(long length, int radix, long taken) {
        long count() {
            return length / radix;
        }

        long blocks() {
            return count() / taken;
        }
    }

    private int lanes(long extent) {
        return Math.min(widest, VectorLoop.powerOfTwo(extent));
    }

    private void zipped(Stage stage, FourierLine from, FourierLine to, int lanes) {
        boolean isMasked = stage.count() % lanes != 0;
        ZippedStage step =
                new ZippedStage(
                        dtype, stage.radix, lanes, (int) stage.taken, isMasked, from.side());
        RootFunction.Table roots =
                RootFunction.Table.zipped(stage.length, stage.radix, stage.taken);
        call(
                step,
                from,
                to,
                List.of(table(tables.roots(roots), roots.size())),
                List.of(index(stage.count())));
    }

    private void stage(Stage stage, FourierLine from, FourierLine to, double scale) {
        boolean isDense = from.isDense() && to.isDense();
        Expr width =
                isDense ? index(stage.taken * columns) : from.isDense() ? to.width() : from.width();
        boolean isTwiddled = stage.blocks() > 1;
        int lanes = lanes(isDense ? stage.taken * columns : columns);
        StageFunction step =
                new StageFunction(
                        dtype,
                        stage.radix,
                        lanes,
                        isTwiddled,
                        !isMultiple(width, lanes),
                        scale != 1,
                        from.side(),
                        to.side());
        RootFunction.Table roots = RootFunction.Table.stage(stage.length, stage.radix, stage.taken);
        long rows = stage.taken;
        StageFunction.Counts counts =
                new StageFunction.Counts(
                        index(stage.blocks()),
                        index(isDense ? 1 : rows),
                        width,
                        multiply(from.step(), index(rows)),
                        from.step(),
                        multiply(from.step(), index(stage.count())),
                        multiply(to.step(), index(rows * stage.radix)),
                        to.step(),
                        multiply(to.step(), index(rows)),
                        scale(scale));
        call(
                step,
                from,
                to,
                isTwiddled ? List.of(table(tables.roots(roots), roots.size())) : List.of(),
                counts.list());
    }

    /// Copies elements as they are, times a scale.
    void copy(long count, FourierLine from, FourierLine to, double scale) {
        stage(new Stage(count, 1, count), from, to, scale);
    }

    private boolean isMultiple(Expr width, int lanes) {
        return constant(width).filter(value -> value % lanes == 0).isPresent();
    }

    private Optional<Expr> scale(double scale) {
        return scale == 1 ? Optional.empty() : Optional.of(number(LoopType.scalar(dtype), scale));
    }

    private void product(
            Storage factors,
            long size,
            long rows,
            long padded,
            FourierLine from,
            FourierLine to,
            double scale) {
        Expr width = from.isDense() ? to.width() : from.width();
        boolean isMasked =
                isAlong() ? rows % widest != 0 || padded % widest != 0 : !isMultiple(width, widest);
        ProductFunction step =
                new ProductFunction(
                        dtype, widest, isAlong(), isMasked, scale != 1, from.side(), to.side());
        ProductFunction.Counts counts =
                new ProductFunction.Counts(
                        index(rows), index(padded), width, from.step(), to.step(), scale(scale));
        call(step, from, to, List.of(table(factors, size)), counts.list());
    }

    /// Between half a spectrum and the transform of pairs.
    void half(long half, FourierLine from, FourierLine to, boolean toSignal, double scale) {
        RootFunction.Table roots = RootFunction.Table.first(2 * half, half, isAlong());
        Expr width = from.isDense() ? to.width() : from.width();
        int lanes = !isAlong() || half > widest ? widest : 1;
        HalfSpectrum step =
                new HalfSpectrum(
                        dtype,
                        lanes,
                        isAlong(),
                        !isAlong() && !isMultiple(width, lanes),
                        toSignal,
                        scale != 1,
                        from.side(),
                        to.side());
        HalfSpectrum.Counts counts =
                new HalfSpectrum.Counts(index(half), width, from.step(), to.step(), scale(scale));
        call(step, from, to, List.of(table(tables.roots(roots), roots.size())), counts.list());
    }

    private Lines.Table table(Storage storage, long size) {
        return new Lines.Table(
                new Stmt.BufferArgument(writer.buffer(storage), index(0)), index(size));
    }

    private void call(
            Lines step,
            FourierLine from,
            FourierLine to,
            List<Lines.Table> factors,
            List<Expr> counts) {
        program.define(step.name(), step::function);
        List<Expr> bound = counts.stream().map(count -> writer.let("count", count)).toList();
        writer.block()
                .add(Lines.call(step.name(), from.place(writer), to.place(writer), factors, bound));
    }
}
