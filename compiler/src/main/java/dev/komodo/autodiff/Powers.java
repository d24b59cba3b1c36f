package dev.komodo.autodiff;

import dev.komodo.graph.DType;
import dev.komodo.graph.Literal;
import dev.komodo.graph.Op;
import dev.komodo.graph.Tensor;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;

/// The derivatives of `y = a^b`. By the base: `b a^(b - 1)`, 0 where `b` is 0, whatever `a` is. By
/// the exponent: `y log a`, 0 where `a` is 0 (but for the exponents where y jumps or is infinite);
/// NaN for a negative `a`, of which only powers by whole numbers exist.
final class Powers {
    private Powers() {}

    static UnaryOperator<Tensor> ofBase(Tensor a, Tensor b, Tensor y) {
        OptionalDouble known = number(b);
        if (known.isPresent()) {
            return change -> ofKnown(change, a, known.getAsDouble(), y);
        }
        Tensor zero = Zeros.scalar(b);
        return change -> {
            Tensor less = b.equalTo(0).select(zero, b.sub(1));
            return change.mul(b.mul(a.pow(less)));
        };
    }

    private static Tensor ofKnown(Tensor change, Tensor a, double b, Tensor y) {
        if (b == 0) {
            return change.mul(0);
        } else if (b == 1) {
            return change;
        } else if (b == 2) {
            return change.mul(a.add(a));
        } else if (b == 0.5) {
            return UnaryDerivatives.over(change, y.add(y));
        } else if (b == -1) {
            return change.mul(y).mul(y).neg();
        }
        return change.mul(a.pow(b - 1).mul(b));
    }

    static UnaryOperator<Tensor> ofExponent(Tensor a, Tensor y) {
        Tensor one = a.builder().constant(a.dtype(), 1.0);
        return change -> change.mul(y.mul(a.equalTo(0).select(one, a).log()));
    }

    /// The number that each element is, if the graph says so.
    private static OptionalDouble number(Tensor tensor) {
        Tensor at = tensor;
        while (true) {
            Optional<Tensor> source =
                    switch (at.builder().producer(at.value())) {
                        case Op.Broadcast broadcast ->
                                Optional.of(at.builder().tensor(broadcast.operand()));
                        case Op.Reshape reshape ->
                                Optional.of(at.builder().tensor(reshape.operand()));
                        case Op _ -> Optional.empty();
                    };
            if (source.isEmpty()) {
                break;
            }
            at = source.get();
        }
        return at.builder().producer(at.value()) instanceof Op.Constant(Literal literal)
                        && literal.elements() == 1
                        && literal.dtype() != DType.BOOL
                ? OptionalDouble.of(literal.asDouble(0))
                : OptionalDouble.empty();
    }
}
