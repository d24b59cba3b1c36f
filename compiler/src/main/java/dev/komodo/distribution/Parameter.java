package dev.komodo.distribution;

import dev.komodo.error.InvalidGraphException;
import dev.komodo.graph.DType;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

/// A parameter of a distribution, or a bound of a transform: a number that is known now, which
/// takes the dtype and the graph of what it meets, or a tensor.
public sealed interface Parameter {
    /// A number.
    ///
    /// @param value the number
    record Fixed(double value) implements Parameter {
        @Override
        public Tensor in(GraphBuilder builder, DType dtype) {
            return builder.constant(LiteralBuilder.scalar(dtype, value));
        }

        @Override
        public Shape shape() {
            return Shape.SCALAR;
        }
    }

    /// A value of a graph.
    ///
    /// @param tensor floats, or integers, which convert to the dtype that they meet
    record Computed(Tensor tensor) implements Parameter {
        @Override
        public Tensor in(GraphBuilder builder, DType dtype) {
            return tensor.dtype().isFloat() ? tensor : tensor.cast(dtype);
        }

        @Override
        public Shape shape() {
            return tensor.shape();
        }
    }

    /// The parameter as a tensor.
    ///
    /// @param builder where a number becomes a constant
    /// @param dtype a float dtype, for numbers and integers
    Tensor in(GraphBuilder builder, DType dtype);

    /// The shape: of a number, that of a scalar.
    Shape shape();

    /// A parameter from what users write.
    ///
    /// @param value a [Tensor], a [Number], or a parameter
    /// @throws InvalidGraphException if it is none of these
    static Parameter of(Object value) {
        return switch (value) {
            case Parameter given -> given;
            case Tensor tensor -> new Computed(tensor);
            case Number number -> new Fixed(number.doubleValue());
            default ->
                    throw new InvalidGraphException(
                            "A parameter of a distribution is a Tensor or a number, found "
                                    + value.getClass().getSimpleName()
                                    + " "
                                    + value);
        };
    }
}
