package dev.komodo.onnx.importer;

import static dev.komodo.onnx.importer.ArithmeticOperators.broadcasting;
import static dev.komodo.onnx.importer.Operator.binary;
import static dev.komodo.onnx.importer.Operator.many;
import static dev.komodo.onnx.importer.Operator.one;
import static dev.komodo.onnx.importer.Operator.unary;

import dev.komodo.graph.DType;
import dev.komodo.graph.Literal;
import dev.komodo.graph.Tensor;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/// Truth values, comparisons, bits and conversion.
final class LogicOperators {
    private LogicOperators() {}

    static final List<Operator> ROWS =
            List.of(
                    unary("Not", 1, Tensor::not),
                    broadcasting("And", 1, Tensor::and),
                    broadcasting("Or", 1, Tensor::or),
                    broadcasting("Xor", 1, Tensor::xor),
                    unary("BitwiseNot", 18, Tensor::not),
                    binary("BitwiseAnd", 18, Tensor::and),
                    binary("BitwiseOr", 18, Tensor::or),
                    binary("BitwiseXor", 18, Tensor::xor),
                    broadcasting("Equal", 1, Tensor::equalTo).onSizes(SizeArithmetic::equal),
                    broadcasting("Less", 1, Tensor::less),
                    broadcasting("Greater", 1, Tensor::greater),
                    binary("LessOrEqual", 12, Tensor::lessEqual),
                    binary("GreaterOrEqual", 12, Tensor::greaterEqual),
                    many("Where", 9, LogicOperators::where),
                    unary("IsNaN", 9, Tensor::isNaN),
                    one("IsInf", 10, LogicOperators::isInfinite),
                    one("Cast", 6, LogicOperators::cast).onSizes(SizeArithmetic::cast),
                    binary("CastLike", 15, (data, like) -> data.cast(like.dtype())));

    /// Where the condition is constant and the choices are sizes, the result is sizes.
    private static List<Imported> where(NodeContext node) {
        Optional<Literal> condition = node.value(0).knownLiteral().filter(c -> c.rank() <= 1);
        Optional<Imported> sizes =
                condition.flatMap(
                        truths ->
                                SizeArithmetic.where(
                                        LongStream.range(0, truths.elements())
                                                .mapToObj(i -> truths.bits(i) != 0)
                                                .toList(),
                                        node.value(1),
                                        node.value(2)));
        if (sizes.isPresent() && node.value(1).type().dtype() == DType.I64) {
            return List.of(sizes.get());
        }
        return Imported.only(node.input(0).select(node.input(1), node.input(2)));
    }

    private static Tensor isInfinite(NodeContext node) {
        Tensor data = node.input(0);
        boolean negative = node.flag("detect_negative", true);
        boolean positive = node.flag("detect_positive", true);
        if (negative && positive) {
            return data.isInfinite();
        }
        if (!negative && !positive) {
            return data.isInfinite().and(data.isInfinite().not());
        }
        return data.equalTo(positive ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY);
    }

    private static Tensor cast(NodeContext node) {
        DType to =
                node.dtype("to").orElseThrow(() -> node.invalid("the attribute 'to' is missing"));
        return node.input(0).cast(to);
    }
}
