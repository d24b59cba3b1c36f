package dev.komodo.onnx.importer;

import static dev.komodo.onnx.importer.Operator.one;
import static dev.komodo.onnx.importer.Operator.unary;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;

/// Arithmetic of one, two and more operands.
final class ArithmeticOperators {
    private ArithmeticOperators() {}

    static final List<Operator> ROWS =
            List.of(
                    unary("Abs", 1, Tensor::abs),
                    unary("Neg", 1, Tensor::neg).onSizes(ArithmeticOperators::negateSizes),
                    unary("Sign", 9, Tensor::sign),
                    unary("Sqrt", 1, Tensor::sqrt),
                    unary("Reciprocal", 1, Tensor::reciprocal),
                    unary("Exp", 1, Tensor::exp),
                    unary("Log", 1, Tensor::log),
                    unary("Erf", 9, Tensor::erf),
                    unary("Floor", 1, Tensor::floor),
                    unary("Ceil", 1, Tensor::ceil),
                    unary("Round", 11, Tensor::roundEven),
                    broadcasting("Add", 1, Tensor::add).onSizes(SizeArithmetic.pairwise(Dim::plus)),
                    broadcasting("Sub", 1, Tensor::sub)
                            .onSizes(SizeArithmetic.pairwise(Dim::minus)),
                    broadcasting("Mul", 1, Tensor::mul)
                            .onSizes(SizeArithmetic.pairwise(Dim::times)),
                    broadcasting("Div", 1, Tensor::div).onSizes(SizeArithmetic::divide),
                    broadcasting("Pow", 1, ArithmeticOperators::power),
                    one("Mod", 10, ArithmeticOperators::modulo).onSizes(SizeArithmetic::modulo),
                    folding("Sum", 1, Tensor::add),
                    folding("Max", 1, Tensor::maximum)
                            .onSizes(SizeArithmetic.pairwise(Dim::maximum)),
                    folding("Min", 1, Tensor::minimum)
                            .onSizes(SizeArithmetic.pairwise(SizeArithmetic::minimum)),
                    one("Mean", 1, ArithmeticOperators::mean),
                    one("Clip", 1, ArithmeticOperators::clip));

    /// A row of two operands that broadcast; up to operator set 6 the right one only, where the
    /// attribute says so, from the axis that it names.
    static Operator broadcasting(String name, int since, BinaryOperator<Tensor> function) {
        return one(
                name,
                since,
                node -> {
                    Tensor left = node.input(0);
                    Tensor right = node.input(1);
                    return function.apply(left, node.version() < 7 ? aligned(node) : right);
                });
    }

    private static Tensor aligned(NodeContext node) {
        Tensor right = node.input(1);
        int rank = node.input(0).rank();
        if (!node.flag("broadcast", false) || !node.attributes().has("axis")) {
            return right;
        }
        int axis = node.axis(node.integer("axis", 0), Math.max(rank, 1));
        List<Dim> dims = new ArrayList<>(right.shape().dims());
        while (axis + dims.size() < rank) {
            dims.add(Dim.of(1));
        }
        return right.reshape(dims.toArray());
    }

    private static Optional<Imported> negateSizes(NodeContext node) {
        return Optional.of(
                Imported.sizes(
                        node.dims(0, "data").stream().map(d -> d.times(Dim.of(-1))).toList(),
                        node.value(0).type().shape().rank() == 0));
    }

    /// The result has the base's dtype; where the exponent's differs, both are computed in the
    /// float of the two.
    private static Tensor power(Tensor base, Tensor exponent) {
        if (base.dtype() == exponent.dtype()) {
            return base.pow(exponent);
        }
        if (base.dtype().isFloat()) {
            return base.pow(exponent.cast(base.dtype()));
        }
        DType common = exponent.dtype().isFloat() ? DType.F64 : DType.I64;
        return base.cast(common).pow(exponent.cast(common)).cast(base.dtype());
    }

    private static Tensor modulo(NodeContext node) {
        Tensor left = node.input(0);
        Tensor right = node.input(1);
        if (node.flag("fmod", false)) {
            return left.remainder(right);
        }
        if (left.dtype().isFloat()) {
            throw node.invalid("floats need the attribute fmod=1, found " + left.type());
        }
        return left.floorModulo(right);
    }

    private static Operator folding(String name, int since, BinaryOperator<Tensor> function) {
        return one(name, since, node -> folded(node, function));
    }

    private static Tensor folded(NodeContext node, BinaryOperator<Tensor> function) {
        return node.inputsFrom(0).stream()
                .reduce(function)
                .orElseThrow(() -> node.invalid("one input or more is required, found none"));
    }

    private static Tensor mean(NodeContext node) {
        return folded(node, Tensor::add).div(node.inputs().size());
    }

    /// Bounds are attributes up to operator set 10, scalar inputs from 11 on. The lower bound is
    /// applied first: where it is above the upper one, the upper one wins.
    private static Tensor clip(NodeContext node) {
        Tensor clipped = node.input(0);
        if (node.version() < 11) {
            double low = node.real("min", Double.NEGATIVE_INFINITY);
            double high = node.real("max", Double.POSITIVE_INFINITY);
            clipped = low == Double.NEGATIVE_INFINITY ? clipped : clipped.maximum(low);
            return high == Double.POSITIVE_INFINITY ? clipped : clipped.minimum(high);
        }
        if (node.has(1)) {
            clipped = clipped.maximum(node.input(1));
        }
        return node.has(2) ? clipped.minimum(node.input(2)) : clipped;
    }
}
