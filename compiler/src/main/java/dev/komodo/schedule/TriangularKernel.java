package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.bool;
import static dev.komodo.loop.Expressions.divide;
import static dev.komodo.loop.Expressions.equal;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.number;
import static dev.komodo.loop.Expressions.or;
import static dev.komodo.loop.Expressions.remainder;
import static dev.komodo.loop.Expressions.subtract;

import dev.komodo.graph.Dim;
import dev.komodo.graph.OnFailure;
import dev.komodo.graph.Op;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;
import dev.komodo.loop.Status;
import dev.komodo.loop.Stmt;

import java.util.ArrayList;
import java.util.List;

/// `t x = right` by substitution, vectors along the right sides: a block of unknowns takes away
/// what the known ones contribute, then finishes itself. Unknowns are counted in the order in which
/// they become known: from the first row downwards, or from the last upwards.
final class TriangularKernel {
    private final Matrices matrices;
    private final KernelWriter writer;
    private final Op.SolveTriangular op;
    private final Dim sides;
    private final Buffer result;
    private final Expr order;
    private final Expr width;
    private final int lanes;

    TriangularKernel(Matrices matrices, Op.SolveTriangular op, Dim sides, Storage result) {
        this.matrices = matrices;
        this.writer = matrices.writer();
        this.op = op;
        this.sides = sides;
        this.result = matrices.rewritten(result);
        this.order = writer.dim(matrices.rows());
        this.width = writer.dim(sides);
        this.lanes = matrices.lanes(sides);
    }

    /// Each matrix with each group of right sides.
    void write() {
        Dim groups = sides.ceilDivide(Dim.of(lanes));
        Dim rows = matrices.rows();
        matrices.each(
                Index.product(matrices.batch()).times(groups),
                rows.times(rows),
                task -> {
                    boolean isOne = groups.is(1);
                    Expr count = writer.dim(groups);
                    Expr matrix = isOne ? task : writer.let("batch", divide(task, count));
                    Expr group = isOne ? index(0) : writer.let("group", remainder(task, count));
                    group(matrix, writer.let("side", multiply(group, index(lanes))));
                });
    }

    private void group(Expr matrix, Expr side) {
        boolean isWhole = sides.constant().isPresent() && sides.constant().getAsLong() % lanes == 0;
        Guard guard =
                isWhole || lanes == 1
                        ? Guard.NONE
                        : Guard.lanes(
                                writer.let(
                                        "mask", VectorLoop.mask(subtract(width, side), 0, lanes)));
        Expr base = writer.let("base", multiply(multiply(matrix, order), width));
        Expr.Var isSingular = writer.declare("is_singular", bool(false, 1));
        if (!op.unitDiagonal()) {
            matrices.loop(
                    "i",
                    index(0),
                    order,
                    1,
                    i -> {
                        Expr zero = number(matrices.type(1), 0);
                        Expr isZero = equal(diagonal(matrix, i), zero);
                        writer.assign(isSingular, or(isSingular, isZero));
                    });
        }
        writer.lanes(lanes);
        matrices.blocks(
                index(0),
                order,
                (first, count) -> {
                    writer.lanes(lanes);
                    block(matrix, base, side, first, count, guard);
                });
        writer.lanes(1);
        writer.when(isSingular, () -> fail(matrix, base, side, guard));
    }

    private void fail(Expr matrix, Expr base, Expr side, Guard guard) {
        if (op.onFailure() == OnFailure.REPORT) {
            writer.block().add(new Stmt.Fail(Status.SINGULAR, matrix));
            return;
        }
        Expr nan = number(matrices.type(lanes), Double.NaN);
        matrices.loop(
                "i",
                index(0),
                order,
                1,
                i -> matrices.store(result, matrices.at(base, i, width, side), nan, guard));
    }

    /// Whether the first row is the first to be known.
    private boolean isForward() {
        return op.lower() != op.transposed();
    }

    /// The row of an unknown.
    private Expr row(Expr unknown) {
        return isForward()
                ? unknown
                : writer.let("row", subtract(subtract(order, index(1)), unknown));
    }

    private Expr place(Expr base, Expr unknown, Expr side) {
        return matrices.at(base, row(unknown), width, side);
    }

    private Expr coefficient(Expr matrix, Expr unknown, Expr known) {
        Expr row = row(op.transposed() ? known : unknown);
        Expr column = row(op.transposed() ? unknown : known);
        return matrices.scalar(op.matrix(), matrix, row, column);
    }

    private Expr diagonal(Expr matrix, Expr unknown) {
        return coefficient(matrix, unknown, unknown);
    }

    private void block(Expr matrix, Expr base, Expr side, Expr first, int count, Guard guard) {
        List<Expr> unknowns = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            unknowns.add(add(first, index(i)));
        }
        List<Expr.Var> sums = new ArrayList<>();
        Position sideAt = lanes == 1 ? Position.uniform(side) : Position.consecutive(side);
        for (Expr unknown : unknowns) {
            Position row = Position.uniform(row(unknown));
            Expr right = matrices.element(op.right(), matrix, row, sideAt, guard);
            sums.add(writer.declare("sum", right));
        }
        matrices.loop(
                "p",
                index(0),
                first,
                1,
                p -> {
                    Expr known = matrices.load(result, place(base, p, side), guard);
                    for (int i = 0; i < count; i++) {
                        Expr factor = coefficient(matrix, unknowns.get(i), p);
                        writer.assign(sums.get(i), matrices.less(sums.get(i), factor, known));
                    }
                });
        finish(matrix, unknowns, sums).stream()
                .forEach(
                        known ->
                                matrices.store(
                                        result,
                                        place(base, known.unknown(), side),
                                        known.value(),
                                        guard));
    }

    private record Known(Expr unknown, Expr value) {}

    private List<Known> finish(Expr matrix, List<Expr> unknowns, List<Expr.Var> sums) {
        List<Expr> rest = new ArrayList<>();
        sums.forEach(sum -> rest.add(writer.snapshot("rest", sum)));
        List<Known> known = new ArrayList<>();
        for (int k = 0; k < rest.size(); k++) {
            Expr unknown = unknowns.get(k);
            Expr value = rest.get(k);
            if (!op.unitDiagonal()) {
                Expr diagonal = Lowering.widen(diagonal(matrix, unknown), lanes);
                value = writer.snapshot("known", divide(value, diagonal));
            }
            known.add(new Known(unknown, value));
            for (int i = k + 1; i < rest.size(); i++) {
                Expr factor = coefficient(matrix, unknowns.get(i), unknown);
                Expr less = matrices.less(rest.get(i), factor, value);
                rest.set(i, writer.snapshot("less", less));
            }
        }
        return known;
    }
}
