package dev.komodo.interp;

import dev.komodo.graph.Dim;
import dev.komodo.graph.TensorType;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The values of symbols and data dims while a graph runs. A sub-graph has a copy, so that its data
/// dims end with it.
final class DimValues {
    private final Map<Dim, Long> values;

    DimValues(Map<Dim, Long> values) {
        this.values = new HashMap<>(values);
    }

    DimValues copy() {
        return new DimValues(values);
    }

    void define(Dim.Data data, long value) {
        values.put(data, value);
    }

    long value(Dim dim) {
        try {
            return dim.evaluate(
                    atom -> {
                        Long value = values.get(atom);
                        if (value == null) {
                            throw new IllegalStateException("The extent " + atom + " is unbound");
                        }
                        return value;
                    });
        } catch (ArithmeticException overflow) {
            throw Failures.size("the extent " + dim + ": " + overflow.getMessage());
        }
    }

    long[] values(List<Dim> dims) {
        return dims.stream().mapToLong(this::value).toArray();
    }

    long[] sizes(TensorType type) {
        return values(type.shape().dims());
    }
}
