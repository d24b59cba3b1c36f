package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.bool;
import static dev.komodo.loop.Expressions.divide;
import static dev.komodo.loop.Expressions.equal;
import static dev.komodo.loop.Expressions.fma;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.less;
import static dev.komodo.loop.Expressions.maximum;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.number;
import static dev.komodo.loop.Expressions.select;
import static dev.komodo.loop.Expressions.subtract;
import static dev.komodo.loop.Expressions.unary;

import dev.komodo.graph.DType;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopType;
import dev.komodo.loop.Stmt;
import dev.komodo.loop.UnaryKind;

/// The eigenvalues of a symmetric matrix of three diagonals, whose elements are about 1 at most, by
/// implicit QL iteration. The rotations of a step are kept, then done to the eigenvectors (rows, in
/// near memory) at once.
///
/// Source: H. Bowdler, R. S. Martin, C. Reinsch, J. H. Wilkinson, "The QR and QL algorithms for
/// symmetric matrices", Numer. Math. 11 (1968), procedure tql2.
final class TridiagonalKernel {
    /// Steps for one eigenvalue; two are usual.
    private static final int MOST_STEPS = 60;

    private final Matrices matrices;
    private final KernelWriter writer;
    private final Buffer diagonal;
    private final Buffer beside;
    private final Buffer cosines;
    private final Buffer sines;
    private final Buffer rows;
    private final Expr order;
    private final int lanes;
    private final LoopType type;

    /// @param diagonal the diagonal, then the eigenvalues
    /// @param rows the eigenvectors
    TridiagonalKernel(Matrices matrices, ProgramWriter program, Buffer diagonal, Buffer rows) {
        this.matrices = matrices;
        this.writer = matrices.writer();
        this.diagonal = diagonal;
        this.rows = rows;
        this.beside = matrices.scratch(program, "beside", matrices.rows());
        this.cosines = matrices.scratch(program, "cosines", matrices.rows());
        this.sines = matrices.scratch(program, "sines", matrices.rows());
        this.order = writer.dim(matrices.rows());
        this.lanes = matrices.lanes(matrices.rows());
        this.type = matrices.type(1);
    }

    /// Sets the element beside diagonal element `k`.
    void beside(Expr vector, Expr k, Expr value) {
        set(beside, vector, k, value);
    }

    private Expr get(Buffer buffer, Expr vector, Expr i) {
        return matrices.load(buffer, writer.let("at", add(vector, i)));
    }

    private void set(Buffer buffer, Expr vector, Expr i, Expr value) {
        matrices.store(
                buffer,
                writer.let("at", add(vector, i)),
                writer.snapshot("set", value),
                Guard.NONE);
    }

    private Expr zero() {
        return number(type, 0);
    }

    private Expr one() {
        return number(type, 1);
    }

    private static Expr abs(Expr value) {
        return unary(UnaryKind.ABS, value);
    }

    /// Finds the eigenvalues.
    ///
    /// @param vector where the matrix's part of vectors begins
    /// @param matrix where its eigenvectors begin
    /// @param isDone assigned false where too many steps were made
    void iterate(Expr vector, Expr matrix, Expr.Var isDone) {
        Expr last = writer.let("last", subtract(order, index(1)));
        writer.when(less(index(0), order), () -> set(beside, vector, last, zero()));
        Expr limit = limit(vector);
        Expr.Var shift = writer.declare("shift", zero());
        matrices.loop(
                "l",
                index(0),
                order,
                1,
                l -> {
                    Expr end = end(vector, l, last, limit);
                    writer.when(
                            less(l, end),
                            () -> steps(new Step(vector, matrix, l, end, limit), shift, isDone));
                    set(diagonal, vector, l, add(get(diagonal, vector, l), shift));
                    set(beside, vector, l, zero());
                });
    }

    /// What is nothing beside the diagonal.
    private Expr limit(Expr vector) {
        Expr.Var norm = writer.declare("norm", zero());
        matrices.loop(
                "i",
                index(0),
                order,
                1,
                i -> {
                    Expr both = add(abs(get(diagonal, vector, i)), abs(get(beside, vector, i)));
                    writer.assign(norm, maximum(norm, both));
                });
        double epsilon = matrices.dtype() == DType.F64 ? 0x1p-53 : 0x1p-24;
        return writer.snapshot("limit", multiply(norm, number(type, epsilon)));
    }

    /// The last row of the part from `l` on that hangs together.
    private Expr end(Expr vector, Expr l, Expr last, Expr limit) {
        Expr.Var end = writer.declare("end", l);
        matrices.loop(
                "i",
                l,
                last,
                1,
                i -> {
                    Expr isMore = less(limit, abs(get(beside, vector, i)));
                    writer.when(
                            writer.snapshot("is_apart", unary(UnaryKind.NOT, isMore)),
                            () -> writer.block().add(new Stmt.Break()));
                    writer.assign(end, add(i, index(1)));
                });
        return writer.snapshot("end", end);
    }

    private record Step(Expr vector, Expr matrix, Expr l, Expr end, Expr limit) {}

    private void steps(Step step, Expr.Var shift, Expr.Var isDone) {
        Expr.Var left = writer.declare("steps", index(0));
        writer.forever(
                () -> {
                    writer.assign(left, add(left, index(1)));
                    step(step, shift);
                    Expr rest = get(beside, step.vector(), step.l());
                    Expr isMore = less(step.limit(), abs(rest));
                    writer.when(
                            writer.snapshot("is_found", unary(UnaryKind.NOT, isMore)),
                            () -> writer.block().add(new Stmt.Break()));
                    writer.when(
                            less(index(MOST_STEPS), left),
                            () -> {
                                writer.assign(isDone, bool(false, 1));
                                writer.block().add(new Stmt.Break());
                            });
                });
    }

    private void step(Step step, Expr.Var shift) {
        Expr l = step.l();
        Expr next = writer.let("next", add(l, index(1)));
        Expr g = get(diagonal, step.vector(), l);
        Expr e = get(beside, step.vector(), l);
        Expr gap = subtract(get(diagonal, step.vector(), next), g);
        Expr p = writer.snapshot("p", divide(gap, multiply(e, number(type, 2))));
        Expr root = writer.snapshot("root", unary(UnaryKind.SQRT, fma(p, p, one())));
        Expr signed = select(less(p, zero()), unary(UnaryKind.NEGATE, root), root);
        Expr sum = writer.snapshot("sum", add(p, signed));
        Expr first = writer.snapshot("first", divide(e, sum));
        Expr second = writer.snapshot("second", multiply(e, sum));
        set(diagonal, step.vector(), l, first);
        set(diagonal, step.vector(), next, second);
        Expr h = writer.snapshot("h", subtract(g, first));
        shiftRest(step.vector(), writer.let("after", add(next, index(1))), h);
        writer.assign(shift, add(shift, h));
        chase(step, e, second, get(beside, step.vector(), next));
        rotate(step);
    }

    private void shiftRest(Expr vector, Expr begin, Expr h) {
        matrices.vectors(
                begin,
                order,
                lanes,
                (j, guard) -> {
                    Expr at = writer.let("at", add(vector, j));
                    Expr value = matrices.load(diagonal, at, guard);
                    Expr rest = subtract(value, Lowering.widen(h, writer.lanes()));
                    matrices.store(diagonal, at, writer.snapshot("rest", rest), guard);
                });
    }

    /// One QL step of rows `[l, end]`, from the last one upwards.
    private void chase(Step step, Expr e, Expr second, Expr besideNext) {
        Expr vector = step.vector();
        Expr.Var p = writer.declare("p", get(diagonal, vector, step.end()));
        Expr.Var c = writer.declare("c", one());
        Expr.Var before = writer.declare("c_before", one());
        Expr.Var twoBefore = writer.declare("c_two_before", one());
        Expr.Var s = writer.declare("s", zero());
        Expr.Var sBefore = writer.declare("s_before", zero());
        matrices.loop(
                "back",
                index(0),
                writer.let("count", subtract(step.end(), step.l())),
                1,
                back -> {
                    Expr above = writer.let("above", subtract(step.end(), back));
                    Expr i = writer.let("i", subtract(above, index(1)));
                    writer.assign(twoBefore, before);
                    writer.assign(before, c);
                    writer.assign(sBefore, s);
                    Expr ei = get(beside, vector, i);
                    Expr di = get(diagonal, vector, i);
                    Expr g = writer.snapshot("g", multiply(c, ei));
                    Expr h = writer.snapshot("h", multiply(c, p));
                    Expr square = fma(p, p, multiply(ei, ei));
                    Expr r = writer.snapshot("r", unary(UnaryKind.SQRT, square));
                    set(beside, vector, above, multiply(s, r));
                    Expr isNothing = writer.snapshot("is_nothing", equal(r, zero()));
                    writer.assign(s, select(isNothing, zero(), divide(ei, r)));
                    writer.assign(c, select(isNothing, one(), divide(p, r)));
                    Expr sine = writer.snapshot("sine", s);
                    Expr cosine = writer.snapshot("cosine", c);
                    writer.assign(p, matrices.less(multiply(cosine, di), sine, g));
                    Expr inner = fma(cosine, g, multiply(sine, di));
                    set(diagonal, vector, above, fma(sine, inner, h));
                    set(cosines, vector, i, cosine);
                    set(sines, vector, i, sine);
                });
        Expr factors = multiply(multiply(multiply(s, sBefore), twoBefore), multiply(besideNext, e));
        Expr rest = writer.snapshot("rest", unary(UnaryKind.NEGATE, divide(factors, second)));
        set(beside, vector, step.l(), multiply(s, rest));
        set(diagonal, vector, step.l(), multiply(c, rest));
    }

    /// The rotations of a step, done to the eigenvectors.
    private void rotate(Step step) {
        matrices.vectors(
                index(0),
                order,
                lanes,
                (j, guard) -> {
                    Expr last = matrices.at(step.matrix(), step.end(), order, j);
                    Expr.Var carried = writer.declare("carried", matrices.load(rows, last, guard));
                    matrices.loop(
                            "back",
                            index(0),
                            writer.let("count", subtract(step.end(), step.l())),
                            1,
                            back -> {
                                Expr above = writer.let("above", subtract(step.end(), back));
                                Expr i = writer.let("i", subtract(above, index(1)));
                                Expr sine = get(sines, step.vector(), i);
                                Expr s = Lowering.widen(sine, writer.lanes());
                                Expr cosine = get(cosines, step.vector(), i);
                                Expr c = Lowering.widen(cosine, writer.lanes());
                                Expr own =
                                        matrices.load(
                                                rows,
                                                matrices.at(step.matrix(), i, order, j),
                                                guard);
                                Expr turned =
                                        writer.snapshot(
                                                "turned", fma(s, own, multiply(c, carried)));
                                matrices.store(
                                        rows,
                                        matrices.at(step.matrix(), above, order, j),
                                        turned,
                                        guard);
                                writer.assign(
                                        carried, matrices.less(multiply(c, own), sine, carried));
                            });
                    Expr first = matrices.at(step.matrix(), step.l(), order, j);
                    matrices.store(rows, first, writer.snapshot("turned", carried), guard);
                });
    }
}
