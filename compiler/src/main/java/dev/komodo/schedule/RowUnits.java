package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.divide;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.less;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.remainder;
import static dev.komodo.loop.Expressions.subtract;

import dev.komodo.graph.Dim;
import dev.komodo.loop.Expr;

import java.util.ArrayList;
import java.util.List;

/// The rows of a row kernel, one by one, or, where an axis is kept inside the reduced ones, as many
/// neighbours as a vector holds: a unit.
final class RowUnits {
    /// Writes a unit.
    @FunctionalInterface
    interface Row {
        void write(List<Position> row, Guard guard, Expr worker);
    }

    /// So few units do not keep threads busy.
    private static final long FEW = 16;

    private final KernelWriter writer;
    private final Domain domain;
    private final List<Integer> kept;
    private final int rowLanes;
    private final long cost;
    private final Dim extent;
    private final Dim inner;
    private final Dim lead;
    private Expr current = index(0);

    /// @param kept how many kept axes each loop covers: all, or all but the last and the last
    /// @param rowLanes rows in a unit
    /// @param cost simple operations an element
    RowUnits(KernelWriter writer, Domain domain, List<Integer> kept, int rowLanes, long cost) {
        this.writer = writer;
        this.domain = domain;
        this.kept = kept;
        this.rowLanes = rowLanes;
        this.cost = cost;
        this.extent = Index.product(domain.reduced());
        List<Dim> all = domain.kept();
        int split = kept.isEmpty() ? 0 : all.size() - kept.getLast();
        this.inner = Index.product(all.subList(split, all.size()));
        this.lead = Index.product(all.subList(0, split));
    }

    /// How many units there are.
    Dim count() {
        return Index.product(domain.outer()).times(lead).times(inner.ceilDivide(Dim.of(rowLanes)));
    }

    /// Whether there are so few that threads should share one.
    boolean areFew() {
        long elements = extent.bound().constant().orElse(Integer.MAX_VALUE);
        return count().constant().orElse(Long.MAX_VALUE) <= FEW
                && elements * (cost + Costs.ACCESS) >= Costs.SHARED;
    }

    /// Writes the loop over units.
    void each(Row row) {
        if (domain.row().stream().anyMatch(dim -> dim.is(0))) {
            return;
        }
        if (count().is(1)) {
            unit(index(0), index(0), row);
            return;
        }
        long elements = Math.max(1, extent.bound().constant().orElse(Costs.SYMBOLIC_EXTENT));
        long grain = Math.max(1, Costs.GRAIN / Math.max(1, elements * rowLanes * cost));
        long unit = elements * rowLanes * (cost + Costs.ACCESS);
        boolean isSmall =
                extent.constant().isPresent()
                        && count().constant().orElse(Long.MAX_VALUE) <= Costs.SHARED / unit;
        if (isSmall) {
            writer.loop("row", index(0), writer.dim(count()), at -> unit(at, index(0), row));
        } else {
            writer.parallel(
                    "row",
                    index(0),
                    writer.dim(count()),
                    1,
                    grain,
                    (at, worker) -> unit(at, worker, row));
        }
    }

    /// The number of the unit that is being written.
    Expr number() {
        return current;
    }

    /// Writes one unit.
    void unit(Expr unit, Expr worker, Row row) {
        current = unit;
        List<Position> positions = new ArrayList<>();
        if (kept.isEmpty()) {
            if (!domain.outer().isEmpty()) {
                positions.add(Position.uniform(unit));
            }
            row.write(positions, Guard.NONE, worker);
            return;
        }
        Expr blocks = writer.dim(inner.ceilDivide(Dim.of(rowLanes)));
        Expr rest = writer.let("rest", divide(unit, blocks));
        Expr begin = writer.let("begin", multiply(remainder(unit, blocks), index(rowLanes)));
        if (kept.size() > 1) {
            Expr leads = writer.dim(lead);
            if (!domain.outer().isEmpty()) {
                positions.add(Position.uniform(writer.let("outer", divide(rest, leads))));
            }
            positions.add(Position.uniform(writer.let("lead", remainder(rest, leads))));
        } else if (!domain.outer().isEmpty()) {
            positions.add(Position.uniform(rest));
        }
        block(begin, positions, worker, row);
    }

    /// A vector of neighbouring rows, or what is left of one.
    private void block(Expr begin, List<Position> positions, Expr worker, Row row) {
        Position at = rowLanes == 1 ? Position.uniform(begin) : Position.consecutive(begin);
        List<Position> all = new ArrayList<>(positions);
        all.add(at);
        writer.lanes(rowLanes);
        Expr end = writer.dim(inner);
        boolean isWhole =
                rowLanes == 1
                        || (inner.constant().isPresent()
                                && inner.constant().getAsLong() % rowLanes == 0);
        if (isWhole) {
            row.write(all, Guard.NONE, worker);
            return;
        }
        Runnable masked =
                () -> {
                    Expr left = subtract(end, begin);
                    Expr mask = writer.let("mask", VectorLoop.mask(left, 0, rowLanes));
                    row.write(all, Guard.lanes(mask), worker);
                };
        boolean isTail = inner.constant().orElse(Long.MAX_VALUE) < rowLanes;
        if (isTail || cost > 400) {
            masked.run();
        } else {
            writer.choose(
                    less(end, add(begin, index(rowLanes))),
                    masked,
                    () -> row.write(all, Guard.NONE, worker));
        }
    }
}
