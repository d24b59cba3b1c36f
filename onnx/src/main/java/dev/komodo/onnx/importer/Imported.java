package dev.komodo.onnx.importer;

import dev.komodo.error.UnsupportedException;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.TensorType;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A value of the ONNX graph, as far as the import knows it. Only [Computed] has a node in the
/// graph under construction; the others get one when an operator needs them as tensors.
sealed interface Imported {
    /// More elements than any shape has axes, fewer than cost time.
    int MAXIMAL_DIMS = 1024;

    /// A constant.
    record Known(Literal literal) implements Imported {}

    /// An i64 scalar or vector whose elements are expressions of extents: what Shape gives and what
    /// becomes of it.
    ///
    /// @param dims the elements, one if it is a scalar; some are not [Dim.Fixed]
    record Sizes(List<Dim> dims, boolean isScalar) implements Imported {
        public Sizes {
            dims = List.copyOf(dims);
        }
    }

    /// A tensor.
    ///
    /// @param origins the graph inputs whose elements it may depend on
    record Computed(Tensor tensor, Set<String> origins) implements Imported {
        public Computed {
            origins = Set.copyOf(origins);
        }
    }

    /// A tensor of an element type that the graph language lacks, as codes. Only what knows the
    /// format takes it.
    record Border(BorderFormat format, Imported codes) implements Imported {}

    /// A tensor that depends on nothing yet.
    static Imported of(Tensor tensor) {
        return new Computed(tensor, Set.of());
    }

    /// Results of an operator with one output.
    static List<Imported> only(Tensor tensor) {
        return List.of(of(tensor));
    }

    /// The i64 vector (or scalar) of dims, [Known] where all are numbers.
    static Imported sizes(List<Dim> dims, boolean isScalar) {
        if (!dims.stream().allMatch(dim -> dim instanceof Dim.Fixed)) {
            return new Sizes(dims, isScalar);
        }
        LiteralBuilder literal =
                isScalar
                        ? new LiteralBuilder(DType.I64)
                        : new LiteralBuilder(DType.I64, dims.size());
        for (int i = 0; i < dims.size(); i++) {
            literal.putBits(i, dims.get(i).constant().orElseThrow());
        }
        return new Known(literal.build());
    }

    /// The elements, where this is a short integer scalar or vector that is known before the call.
    default Optional<List<Dim>> knownDims() {
        return switch (this) {
            case Sizes(List<Dim> dims, boolean _) -> Optional.of(dims);
            case Known(Literal literal) -> {
                if (!literal.dtype().isInteger()
                        || literal.rank() > 1
                        || literal.elements() > MAXIMAL_DIMS) {
                    yield Optional.empty();
                }
                List<Dim> dims = new ArrayList<>();
                for (long i = 0; i < literal.elements(); i++) {
                    dims.add(Dim.of(literal.bits(i)));
                }
                yield Optional.of(dims);
            }
            case Computed _, Border _ -> Optional.empty();
        };
    }

    /// The constant, where this is one.
    default Optional<Literal> knownLiteral() {
        return this instanceof Known(Literal literal) ? Optional.of(literal) : Optional.empty();
    }

    /// The dtype and the extents.
    default TensorType type() {
        return switch (this) {
            case Known(Literal literal) -> literal.type();
            case Sizes(List<Dim> dims, boolean isScalar) ->
                    new TensorType(
                            DType.I64, isScalar ? Shape.SCALAR : Shape.of(Dim.of(dims.size())));
            case Computed(Tensor tensor, Set<String> _) -> tensor.type();
            case Border(BorderFormat _, Imported codes) -> codes.type();
        };
    }

    /// This as a tensor.
    ///
    /// @param builder gets the node if there is none yet
    /// @throws UnsupportedException if the graph language lacks its element type
    default Tensor tensor(GraphBuilder builder) {
        return switch (this) {
            case Known(Literal literal) -> builder.constant(literal);
            case Sizes(List<Dim> dims, boolean isScalar) -> {
                Tensor vector = builder.dims(dims.toArray(Dim[]::new));
                yield isScalar ? vector.squeeze(0) : vector;
            }
            case Computed(Tensor tensor, Set<String> _) -> tensor;
            case Border(BorderFormat format, Imported _) ->
                    throw new UnsupportedException(
                            "elements of the type "
                                    + format
                                    + " are not computed with; Cast, CastLike, QuantizeLinear and"
                                    + " DequantizeLinear convert them");
        };
    }

    /// The graph inputs whose elements this may depend on.
    default Set<String> origins() {
        return switch (this) {
            case Known _, Sizes _ -> Set.of();
            case Computed(Tensor _, Set<String> origins) -> origins;
            case Border(BorderFormat _, Imported codes) -> codes.origins();
        };
    }

    /// This, depending on more graph inputs.
    default Imported dependingOn(Set<String> inputs) {
        return switch (this) {
            case Known _, Sizes _ -> this;
            case Computed(Tensor tensor, Set<String> _) -> new Computed(tensor, inputs);
            case Border(BorderFormat format, Imported codes) ->
                    new Border(format, codes.dependingOn(inputs));
        };
    }
}
