package dev.komodo.autodiff;

import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.Tensor;

import java.util.function.UnaryOperator;

/// The derivative of each elementwise function of two operands by each of them, as what it makes of
/// a change: the same backward and forward. [BinaryOp#MINIMUM] and [BinaryOp#MAXIMUM] choose, and
/// are [Extremes]' business.
final class BinaryDerivatives {
    private BinaryDerivatives() {}

    /// What a change of `a` makes of `y = a op b`.
    static UnaryOperator<Tensor> left(BinaryOp kind, Tensor a, Tensor b, Tensor y) {
        return switch (kind) {
            case ADD, SUBTRACT, REMAINDER, FLOOR_MODULO -> UnaryOperator.identity();
            case MULTIPLY -> change -> change.mul(b);
            case DIVIDE -> change -> change.div(b);
            case POWER -> Powers.ofBase(a, b, y);
            case ATAN2 -> change -> change.mul(onCircle(b, a, b));
            case MINIMUM, MAXIMUM, AND, OR, XOR, SHIFT_LEFT, SHIFT_RIGHT -> throw none(kind);
        };
    }

    /// What a change of `b` makes of `y = a op b`.
    static UnaryOperator<Tensor> right(BinaryOp kind, Tensor a, Tensor b, Tensor y) {
        return switch (kind) {
            case ADD -> UnaryOperator.identity();
            case SUBTRACT -> Tensor::neg;
            case MULTIPLY -> change -> change.mul(a);
            case DIVIDE -> change -> change.div(b).mul(y).neg();
            // y is a less a whole multiple of b
            case REMAINDER, FLOOR_MODULO -> change -> change.mul(a.sub(y).div(b).roundEven()).neg();
            case POWER -> Powers.ofExponent(a, y);
            case ATAN2 -> change -> change.mul(onCircle(a, a, b)).neg();
            case MINIMUM, MAXIMUM, AND, OR, XOR, SHIFT_LEFT, SHIFT_RIGHT -> throw none(kind);
        };
    }

    /// `x / (a^2 + b^2)` for `x` one of the two, without squaring what is large or small.
    private static Tensor onCircle(Tensor x, Tensor a, Tensor b) {
        Tensor scale = a.abs().maximum(b.abs());
        Tensor square = a.div(scale).square().add(b.div(scale).square());
        return x.div(scale).div(square).div(scale);
    }

    private static IllegalArgumentException none(BinaryOp kind) {
        return new IllegalArgumentException("No factor: " + kind);
    }
}
