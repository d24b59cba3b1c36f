package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.bool;
import static dev.komodo.loop.Expressions.compare;
import static dev.komodo.loop.Expressions.divide;
import static dev.komodo.loop.Expressions.fma;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.less;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.number;
import static dev.komodo.loop.Expressions.subtract;
import static dev.komodo.loop.Expressions.unary;

import dev.komodo.graph.CompareOp;
import dev.komodo.graph.Dim;
import dev.komodo.graph.OnFailure;
import dev.komodo.graph.Op;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;
import dev.komodo.loop.Expressions;
import dev.komodo.loop.LoopType;
import dev.komodo.loop.Status;
import dev.komodo.loop.Stmt;
import dev.komodo.loop.UnaryKind;

import java.util.List;

/// `a v = v diagonal(w)` of symmetric matrices: reflections from both sides leave three diagonals,
/// [TridiagonalKernel] finds their eigenvalues, and what was done to the identity on the way are
/// the eigenvectors.
///
/// Source: G. H. Golub, C. F. Van Loan, "Matrix computations", 4th edition (2013), 8.3.1.
final class EighKernel {
    private final Matrices matrices;
    private final MatrixVectors vectors;
    private final KernelWriter writer;
    private final Op.Factorize op;
    private final Buffer values;
    private final Buffer result;
    private final Buffer work;
    private final Buffer rows;
    private final Buffer taus;
    private final Buffer product;
    private final TridiagonalKernel tridiagonal;
    private final Expr order;
    private final int lanes;
    private final LoopType type;

    /// @param results eigenvalues, eigenvectors
    EighKernel(Matrices matrices, ProgramWriter program, Op.Factorize op, List<Storage> results) {
        Dim n = matrices.rows();
        this.matrices = matrices;
        this.vectors = new MatrixVectors(matrices);
        this.writer = matrices.writer();
        this.op = op;
        this.values = matrices.rewritten(results.get(0));
        this.result = matrices.rewritten(results.get(1));
        this.work = matrices.scratch(program, "reflected", n.times(n));
        this.rows = matrices.scratch(program, "eigenvectors", n.times(n));
        this.taus = matrices.scratch(program, "taus", n);
        this.product = matrices.scratch(program, "product", n);
        this.order = writer.dim(n);
        this.lanes = matrices.lanes(n);
        this.type = matrices.type(1);
        this.tridiagonal = new TridiagonalKernel(matrices, program, values, rows);
    }

    void write() {
        Dim n = matrices.rows();
        Dim work = n.times(n).times(n).times(Dim.of(10));
        matrices.each(Index.product(matrices.batch()), work, this::matrix);
    }

    /// Where one matrix begins, and where its vectors do.
    private record Place(Expr base, Expr vector) {}

    private void matrix(Expr matrix) {
        Expr vector = writer.let("vector", multiply(matrix, order));
        Place place = new Place(writer.let("base", multiply(vector, order)), vector);
        copy(matrix, place);
        Expr all = writer.let("all", multiply(order, order));
        Expr size = vectors.largest(work, place.base(), all);
        Expr scale = vectors.powerOfTwo(size);
        Expr inverse = writer.snapshot("inverse", divide(number(type, 1), scale));
        vectors.scale(work, place.base(), work, place.base(), all, inverse, lanes);
        matrices.loop("k", index(0), order, 1, k -> reduce(place, k));
        accumulate(place);
        Expr.Var isDone = writer.declare("is_done", bool(false, 1));
        Expr isFinite = less(size, number(type, Double.POSITIVE_INFINITY));
        writer.when(
                isFinite,
                () -> {
                    writer.assign(isDone, bool(true, 1));
                    tridiagonal.iterate(place.vector(), place.base(), isDone);
                });
        sort(place);
        orient(place);
        vectors.scale(values, vector, values, vector, order, scale, lanes);
        Expr fails = writer.snapshot("fails", unary(UnaryKind.NOT, isDone));
        writer.when(fails, () -> fail(matrix, place, all));
    }

    private void fail(Expr matrix, Place place, Expr all) {
        if (op.onFailure() == OnFailure.REPORT) {
            writer.block().add(new Stmt.Fail(Status.NOT_CONVERGED, matrix));
            return;
        }
        Expr end = writer.let("end", add(place.vector(), order));
        matrices.spoil(values, place.vector(), end, lanes);
        matrices.spoil(result, place.base(), writer.let("end", add(place.base(), all)), lanes);
    }

    private Expr at(Place place, Expr row, Expr column) {
        return matrices.at(place.base(), row, order, column);
    }

    /// The symmetric matrix whose lower triangle is given.
    private void copy(Expr matrix, Place place) {
        matrices.loop(
                "i",
                index(0),
                order,
                1,
                i -> {
                    Expr next = writer.let("next", add(i, index(1)));
                    copyRow(matrix, place, i, index(0), next, false);
                    copyRow(matrix, place, i, next, order, true);
                });
    }

    private void copyRow(
            Expr matrix, Place place, Expr i, Expr begin, Expr end, boolean transposed) {
        matrices.vectors(
                begin,
                end,
                lanes,
                (j, guard) -> {
                    Position along = matrices.along(j);
                    Position own = Position.uniform(i);
                    Expr value =
                            matrices.element(
                                    op.operand(),
                                    matrix,
                                    transposed ? along : own,
                                    transposed ? own : along,
                                    guard);
                    matrices.store(work, at(place, i, j), value, guard);
                });
    }

    /// Row and column `k` lose what is not next to the diagonal. The reflection's vector stays in
    /// row `k`, which nobody reads again.
    private void reduce(Place place, Expr k) {
        Expr next = writer.let("next", add(k, index(1)));
        Expr count = writer.let("count", subtract(order, next));
        Expr at = at(place, k, next);
        writer.when(
                less(index(0), count),
                () -> {
                    Expr tau = vectors.annihilate(work, at, index(1), count);
                    Expr beside = matrices.load(work, at);
                    tridiagonal.beside(place.vector(), k, beside);
                    matrices.store(work, at, number(type, 1), Guard.NONE);
                    matrices.store(taus, writer.let("at", add(place.vector(), k)), tau, Guard.NONE);
                    Expr isWanted = compare(CompareOp.NOT_EQUAL, tau, number(type, 0));
                    writer.when(
                            writer.snapshot("is_wanted", isWanted),
                            () -> {
                                product(place, k, next, tau);
                                update(place, k, next);
                            });
                });
    }

    /// `w = tau a v - (tau / 2) (tau v^T a v) v`.
    private void product(Place place, Expr k, Expr next, Expr tau) {
        matrices.vectors(
                next,
                order,
                lanes,
                (j, guard) -> {
                    Expr.Var sum = writer.declare("sum", number(matrices.type(writer.lanes()), 0));
                    matrices.loop(
                            "i",
                            next,
                            order,
                            1,
                            i -> {
                                Expr row = matrices.load(work, at(place, i, j), guard);
                                Expr v = matrices.load(work, at(place, k, i));
                                Expr wide = Lowering.widen(v, writer.lanes());
                                writer.assign(sum, fma(wide, row, sum));
                            });
                    Expr wide = Lowering.widen(tau, writer.lanes());
                    Expr share = writer.snapshot("share", Expressions.multiply(wide, sum));
                    Expr to = writer.let("at", add(place.vector(), j));
                    matrices.store(product, to, share, guard);
                });
        Expr begin = writer.let("at", add(place.vector(), next));
        Expr v = at(place, k, next);
        Expr count = writer.let("count", subtract(order, next));
        Expr inner = vectors.dot(product, begin, work, v, count);
        Expr half =
                writer.snapshot(
                        "half",
                        Expressions.multiply(Expressions.multiply(tau, number(type, 0.5)), inner));
        matrices.vectors(
                index(0),
                count,
                lanes,
                (j, guard) -> {
                    Expr to = writer.let("at", add(begin, j));
                    Expr own = matrices.load(product, to, guard);
                    Expr direction = matrices.load(work, writer.let("at", add(v, j)), guard);
                    Expr rest = matrices.less(own, half, direction);
                    matrices.store(product, to, writer.snapshot("rest", rest), guard);
                });
    }

    /// `a -= v w^T + w v^T`.
    private void update(Place place, Expr k, Expr next) {
        matrices.loop(
                "i",
                next,
                order,
                1,
                i -> {
                    Expr v = matrices.load(work, at(place, k, i));
                    Expr w = matrices.load(product, writer.let("at", add(place.vector(), i)));
                    matrices.vectors(
                            next,
                            order,
                            lanes,
                            (j, guard) -> {
                                Expr to = at(place, i, j);
                                Expr own = matrices.load(work, to, guard);
                                Expr ws =
                                        matrices.load(
                                                product,
                                                writer.let("at", add(place.vector(), j)),
                                                guard);
                                Expr vs = matrices.load(work, at(place, k, j), guard);
                                Expr first = writer.snapshot("rest", matrices.less(own, v, ws));
                                Expr rest = writer.snapshot("rest", matrices.less(first, w, vs));
                                matrices.store(work, to, rest, guard);
                            });
                });
    }

    /// The diagonal, and what the reflections make of the identity, transposed.
    private void accumulate(Place place) {
        matrices.loop(
                "i",
                index(0),
                order,
                1,
                i -> {
                    Expr diagonal = matrices.load(work, at(place, i, i));
                    Expr to = writer.let("at", add(place.vector(), i));
                    matrices.store(values, to, diagonal, Guard.NONE);
                    Expr begin = at(place, i, index(0));
                    matrices.fill(result, begin, writer.let("end", add(begin, order)), 0, lanes);
                    matrices.store(
                            result, writer.let("at", add(begin, i)), number(type, 1), Guard.NONE);
                });
        matrices.loop(
                "back",
                index(1),
                order,
                1,
                back -> {
                    Expr next = writer.let("next", subtract(order, back));
                    Expr k = writer.let("k", subtract(next, index(1)));
                    Expr tau = matrices.load(taus, writer.let("at", add(place.vector(), k)));
                    Expr vector = at(place, k, index(0));
                    MatrixVectors.Reflection reflection =
                            new MatrixVectors.Reflection(tau, work, vector, index(1), next, order);
                    vectors.reflect(reflection, result, place.base(), order, next, order);
                });
        matrices.transposeInto(
                result, place.base(), order, rows, place.base(), order, order, lanes);
    }

    /// Smallest first.
    private void sort(Place place) {
        matrices.loop(
                "i",
                index(0),
                order,
                1,
                i -> {
                    Expr best = matrices.extreme(values, place.vector(), i, order, false);
                    writer.when(
                            compare(CompareOp.NOT_EQUAL, best, i),
                            () -> {
                                Expr one = writer.let("at", add(place.vector(), i));
                                Expr other = writer.let("at", add(place.vector(), best));
                                vectors.exchange(values, one, other, index(1), 1);
                                Expr first = at(place, i, index(0));
                                Expr second = at(place, best, index(0));
                                vectors.exchange(rows, first, second, order, lanes);
                            });
                });
    }

    private void orient(Place place) {
        matrices.loop(
                "i",
                index(0),
                order,
                1,
                i -> {
                    Expr begin = at(place, i, index(0));
                    Expr sign = vectors.orientation(rows, begin, order);
                    vectors.scale(rows, begin, rows, begin, order, sign, lanes);
                });
        matrices.transposeInto(
                rows, place.base(), order, result, place.base(), order, order, lanes);
    }
}
