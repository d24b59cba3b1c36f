package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.and;
import static dev.komodo.loop.Expressions.binary;
import static dev.komodo.loop.Expressions.bitcast;
import static dev.komodo.loop.Expressions.bool;
import static dev.komodo.loop.Expressions.compare;
import static dev.komodo.loop.Expressions.equal;
import static dev.komodo.loop.Expressions.integer;
import static dev.komodo.loop.Expressions.less;
import static dev.komodo.loop.Expressions.number;
import static dev.komodo.loop.Expressions.or;
import static dev.komodo.loop.Expressions.select;
import static dev.komodo.loop.Expressions.unary;

import dev.komodo.graph.ArgReduceOp;
import dev.komodo.graph.CompareOp;
import dev.komodo.graph.DType;
import dev.komodo.graph.Op;
import dev.komodo.graph.ReduceOp;
import dev.komodo.loop.BinaryKind;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopType;
import dev.komodo.loop.UnaryKind;

import java.util.List;

/// An associative function that folds an axis. What it accumulates has one or more components, each
/// a vector.
sealed interface Combiner {
    /// The dtypes of the components.
    List<DType> dtypes();

    /// What changes nothing.
    List<Expr> identity(int lanes);

    /// One element as something accumulated.
    ///
    /// @param position the positions along the reduced axis, i64 in the element's lanes
    List<Expr> lift(Expr element, Expr position);

    /// The one before with the one behind.
    List<Expr> combine(KernelWriter writer, List<Expr> before, List<Expr> behind);

    /// What was accumulated with the next element, which stands behind all of it.
    default List<Expr> step(KernelWriter writer, List<Expr> before, List<Expr> next) {
        return combine(writer, before, next);
    }

    /// The component that is the result.
    Expr result(List<Expr> accumulated);

    /// How many lanes the defined tree has along a contiguous axis.
    int lanes();

    static Combiner of(Op op, DType operand) {
        if (op instanceof Op.ArgReduce(ArgReduceOp kind, var _, int _, boolean last)) {
            return new Extreme(kind == ArgReduceOp.ARG_MAXIMUM, last, operand);
        }
        if (op instanceof Op.Reduce(ReduceOp kind, var _, var _)) {
            boolean isSigned = operand == DType.F32 || operand == DType.F64;
            if (isSigned && (kind == ReduceOp.MAXIMUM || kind == ReduceOp.MINIMUM)) {
                return new SignedExtreme(kind == ReduceOp.MAXIMUM, operand);
            }
            return new Fold(kind, operand);
        }
        throw new IllegalArgumentException("No reduction: " + op);
    }

    /// Sums, products, extremes, truth.
    record Fold(ReduceOp kind, DType dtype) implements Combiner {
        @Override
        public List<DType> dtypes() {
            return List.of(dtype);
        }

        @Override
        public List<Expr> identity(int lanes) {
            LoopType type = new LoopType(dtype, lanes);
            return List.of(
                    switch (kind) {
                        case SUM -> number(type, 0);
                        case PRODUCT -> number(type, 1);
                        case MINIMUM -> extreme(type, true);
                        case MAXIMUM -> extreme(type, false);
                        case ALL -> bool(true, lanes);
                        case ANY -> bool(false, lanes);
                    });
        }

        private static Expr extreme(LoopType type, boolean largest) {
            if (type.dtype().isFloat()) {
                return number(type, largest ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY);
            }
            return integer(type, largest ? type.dtype().largest() : type.dtype().smallest());
        }

        @Override
        public List<Expr> lift(Expr element, Expr position) {
            return List.of(element);
        }

        @Override
        public List<Expr> combine(KernelWriter writer, List<Expr> before, List<Expr> behind) {
            BinaryKind function =
                    switch (kind) {
                        case SUM -> BinaryKind.ADD;
                        case PRODUCT -> BinaryKind.MULTIPLY;
                        case MINIMUM -> BinaryKind.MINIMUM;
                        case MAXIMUM -> BinaryKind.MAXIMUM;
                        case ALL -> BinaryKind.AND;
                        case ANY -> BinaryKind.OR;
                    };
            return List.of(binary(function, before.getFirst(), behind.getFirst()));
        }

        @Override
        public Expr result(List<Expr> accumulated) {
            return accumulated.getFirst();
        }

        @Override
        public int lanes() {
            return dtype.byteSize() == 8 ? 32 : 64;
        }
    }

    /// The largest or smallest of floats, with NaN before all and -0.0 below 0.0.
    ///
    /// Machines order neither zeros nor NaN so, and an exact maximum of two floats is a chain of
    /// instructions that each element would wait for. Here a comparison that takes zeros for equal
    /// and keeps a NaN that is in the accumulator gives the value; the sign bits, joined apart,
    /// decide at the end which zero it is: an extreme of 0 has only zeros beyond which nothing is,
    /// so one sign bit of the other kind is that of a zero.
    record SignedExtreme(boolean largest, DType dtype) implements Combiner {
        private DType integers() {
            return dtype == DType.F32 ? DType.I32 : DType.I64;
        }

        @Override
        public List<DType> dtypes() {
            return List.of(dtype, integers());
        }

        @Override
        public List<Expr> identity(int lanes) {
            LoopType type = new LoopType(dtype, lanes);
            return List.of(
                    Fold.extreme(type, !largest), integer(type.with(integers()), largest ? -1 : 0));
        }

        @Override
        public List<Expr> lift(Expr element, Expr position) {
            return List.of(element, bitcast(element, integers()));
        }

        @Override
        public List<Expr> combine(KernelWriter writer, List<Expr> before, List<Expr> behind) {
            Expr next = writer.snapshot("behind", behind.getFirst());
            return List.of(joined(before.getFirst(), next), signs(before.get(1), behind.get(1)));
        }

        @Override
        public List<Expr> step(KernelWriter writer, List<Expr> before, List<Expr> next) {
            Expr element = writer.snapshot("element", next.getFirst());
            return List.of(
                    joined(before.getFirst(), element),
                    signs(before.get(1), bitcast(element, integers())));
        }

        private Expr joined(Expr before, Expr next) {
            Expr further = largest ? less(before, next) : less(next, before);
            Expr isNan = compare(CompareOp.NOT_EQUAL, next, next);
            return select(isNan, next, select(further, next, before));
        }

        private Expr signs(Expr before, Expr next) {
            return largest ? and(before, next) : or(before, next);
        }

        @Override
        public Expr result(List<Expr> accumulated) {
            Expr value = accumulated.getFirst();
            Expr signs = accumulated.get(1);
            long signBit = dtype == DType.F32 ? Integer.MIN_VALUE : Long.MIN_VALUE;
            Expr zero = bitcast(and(signs, integer(signs.type(), signBit)), dtype);
            return select(equal(value, number(value.type(), 0)), zero, value);
        }

        @Override
        public int lanes() {
            return dtype.byteSize() == 8 ? 32 : 64;
        }
    }

    /// The position of the smallest or largest; components are the element and its position, which
    /// is -1 for none.
    record Extreme(boolean largest, boolean last, DType dtype) implements Combiner {
        @Override
        public List<DType> dtypes() {
            return List.of(dtype, DType.I64);
        }

        @Override
        public List<Expr> identity(int lanes) {
            return List.of(
                    number(new LoopType(dtype, lanes), 0),
                    integer(new LoopType(DType.I64, lanes), -1));
        }

        @Override
        public List<Expr> lift(Expr element, Expr position) {
            return List.of(element, position);
        }

        @Override
        public List<Expr> combine(KernelWriter writer, List<Expr> before, List<Expr> behind) {
            Expr a = writer.snapshot("before", before.get(0));
            Expr b = writer.snapshot("behind", behind.get(0));
            Expr i = writer.snapshot("before_at", before.get(1));
            Expr j = writer.snapshot("behind_at", behind.get(1));
            Expr zero = integer(i.type(), 0);
            Expr later = last ? less(i, j) : less(j, i);
            Expr none = less(i, zero);
            Expr some = compare(CompareOp.GREATER_EQUAL, j, zero);
            Expr taken =
                    writer.snapshot(
                            "taken", and(some, or(none, wins(writer, a, b, later, less(j, i)))));
            return List.of(select(taken, b, a), select(taken, j, i));
        }

        @Override
        public List<Expr> step(KernelWriter writer, List<Expr> before, List<Expr> next) {
            Expr a = before.get(0);
            Expr b = next.get(0);
            Expr i = before.get(1);
            CompareOp order =
                    largest
                            ? last ? CompareOp.GREATER_EQUAL : CompareOp.GREATER
                            : last ? CompareOp.LESS_EQUAL : CompareOp.LESS;
            Expr better = compare(order, b, a);
            if (dtype.isFloat()) {
                Expr isFirstNan = and(compare(CompareOp.NOT_EQUAL, b, b), equal(a, a));
                better = or(better, isFirstNan);
            }
            Expr none = less(i, integer(i.type(), 0));
            Expr taken = writer.snapshot("taken", or(none, better));
            return List.of(select(taken, b, a), select(taken, next.get(1), i));
        }

        /// Whether b comes before a: a NaN before all, the first of several.
        private Expr wins(KernelWriter writer, Expr a, Expr b, Expr later, Expr earlier) {
            Expr better = largest ? less(a, b) : less(b, a);
            Expr ordered = or(better, and(equal(a, b), later));
            if (!dtype.isFloat()) {
                return ordered;
            }
            Expr aNan = writer.snapshot("nan", compare(CompareOp.NOT_EQUAL, a, a));
            Expr bNan = writer.snapshot("nan", compare(CompareOp.NOT_EQUAL, b, b));
            Expr bothNan = and(and(aNan, bNan), earlier);
            Expr onlyB = and(bNan, unary(UnaryKind.NOT, aNan));
            return or(or(onlyB, bothNan), and(unary(UnaryKind.NOT, aNan), ordered));
        }

        @Override
        public Expr result(List<Expr> accumulated) {
            return accumulated.get(1);
        }

        @Override
        public int lanes() {
            return 32;
        }
    }
}
