package dev.komodo.vectorize;

import dev.komodo.graph.Dim;
import dev.komodo.graph.Op;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Contractions and convolutions of many positions as one.
final class ProductRules {
    private ProductRules() {}

    /// `[count, batch..., left free..., right free...]`. The leading axis is one more batch axis if
    /// both operands have it, else one more free axis of the one that has it.
    static Tensor contract(Op.Contract op, Mapped left, Mapped right) {
        boolean both = left.isMapped() && right.isMapped();
        Tensor product =
                left.tensor()
                        .builder()
                        .apply(
                                new Op.Contract(
                                        left.tensor().value(),
                                        right.tensor().value(),
                                        batch(op.leftBatch(), left, both),
                                        batch(op.rightBatch(), right, both),
                                        axes(op.leftContracted(), left),
                                        axes(op.rightContracted(), right)))
                        .getFirst();
        int batches = op.leftBatch().size();
        if (both) {
            return product;
        }
        int leftFree = left.tensor().rank() - batches - op.leftContracted().size();
        return Mapped.toFront(product, left.isMapped() ? batches : batches + leftFree);
    }

    private static List<Integer> batch(List<Integer> axes, Mapped operand, boolean both) {
        return both
                ? IntStream.concat(IntStream.of(0), axes.stream().mapToInt(axis -> axis + 1))
                        .boxed()
                        .toList()
                : axes(axes, operand);
    }

    private static List<Integer> axes(List<Integer> axes, Mapped operand) {
        return operand.isMapped() ? Mapped.shifted(axes) : axes;
    }

    /// `[count, n, c, s...], [o, c / groups, k...] -> [count, n, o, t...]`: the positions are more
    /// images.
    static Tensor convolveInputs(Op.Convolve op, Tensor input, Tensor filter) {
        Dim count = input.dim(0);
        Dim images = input.dim(1);
        Tensor result =
                convolve(
                        op,
                        reshape(input, behind(2, input), count.times(images)),
                        filter,
                        op.groups());
        return reshape(result, behind(1, result), count, images);
    }

    /// `[n, c, s...], [count, o, c / groups, k...] -> [count, n, o, t...]`: the positions are more
    /// channels of each group's result.
    static Tensor convolveFilters(Op.Convolve op, Tensor input, Tensor filter) {
        Dim count = filter.dim(0);
        Dim channels = filter.dim(1);
        Dim groups = Dim.of(op.groups());
        Dim share = channels.floorDivide(groups);
        Tensor grouped = reshape(filter, behind(2, filter), count, groups, share);
        Tensor joined = Mapped.fromFront(grouped, 1);
        Tensor result =
                convolve(
                        op,
                        input,
                        reshape(joined, behind(3, joined), count.times(channels)),
                        op.groups());
        List<Dim> area = behind(2, result);
        Tensor apart = reshape(result, area, result.dim(0), groups, count, share);
        Tensor front = Mapped.toFront(apart, 2);
        return reshape(front, area, count, front.dim(1), channels);
    }

    /// `[count, n, c, s...], [count, o, c / groups, k...] -> [count, n, o, t...]` of a known count:
    /// the positions are more groups.
    static Tensor convolvePairs(Op.Convolve op, Tensor input, Tensor filter) {
        Dim count = input.dim(0);
        Tensor images = Mapped.fromFront(input, 1);
        Tensor result =
                convolve(
                        op,
                        reshape(
                                images,
                                behind(3, images),
                                images.dim(0),
                                count.times(images.dim(2))),
                        reshape(filter, behind(2, filter), count.times(filter.dim(1))),
                        Math.multiplyExact(op.groups(), count.constant().orElseThrow()));
        Tensor apart = reshape(result, behind(2, result), result.dim(0), count, filter.dim(1));
        return Mapped.toFront(apart, 1);
    }

    private static Tensor convolve(Op.Convolve op, Tensor input, Tensor filter, long groups) {
        return input.builder()
                .apply(
                        new Op.Convolve(
                                input.value(),
                                filter.value(),
                                op.strides(),
                                op.padLow(),
                                op.padHigh(),
                                op.dilations(),
                                groups))
                .getFirst();
    }

    /// The extents behind the first `from` of a tensor.
    private static List<Dim> behind(int from, Tensor tensor) {
        return tensor.shape().dims().subList(from, tensor.rank());
    }

    private static Tensor reshape(Tensor tensor, List<Dim> rest, Dim... first) {
        List<Dim> dims = new ArrayList<>(List.of(first));
        dims.addAll(rest);
        return tensor.reshape(new Shape(dims));
    }
}
