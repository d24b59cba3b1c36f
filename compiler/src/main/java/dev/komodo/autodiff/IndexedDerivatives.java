package dev.komodo.autodiff;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Op;
import dev.komodo.graph.ScatterOp;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;
import dev.komodo.library.AlongAxis;

import java.util.List;
import java.util.stream.IntStream;

/// Derivatives of taking and putting by index: what was taken goes back, what was put is taken.
final class IndexedDerivatives {
    private static final String PRODUCT =
            "the product of the other updates of an element is not computed; multiply before"
                    + " scattering, or scatter the sum of logarithms";

    private IndexedDerivatives() {}

    static void gather(BackwardStep step, Op.Gather op) {
        Tensor indices = step.operand(1);
        step.give(0, g -> Cotangent.of(put(g.tensor(), step.operand(0), indices, op.axis())));
    }

    /// The sum of what goes to each element of a tensor of a type. Floats of 16 bits are summed in
    /// f32 and rounded once.
    private static Tensor put(Tensor g, Tensor like, Tensor indices, int axis) {
        Tensor wide = g.cast(g.dtype().arithmetic());
        Tensor zeros = Zeros.like(like).cast(wide.dtype());
        return zeros.scatter(ScatterOp.ADD, indices, wide, axis).cast(g.dtype());
    }

    static void scatter(BackwardStep step, Op.Scatter op) {
        Tensor operand = step.operand(0);
        Tensor indices = step.operand(1);
        Tensor updates = step.operand(2);
        int axis = op.axis();
        switch (op.kind()) {
            case ADD -> {
                step.give(0, g -> g);
                step.give(2, g -> g.moved(t -> t.gather(indices, axis)));
            }
            case REPLACE -> {
                step.give(0, g -> Cotangent.of(untouched(g.tensor(), indices, updates, axis)));
                step.give(
                        2,
                        g ->
                                Cotangent.of(g.tensor().gather(indices, axis))
                                        .where(() -> isLast(indices, operand, updates, axis)));
            }
            case MULTIPLY -> {
                if (step.wants(2)) {
                    throw step.step().undefined(PRODUCT);
                }
                Tensor factors = factors(operand, indices, updates, axis);
                step.give(0, g -> g.through(t -> t.mul(factors)));
            }
            case MINIMUM, MAXIMUM -> {
                Chosen chosen = new Chosen(operand, indices, updates, step.result(), axis);
                step.give(0, g -> g.through(t -> t.mul(chosen.share())).where(chosen::inOperand));
                step.give(
                        2,
                        g ->
                                Cotangent.of(g.tensor().mul(chosen.share()).gather(indices, axis))
                                        .where(chosen::inUpdates));
            }
        }
    }

    /// What stands in the order of sorted elements, in the order that they had before.
    static Tensor unsorted(BackwardStep step, Tensor sorted, int axis) {
        return AlongAxis.take(sorted, step.step().result(1).argSort(axis), axis);
    }

    static Tensor scatterTangent(ForwardStep step, Op.Scatter op) {
        Tensor operand = step.operand(0);
        Tensor indices = step.operand(1);
        Tensor updates = step.operand(2);
        int axis = op.axis();
        return switch (op.kind()) {
            case ADD, REPLACE ->
                    step.changeOrZero(0).scatter(op.kind(), indices, step.changeOrZero(2), axis);
            case MULTIPLY -> {
                if (step.isActive(2)) {
                    throw step.step().undefined(PRODUCT);
                }
                yield step.change(0).mul(factors(operand, indices, updates, axis));
            }
            case MINIMUM, MAXIMUM -> {
                Chosen chosen = new Chosen(operand, indices, updates, step.result(), axis);
                Tensor own = step.changeOrZero(0);
                Tensor put = step.changeOrZero(2);
                yield chosen.inOperand()
                        .select(own, Zeros.scalar(own))
                        .scatter(
                                ScatterOp.ADD,
                                indices,
                                chosen.inUpdates().select(put, Zeros.scalar(put)),
                                axis)
                        .mul(chosen.share());
            }
        };
    }

    private static Tensor untouched(Tensor g, Tensor indices, Tensor updates, int axis) {
        return g.scatter(ScatterOp.REPLACE, indices, Zeros.like(updates), axis);
    }

    private static Tensor factors(Tensor operand, Tensor indices, Tensor updates, int axis) {
        return Zeros.onesLike(operand).scatter(ScatterOp.MULTIPLY, indices, updates, axis);
    }

    /// Where an update is the last one of its element, for each element of the updates.
    private static Tensor isLast(Tensor indices, Tensor operand, Tensor updates, int axis) {
        Shape positions = indices.shape();
        Tensor number =
                indices.builder().iota(DType.I64, 0, positions.elements()).reshape(positions);
        Dim extent = operand.dim(axis);
        Tensor none = indices.builder().constant(DType.I64, -1L).broadcastTo(extent);
        Tensor last = none.scatter(ScatterOp.REPLACE, indices, number, 0);
        Tensor wins = last.gather(indices, 0).equalTo(number);
        List<Integer> axes = IntStream.range(axis, axis + positions.rank()).boxed().toList();
        return wins.builder()
                .apply(new Op.Broadcast(wins.value(), updates.shape(), axes))
                .getFirst();
    }

    /// Which elements and updates an extreme is equal to, and the share of each.
    private record Chosen(Tensor operand, Tensor indices, Tensor updates, Tensor result, int axis) {
        Tensor inOperand() {
            return operand.equalTo(result);
        }

        Tensor inUpdates() {
            return updates.equalTo(result.gather(indices, axis));
        }

        Tensor share() {
            return inOperand()
                    .cast(DType.I64)
                    .scatter(ScatterOp.ADD, indices, inUpdates().cast(DType.I64), axis)
                    .cast(result.dtype())
                    .reciprocal();
        }
    }
}
