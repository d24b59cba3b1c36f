package dev.komodo.autodiff;

import dev.komodo.graph.Dim;
import dev.komodo.graph.Op;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Adjoints of convolutions, which are convolutions: by the input of what came back, spread by the
/// strides, with the reversed filter; by the filter of the input with what came back in the
/// filter's place, strides and dilations exchanged.
///
/// Source: V. Dumoulin, F. Visin, "A guide to convolution arithmetic for deep learning",
/// arXiv:1603.07285 (2016), chapter 4.
final class ConvolutionAdjoints {
    private ConvolutionAdjoints() {}

    static void convolve(BackwardStep step, Op.Convolve op) {
        Tensor input = step.operand(0);
        Tensor filter = step.operand(1);
        step.give(0, g -> Cotangent.of(input(g.tensor(), input, filter, op)));
        step.give(1, g -> Cotangent.of(filter(g.tensor(), input, filter, op)));
    }

    /// Input element `i` met result element `t` through the weight `k` where `i = t * stride + k *
    /// dilation - low`.
    private static Tensor input(Tensor g, Tensor input, Tensor filter, Op.Convolve op) {
        int axes = input.rank() - 2;
        Tensor spread = g;
        List<Dim> low = none(input.rank());
        List<Dim> high = none(input.rank());
        List<Dim> starts = none(input.rank());
        List<Dim> sizes = new ArrayList<>(g.shape().dims());
        for (int i = 0; i < axes; i++) {
            int axis = i + 2;
            Dim reach = Dim.of(op.dilations().get(i)).times(filter.dim(axis).minus(Dim.of(1)));
            spread = Spacing.followed(spread, axis, op.strides().get(i));
            low.set(axis, reach);
            high.set(axis, reach.minus(Dim.of(op.padHigh().get(i))).maximum(Dim.of(0)));
            starts.set(axis, Dim.of(op.padLow().get(i)));
            sizes.set(axis, input.dim(axis).plus(reach));
        }
        Tensor window = MovementAdjoints.window(spread.pad(0.0, low, high), starts, sizes);
        return window.convolve(
                reversed(filter, op.groups()),
                Collections.nCopies(axes, 1L),
                Collections.nCopies(axes, 0L),
                Collections.nCopies(axes, 0L),
                op.dilations(),
                op.groups());
    }

    /// `[groups * o, c, k...] -> [groups * c, o, k...]`, each `k` axis reversed.
    private static Tensor reversed(Tensor filter, long groups) {
        Tensor exchanged = exchanged(filter, groups);
        for (int axis = 2; axis < filter.rank(); axis++) {
            exchanged = exchanged.reverse(axis);
        }
        return exchanged;
    }

    private static Tensor exchanged(Tensor filter, long groups) {
        List<Dim> dims = new ArrayList<>(filter.shape().dims());
        Dim outer = dims.get(0).floorDivide(Dim.of(groups));
        Dim inner = dims.get(1);
        dims.set(0, outer);
        dims.add(0, Dim.of(groups));
        Tensor grouped = filter.reshape(new Shape(dims)).transpose(swapped(dims.size(), 1, 2));
        dims.remove(0);
        dims.set(0, inner.times(Dim.of(groups)));
        dims.set(1, outer);
        return grouped.reshape(new Shape(dims));
    }

    /// Channels become batches, batches become channels: `sum over n and t of g[n, o, t] * input[n,
    /// c, t * stride + k * dilation - low]`.
    private static Tensor filter(Tensor g, Tensor input, Tensor filter, Op.Convolve op) {
        Dim groups = Dim.of(op.groups());
        List<Dim> dims = new ArrayList<>(input.shape().dims());
        Dim batch = dims.get(0);
        Dim channels = filter.dim(1);
        dims.set(1, channels);
        dims.add(1, groups);
        int[] order = new int[dims.size()];
        for (int i = 3; i < order.length; i++) {
            order[i] = i;
        }
        order[0] = 2;
        order[1] = 1;
        order[2] = 0;
        Tensor grouped = input.reshape(new Shape(dims)).transpose(order);
        dims.remove(0);
        dims.set(0, channels);
        dims.set(1, groups.times(batch));
        Tensor product =
                grouped.reshape(new Shape(dims))
                        .convolve(
                                g.transpose(swapped(g.rank(), 0, 1)),
                                /* strides= */ op.dilations(),
                                op.padLow(),
                                op.padHigh(),
                                /* dilations= */ op.strides(),
                                op.groups());
        List<Dim> sizes = new ArrayList<>(filter.shape().dims());
        sizes.set(0, channels);
        sizes.set(1, filter.dim(0));
        return MovementAdjoints.window(product, none(product.rank()), sizes)
                .transpose(swapped(product.rank(), 0, 1));
    }

    private static List<Dim> none(int rank) {
        return new ArrayList<>(Collections.nCopies(rank, Dim.of(0)));
    }

    private static int[] swapped(int rank, int one, int other) {
        int[] order = new int[rank];
        for (int i = 0; i < rank; i++) {
            order[i] = i;
        }
        order[one] = other;
        order[other] = one;
        return order;
    }
}
