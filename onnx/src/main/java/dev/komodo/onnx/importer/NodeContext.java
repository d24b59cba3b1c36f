package dev.komodo.onnx.importer;

import dev.komodo.error.InvalidGraphException;
import dev.komodo.error.UnsupportedException;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Literal;
import dev.komodo.graph.Tensor;
import dev.komodo.onnx.model.OnnxNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/// One node while its rule builds it: its inputs as values, its attributes, and the graph that it
/// goes into.
///
/// @param importer for the rules of operators with sub-graphs
/// @param inputs as the node lists them, empty where one is left out
/// @param version of the operator's domain
record NodeContext(
        GraphImporter importer,
        Frame frame,
        Scope scope,
        GraphBuilder builder,
        OnnxNode node,
        int version,
        List<Optional<Imported>> inputs) {
    NodeContext {
        inputs = List.copyOf(inputs);
    }

    /// The typed attributes.
    Attributes attributes() {
        return new Attributes(node);
    }

    /// An attribute, or its default.
    long integer(String name, long otherwise) {
        return attributes().integer(name).orElse(otherwise);
    }

    /// Whether an integer attribute is not 0.
    boolean flag(String name, boolean otherwise) {
        return integer(name, otherwise ? 1 : 0) != 0;
    }

    /// An attribute, or its default.
    double real(String name, double otherwise) {
        return attributes().real(name).orElse(otherwise);
    }

    /// An attribute, or its default.
    String text(String name, String otherwise) {
        return attributes().text(name).orElse(otherwise);
    }

    /// Whether the input is there.
    boolean has(int index) {
        return index < inputs.size() && inputs.get(index).isPresent();
    }

    /// An input.
    ///
    /// @throws InvalidGraphException if it is left out
    Imported value(int index) {
        return optionalValue(index)
                .orElseThrow(() -> invalid("input " + index + " is required and left out"));
    }

    /// An input, if it is there.
    Optional<Imported> optionalValue(int index) {
        return index < inputs.size() ? inputs.get(index) : Optional.empty();
    }

    /// An input as a tensor.
    Tensor input(int index) {
        return value(index).tensor(builder);
    }

    /// An input as a tensor, if it is there.
    Optional<Tensor> optional(int index) {
        return optionalValue(index).map(value -> value.tensor(builder));
    }

    /// All inputs from an index on as tensors; none may be left out.
    List<Tensor> inputsFrom(int first) {
        List<Tensor> tensors = new ArrayList<>();
        for (int i = first; i < inputs.size(); i++) {
            tensors.add(input(i));
        }
        return tensors;
    }

    /// Whether the model uses the output.
    boolean wants(int output) {
        return output < node.outputs().size() && !node.outputs().get(output).isEmpty();
    }

    /// The elements of an integer input as dims.
    ///
    /// @param role what they are for, for the message
    /// @throws UnsupportedException if only a call knows them
    List<Dim> dims(int index, String role) {
        return value(index).knownDims().orElseThrow(() -> needed(index, role));
    }

    /// Whether the elements of an input are known to the kernel only and can stay so: they are not
    /// parameters of shapes, integers that a call gives, which one makes a kernel for.
    boolean isLeftToKernel(int index) {
        return optionalValue(index)
                .filter(value -> value instanceof Imported.Computed)
                .filter(value -> !importer.isParameter(value))
                .isPresent();
    }

    /// The one element of an integer input as a dim.
    Dim dim(int index, String role) {
        List<Dim> dims = dims(index, role);
        if (dims.size() != 1) {
            throw invalid(role + " must be one number, found " + dims);
        }
        return dims.getFirst();
    }

    /// The elements of an input.
    ///
    /// @throws UnsupportedException if only a call knows them
    Literal literal(int index, String role) {
        return value(index).knownLiteral().orElseThrow(() -> needed(index, role));
    }

    /// The elements of an integer input.
    ///
    /// @throws UnsupportedException if only a call knows them
    List<Long> longs(int index, String role) {
        Literal literal = literal(index, role);
        if (!literal.dtype().isInteger()) {
            throw invalid(role + " must be integers, found " + literal.dtype());
        }
        return LongStream.range(0, literal.elements()).mapToObj(literal::bits).toList();
    }

    /// The one element of an input as a number.
    double number(int index, String role) {
        Literal literal = literal(index, role);
        if (literal.elements() != 1) {
            throw invalid(role + " must be one number, found " + literal);
        }
        return literal.asDouble(0);
    }

    /// A list that was an attribute in old operator sets and is an input in new ones.
    Optional<List<Long>> longs(String attribute, int index) {
        Optional<List<Long>> given = attributes().integers(attribute);
        return given.isPresent() || !has(index) ? given : Optional.of(longs(index, attribute));
    }

    /// An axis counted from 0.
    int axis(long axis, int rank) {
        long counted = axis < 0 ? axis + rank : axis;
        if (counted < 0 || counted >= rank) {
            throw invalid("axis " + axis + " of a tensor of rank " + rank + " does not exist");
        }
        return (int) counted;
    }

    /// Distinct axes counted from 0, in the order given.
    List<Integer> axes(List<Long> axes, int rank) {
        List<Integer> counted = axes.stream().map(axis -> axis(axis, rank)).toList();
        if (counted.stream().distinct().count() != counted.size()) {
            throw invalid("an axis is named twice in " + axes);
        }
        return counted;
    }

    /// A dtype from an attribute.
    Optional<DType> dtype(String attribute) {
        return attributes().integer(attribute).stream()
                .mapToObj(code -> ElementTypes.ofCode(code, "the attribute '" + attribute + "'"))
                .findFirst();
    }

    /// The mistake of the model's that this node is. The importer adds which node it is.
    InvalidGraphException invalid(String reason) {
        return new InvalidGraphException(reason);
    }

    /// What this node asks for and nobody has built. The importer adds which node it is.
    UnsupportedException unsupported(String feature) {
        return new UnsupportedException(feature);
    }

    private UnsupportedException needed(int index, String role) {
        return importer.needed(value(index), role);
    }
}
