package dev.komodo.fourier;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.and;
import static dev.komodo.loop.Expressions.binary;
import static dev.komodo.loop.Expressions.cast;
import static dev.komodo.loop.Expressions.divide;
import static dev.komodo.loop.Expressions.equal;
import static dev.komodo.loop.Expressions.fma;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.less;
import static dev.komodo.loop.Expressions.load;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.number;
import static dev.komodo.loop.Expressions.remainder;
import static dev.komodo.loop.Expressions.select;
import static dev.komodo.loop.Expressions.subtract;
import static dev.komodo.loop.Expressions.unary;

import dev.komodo.graph.DType;
import dev.komodo.loop.BinaryKind;
import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopFunction;
import dev.komodo.loop.LoopType;
import dev.komodo.loop.Stmt;
import dev.komodo.loop.UnaryKind;

import java.util.List;

/// Fills a table with roots of unity, each the product of some of a small table as sums of two f64,
/// rounded once:
///
/// ```
/// to[i rowStep + k columnStep] = root of e    for i < rows, k < columns
/// e = step (i / piece) (k + 1), or i^2 where squared; -e where conjugate
/// ```
///
/// Source: T. J. Dekker, "A floating-point technique for extending the available precision",
/// Numerische Mathematik 18 (1971).
///
/// @param dtype of the table that is filled
public record RootFunction(DType dtype) {
    private static final LoopType REAL = LoopType.scalar(DType.F64);

    /// What is smaller is 0: no root but those of quarters of a circle has such parts.
    private static final double NOTHING = 0x1p-60;

    /// A table, of pairs or of parts apart.
    ///
    /// @param order of the roots
    /// @param apart how far imaginary parts are from real ones
    public record Table(
            long order,
            long rows,
            long columns,
            long piece,
            long step,
            boolean isSquared,
            boolean isConjugate,
            long rowStep,
            long columnStep,
            long apart) {
        /// Roots of a stage: `[blocks, radix - 1, 2]`.
        ///
        /// @param order of the whole transform, of which stages before have taken `taken`
        public static Table stage(long order, int radix, long taken) {
            long blocks = order / radix / taken;
            return new Table(
                    order, blocks, radix - 1, 1, taken, false, false, 2L * (radix - 1), 2, 1);
        }

        /// Roots of a zipped stage: `[radix - 1, 2, order / radix]`.
        public static Table zipped(long order, int radix, long taken) {
            long count = order / radix;
            return new Table(
                    order, count, radix - 1, taken, taken, false, false, 1, 2 * count, count);
        }

        /// The first roots of an order: `[2, count]` along, else `[count, 2]`.
        public static Table first(long order, long count, boolean isAlong) {
            return plain(order, count, false, false, isAlong);
        }

        /// `exp(-pi i j^2 / n)` or its conjugate for `j < count`: `[2, count]` along, else `[count,
        /// 2]`.
        public static Table chirp(long n, long count, boolean isConjugate, boolean isAlong) {
            return plain(2 * n, count, true, isConjugate, isAlong);
        }

        private static Table plain(
                long order, long count, boolean isSquared, boolean isConjugate, boolean isAlong) {
            long step = isAlong ? 1 : 2;
            long apart = isAlong ? count : 1;
            return new Table(order, count, 1, 1, 1, isSquared, isConjugate, step, 0, apart);
        }

        /// How many elements the table has.
        public long size() {
            return 2 * rows * columns;
        }
    }

    /// A number of 106 bits.
    private record Sum(Expr high, Expr low) {}

    private record Root(Sum re, Sum im) {}

    private record Source(Buffer table, Expr digits) {}

    /// The name: functions of one dtype are one.
    public String name() {
        return "fourier_roots_" + dtype.text();
    }

    /// The call that fills a table.
    ///
    /// @param source what [Roots#table] gives for the table's order
    public Stmt.Call call(Table table, Buffer to, Buffer source) {
        Roots roots = Roots.of(table.order);
        return new Stmt.Call(
                name(),
                List.of(
                        new Stmt.BufferArgument(to, index(0)),
                        new Stmt.BufferArgument(source, index(0))),
                List.of(
                        index(table.size()),
                        index(roots.size()),
                        index(roots.digits()),
                        index(table.order),
                        index(table.rows),
                        index(table.columns),
                        index(table.piece),
                        index(table.step),
                        index(table.isSquared ? 1 : 0),
                        index(table.isConjugate ? 1 : 0),
                        index(table.rowStep),
                        index(table.columnStep),
                        index(table.apart)));
    }

    /// The function.
    public LoopFunction function() {
        Draft draft = new Draft();
        Buffer to = draft.buffer("to", dtype);
        Buffer table = draft.buffer("table", DType.F64);
        Source source = new Source(table, draft.count("digits"));
        Expr order = draft.count("order");
        Expr rows = draft.count("rows");
        Expr columns = draft.count("columns");
        Expr piece = draft.count("piece");
        Expr step = draft.count("step");
        Expr squared = draft.count("squared");
        Expr conjugate = draft.count("conjugate");
        Expr rowStep = draft.count("row_step");
        Expr columnStep = draft.count("column_step");
        Expr apart = draft.count("apart");
        draft.block()
                .loop(
                        "i",
                        index(0),
                        rows,
                        (outer, i) ->
                                outer.loop(
                                        "k",
                                        index(0),
                                        columns,
                                        (block, k) -> {
                                            Expr factor =
                                                    select(
                                                            equal(squared, index(0)),
                                                            multiply(step, add(k, index(1))),
                                                            i);
                                            Expr whole = multiply(divide(i, piece), factor);
                                            Expr e = block.let("e", remainder(whole, order));
                                            Expr back = remainder(subtract(order, e), order);
                                            Expr exponent =
                                                    select(equal(conjugate, index(0)), e, back);
                                            Expr at =
                                                    add(
                                                            multiply(i, rowStep),
                                                            multiply(k, columnStep));
                                            store(
                                                    block,
                                                    source,
                                                    block.let("exponent", exponent),
                                                    to,
                                                    block.let("at", at),
                                                    apart);
                                        }));
        return draft.function(name());
    }

    private void store(
            BlockBuilder block, Source source, Expr exponent, Buffer to, Expr at, Expr apart) {
        Root first = digit(block, source, exponent, index(0));
        List<Expr.Var> parts =
                List.of(
                        block.declare("re", first.re.high),
                        block.declare("re_low", first.re.low),
                        block.declare("im", first.im.high),
                        block.declare("im_low", first.im.low));
        block.loop(
                "digit",
                index(1),
                source.digits,
                (inner, digit) -> {
                    Root next =
                            times(
                                    inner,
                                    snapshot(inner, parts),
                                    digit(inner, source, exponent, digit));
                    inner.assign(parts.get(0), next.re.high);
                    inner.assign(parts.get(1), next.re.low);
                    inner.assign(parts.get(2), next.im.high);
                    inner.assign(parts.get(3), next.im.low);
                });
        Root root = snapshot(block, parts);
        block.store(to, at, rounded(block, root.re));
        block.store(to, add(at, apart), rounded(block, root.im));
    }

    private static Root snapshot(BlockBuilder block, List<Expr.Var> parts) {
        List<Expr> now = parts.stream().map(part -> (Expr) block.bind("now", part)).toList();
        return new Root(new Sum(now.get(0), now.get(1)), new Sum(now.get(2), now.get(3)));
    }

    private Expr rounded(BlockBuilder block, Sum sum) {
        Expr size = unary(UnaryKind.ABS, sum.high);
        Expr none = number(REAL, 0);
        Expr value = block.let("root", select(less(size, number(REAL, NOTHING)), none, sum.high));
        return dtype == DType.F64 ? value : block.let("root", cast(value, dtype));
    }

    private static Root digit(BlockBuilder block, Source source, Expr exponent, Expr digit) {
        Expr shift = multiply(digit, index(Roots.BITS));
        Expr value =
                and(
                        binary(BinaryKind.SHIFT_RIGHT_LOGICAL, exponent, shift),
                        index((1 << Roots.BITS) - 1));
        Expr row = add(multiply(digit, index(1 << Roots.BITS)), value);
        Expr at = block.let("at", multiply(row, index(Roots.NUMBERS)));
        return new Root(sum(block, source, at, 0), sum(block, source, at, 2));
    }

    private static Sum sum(BlockBuilder block, Source source, Expr at, int first) {
        return new Sum(
                block.bind("high", load(source.table, add(at, index(first)))),
                block.bind("low", load(source.table, add(at, index(first + 1L)))));
    }

    private static Root times(BlockBuilder block, Root a, Root b) {
        Sum re = plus(block, times(block, a.re, b.re), negated(block, times(block, a.im, b.im)));
        Sum im = plus(block, times(block, a.re, b.im), times(block, a.im, b.re));
        return new Root(re, im);
    }

    private static Sum negated(BlockBuilder block, Sum sum) {
        return new Sum(
                block.bind("high", unary(UnaryKind.NEGATE, sum.high)),
                block.bind("low", unary(UnaryKind.NEGATE, sum.low)));
    }

    private static Sum times(BlockBuilder block, Sum a, Sum b) {
        Expr product = block.bind("product", multiply(a.high, b.high));
        Expr rest = block.bind("rest", fma(a.high, b.high, unary(UnaryKind.NEGATE, product)));
        Expr more = block.bind("rest", fma(a.high, b.low, rest));
        return normal(block, product, block.bind("rest", fma(a.low, b.high, more)));
    }

    /// The sum of a number and a much smaller one.
    private static Sum normal(BlockBuilder block, Expr large, Expr small) {
        Expr high = block.bind("high", add(large, small));
        Expr taken = block.bind("taken", subtract(high, large));
        return new Sum(high, block.bind("low", subtract(small, taken)));
    }

    private static Sum plus(BlockBuilder block, Sum a, Sum b) {
        Expr high = block.bind("sum", add(a.high, b.high));
        Expr second = block.bind("second", subtract(high, a.high));
        Expr first = block.bind("first", subtract(high, second));
        Expr lost = block.bind("lost", add(subtract(a.high, first), subtract(b.high, second)));
        Expr low = block.bind("low", add(lost, add(a.low, b.low)));
        return normal(block, high, low);
    }
}
