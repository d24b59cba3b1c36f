package dev.komodo.autodiff;

import dev.komodo.graph.Dim;
import dev.komodo.graph.Op;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Adjoints of reductions.
final class ReductionAdjoints {
    private ReductionAdjoints() {}

    static void reduce(BackwardStep step, Op.Reduce op) {
        Tensor x = step.operand(0);
        switch (op.kind()) {
            case SUM -> step.give(0, g -> g.moved(t -> spread(t, x.shape(), op.axes())));
            case MINIMUM, MAXIMUM -> step.give(0, g -> extreme(g, x, step.result(), op.axes()));
            case PRODUCT -> step.give(0, g -> Cotangent.of(product(g.tensor(), x, op.axes())));
            case ALL, ANY -> throw new IllegalArgumentException("No floats: " + op.kind());
        }
    }

    /// What a reduction over `axes` left, repeated along them.
    static Tensor spread(Tensor folded, Shape shape, List<Integer> axes) {
        List<Integer> kept =
                IntStream.range(0, shape.rank()).filter(i -> !axes.contains(i)).boxed().toList();
        return folded.builder().apply(new Op.Broadcast(folded.value(), shape, kept)).getFirst();
    }

    /// Equal extremes share equally.
    private static Cotangent extreme(Cotangent g, Tensor x, Tensor y, List<Integer> axes) {
        Tensor chosen = x.equalTo(spread(y, x.shape(), axes));
        Tensor share = Extremes.shareOf(chosen, x.dtype(), axes);
        return g.through(t -> t.mul(share))
                .moved(t -> spread(t, x.shape(), axes))
                .where(() -> chosen);
    }

    /// Each element's change times the product of all others.
    static Tensor product(Tensor g, Tensor x, List<Integer> axes) {
        int rank = x.rank();
        List<Integer> order =
                new ArrayList<>(
                        IntStream.range(0, rank).filter(i -> !axes.contains(i)).boxed().toList());
        order.addAll(axes);
        int[] permutation = order.stream().mapToInt(axis -> axis).toArray();
        Tensor last = x.transpose(permutation);
        List<Dim> dims = new ArrayList<>(g.shape().dims());
        Dim count = Dim.of(1);
        for (int axis : axes) {
            count = count.times(x.dim(axis));
        }
        dims.add(count);
        Tensor row = last.reshape(new Shape(dims));
        Tensor change = OtherProducts.of(row, g);
        return MovementAdjoints.transpose(change.reshape(last.shape()), order);
    }
}
