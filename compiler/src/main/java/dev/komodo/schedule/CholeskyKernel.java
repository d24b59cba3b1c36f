package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.bool;
import static dev.komodo.loop.Expressions.compare;
import static dev.komodo.loop.Expressions.divide;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.number;
import static dev.komodo.loop.Expressions.unary;

import dev.komodo.graph.CompareOp;
import dev.komodo.graph.OnFailure;
import dev.komodo.graph.Op;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;
import dev.komodo.loop.Status;
import dev.komodo.loop.Stmt;
import dev.komodo.loop.UnaryKind;

import java.util.ArrayList;
import java.util.List;

/// `a = l l^T`. The rows of `u = l^T` are made in the upper triangle of the result, so that vectors
/// run along rows: a block of rows takes away what the rows above contribute, then finishes itself.
/// At last `u` is transposed into the lower triangle, and overwritten with zeros.
final class CholeskyKernel {
    private final Matrices matrices;
    private final KernelWriter writer;
    private final Op.Factorize op;
    private final Buffer result;
    private final Expr order;
    private final int lanes;

    CholeskyKernel(Matrices matrices, Op.Factorize op, Storage result) {
        this.matrices = matrices;
        this.writer = matrices.writer();
        this.op = op;
        this.result = matrices.rewritten(result);
        this.order = writer.dim(matrices.rows());
        this.lanes = matrices.lanes(matrices.rows());
    }

    void write() {
        var rows = matrices.rows();
        matrices.each(Index.product(matrices.batch()), rows.times(rows).times(rows), this::matrix);
    }

    private void matrix(Expr matrix) {
        Expr base = writer.let("base", multiply(multiply(matrix, order), order));
        Expr.Var isDefinite = writer.declare("is_definite", bool(true, 1));
        copy(matrix, base);
        matrices.blocks(index(0), order, (first, count) -> block(base, first, count, isDefinite));
        transpose(base);
        Expr fails = writer.snapshot("fails", unary(UnaryKind.NOT, isDefinite));
        writer.when(
                fails,
                () -> {
                    if (op.onFailure() == OnFailure.REPORT) {
                        writer.block().add(new Stmt.Fail(Status.NOT_POSITIVE_DEFINITE, matrix));
                    } else {
                        Expr end = writer.let("end", add(base, multiply(order, order)));
                        matrices.spoil(result, base, end, lanes);
                    }
                });
    }

    /// The lower triangle of the operand, transposed.
    private void copy(Expr matrix, Expr base) {
        matrices.loop(
                "i",
                index(0),
                order,
                1,
                i ->
                        matrices.vectors(
                                i,
                                order,
                                lanes,
                                (j, guard) -> {
                                    Position row = matrices.along(j);
                                    Position column = Position.uniform(i);
                                    Expr value =
                                            matrices.element(
                                                    op.operand(), matrix, row, column, guard);
                                    matrices.store(result, at(base, i, j), value, guard);
                                }));
    }

    private Expr at(Expr base, Expr row, Expr column) {
        return matrices.at(base, row, order, column);
    }

    /// Rows `[first, first + count)` of `u`.
    private void block(Expr base, Expr first, int count, Expr.Var isDefinite) {
        Expr end = writer.let("end", add(first, index(count)));
        int width = Math.min(lanes, count);
        writer.lanes(width);
        for (int column = 0; column < count; column += width) {
            Expr from = add(first, index(column));
            storeRows(base, first, from, update(base, first, count, from, Guard.NONE), Guard.NONE);
        }
        writer.lanes(1);
        List<List<Expr>> corner = corner(base, first, count, isDefinite);
        matrices.vectors(
                end,
                order,
                lanes,
                (from, guard) -> {
                    List<Expr> rows = update(base, first, count, from, guard);
                    storeRows(base, first, from, finish(rows, corner), guard);
                });
    }

    /// Elements of `count` rows, less what the rows above contribute.
    private List<Expr> update(Expr base, Expr first, int count, Expr from, Guard guard) {
        List<Expr.Var> sums = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Expr start = matrices.load(result, at(base, add(first, index(i)), from), guard);
            sums.add(writer.declare("sum", start));
        }
        matrices.loop(
                "p",
                index(0),
                first,
                1,
                p -> {
                    Expr above = matrices.load(result, at(base, p, from), guard);
                    for (int i = 0; i < sums.size(); i++) {
                        Expr column = at(base, p, add(first, index(i)));
                        Expr factor = matrices.load(result, column);
                        writer.assign(sums.get(i), matrices.less(sums.get(i), factor, above));
                    }
                });
        List<Expr> rows = new ArrayList<>();
        sums.forEach(sum -> rows.add(writer.snapshot("row", sum)));
        return rows;
    }

    private void storeRows(Expr base, Expr first, Expr from, List<Expr> rows, Guard guard) {
        for (int i = 0; i < rows.size(); i++) {
            matrices.store(result, at(base, add(first, index(i)), from), rows.get(i), guard);
        }
    }

    /// The factor of the block on the diagonal, in registers and in its place.
    private List<List<Expr>> corner(Expr base, Expr first, int count, Expr.Var isDefinite) {
        List<List<Expr>> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<Expr> row = new ArrayList<>();
            for (int j = 0; j < count; j++) {
                row.add(
                        j < i
                                ? number(matrices.type(1), 0)
                                : matrices.load(
                                        result,
                                        at(base, add(first, index(i)), add(first, index(j)))));
            }
            rows.add(row);
        }
        for (int k = 0; k < count; k++) {
            List<Expr> row = rows.get(k);
            root(row, k, isDefinite);
            for (int i = k + 1; i < count; i++) {
                List<Expr> below = rows.get(i);
                for (int j = i; j < count; j++) {
                    Expr less = matrices.less(below.get(j), row.get(i), row.get(j));
                    below.set(j, writer.snapshot("less", less));
                }
            }
            for (int j = k; j < count; j++) {
                Expr place = at(base, add(first, index(k)), add(first, index(j)));
                matrices.store(result, place, row.get(j), Guard.NONE);
            }
        }
        return rows;
    }

    private void root(List<Expr> row, int k, Expr.Var isDefinite) {
        Expr zero = number(matrices.type(1), 0);
        Expr isPositive = compare(CompareOp.GREATER, row.get(k), zero);
        writer.when(
                writer.snapshot("is_bad", unary(UnaryKind.NOT, isPositive)),
                () -> writer.assign(isDefinite, bool(false, 1)));
        row.set(k, writer.snapshot("root", unary(UnaryKind.SQRT, row.get(k))));
        for (int j = k + 1; j < row.size(); j++) {
            row.set(j, writer.snapshot("scaled", divide(row.get(j), row.get(k))));
        }
    }

    /// Rows right of the diagonal block, from what is left of them.
    private List<Expr> finish(List<Expr> rows, List<List<Expr>> corner) {
        List<Expr> finished = new ArrayList<>(rows);
        for (int k = 0; k < rows.size(); k++) {
            Expr root = Lowering.widen(corner.get(k).get(k), writer.lanes());
            Expr row = writer.snapshot("scaled", divide(finished.get(k), root));
            finished.set(k, row);
            for (int i = k + 1; i < rows.size(); i++) {
                Expr less = matrices.less(finished.get(i), corner.get(k).get(i), row);
                finished.set(i, writer.snapshot("less", less));
            }
        }
        return finished;
    }

    private void transpose(Expr base) {
        matrices.loop(
                "i",
                index(1),
                order,
                1,
                i ->
                        matrices.vectors(
                                index(0),
                                i,
                                lanes,
                                (j, guard) -> {
                                    Expr column = at(base, j, i);
                                    Expr value = matrices.loadApart(result, column, order, guard);
                                    matrices.store(result, at(base, i, j), value, guard);
                                }));
        matrices.loop(
                "i",
                index(0),
                order,
                1,
                i ->
                        matrices.vectors(
                                add(i, index(1)),
                                order,
                                lanes,
                                (j, guard) -> {
                                    Expr zeros = number(matrices.type(writer.lanes()), 0);
                                    matrices.store(result, at(base, i, j), zeros, guard);
                                }));
    }
}
