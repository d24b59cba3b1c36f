package dev.komodo.interp;

import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.Op;

/// The meaning of a scatter.
final class ScatterMeaning {
    private ScatterMeaning() {}

    static Elements scatter(Op.Scatter op, Elements operand, Elements indices, Elements updates) {
        int axis = op.axis();
        int outer = MovementMeaning.product(operand.sizes(), 0, axis);
        int inner = MovementMeaning.product(operand.sizes(), axis + 1, operand.rank());
        long extent = operand.sizes()[axis];
        Elements result = Elements.zeros(operand.dtype(), operand.sizes());
        result.copy(0, operand, 0, operand.count());
        for (int at = 0; at < indices.count(); at++) {
            long index = indices.integer(at);
            if (index < -extent || index >= extent) {
                throw Failures.index(index + " of axis " + axis + " of " + extent, at);
            }
            int position = (int) (index < 0 ? index + extent : index);
            for (int i = 0; i < outer; i++) {
                int to = (i * (int) extent + position) * inner;
                int from = (i * indices.count() + at) * inner;
                for (int j = 0; j < inner; j++) {
                    put(op, result, to + j, updates, from + j);
                }
            }
        }
        return result;
    }

    private static void put(Op.Scatter op, Elements result, int to, Elements updates, int from) {
        if (op.kind().combination().isEmpty()) {
            result.copy(to, updates, from);
            return;
        }
        BinaryOp join = op.kind().combination().get();
        if (result.dtype().isFloat()) {
            result.setReal(to, RealMeaning.binary(join, result.real(to), updates.real(from)));
        } else {
            long joined =
                    IntegerMeaning.binary(
                            join, result.integer(to), updates.integer(from), result.dtype());
            result.setInteger(to, joined);
        }
    }
}
