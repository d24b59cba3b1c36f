package dev.komodo.runtime;

import dev.komodo.error.InvalidGraphException;
import dev.komodo.graph.Dim;
import dev.komodo.graph.DimGuard;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Op;
import dev.komodo.graph.TensorType;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a kernel takes and gives, read off its graph.
///
/// @param inputs the arguments, in the order of a call
/// @param outputs the results, in the order of a call
/// @param symbols the symbolic dims, in order of first appearance in the inputs: the order of the
///   frame
/// @param guards what must hold between dims
public record Signature(
        List<Parameter> inputs,
        List<Parameter> outputs,
        List<Dim.Symbol> symbols,
        List<DimGuard> guards) {
    /// A named argument or result.
    ///
    /// @param name its name in the graph
    /// @param type dtype and shape, with symbols and data dims
    public record Parameter(String name, TensorType type) {
        @Override
        public String toString() {
            return name + " " + type;
        }
    }

    /// Copies the lists.
    public Signature {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        symbols = List.copyOf(symbols);
        guards = List.copyOf(guards);
    }

    /// The signature of a graph.
    public static Signature of(Graph graph) {
        List<Parameter> inputs = new ArrayList<>();
        Set<Dim.Symbol> symbols = new LinkedHashSet<>();
        for (Op.Input input : graph.inputs()) {
            inputs.add(new Parameter(input.name(), input.type()));
            for (Dim dim : input.type().shape().dims()) {
                for (Dim atom : dim.atoms()) {
                    if (atom instanceof Dim.Symbol symbol) {
                        symbols.add(symbol);
                    }
                }
            }
        }
        List<Parameter> outputs = new ArrayList<>();
        for (Graph.Output output : graph.outputs()) {
            outputs.add(new Parameter(output.name(), graph.type(output.value())));
        }
        return new Signature(inputs, outputs, List.copyOf(symbols), graph.guards());
    }

    /// The values of the symbols for arguments of the given extents, in the order of [#symbols()].
    ///
    /// @param sizes for each input, its extents
    /// @throws InvalidGraphException if a rank, a fixed extent, two uses of a symbol, or a guard
    ///   disagree
    public long[] bindDims(List<long[]> sizes) {
        Map<Dim, Long> bound = new LinkedHashMap<>();
        Map<Dim, String> origin = new LinkedHashMap<>();
        for (int i = 0; i < inputs.size(); i++) {
            bindBareSymbols(inputs.get(i), sizes.get(i), bound, origin);
        }
        long[] values = new long[symbols.size()];
        for (int i = 0; i < values.length; i++) {
            Long value = bound.get(symbols.get(i));
            if (value == null) {
                throw new InvalidGraphException(
                        "The dim "
                                + symbols.get(i)
                                + " stands only inside expressions; give the graph an input of"
                                + " which an axis is "
                                + symbols.get(i));
            }
            values[i] = value;
        }
        for (int i = 0; i < inputs.size(); i++) {
            checkExpressions(inputs.get(i), sizes.get(i), bound, origin);
        }
        for (DimGuard guard : guards) {
            checkGuard(guard, bound);
        }
        return values;
    }

    /// The extents of a type at given dims, with data dims at their bounds.
    ///
    /// @param dims the values of the symbols, in the order of [#symbols()]
    /// @throws InvalidGraphException if an extent overflows
    public long[] extents(TensorType type, long[] dims) {
        long[] extents = new long[type.shape().rank()];
        for (int i = 0; i < extents.length; i++) {
            extents[i] = evaluate(type.shape().dim(i).bound(), dims);
        }
        return extents;
    }

    private long evaluate(Dim dim, long[] dims) {
        try {
            return dim.evaluate(atom -> dims[symbols.indexOf(atom)]);
        } catch (ArithmeticException overflow) {
            throw new InvalidGraphException("The extent " + dim + " overflows 64 bits", overflow);
        }
    }

    private static void bindBareSymbols(
            Parameter input, long[] sizes, Map<Dim, Long> bound, Map<Dim, String> origin) {
        List<Dim> dims = input.type().shape().dims();
        if (sizes.length != dims.size()) {
            throw new InvalidGraphException(
                    "Input '"
                            + input.name()
                            + "' must have "
                            + dims.size()
                            + " axes "
                            + input.type()
                            + ", found "
                            + sizes.length
                            + " "
                            + java.util.Arrays.toString(sizes));
        }
        for (int axis = 0; axis < sizes.length; axis++) {
            if (dims.get(axis) instanceof Dim.Symbol symbol
                    && bound.putIfAbsent(symbol, sizes[axis]) == null) {
                origin.put(symbol, "axis " + axis + " of '" + input.name() + "'");
            }
        }
    }

    private static void checkExpressions(
            Parameter input, long[] sizes, Map<Dim, Long> bound, Map<Dim, String> origin) {
        List<Dim> dims = input.type().shape().dims();
        for (int axis = 0; axis < sizes.length; axis++) {
            Dim dim = dims.get(axis);
            long expected = evaluate(dim, bound);
            if (expected != sizes[axis]) {
                String because =
                        origin.containsKey(dim)
                                ? " (" + dim + " from " + origin.get(dim) + ")"
                                : "";
                throw new InvalidGraphException(
                        "Axis "
                                + axis
                                + " of input '"
                                + input.name()
                                + "' "
                                + input.type()
                                + " must be "
                                + expected
                                + because
                                + ", found "
                                + sizes[axis]);
            }
        }
    }

    private static void checkGuard(DimGuard guard, Map<Dim, Long> bound) {
        long left = evaluate(guard.left(), bound);
        long right = evaluate(guard.right(), bound);
        if (left != right) {
            throw new InvalidGraphException(
                    guard.reason()
                            + " needs "
                            + guard.left()
                            + " == "
                            + guard.right()
                            + ", found "
                            + left
                            + " and "
                            + right);
        }
    }

    private static long evaluate(Dim dim, Map<Dim, Long> bound) {
        try {
            return dim.evaluate(atom -> bound.getOrDefault(atom, 0L));
        } catch (ArithmeticException overflow) {
            throw new InvalidGraphException("The extent " + dim + " overflows 64 bits", overflow);
        }
    }
}
