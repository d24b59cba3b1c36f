package dev.komodo.autodiff;

import dev.komodo.graph.Op;
import dev.komodo.graph.Tensor;

import java.util.List;

/// Tensors of one number.
final class Zeros {
    private Zeros() {}

    /// The scalar 0 of a tensor's dtype.
    static Tensor scalar(Tensor like) {
        return like.builder().constant(like.dtype(), 0.0);
    }

    /// Zeros of a tensor's type.
    static Tensor like(Tensor tensor) {
        return filled(tensor, 0.0);
    }

    /// Ones of a tensor's type.
    static Tensor onesLike(Tensor tensor) {
        return filled(tensor, 1.0);
    }

    private static Tensor filled(Tensor like, double value) {
        Tensor scalar = like.builder().constant(like.dtype(), value);
        return like.rank() == 0
                ? scalar
                : like.builder()
                        .apply(new Op.Broadcast(scalar.value(), like.shape(), List.of()))
                        .getFirst();
    }
}
