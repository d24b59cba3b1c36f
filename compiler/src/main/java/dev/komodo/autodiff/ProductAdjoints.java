package dev.komodo.autodiff;

import dev.komodo.graph.Op;
import dev.komodo.graph.Tensor;

import java.util.List;
import java.util.stream.IntStream;

/// Adjoints of contractions: contractions of what came back with the other operand.
final class ProductAdjoints {
    private ProductAdjoints() {}

    static void contract(BackwardStep step, Op.Contract op) {
        Tensor left = step.operand(0);
        Tensor right = step.operand(1);
        step.give(0, g -> Cotangent.of(left(g.tensor(), left, right, op)));
        step.give(1, g -> Cotangent.of(right(g.tensor(), left, right, op)));
    }

    /// `g [b..., l..., r...], right -> [b..., l..., contracted in right's order...]`, then to
    /// left's order.
    private static Tensor left(Tensor g, Tensor left, Tensor right, Op.Contract op) {
        List<Integer> free = free(right.rank(), op.rightBatch(), op.rightContracted());
        int batch = op.leftBatch().size();
        int ahead = g.rank() - free.size();
        Tensor product =
                g.contract(right, range(0, batch), op.rightBatch(), range(ahead, g.rank()), free);
        List<Integer> ordered = op.rightContracted().stream().sorted().toList();
        List<Integer> leftFree = free(left.rank(), op.leftBatch(), op.leftContracted());
        int[] order = new int[left.rank()];
        for (int axis = 0; axis < order.length; axis++) {
            int paired = op.leftContracted().indexOf(axis);
            order[axis] =
                    op.leftBatch().contains(axis)
                            ? op.leftBatch().indexOf(axis)
                            : paired < 0
                                    ? batch + leftFree.indexOf(axis)
                                    : ahead + ordered.indexOf(op.rightContracted().get(paired));
        }
        return permuted(product, order);
    }

    /// `left, g [b..., l..., r...] -> [b..., contracted in left's order..., r...]`, then to right's
    /// order.
    private static Tensor right(Tensor g, Tensor left, Tensor right, Op.Contract op) {
        List<Integer> free = free(left.rank(), op.leftBatch(), op.leftContracted());
        int batch = op.leftBatch().size();
        Tensor product =
                left.contract(
                        g,
                        op.leftBatch(),
                        range(0, batch),
                        free,
                        range(batch, batch + free.size()));
        List<Integer> ordered = op.leftContracted().stream().sorted().toList();
        List<Integer> rightFree = free(right.rank(), op.rightBatch(), op.rightContracted());
        int[] order = new int[right.rank()];
        for (int axis = 0; axis < order.length; axis++) {
            int paired = op.rightContracted().indexOf(axis);
            order[axis] =
                    op.rightBatch().contains(axis)
                            ? op.rightBatch().indexOf(axis)
                            : paired < 0
                                    ? batch + ordered.size() + rightFree.indexOf(axis)
                                    : batch + ordered.indexOf(op.leftContracted().get(paired));
        }
        return permuted(product, order);
    }

    private static Tensor permuted(Tensor tensor, int[] order) {
        return order.length == 0 ? tensor : tensor.transpose(order);
    }

    private static List<Integer> free(int rank, List<Integer> batch, List<Integer> contracted) {
        return IntStream.range(0, rank)
                .filter(axis -> !batch.contains(axis) && !contracted.contains(axis))
                .boxed()
                .toList();
    }

    private static List<Integer> range(int from, int until) {
        return IntStream.range(from, until).boxed().toList();
    }
}
