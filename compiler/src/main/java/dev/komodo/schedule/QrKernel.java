package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.less;
import static dev.komodo.loop.Expressions.minimum;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.number;
import static dev.komodo.loop.Expressions.select;
import static dev.komodo.loop.Expressions.subtract;

import dev.komodo.graph.Dim;
import dev.komodo.graph.Op;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopType;

import java.util.List;

/// `a = q r` by reflections: `r` is made in a copy of `a`, under whose diagonal the reflections are
/// kept; `q` is what they make of the identity, the last one first.
final class QrKernel {
    private final Matrices matrices;
    private final MatrixVectors vectors;
    private final KernelWriter writer;
    private final Op.Factorize op;
    private final Buffer q;
    private final Buffer r;
    private final Buffer work;
    private final Buffer scalars;
    private final Expr rows;
    private final Expr columns;
    private final Expr steps;
    private final int lanes;

    /// @param results q, r
    QrKernel(Matrices matrices, ProgramWriter program, Op.Factorize op, List<Storage> results) {
        this.matrices = matrices;
        this.vectors = new MatrixVectors(matrices);
        this.writer = matrices.writer();
        this.op = op;
        this.q = matrices.rewritten(results.get(0));
        this.r = matrices.rewritten(results.get(1));
        this.work =
                matrices.scratch(program, "reflected", matrices.rows().times(matrices.columns()));
        this.scalars = matrices.scratch(program, "taus", matrices.rows());
        this.rows = writer.dim(matrices.rows());
        this.columns = writer.dim(matrices.columns());
        this.steps = writer.let("steps", minimum(rows, columns));
        this.lanes = matrices.lanes(matrices.columns());
    }

    void write() {
        var work = matrices.rows().times(matrices.rows()).times(matrices.columns());
        matrices.each(Index.product(matrices.batch()), work.times(Dim.of(4)), this::matrix);
    }

    private void matrix(Expr matrix) {
        Expr base = writer.let("base", multiply(multiply(matrix, rows), columns));
        Expr taus = writer.let("taus", multiply(matrix, rows));
        Expr qBase = writer.let("base", multiply(multiply(matrix, rows), steps));
        Expr rBase = writer.let("base", multiply(multiply(matrix, steps), columns));
        matrices.copy(op.operand(), matrix, work, base, rows, columns, lanes);
        matrices.loop(
                "k",
                index(0),
                steps,
                1,
                k -> {
                    Expr at = matrices.at(base, k, columns, k);
                    Expr tau = vectors.annihilate(work, at, columns, subtract(rows, k));
                    matrices.store(scalars, writer.let("at", add(taus, k)), tau, Guard.NONE);
                    Expr next = writer.let("next", add(k, index(1)));
                    vectors.reflect(reflection(base, k, tau), work, base, columns, next, columns);
                });
        identity(qBase);
        matrices.loop(
                "back",
                index(0),
                steps,
                1,
                back -> {
                    Expr k = writer.let("k", subtract(subtract(steps, index(1)), back));
                    Expr tau = matrices.load(scalars, writer.let("at", add(taus, k)));
                    vectors.reflect(reflection(base, k, tau), q, qBase, steps, k, steps);
                });
        orient(base, taus, qBase, rBase);
    }

    private MatrixVectors.Reflection reflection(Expr base, Expr k, Expr tau) {
        Expr at = writer.let("at", add(base, k));
        return new MatrixVectors.Reflection(tau, work, at, columns, k, rows);
    }

    private void identity(Expr base) {
        matrices.loop(
                "i",
                index(0),
                rows,
                1,
                i -> {
                    Expr begin = writer.let("at", multiply(i, steps));
                    Expr row = writer.let("at", add(base, begin));
                    matrices.vectors(
                            index(0),
                            steps,
                            lanes,
                            (j, guard) ->
                                    matrices.store(
                                            q,
                                            writer.let("at", add(row, j)),
                                            number(matrices.type(writer.lanes()), 0),
                                            guard));
                    writer.when(
                            less(i, steps),
                            () ->
                                    matrices.store(
                                            q,
                                            writer.let("at", add(row, i)),
                                            number(matrices.type(1), 1),
                                            Guard.NONE));
                });
    }

    /// Turns rows of `r`, and columns of `q` with them, whose diagonal element is negative.
    private void orient(Expr base, Expr taus, Expr qBase, Expr rBase) {
        LoopType type = matrices.type(1);
        matrices.loop(
                "k",
                index(0),
                steps,
                1,
                k -> {
                    Expr diagonal = matrices.load(work, matrices.at(base, k, columns, k));
                    Expr sign =
                            writer.snapshot(
                                    "sign",
                                    select(
                                            less(diagonal, number(type, 0)),
                                            number(type, -1),
                                            number(type, 1)));
                    matrices.store(scalars, writer.let("at", add(taus, k)), sign, Guard.NONE);
                    Expr from = matrices.at(base, k, columns, index(0));
                    Expr to = matrices.at(rBase, k, columns, index(0));
                    matrices.vectors(
                            index(0),
                            k,
                            lanes,
                            (j, guard) ->
                                    matrices.store(
                                            r,
                                            writer.let("at", add(to, j)),
                                            number(matrices.type(writer.lanes()), 0),
                                            guard));
                    vectors.scale(
                            work,
                            writer.let("at", add(from, k)),
                            r,
                            writer.let("at", add(to, k)),
                            subtract(columns, k),
                            sign,
                            lanes);
                });
        matrices.loop(
                "i",
                index(0),
                rows,
                1,
                i ->
                        matrices.vectors(
                                index(0),
                                steps,
                                lanes,
                                (j, guard) -> {
                                    Expr at = matrices.at(qBase, i, steps, j);
                                    Expr value = matrices.load(q, at, guard);
                                    Expr sign =
                                            matrices.load(
                                                    scalars, writer.let("at", add(taus, j)), guard);
                                    Expr turned = writer.snapshot("turned", multiply(value, sign));
                                    matrices.store(q, at, turned, guard);
                                }));
    }
}
