package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.and;
import static dev.komodo.loop.Expressions.bool;
import static dev.komodo.loop.Expressions.cast;
import static dev.komodo.loop.Expressions.compare;
import static dev.komodo.loop.Expressions.divide;
import static dev.komodo.loop.Expressions.equal;
import static dev.komodo.loop.Expressions.fma;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.less;
import static dev.komodo.loop.Expressions.maximum;
import static dev.komodo.loop.Expressions.minimum;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.number;
import static dev.komodo.loop.Expressions.select;
import static dev.komodo.loop.Expressions.subtract;
import static dev.komodo.loop.Expressions.unary;

import dev.komodo.graph.CompareOp;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.OnFailure;
import dev.komodo.graph.Op;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopType;
import dev.komodo.loop.Status;
import dev.komodo.loop.Stmt;
import dev.komodo.loop.UnaryKind;

import java.util.List;

/// `a = u s v^T` by rotations from one side: the rows of `w`, which is `a` or, if that is tall, its
/// transpose, are rotated in pairs until all are orthogonal; the same rotations of the identity are
/// `j`. Then the rows of `w` are one factor's vectors times the singular values, and those of `j`
/// the other's vectors. Small singular values are as exact as large ones.
///
/// Source: J. Demmel, K. Veselić, "Jacobi's method is more accurate than QR", SIAM J. Matrix Anal.
/// Appl. 13 (1992), algorithm 4.1.
final class SvdKernel {
    /// Rounds over all pairs; ten are many.
    private static final int MOST_SWEEPS = 60;

    private final Matrices matrices;
    private final MatrixVectors vectors;
    private final KernelWriter writer;
    private final Op.Factorize op;
    private final Buffer left;
    private final Buffer values;
    private final Buffer right;
    private final Buffer work;
    private final Buffer turned;
    private final Expr rows;
    private final Expr columns;
    private final Expr count;
    private final Expr length;
    private final Expr isTall;
    private final int lanes;
    private final LoopType type;

    /// @param results u, s, v^T
    SvdKernel(Matrices matrices, ProgramWriter program, Op.Factorize op, List<Storage> results) {
        this.matrices = matrices;
        this.vectors = new MatrixVectors(matrices);
        this.writer = matrices.writer();
        this.op = op;
        this.left = matrices.rewritten(results.get(0));
        this.values = matrices.rewritten(results.get(1));
        this.right = matrices.rewritten(results.get(2));
        Dim least = matrices.least();
        this.work = matrices.scratch(program, "rotated", matrices.rows().times(matrices.columns()));
        this.turned = matrices.scratch(program, "rotations", least.times(least));
        this.rows = writer.dim(matrices.rows());
        this.columns = writer.dim(matrices.columns());
        this.count = writer.let("count", minimum(rows, columns));
        this.length = writer.let("length", maximum(rows, columns));
        this.isTall = writer.let("is_tall", less(columns, rows));
        this.lanes = matrices.lanes(matrices.columns());
        this.type = matrices.type(1);
    }

    void write() {
        Dim cube = matrices.rows().times(matrices.columns()).times(matrices.least());
        matrices.each(Index.product(matrices.batch()), cube.times(Dim.of(40)), this::matrix);
    }

    /// Where one matrix's rows begin.
    private record Place(Expr work, Expr turned, Expr values, Expr matrix) {}

    private void matrix(Expr matrix) {
        Place place =
                new Place(
                        writer.let("base", multiply(multiply(matrix, count), length)),
                        writer.let("base", multiply(multiply(matrix, count), count)),
                        writer.let("base", multiply(matrix, count)),
                        matrix);
        copy(place);
        Expr size = vectors.largest(work, place.work(), multiply(count, length));
        Expr infinity = number(type, Double.POSITIVE_INFINITY);
        Expr.Var isDone = writer.declare("is_done", bool(false, 1));
        Expr scale = vectors.powerOfTwo(size);
        scaled(place, writer.snapshot("inverse", divide(number(type, 1), scale)));
        writer.when(less(size, infinity), () -> sweeps(place, isDone));
        lengths(place);
        sort(place);
        matrices.loop("i", index(0), count, 1, i -> normalise(place, i));
        results(place, scale);
        Expr fails = writer.snapshot("fails", unary(UnaryKind.NOT, isDone));
        writer.when(fails, () -> fail(place));
    }

    private void fail(Place place) {
        if (op.onFailure() == OnFailure.REPORT) {
            writer.block().add(new Stmt.Fail(Status.NOT_CONVERGED, place.matrix()));
            return;
        }
        Expr u = writer.let("base", multiply(place.values(), rows));
        matrices.spoil(left, u, writer.let("end", add(u, multiply(count, rows))), lanes);
        Expr s = place.values();
        matrices.spoil(values, s, writer.let("end", add(s, count)), lanes);
        Expr v = writer.let("base", multiply(place.values(), columns));
        matrices.spoil(right, v, writer.let("end", add(v, multiply(count, columns))), lanes);
    }

    private Expr row(Place place, Expr i) {
        return matrices.at(place.work(), i, length, index(0));
    }

    private Expr turnedRow(Place place, Expr i) {
        return matrices.at(place.turned(), i, count, index(0));
    }

    private void copy(Place place) {
        writer.choose(
                isTall,
                () -> matrices.loop("i", index(0), count, 1, i -> copyRow(place, i, true)),
                () -> matrices.loop("i", index(0), count, 1, i -> copyRow(place, i, false)));
        matrices.loop(
                "i",
                index(0),
                count,
                1,
                i -> {
                    Expr begin = turnedRow(place, i);
                    matrices.fill(turned, begin, writer.let("end", add(begin, count)), 0, lanes);
                    matrices.store(
                            turned, writer.let("at", add(begin, i)), number(type, 1), Guard.NONE);
                });
    }

    private void copyRow(Place place, Expr i, boolean transposed) {
        Expr begin = row(place, i);
        matrices.vectors(
                index(0),
                transposed ? rows : columns,
                lanes,
                (j, guard) -> {
                    Position along = matrices.along(j);
                    Position own = Position.uniform(i);
                    Expr value =
                            matrices.element(
                                    op.operand(),
                                    place.matrix(),
                                    transposed ? along : own,
                                    transposed ? own : along,
                                    guard);
                    matrices.store(work, writer.let("at", add(begin, j)), value, guard);
                });
    }

    private void scaled(Place place, Expr factor) {
        Expr all = multiply(count, length);
        vectors.scale(work, place.work(), work, place.work(), all, factor, lanes);
    }

    private void sweeps(Place place, Expr.Var isDone) {
        double epsilon = matrices.dtype() == DType.F64 ? 0x1p-52 : 0x1p-23;
        Expr root = unary(UnaryKind.SQRT, cast(length, matrices.dtype()));
        Expr limit = writer.snapshot("limit", multiply(root, number(type, epsilon)));
        matrices.loop(
                "sweep",
                index(0),
                index(MOST_SWEEPS),
                1,
                _ -> {
                    Expr.Var rotated = writer.declare("rotated", bool(false, 1));
                    matrices.loop(
                            "i",
                            index(0),
                            count,
                            1,
                            i ->
                                    matrices.loop(
                                            "k",
                                            add(i, index(1)),
                                            count,
                                            1,
                                            k -> pair(place, i, k, limit, rotated)));
                    writer.assign(isDone, unary(UnaryKind.NOT, rotated));
                    writer.when(isDone, () -> writer.block().add(new Stmt.Break()));
                });
    }

    /// The square of a length, where the largest element of all is about 1, that counts as 0:
    /// smaller ones overflow the squares of cotangents.
    private double nothing() {
        return matrices.dtype() == DType.F64 ? 0x1p-800 : 0x1p-76;
    }

    private void pair(Place place, Expr i, Expr k, Expr limit, Expr.Var rotated) {
        Expr one = row(place, i);
        Expr other = row(place, k);
        Expr a = vectors.dot(work, one, work, one, length);
        Expr b = vectors.dot(work, other, work, other, length);
        Expr c = vectors.dot(work, one, work, other, length);
        Expr norms = multiply(unary(UnaryKind.SQRT, a), unary(UnaryKind.SQRT, b));
        Expr isOblique = less(multiply(limit, norms), unary(UnaryKind.ABS, c));
        Expr large = and(isOblique, less(number(type, nothing()), minimum(a, b)));
        writer.when(
                writer.snapshot("is_oblique", large),
                () -> {
                    writer.assign(rotated, bool(true, 1));
                    Expr zeta =
                            writer.snapshot(
                                    "zeta", divide(subtract(b, a), multiply(c, number(type, 2))));
                    Expr size = writer.snapshot("size", unary(UnaryKind.ABS, zeta));
                    Expr root = unary(UnaryKind.SQRT, fma(zeta, zeta, number(type, 1)));
                    Expr small =
                            writer.snapshot("tangent", divide(number(type, 1), add(size, root)));
                    Expr isNegative = less(zeta, number(type, 0));
                    Expr tangent =
                            writer.snapshot(
                                    "tangent",
                                    select(isNegative, unary(UnaryKind.NEGATE, small), small));
                    Expr length2 = unary(UnaryKind.SQRT, fma(tangent, tangent, number(type, 1)));
                    Expr cosine = writer.snapshot("cosine", divide(number(type, 1), length2));
                    Expr sine = writer.snapshot("sine", multiply(cosine, tangent));
                    rotate(work, one, other, length, cosine, sine);
                    rotate(turned, turnedRow(place, i), turnedRow(place, k), count, cosine, sine);
                });
    }

    private void rotate(Buffer buffer, Expr one, Expr other, Expr extent, Expr cosine, Expr sine) {
        matrices.vectors(
                index(0),
                extent,
                lanes,
                (j, guard) -> {
                    Expr first = writer.let("at", add(one, j));
                    Expr second = writer.let("at", add(other, j));
                    Expr a = matrices.load(buffer, first, guard);
                    Expr b = matrices.load(buffer, second, guard);
                    Expr c = Lowering.widen(cosine, writer.lanes());
                    Expr s = Lowering.widen(sine, writer.lanes());
                    Expr left = matrices.less(multiply(c, a), sine, b);
                    Expr right = fma(s, a, multiply(c, b));
                    matrices.store(buffer, first, writer.snapshot("turned", left), guard);
                    matrices.store(buffer, second, writer.snapshot("turned", right), guard);
                });
    }

    private void lengths(Place place) {
        matrices.loop(
                "i",
                index(0),
                count,
                1,
                i -> {
                    Expr at = row(place, i);
                    Expr square = vectors.dot(work, at, work, at, length);
                    Expr isNothing = less(square, number(type, nothing()));
                    Expr root = unary(UnaryKind.SQRT, square);
                    matrices.store(
                            values,
                            writer.let("at", add(place.values(), i)),
                            writer.snapshot("norm", select(isNothing, number(type, 0), root)),
                            Guard.NONE);
                });
    }

    /// Largest first.
    private void sort(Place place) {
        matrices.loop(
                "i",
                index(0),
                count,
                1,
                i -> {
                    Expr best = matrices.extreme(values, place.values(), i, count, true);
                    writer.when(
                            compare(CompareOp.NOT_EQUAL, best, i),
                            () -> {
                                Expr one = writer.let("at", add(place.values(), i));
                                Expr other = writer.let("at", add(place.values(), best));
                                vectors.exchange(values, one, other, index(1), 1);
                                vectors.exchange(
                                        work, row(place, i), row(place, best), length, lanes);
                                vectors.exchange(
                                        turned,
                                        turnedRow(place, i),
                                        turnedRow(place, best),
                                        count,
                                        lanes);
                            });
                });
    }

    /// Row `i` becomes a vector of length 1; one of zeros any that is orthogonal to those before.
    private void normalise(Place place, Expr i) {
        Expr norm = matrices.load(values, writer.let("at", add(place.values(), i)));
        writer.choose(
                writer.snapshot("is_zero", equal(norm, number(type, 0))),
                () -> complete(place, i),
                () -> divideRow(place, i, norm));
    }

    private void divideRow(Place place, Expr i, Expr norm) {
        Expr begin = row(place, i);
        matrices.vectors(
                index(0),
                length,
                lanes,
                (j, guard) -> {
                    Expr at = writer.let("at", add(begin, j));
                    Expr value = matrices.load(work, at, guard);
                    Expr wide = Lowering.widen(norm, writer.lanes());
                    Expr unit = writer.snapshot("unit", divide(value, wide));
                    matrices.store(work, at, unit, guard);
                });
    }

    /// The axis that the rows before cover least, less what they cover of it, twice over.
    private void complete(Place place, Expr i) {
        Expr begin = row(place, i);
        matrices.vectors(
                index(0),
                length,
                lanes,
                (j, guard) -> {
                    Expr.Var covered =
                            writer.declare("covered", number(matrices.type(writer.lanes()), 0));
                    matrices.loop(
                            "k",
                            index(0),
                            i,
                            1,
                            k -> {
                                Expr value =
                                        matrices.load(
                                                work,
                                                matrices.at(place.work(), k, length, j),
                                                guard);
                                writer.assign(covered, fma(value, value, covered));
                            });
                    Expr at = writer.let("at", add(begin, j));
                    matrices.store(work, at, writer.snapshot("covered", covered), guard);
                });
        Expr axis = matrices.extreme(work, begin, index(0), length, false);
        matrices.fill(work, begin, writer.let("end", add(begin, length)), 0, lanes);
        matrices.store(work, writer.let("at", add(begin, axis)), number(type, 1), Guard.NONE);
        for (int round = 0; round < 2; round++) {
            matrices.loop(
                    "k",
                    index(0),
                    i,
                    1,
                    k -> {
                        Expr other = row(place, k);
                        Expr share = vectors.dot(work, begin, work, other, length);
                        matrices.vectors(
                                index(0),
                                length,
                                lanes,
                                (j, guard) -> {
                                    Expr at = writer.let("at", add(begin, j));
                                    Expr own = matrices.load(work, at, guard);
                                    Expr taken =
                                            matrices.load(
                                                    work, writer.let("at", add(other, j)), guard);
                                    Expr rest = matrices.less(own, share, taken);
                                    matrices.store(work, at, writer.snapshot("rest", rest), guard);
                                });
                    });
            Expr square = vectors.dot(work, begin, work, begin, length);
            divideRow(place, i, writer.snapshot("norm", unary(UnaryKind.SQRT, square)));
        }
    }

    private void results(Place place, Expr scale) {
        writer.choose(
                isTall,
                () -> write(place, work, turned, true),
                () -> write(place, turned, work, false));
        vectors.scale(values, place.values(), values, place.values(), count, scale, lanes);
    }

    /// Writes both factors from the rows that are their vectors.
    private void write(Place place, Buffer leftRows, Buffer rightRows, boolean tall) {
        Expr leftBase = tall ? place.work() : place.turned();
        Expr leftLength = tall ? length : count;
        Expr rightBase = tall ? place.turned() : place.work();
        Expr rightLength = tall ? count : length;
        Expr u = writer.let("base", multiply(place.values(), rows));
        Expr v = writer.let("base", multiply(place.values(), columns));
        matrices.loop(
                "i",
                index(0),
                count,
                1,
                i -> {
                    Expr from = matrices.at(leftBase, i, leftLength, index(0));
                    Expr sign = vectors.orientation(leftRows, from, leftLength);
                    Expr to = matrices.at(v, i, columns, index(0));
                    Expr other = matrices.at(rightBase, i, rightLength, index(0));
                    vectors.scale(rightRows, other, right, to, rightLength, sign, lanes);
                    vectors.scale(leftRows, from, leftRows, from, leftLength, sign, lanes);
                });
        matrices.transposeInto(leftRows, leftBase, leftLength, left, u, count, rows, lanes);
    }
}
