package dev.komodo.graph;

import dev.komodo.error.InvalidGraphException;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The values of a graph's symbols for the arguments of one call: bound by the axes that are bare
/// symbols, checked against all other axes and the guards.
public final class DimBinding {
    private DimBinding() {}

    /// The value of each symbol.
    ///
    /// @param sizes the extents of each input, in the order of [Graph#inputs()]
    /// @throws InvalidGraphException if a rank or an extent does not fit, or a guard does not hold
    public static Map<Dim, Long> bind(Graph graph, List<long[]> sizes) {
        return bind(graph.inputs(), graph.guards(), sizes);
    }

    /// The value of each symbol of inputs under guards; see [#bind(Graph, List)].
    public static Map<Dim, Long> bind(
            List<Op.Input> inputs, List<DimGuard> guards, List<long[]> sizes) {
        if (inputs.size() != sizes.size()) {
            throw new InvalidGraphException(
                    "A call takes " + inputs.size() + " arguments, found " + sizes.size());
        }
        Map<Dim, Long> values = new HashMap<>();
        for (int i = 0; i < inputs.size(); i++) {
            bindSymbols(inputs.get(i), sizes.get(i), values);
        }
        for (int i = 0; i < inputs.size(); i++) {
            checkExtents(inputs.get(i), sizes.get(i), values);
        }
        guards.forEach(guard -> checkGuard(guard, values));
        return values;
    }

    private static void bindSymbols(Op.Input input, long[] sizes, Map<Dim, Long> values) {
        Shape shape = input.type().shape();
        if (sizes.length != shape.rank()) {
            throw new InvalidGraphException(
                    "The argument '"
                            + input.name()
                            + "' is "
                            + input.type()
                            + ", found the shape "
                            + Shape.of(sizes));
        }
        for (int axis = 0; axis < sizes.length; axis++) {
            if (shape.dim(axis) instanceof Dim.Symbol symbol) {
                values.putIfAbsent(symbol, sizes[axis]);
            }
        }
    }

    private static void checkExtents(Op.Input input, long[] sizes, Map<Dim, Long> values) {
        for (int axis = 0; axis < sizes.length; axis++) {
            Dim dim = input.type().shape().dim(axis);
            long expected = evaluate(dim, values);
            if (expected != sizes[axis]) {
                throw new InvalidGraphException(
                        "The argument '"
                                + input.name()
                                + "' is "
                                + input.type()
                                + ", found the shape "
                                + Shape.of(sizes)
                                + ": axis "
                                + axis
                                + " must be "
                                + (dim instanceof Dim.Fixed ? "" : dim + " = ")
                                + expected);
            }
        }
    }

    private static void checkGuard(DimGuard guard, Map<Dim, Long> values) {
        long left = evaluate(guard.left(), values);
        long right = evaluate(guard.right(), values);
        if (left != right) {
            throw new InvalidGraphException(
                    guard.reason()
                            + ": "
                            + guard.left()
                            + " and "
                            + guard.right()
                            + " must be equal, found "
                            + left
                            + " and "
                            + right);
        }
    }

    private static long evaluate(Dim dim, Map<Dim, Long> values) {
        try {
            return dim.evaluate(
                    atom -> {
                        Long value = values.get(atom);
                        if (value == null) {
                            throw new InvalidGraphException(
                                    "The extent "
                                            + atom
                                            + " is that of no input's axis; no call can fix it");
                        }
                        return value;
                    });
        } catch (ArithmeticException overflow) {
            throw new InvalidGraphException(
                    "The extent " + dim + " has no value: " + overflow.getMessage(), overflow);
        }
    }
}
