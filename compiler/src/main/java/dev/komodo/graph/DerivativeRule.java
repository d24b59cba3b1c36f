package dev.komodo.graph;

import java.util.List;
import java.util.Optional;

/// The derivative of a value that [GraphBuilder#opaque(Tensor, List, DerivativeRule)] hides: what
/// `dev.komodo.autodiff` uses instead of looking behind it. Tensors come and go in any builder in
/// which the inputs can be used.
public interface DerivativeRule {
    /// A name for messages and the text form.
    String name();

    /// The cotangents of the float inputs, in their order and of their types.
    ///
    /// @param inputs all inputs
    /// @param result the value
    /// @param cotangent how much the outcome changes with the value, of the value's type; what is
    ///   returned is linear in it
    List<Tensor> adjoint(List<Tensor> inputs, Tensor result, Tensor cotangent);

    /// The change of the value, of its type, for changes of the float inputs, in their order and of
    /// their types; nothing to have it found from [#adjoint].
    default Optional<Tensor> tangent(List<Tensor> inputs, Tensor result, List<Tensor> changes) {
        return Optional.empty();
    }
}
