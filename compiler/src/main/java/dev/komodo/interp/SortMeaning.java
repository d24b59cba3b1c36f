package dev.komodo.interp;

import dev.komodo.graph.DType;
import dev.komodo.graph.Op;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// The meaning of sorting.
final class SortMeaning {
    private SortMeaning() {}

    static List<Elements> sort(Op.Sort op, Elements operand) {
        Elements values = Elements.zeros(operand.dtype(), operand.sizes());
        Elements positions = Elements.zeros(DType.I64, operand.sizes());
        int extent = (int) operand.sizes()[op.axis()];
        int stride = Indexing.strides(operand.sizes())[op.axis()];
        for (int base : Indexing.offsets(operand.sizes(), others(op, operand))) {
            Integer[] order = IntStream.range(0, extent).boxed().toArray(Integer[]::new);
            Comparator<Integer> ascending =
                    (left, right) -> compare(operand, base + left * stride, base + right * stride);
            Arrays.sort(order, op.descending() ? ascending.reversed() : ascending);
            for (int i = 0; i < extent; i++) {
                values.copy(base + i * stride, operand, base + order[i] * stride);
                positions.setInteger(base + i * stride, order[i]);
            }
        }
        return List.of(values, positions);
    }

    private static List<Integer> others(Op.Sort op, Elements operand) {
        return Indexing.others(operand.rank(), List.of(op.axis()));
    }

    private static int compare(Elements operand, int left, int right) {
        if (!operand.dtype().isFloat()) {
            return operand.dtype().compare(operand.integer(left), operand.integer(right));
        }
        double one = operand.real(left);
        double other = operand.real(right);
        return one == other ? 0 : Double.compare(one, other); // which puts NaN last
    }
}
