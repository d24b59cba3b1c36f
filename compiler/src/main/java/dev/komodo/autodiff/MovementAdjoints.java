package dev.komodo.autodiff;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Op;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Adjoints of the movement of elements: what was moved there comes back from there, what was
/// repeated is summed.
final class MovementAdjoints {
    private MovementAdjoints() {}

    /// The inverse of a transposition.
    static Tensor transpose(Tensor tensor, List<Integer> permutation) {
        int[] inverse = new int[permutation.size()];
        for (int i = 0; i < inverse.length; i++) {
            inverse[permutation.get(i)] = i;
        }
        return inverse.length == 0 ? tensor : tensor.transpose(inverse);
    }

    /// The sum over all that an element was repeated to.
    static Cotangent broadcast(Cotangent g, Tensor operand, List<Integer> axes) {
        int[] repeated = repeated(g.values().shape(), operand.shape(), axes);
        if (repeated.length == 0) {
            return g.moved(t -> t.reshape(operand.shape()));
        }
        return g.reduced(
                t -> t.sum(repeated).reshape(operand.shape()),
                t -> t.any(repeated).reshape(operand.shape()));
    }

    private static int[] repeated(Shape result, Shape operand, List<Integer> axes) {
        List<Integer> repeated = new ArrayList<>();
        for (int axis = 0; axis < result.rank(); axis++) {
            int from = axes.indexOf(axis);
            boolean grown = from < 0 || (operand.dim(from).is(1) && !result.dim(axis).is(1));
            if (grown) {
                repeated.add(axis);
            }
        }
        return repeated.stream().mapToInt(axis -> axis).toArray();
    }

    /// The elements of all axes from `starts` on.
    static Tensor window(Tensor tensor, List<Dim> starts, List<Dim> sizes) {
        return tensor.slice(starts, sizes, Collections.nCopies(tensor.rank(), 1L));
    }

    /// The sum of what surrounds a window of the shape of `inner`.
    static Tensor border(Tensor g, Tensor inner, List<Dim> low) {
        Tensor yes = g.builder().constant(DType.BOOL, 1.0);
        Tensor no = g.builder().constant(DType.BOOL, 0.0);
        Tensor window =
                g.builder()
                        .apply(new Op.Broadcast(yes.value(), inner.shape(), List.of()))
                        .getFirst();
        Tensor isInner = window.pad(no, low, high(g.shape(), inner.shape(), low));
        return isInner.select(Zeros.scalar(g), g).sum();
    }

    private static List<Dim> high(Shape outer, Shape inner, List<Dim> low) {
        List<Dim> high = new ArrayList<>();
        for (int axis = 0; axis < low.size(); axis++) {
            high.add(outer.dim(axis).minus(inner.dim(axis)).minus(low.get(axis)));
        }
        return high;
    }

    /// The elements back at their places, zeros elsewhere.
    static Cotangent slice(Cotangent g, Tensor operand, Op.Slice slice) {
        Cotangent at = new Cotangent(g.tensor(), new Mask(() -> ones(g.values())), true);
        return at.moved(t -> placed(t, operand.shape(), slice));
    }

    private static Tensor ones(Tensor like) {
        Tensor yes = like.builder().constant(DType.BOOL, 1.0);
        return like.builder()
                .apply(new Op.Broadcast(yes.value(), like.shape(), List.of()))
                .getFirst();
    }

    private static Tensor placed(Tensor t, Shape shape, Op.Slice slice) {
        Tensor ordered = t;
        List<Dim> low = new ArrayList<>();
        List<Dim> high = new ArrayList<>();
        for (int axis = 0; axis < shape.rank(); axis++) {
            long step = slice.steps().get(axis);
            boolean empty = slice.sizes().get(axis).is(0);
            Dim start = empty ? Dim.of(0) : slice.starts().get(axis);
            Dim last = slice.sizes().get(axis).minus(Dim.of(1));
            if (step < 0 && !empty) {
                ordered = ordered.reverse(axis);
                start = start.plus(last.times(Dim.of(step)));
            }
            ordered = Spacing.apart(ordered, axis, Math.abs(step));
            low.add(start);
            high.add(shape.dim(axis).minus(start).minus(ordered.dim(axis)));
        }
        return ordered.pad(Zeros.scalar(ordered), low, high);
    }
}
