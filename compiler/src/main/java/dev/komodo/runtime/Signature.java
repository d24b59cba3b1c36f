package dev.komodo.runtime;

import dev.komodo.error.InvalidGraphException;
import dev.komodo.graph.Dim;
import dev.komodo.graph.DimBinding;
import dev.komodo.graph.DimGuard;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Op;
import dev.komodo.graph.TensorType;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

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

    /// The inputs, then the outputs.
    List<Parameter> parameters() {
        return Stream.concat(inputs.stream(), outputs.stream()).toList();
    }

    /// @throws InvalidGraphException if a call by position does not take so many arguments
    void requireCount(int given) {
        if (given != inputs.size() + outputs.size()) {
            throw new InvalidGraphException(
                    "A call by position takes "
                            + inputs
                            + ", then "
                            + outputs
                            + "; found "
                            + given
                            + " arguments");
        }
    }

    /// The values of the symbols for arguments of the given extents, in the order of [#symbols()].
    ///
    /// @param sizes for each input, its extents
    /// @throws InvalidGraphException if a rank, a fixed extent, two uses of a symbol, or a guard
    ///   disagree
    public long[] bindDims(List<long[]> sizes) {
        List<Op.Input> asked = inputs.stream().map(p -> new Op.Input(p.name(), p.type())).toList();
        Map<Dim, Long> bound = DimBinding.bind(asked, guards, sizes);
        return symbols.stream().mapToLong(bound::get).toArray();
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

    /// The value of a dim without data dims.
    ///
    /// @throws InvalidGraphException if it overflows
    long evaluate(Dim dim, long[] dims) {
        try {
            return dim.evaluate(atom -> dims[symbols.indexOf(atom)]);
        } catch (ArithmeticException overflow) {
            throw new InvalidGraphException("The extent " + dim + " overflows 64 bits", overflow);
        }
    }
}
