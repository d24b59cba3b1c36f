package dev.komodo.distribution;

import dev.komodo.graph.DType;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.TensorType;

import java.util.function.BiFunction;

/// Where the graph of a model gets its parameters from.
sealed interface ParameterSource {
    /// The values of a parameter, and the unconstrained numbers that they belong to.
    record Supplied(Tensor values, Tensor unconstrained) {}

    /// A parameter in a graph.
    ///
    /// @param input declares an input
    Supplied supply(ModelParameter parameter, BiFunction<String, TensorType, Tensor> input);

    /// A part of the unconstrained vector for each.
    ///
    /// @param u the vector
    record Vector(Tensor u) implements ParameterSource {
        @Override
        public Supplied supply(
                ModelParameter parameter, BiFunction<String, TensorType, Tensor> input) {
            Tensor part =
                    u.slice(0, parameter.offset(), parameter.unconstrainedSize(), 1)
                            .reshape(parameter.unconstrainedShape());
            return new Supplied(parameter.transform().constrain(part), part);
        }
    }

    /// An input of unconstrained numbers for each: while the size of the vector is being found.
    ///
    /// @param dtype of the inputs
    record Pieces(DType dtype) implements ParameterSource {
        @Override
        public Supplied supply(
                ModelParameter parameter, BiFunction<String, TensorType, Tensor> input) {
            TensorType type = new TensorType(dtype, parameter.unconstrainedShape());
            Tensor piece = input.apply(parameter.name(), type);
            return new Supplied(parameter.transform().constrain(piece), piece);
        }
    }

    /// An input of values for each.
    ///
    /// @param dtype of the inputs
    record Values(DType dtype) implements ParameterSource {
        @Override
        public Supplied supply(
                ModelParameter parameter, BiFunction<String, TensorType, Tensor> input) {
            TensorType type = new TensorType(dtype, parameter.shape());
            Tensor values = input.apply(parameter.name(), type);
            return new Supplied(values, parameter.transform().unconstrain(values));
        }
    }
}
