package dev.komodo.examples.posterior.chains;

import java.util.ArrayList;
import java.util.List;

/// A recorded quantity.
///
/// @param name its name
/// @param shape its extents, empty for a scalar
record Quantity(String name, List<Long> shape) {
    Quantity {
        shape = List.copyOf(shape);
    }

    int elements() {
        return Math.toIntExact(shape.stream().reduce(1L, Math::multiplyExact));
    }

    /// The names of the elements in row-major order: the name alone for a scalar, else with indices
    /// from 1, as in `theta[2]` and `cholesky[2,1]`.
    List<String> elementNames() {
        List<String> names = new ArrayList<>();
        for (int element = 0; element < elements(); element++) {
            names.add(name + indices(element));
        }
        return names;
    }

    private String indices(int element) {
        if (shape.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder("]");
        long rest = element;
        for (int axis = shape.size() - 1; axis >= 0; axis--) {
            text.insert(0, rest % shape.get(axis) + 1).insert(0, axis == 0 ? "[" : ",");
            rest /= shape.get(axis);
        }
        return text.toString();
    }
}
