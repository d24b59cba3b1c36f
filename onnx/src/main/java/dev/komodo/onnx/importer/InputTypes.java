package dev.komodo.onnx.importer;

import dev.komodo.error.InvalidGraphException;
import dev.komodo.error.UnsupportedException;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Literal;
import dev.komodo.graph.Shape;
import dev.komodo.graph.TensorType;
import dev.komodo.onnx.model.OnnxDimension;
import dev.komodo.onnx.model.OnnxType;
import dev.komodo.onnx.model.OnnxValueInfo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The types of a model's inputs: names of sizes become symbols, undeclared sizes fresh ones.
final class InputTypes {
    private final Map<String, Dim> named = new HashMap<>();
    private final Set<String> taken = new HashSet<>();
    private final Map<String, Long> fixed;

    /// @param fixed sizes for symbols, by name
    InputTypes(Map<String, Long> fixed) {
        this.fixed = fixed;
    }

    /// The type of an input.
    ///
    /// @throws UnsupportedException if it is no tensor, or its rank or dtype can't be imported
    TensorType of(OnnxValueInfo input) {
        OnnxType.Tensor type = tensor(input);
        List<OnnxDimension> sizes = sizes(input, type);
        List<Dim> dims = new ArrayList<>();
        for (OnnxDimension size : sizes) {
            dims.add(dim(size, input.name() + "_" + dims.size()));
        }
        return new TensorType(
                ElementTypes.stored(type.element(), "The input '" + input.name() + "'"),
                new Shape(dims));
    }

    /// Notes that an input has this constant value, which fixes the sizes that are named in its
    /// type.
    ///
    /// @throws InvalidGraphException if the value is not of the type
    void bind(OnnxValueInfo input, Literal value) {
        OnnxType.Tensor type = tensor(input);
        boolean fits =
                ElementTypes.stored(type.element(), "The input '" + input.name() + "'")
                        == value.dtype();
        List<OnnxDimension> sizes = type.shape().orElse(List.of());
        fits &= type.shape().isEmpty() || sizes.size() == value.rank();
        for (int i = 0; fits && i < sizes.size(); i++) {
            Dim actual = Dim.of(value.sizes()[i]);
            fits =
                    switch (sizes.get(i)) {
                        case OnnxDimension.Fixed(long size) -> size < 0 || actual.is(size);
                        case OnnxDimension.Named(String name) ->
                                named.computeIfAbsent(name, _ -> actual).equals(actual);
                        case OnnxDimension.Unknown _ -> true;
                    };
        }
        if (!fits) {
            throw new InvalidGraphException(
                    "The input '"
                            + input.name()
                            + "' is declared as "
                            + type
                            + " and cannot be fixed to "
                            + value.type());
        }
    }

    /// Refuses fixed sizes that no symbol took.
    ///
    /// @throws InvalidGraphException naming them, and the symbols that there are
    void requireFixedExist() {
        Set<String> unknown = new TreeSet<>(fixed.keySet());
        unknown.removeAll(taken);
        if (!unknown.isEmpty()) {
            throw new InvalidGraphException(
                    "The model's inputs have no symbolic dim "
                            + unknown
                            + "; their symbolic dims: "
                            + new TreeSet<>(taken));
        }
    }

    private static OnnxType.Tensor tensor(OnnxValueInfo input) {
        if (input.type() instanceof OnnxType.Tensor tensor) {
            return tensor;
        }
        throw new UnsupportedException(
                "The input '"
                        + input.name()
                        + "' is "
                        + input.type()
                        + "; Komodo takes tensors only");
    }

    private static List<OnnxDimension> sizes(OnnxValueInfo input, OnnxType.Tensor type) {
        return type.shape()
                .orElseThrow(
                        () ->
                                new UnsupportedException(
                                        "The rank of the input '"
                                                + input.name()
                                                + "' is not declared; declare a shape, with names"
                                                + " for sizes that vary"));
    }

    private Dim dim(OnnxDimension size, String hint) {
        return switch (size) {
            case OnnxDimension.Fixed(long fixed) -> fixed >= 0 ? Dim.of(fixed) : symbol(hint);
            case OnnxDimension.Named(String name) ->
                    named.computeIfAbsent(name, InputTypes.this::symbol);
            case OnnxDimension.Unknown _ -> symbol(hint);
        };
    }

    /// A symbol whose name is close to a text and not taken, or the size that it is fixed to.
    private Dim symbol(String text) {
        String identifier = text.replaceAll("[^A-Za-z0-9_]", "_");
        if (identifier.isEmpty() || Character.isDigit(identifier.charAt(0))) {
            identifier = "_" + identifier;
        }
        String name = identifier;
        for (int i = 1; !taken.add(name); i++) {
            name = identifier + "_" + i;
        }
        Long size = fixed.get(name);
        return size == null ? Dim.symbol(name) : Dim.of(size);
    }
}
