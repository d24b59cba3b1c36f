package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.compare;
import static dev.komodo.loop.Expressions.divide;
import static dev.komodo.loop.Expressions.equal;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.less;
import static dev.komodo.loop.Expressions.minimum;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.number;
import static dev.komodo.loop.Expressions.select;
import static dev.komodo.loop.Expressions.unary;

import dev.komodo.graph.CompareOp;
import dev.komodo.graph.Op;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;
import dev.komodo.loop.UnaryKind;

import java.util.ArrayList;
import java.util.List;

/// `a[permutation] = l u`, in place, a panel of columns after another: the panel is factorized
/// column by column, then the rows right of it, then what is below those loses the product of both.
final class LuKernel {
    /// Columns of a panel: the rows right of it stay in near memory while the rest is updated.
    private static final int PANEL = 32;

    private final Matrices matrices;
    private final KernelWriter writer;
    private final Op.Factorize op;
    private final Buffer factors;
    private final Buffer permutation;
    private final Buffer sign;
    private final Expr rows;
    private final Expr columns;
    private final int lanes;

    /// @param results factors, permutation, sign
    LuKernel(Matrices matrices, Op.Factorize op, List<Storage> results) {
        this.matrices = matrices;
        this.writer = matrices.writer();
        this.op = op;
        this.factors = matrices.rewritten(results.get(0));
        this.permutation = matrices.rewritten(results.get(1));
        this.sign = matrices.rewritten(results.get(2));
        this.rows = writer.dim(matrices.rows());
        this.columns = writer.dim(matrices.columns());
        this.lanes = matrices.lanes(matrices.columns());
    }

    void write() {
        var work = matrices.rows().times(matrices.rows()).times(matrices.columns());
        matrices.each(Index.product(matrices.batch()), work, this::matrix);
    }

    /// One matrix: where it begins, where its permutation begins.
    private record Place(Expr base, Expr order) {}

    private void matrix(Expr matrix) {
        Place place =
                new Place(
                        writer.let("base", multiply(multiply(matrix, rows), columns)),
                        writer.let("order", multiply(matrix, rows)));
        copy(matrix, place);
        Expr.Var parity = writer.declare("sign_of_order", number(matrices.type(1), 1));
        Expr steps = writer.let("steps", minimum(rows, columns));
        matrices.loop(
                "panel",
                index(0),
                steps,
                PANEL,
                begin -> {
                    Expr end = writer.let("end", minimum(add(begin, index(PANEL)), steps));
                    matrices.loop("k", begin, end, 1, k -> column(place, k, end, parity));
                    right(place, begin, end);
                    matrices.blocks(
                            end, rows, (row, count) -> below(place, begin, end, row, count));
                });
        matrices.store(sign, matrix, writer.snapshot("sign", parity), Guard.NONE);
    }

    private Expr at(Place place, Expr row, Expr column) {
        return matrices.at(place.base(), row, columns, column);
    }

    private void copy(Expr matrix, Place place) {
        matrices.loop(
                "i",
                index(0),
                rows,
                1,
                i -> {
                    matrices.vectors(
                            index(0),
                            columns,
                            lanes,
                            (j, guard) -> {
                                Position column = matrices.along(j);
                                Position row = Position.uniform(i);
                                Expr value =
                                        matrices.element(op.operand(), matrix, row, column, guard);
                                matrices.store(factors, at(place, i, j), value, guard);
                            });
                    matrices.store(permutation, add(place.order(), i), i, Guard.NONE);
                });
    }

    /// Finds the pivot of column `k`, brings it up, and takes it out of the panel's columns behind.
    private void column(Place place, Expr k, Expr end, Expr.Var parity) {
        Expr pivot = pivot(place, k);
        writer.when(
                compare(CompareOp.NOT_EQUAL, pivot, k),
                () -> {
                    exchange(place, k, pivot);
                    writer.assign(parity, unary(UnaryKind.NEGATE, parity));
                });
        Expr diagonal = matrices.load(factors, at(place, k, k));
        Expr isZero = writer.snapshot("is_zero", equal(diagonal, number(matrices.type(1), 0)));
        Expr next = writer.let("next", add(k, index(1)));
        matrices.loop(
                "i",
                next,
                rows,
                1,
                i -> {
                    Expr value = matrices.load(factors, at(place, i, k));
                    Expr factor =
                            writer.snapshot(
                                    "factor", select(isZero, value, divide(value, diagonal)));
                    matrices.store(factors, at(place, i, k), factor, Guard.NONE);
                    matrices.vectors(
                            next,
                            end,
                            lanes,
                            (j, guard) -> {
                                Expr row = matrices.load(factors, at(place, k, j), guard);
                                Expr rest = matrices.load(factors, at(place, i, j), guard);
                                Expr less = matrices.less(rest, factor, row);
                                matrices.store(factors, at(place, i, j), less, guard);
                            });
                });
    }

    /// The row, from `k` on, of the largest element of column `k`: the first of equal ones.
    private Expr pivot(Place place, Expr k) {
        Expr first = unary(UnaryKind.ABS, matrices.load(factors, at(place, k, k)));
        Expr.Var largest = writer.declare("largest", first);
        Expr.Var where = writer.declare("where", k);
        matrices.loop(
                "i",
                add(k, index(1)),
                rows,
                1,
                i -> {
                    Expr value = unary(UnaryKind.ABS, matrices.load(factors, at(place, i, k)));
                    Expr size = writer.snapshot("size", value);
                    Expr isLarger = writer.snapshot("is_larger", less(largest, size));
                    writer.assign(largest, select(isLarger, size, largest));
                    writer.assign(where, select(isLarger, i, where));
                });
        return writer.snapshot("pivot", where);
    }

    private void exchange(Place place, Expr one, Expr other) {
        matrices.vectors(
                index(0),
                columns,
                lanes,
                (j, guard) -> {
                    Expr a = matrices.load(factors, at(place, one, j), guard);
                    Expr b = matrices.load(factors, at(place, other, j), guard);
                    matrices.store(factors, at(place, one, j), b, guard);
                    matrices.store(factors, at(place, other, j), a, guard);
                });
        Expr a = matrices.load(permutation, writer.let("at", add(place.order(), one)));
        Expr b = matrices.load(permutation, writer.let("at", add(place.order(), other)));
        matrices.store(permutation, writer.let("at", add(place.order(), one)), b, Guard.NONE);
        matrices.store(permutation, writer.let("at", add(place.order(), other)), a, Guard.NONE);
    }

    /// The panel's rows right of it.
    private void right(Place place, Expr begin, Expr end) {
        matrices.vectors(
                end,
                columns,
                lanes,
                (j, guard) ->
                        matrices.loop(
                                "i",
                                add(begin, index(1)),
                                end,
                                1,
                                i -> {
                                    Expr start = matrices.load(factors, at(place, i, j), guard);
                                    Expr.Var sum = writer.declare("sum", start);
                                    reduce(place, begin, i, List.of(i), List.of(sum), j, guard);
                                    Expr rest = writer.snapshot("rest", sum);
                                    matrices.store(factors, at(place, i, j), rest, guard);
                                }));
    }

    /// A block of rows below the panel.
    private void below(Place place, Expr begin, Expr end, Expr row, int count) {
        List<Expr> block = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            block.add(add(row, index(i)));
        }
        matrices.vectors(
                end,
                columns,
                lanes,
                (j, guard) -> {
                    List<Expr.Var> sums = new ArrayList<>();
                    for (Expr i : block) {
                        Expr start = matrices.load(factors, at(place, i, j), guard);
                        sums.add(writer.declare("sum", start));
                    }
                    reduce(place, begin, end, block, sums, j, guard);
                    for (int i = 0; i < count; i++) {
                        Expr rest = writer.snapshot("rest", sums.get(i));
                        matrices.store(factors, at(place, block.get(i), j), rest, guard);
                    }
                });
    }

    /// `sums -= l[rows, begin .. end) u[begin .. end, j ...)`.
    private void reduce(
            Place place,
            Expr begin,
            Expr end,
            List<Expr> block,
            List<Expr.Var> sums,
            Expr j,
            Guard guard) {
        matrices.loop(
                "p",
                begin,
                end,
                1,
                p -> {
                    Expr above = matrices.load(factors, at(place, p, j), guard);
                    for (int i = 0; i < block.size(); i++) {
                        Expr factor = matrices.load(factors, at(place, block.get(i), p));
                        writer.assign(sums.get(i), matrices.less(sums.get(i), factor, above));
                    }
                });
    }
}
