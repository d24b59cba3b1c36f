package dev.komodo.onnx.importer;

import static dev.komodo.onnx.importer.ArithmeticOperators.broadcasting;
import static dev.komodo.onnx.importer.Operator.binary;
import static dev.komodo.onnx.importer.Operator.many;
import static dev.komodo.onnx.importer.Operator.one;
import static dev.komodo.onnx.importer.Operator.unary;

import dev.komodo.graph.DType;
import dev.komodo.graph.Literal;
import dev.komodo.graph.Tensor;
import dev.komodo.onnx.model.OnnxDataType;

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
                    one("BitShift", 11, LogicOperators::shift),
                    many("Cast", 6, LogicOperators::cast).onSizes(SizeArithmetic::cast),
                    many("CastLike", 15, LogicOperators::castLike),
                    one("BitCast", 26, LogicOperators::bitCast));

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

    private static Tensor shift(NodeContext node) {
        String direction = node.text("direction", "");
        return switch (direction) {
            case "LEFT" -> node.input(0).shiftLeft(node.input(1));
            case "RIGHT" -> node.input(0).shiftRight(node.input(1));
            default ->
                    throw node.invalid("direction must be LEFT or RIGHT, is '" + direction + "'");
        };
    }

    private static List<Imported> cast(NodeContext node) {
        long code =
                node.attributes()
                        .integer("to")
                        .orElseThrow(() -> node.invalid("the attribute 'to' is missing"));
        Optional<BorderFormat> format = OnnxDataType.ofCode(code).flatMap(BorderFormat::of);
        if (format.isPresent()) {
            return List.of(encoded(node, format.get()));
        }
        DType to = ElementTypes.ofCode(code, "the attribute 'to'");
        return Imported.only(numbers(node, 0).cast(to));
    }

    private static List<Imported> castLike(NodeContext node) {
        return node.value(1) instanceof Imported.Border(BorderFormat format, Imported _)
                ? List.of(encoded(node, format))
                : Imported.only(numbers(node, 0).cast(node.input(1).dtype()));
    }

    private static Imported encoded(NodeContext node, BorderFormat format) {
        boolean saturates = node.flag("saturate", true);
        String rounding = node.text("round_mode", "up");
        Tensor codes = BorderConversion.encoded(numbers(node, 0), format, saturates, rounding);
        return new Imported.Border(format, Imported.of(codes));
    }

    /// An input as numbers, decoded if it has a border format.
    static Tensor numbers(NodeContext node, int index) {
        return node.value(index) instanceof Imported.Border(BorderFormat format, Imported codes)
                ? BorderConversion.decoded(codes.tensor(node.builder()), format)
                : node.input(index);
    }

    private static Tensor bitCast(NodeContext node) {
        Tensor data = node.input(0);
        DType to =
                node.dtype("to").orElseThrow(() -> node.invalid("the attribute 'to' is missing"));
        boolean isTruth = data.dtype() == DType.BOOL || to == DType.BOOL;
        return isTruth && data.dtype().width() == to.width() ? data.cast(to) : data.bitcast(to);
    }
}
