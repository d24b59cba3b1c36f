package dev.komodo.rewrite;

import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.DType;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.Op;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.Value;

import java.util.List;
import java.util.Optional;

/// `x / c -> x * (1 / c)` on floats, where every element of c is one power of two and the dtype
/// holds its reciprocal. Exact: quotient and product are the same real number before rounding.
public final class ReplaceDivisionByPowerOfTwo implements Rule {
    @Override
    public Optional<Tensor> apply(Op op, GraphBuilder graph) {
        if (!(op instanceof Op.Binary(BinaryOp kind, Value left, Value right))
                || kind != BinaryOp.DIVIDE
                || !graph.tensor(left).dtype().isFloat()) {
            return Optional.empty();
        }
        Tensor numerator = graph.tensor(left);
        return Constants.uniform(right, graph)
                .map(literal -> literal.asDouble(0))
                .filter(divisor -> hasReciprocal(divisor, numerator.dtype()) && divisor != 1)
                .map(divisor -> product(numerator, 1 / divisor, graph));
    }

    private static boolean hasReciprocal(double divisor, DType dtype) {
        double magnitude = Math.abs(divisor);
        double reciprocal = 1 / magnitude;
        boolean powerOfTwo =
                magnitude > 0
                        && Double.isFinite(magnitude)
                        && magnitude == Math.scalb(1.0, Math.getExponent(magnitude));
        return powerOfTwo
                && LiteralBuilder.scalar(dtype, reciprocal).asDouble(0) == reciprocal
                && Double.isFinite(reciprocal);
    }

    private static Tensor product(Tensor numerator, double factor, GraphBuilder graph) {
        Shape shape = numerator.shape();
        Tensor scalar = graph.constant(numerator.dtype(), factor);
        Value constant =
                shape.rank() == 0
                        ? scalar.value()
                        : graph.apply(new Op.Broadcast(scalar.value(), shape, List.of()))
                                .getFirst()
                                .value();
        return graph.apply(new Op.Binary(BinaryOp.MULTIPLY, numerator.value(), constant))
                .getFirst();
    }
}
