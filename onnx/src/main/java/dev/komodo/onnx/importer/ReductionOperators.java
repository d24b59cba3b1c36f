package dev.komodo.onnx.importer;

import static dev.komodo.onnx.importer.Operator.one;

import dev.komodo.graph.ArgReduceOp;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Op;
import dev.komodo.graph.Tensor;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// Folds along axes. Axes are an attribute in old operator sets and an input in new ones.
final class ReductionOperators {
    private ReductionOperators() {}

    static final List<Operator> ROWS =
            List.of(
                    reduction("ReduceSum", Tensor::sum).onSizes(SizeArithmetic.fold(0, Dim::plus)),
                    reduction("ReduceProd", Tensor::prod)
                            .onSizes(SizeArithmetic.fold(1, Dim::times)),
                    reduction("ReduceMax", (x, keep, axes) -> extreme(x, keep, axes, true)),
                    reduction("ReduceMin", (x, keep, axes) -> extreme(x, keep, axes, false)),
                    reduction("ReduceMean", ReductionOperators::mean),
                    reduction("ReduceL1", (x, keep, axes) -> x.abs().sum(keep, axes), Tensor::abs),
                    reduction("ReduceL2", ReductionOperators::norm, Tensor::abs),
                    reduction(
                            "ReduceSumSquare",
                            (x, keep, axes) -> x.square().sum(keep, axes),
                            Tensor::square),
                    reduction(
                            "ReduceLogSum",
                            (x, keep, axes) -> logarithm(x.sum(keep, axes)),
                            ReductionOperators::logarithm),
                    reduction("ReduceLogSumExp", ReductionOperators::logSumExpOfAny),
                    one("ArgMax", 1, node -> argument(node, ArgReduceOp.ARG_MAXIMUM)),
                    one("ArgMin", 1, node -> argument(node, ArgReduceOp.ARG_MINIMUM)));

    @FunctionalInterface
    private interface Fold {
        Tensor apply(Tensor data, boolean keepDims, int[] axes);
    }

    private static Operator reduction(String name, Fold fold) {
        return reduction(name, fold, x -> x);
    }

    /// A row of a fold.
    ///
    /// @param ofOne what the fold gives for a single element: the meaning where the model asks for
    ///   no axis
    private static Operator reduction(String name, Fold fold, UnaryOperator<Tensor> ofOne) {
        return one(name, 1, node -> reduce(node, fold, ofOne));
    }

    private static Tensor reduce(NodeContext node, Fold fold, UnaryOperator<Tensor> ofOne) {
        Tensor data = node.input(0);
        Optional<List<Long>> named = node.longs("axes", 1);
        boolean none = named.isEmpty() || named.get().isEmpty();
        if (data.rank() == 0 || (none && node.flag("noop_with_empty_axes", false))) {
            named.ifPresent(axes -> node.axes(axes, Math.max(data.rank(), 1)));
            return ofOne.apply(data);
        }
        List<Integer> axes =
                none
                        ? IntStream.range(0, data.rank()).boxed().toList()
                        : node.axes(named.get(), data.rank());
        return fold.apply(
                data,
                node.flag("keepdims", true),
                axes.stream().mapToInt(Integer::intValue).sorted().toArray());
    }

    private static Tensor extreme(Tensor x, boolean keep, int[] axes, boolean largest) {
        if (x.dtype() == DType.BOOL) {
            return largest ? x.any(keep, axes) : x.all(keep, axes);
        }
        return largest ? x.max(keep, axes) : x.min(keep, axes);
    }

    /// Integers divide towards zero.
    private static Tensor mean(Tensor x, boolean keep, int[] axes) {
        if (x.dtype().isFloat()) {
            return x.mean(keep, axes);
        }
        Dim count = Dim.of(1);
        for (int axis : axes) {
            count = count.times(x.dim(axis));
        }
        Tensor divisor = x.builder().dims(count).squeeze(0).cast(x.dtype());
        return x.sum(keep, axes).div(divisor);
    }

    private static Tensor norm(Tensor x, boolean keep, int[] axes) {
        return root(x.square().sum(keep, axes));
    }

    private static Tensor root(Tensor x) {
        return x.dtype().isFloat() ? x.sqrt() : x.cast(DType.F64).sqrt().cast(x.dtype());
    }

    private static Tensor logarithm(Tensor x) {
        return x.dtype().isFloat() ? x.log() : x.cast(DType.F64).log().cast(x.dtype());
    }

    private static Tensor logSumExpOfAny(Tensor x, boolean keep, int[] axes) {
        return x.dtype().isFloat()
                ? logSumExp(x, keep, axes)
                : logSumExp(x.cast(DType.F64), keep, axes).cast(x.dtype());
    }

    /// Shifted by the largest element, so that nothing overflows; a largest element that is
    /// infinite is not subtracted.
    static Tensor logSumExp(Tensor x, boolean keep, int[] axes) {
        Tensor largest = x.max(true, axes);
        Tensor zero = x.builder().constant(x.dtype(), 0.0);
        Tensor shift = largest.isInfinite().select(zero, largest);
        Tensor sum = x.sub(shift).exp().sum(true, axes).log().add(shift);
        if (!keep) {
            for (int i = axes.length - 1; i >= 0; i--) {
                sum = sum.squeeze(axes[i]);
            }
        }
        return sum;
    }

    private static Tensor argument(NodeContext node, ArgReduceOp kind) {
        Tensor data = node.input(0);
        int axis = node.axis(node.integer("axis", 0), data.rank());
        boolean last = node.flag("select_last_index", false);
        Tensor position =
                data.builder().apply(new Op.ArgReduce(kind, data.value(), axis, last)).getFirst();
        return node.flag("keepdims", true) ? position.expandDims(axis) : position;
    }
}
