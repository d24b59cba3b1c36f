package dev.komodo.library;

import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.DType;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.ScanStep;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

import java.util.List;
import java.util.function.BinaryOperator;

/// Folds of all elements up to each, along an axis, in order: `[s] -> [s]`. The axis counts from
/// the end if negative.
public final class Running {
    private Running() {}

    /// `x[0] + ... + x[i]`; integers wrap.
    public static Tensor sum(Tensor x, int axis) {
        return fold(x, axis, x.builder().constant(x.dtype(), 0L), Tensor::add);
    }

    /// `x[0] * ... * x[i]`; integers wrap.
    public static Tensor product(Tensor x, int axis) {
        return fold(x, axis, x.builder().constant(x.dtype(), 1L), Tensor::mul);
    }

    /// The largest of `x[0], ..., x[i]`, as [BinaryOp#MAXIMUM]: NaN from the first one on.
    public static Tensor maximum(Tensor x, int axis) {
        return fold(x, axis, extreme(x, true), Tensor::maximum);
    }

    /// The smallest of `x[0], ..., x[i]`, as [BinaryOp#MINIMUM]: NaN from the first one on.
    public static Tensor minimum(Tensor x, int axis) {
        return fold(x, axis, extreme(x, false), Tensor::minimum);
    }

    /// What no element is below (above).
    private static Tensor extreme(Tensor x, boolean smallest) {
        DType dtype = x.dtype();
        if (dtype.isFloat()) {
            double infinity = Double.POSITIVE_INFINITY;
            return x.builder().constant(dtype, smallest ? -infinity : infinity);
        }
        long bits = smallest ? dtype.smallest() : dtype.largest();
        return x.builder().constant(new LiteralBuilder(dtype).putBits(0, bits).build());
    }

    private static Tensor fold(Tensor x, int axis, Tensor start, BinaryOperator<Tensor> function) {
        int counted = axis < 0 ? axis + x.rank() : axis;
        Tensor steps = Axes.exchanged(x, 0, counted);
        Shape row = new Shape(steps.shape().dims().subList(1, steps.rank()));
        Tensor folds =
                x.builder()
                        .scan(
                                x.dim(axis),
                                List.of(start.broadcastTo(row)),
                                List.of(steps),
                                (carries, elements) -> {
                                    Tensor next =
                                            function.apply(carries.getFirst(), elements.getFirst());
                                    return ScanStep.of(List.of(next), List.of(next));
                                })
                        .emitted()
                        .getFirst();
        return Axes.exchanged(folds, 0, counted);
    }
}
