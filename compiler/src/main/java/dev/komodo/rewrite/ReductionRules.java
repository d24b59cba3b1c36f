package dev.komodo.rewrite;

import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Op;
import dev.komodo.graph.ReduceOp;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.UnaryOp;
import dev.komodo.graph.Value;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// Reductions of what is known to be alike, and of reductions. Sums and products of floats keep the
/// order that the graph defines: they are left alone where it would change.
final class ReductionRules {
    private static final int MOST_STACKED = 16;

    private ReductionRules() {}

    static List<Rule> rules() {
        return List.of(
                Rule.exact(
                        "merge-reduces",
                        "reduce(reduce(x, a), b), of one kind",
                        "reduce(x, a and b), for minimum, maximum, all, any, and for integers",
                        Root.of(Op.Reduce.class),
                        ReductionRules::mergeReduces),
                Rule.exact(
                        "reduce-of-one",
                        "max(x), min(x), prod(x), all(x), any(x) over axes of extent 1",
                        "reshape(x)",
                        Root.of(
                                ReduceOp.MAXIMUM,
                                ReduceOp.MINIMUM,
                                ReduceOp.PRODUCT,
                                ReduceOp.ALL,
                                ReduceOp.ANY),
                        ReductionRules::reduceOfOne),
                Rule.stabilising(
                        "sum-of-one",
                        "sum(x) over axes of extent 1",
                        "reshape(x)",
                        Root.of(ReduceOp.SUM),
                        ReductionRules::reduceOfOne),
                Rule.exact(
                        "extreme-of-broadcast",
                        "max(broadcast(x)), min, all, any",
                        "broadcast(max(x)), where the extents are not 0",
                        Root.of(ReduceOp.MAXIMUM, ReduceOp.MINIMUM, ReduceOp.ALL, ReduceOp.ANY),
                        ReductionRules::extremeOfBroadcast),
                Rule.stabilising(
                        "sum-of-broadcast",
                        "sum(broadcast(x)) of n copies",
                        "broadcast(sum(x)) * n, where the dtype holds n, or x is a number",
                        Root.of(ReduceOp.SUM),
                        ReductionRules::sumOfBroadcast),
                Rule.exact(
                        "scale-behind-extreme",
                        "max(c * x), max(-x), the same of min, floats",
                        "c * max(x), c * min(x) where c is negative; -min(x)",
                        Root.of(ReduceOp.MAXIMUM, ReduceOp.MINIMUM),
                        ReductionRules::scaleBehindExtreme),
                Rule.exact(
                        "reduce-of-stack",
                        "reduce(concat(x, y, ...), along it) of parts of extent 1",
                        "x op y op ..., for minimum, maximum, all, any, and for integers",
                        Root.of(Op.Reduce.class),
                        ReductionRules::reduceOfStack),
                Rule.stabilising(
                        "contract-of-one",
                        "x . y over extents of 1",
                        "x * y",
                        Root.of(Op.Contract.class),
                        OuterProduct::of));
    }

    private static boolean isAssociative(Op.Reduce reduce, Site at) {
        return !at.isFloat(reduce.operand())
                || reduce.kind() == ReduceOp.MINIMUM
                || reduce.kind() == ReduceOp.MAXIMUM;
    }

    /// `reduce(reduce(x, a), b) -> reduce(x, a and b)`.
    private static Optional<Tensor> mergeReduces(Op op, Site at) {
        return op instanceof Op.Reduce outer
                        && at.producer(outer.operand()) instanceof Op.Reduce inner
                        && inner.kind() == outer.kind()
                        && isAssociative(inner, at)
                ? Optional.of(merged(outer, inner, at))
                : Optional.empty();
    }

    /// One reduction instead of two.
    static Tensor merged(Op.Reduce outer, Op.Reduce inner, Site at) {
        List<Integer> kept = new ArrayList<>();
        for (int axis = 0; axis < at.shape(inner.operand()).rank(); axis++) {
            if (!inner.axes().contains(axis)) {
                kept.add(axis);
            }
        }
        TreeSet<Integer> axes = new TreeSet<>(inner.axes());
        outer.axes().forEach(axis -> axes.add(kept.get(axis)));
        return at.apply(new Op.Reduce(outer.kind(), inner.operand(), List.copyOf(axes)));
    }

    /// `max(x, over axes of extent 1) -> reshape(x)`.
    private static Optional<Tensor> reduceOfOne(Op op, Site at) {
        if (!(op instanceof Op.Reduce reduce)) {
            return Optional.empty();
        }
        List<Dim> dims = new ArrayList<>(at.shape(reduce.operand()).dims());
        for (int axis : reduce.axes().reversed()) {
            if (!dims.remove(axis).is(1)) {
                return Optional.empty();
            }
        }
        return Optional.of(at.tensor(reduce.operand()).reshape(new Shape(dims)));
    }

    /// `max(broadcast(x)) -> broadcast(max(x))`.
    private static Optional<Tensor> extremeOfBroadcast(Op op, Site at) {
        return RepeatedReduction.of(op, at)
                .filter(repeated -> repeated.copies() instanceof Dim.Fixed(long n) && n > 0)
                .map(RepeatedReduction::once);
    }

    /// `sum(broadcast(x)) -> broadcast(sum(x)) * n`. The product is one rounding; the sum would
    /// have many. A product with 0 copies would keep NaN, where the sum of nothing is 0: so n is
    /// known, or x is a finite number.
    private static Optional<Tensor> sumOfBroadcast(Op op, Site at) {
        Optional<RepeatedReduction> found = RepeatedReduction.of(op, at);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        RepeatedReduction repeated = found.get();
        DType dtype = at.dtype(repeated.operand());
        boolean known =
                repeated.copies() instanceof Dim.Fixed(long n)
                        && (!dtype.isFloat() || (n > 0 && n <= 1L << Constants.precision(dtype)));
        boolean number =
                dtype == dtype.arithmetic()
                        && at.number(repeated.operand()).filter(Double::isFinite).isPresent();
        boolean single = dtype == dtype.arithmetic() || repeated.isOnlyRepeated();
        if (repeated.copies().is(1)
                || !single
                || !(known || number || !dtype.isFloat())
                || !isStatic(repeated.copies())) {
            return Optional.empty();
        }
        Tensor once = repeated.once();
        Tensor copies = at.graph().dims(repeated.copies()).reshape(Shape.SCALAR).cast(dtype);
        return Optional.of(once.mul(copies));
    }

    /// Whether an extent is known before the kernel runs.
    private static boolean isStatic(Dim dim) {
        return dim.atoms().stream().noneMatch(atom -> atom instanceof Dim.Data);
    }

    /// `max(c * x) -> c * max(x)` for a number c that is finite and not 0, with the minimum where c
    /// is negative: rounding keeps the order.
    private static Optional<Tensor> scaleBehindExtreme(Op op, Site at) {
        if (!(op instanceof Op.Reduce reduce) || !at.isFloat(reduce.operand())) {
            return Optional.empty();
        }
        if (at.producer(reduce.operand()) instanceof Op.Unary(UnaryOp kind, Value x)
                && kind == UnaryOp.NEGATE) {
            return Optional.of(extreme(reduce, x, true, at).neg());
        }
        return at.binary(BinaryOp.MULTIPLY, reduce.operand())
                .flatMap(product -> scaled(reduce, product, at));
    }

    private static Optional<Tensor> scaled(Op.Reduce reduce, Op.Binary product, Site at) {
        boolean right = at.number(product.right()).isPresent();
        Value number = right ? product.right() : product.left();
        Value x = right ? product.left() : product.right();
        return at.number(number)
                .filter(c -> Double.isFinite(c) && c != 0)
                .map(c -> extreme(reduce, x, c < 0, at).mul(c));
    }

    private static Tensor extreme(Op.Reduce reduce, Value x, boolean other, Site at) {
        ReduceOp turned = reduce.kind() == ReduceOp.MAXIMUM ? ReduceOp.MINIMUM : ReduceOp.MAXIMUM;
        return at.apply(new Op.Reduce(other ? turned : reduce.kind(), x, reduce.axes()));
    }

    /// `reduce(concat(x, y), along it) -> x op y` of parts of extent 1.
    private static Optional<Tensor> reduceOfStack(Op op, Site at) {
        if (!(op instanceof Op.Reduce reduce)
                || !(at.producer(reduce.operand()) instanceof Op.Concat(var parts, int axis))
                || !reduce.axes().equals(List.of(axis))
                || parts.size() > MOST_STACKED
                || !isAssociative(reduce, at)
                || !parts.stream().allMatch(part -> at.shape(part).dim(axis).is(1))) {
            return Optional.empty();
        }
        BinaryOp kind =
                switch (reduce.kind()) {
                    case SUM -> BinaryOp.ADD;
                    case PRODUCT -> BinaryOp.MULTIPLY;
                    case MINIMUM -> BinaryOp.MINIMUM;
                    case MAXIMUM -> BinaryOp.MAXIMUM;
                    case ALL -> BinaryOp.AND;
                    case ANY -> BinaryOp.OR;
                };
        Value folded = parts.getFirst();
        for (Value part : parts.subList(1, parts.size())) {
            folded = at.apply(new Op.Binary(kind, folded, part)).value();
        }
        return Optional.of(at.tensor(folded).squeeze(axis));
    }
}
