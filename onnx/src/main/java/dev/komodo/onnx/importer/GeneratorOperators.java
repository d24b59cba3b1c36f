package dev.komodo.onnx.importer;

import static dev.komodo.onnx.importer.Operator.many;
import static dev.komodo.onnx.importer.Operator.one;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;
import dev.komodo.library.SignalWindows;
import dev.komodo.onnx.model.OnnxAttribute;

import java.util.List;
import java.util.Optional;

/// Operators that make tensors, and those that change none.
final class GeneratorOperators {
    private GeneratorOperators() {}

    static final List<Operator> ROWS =
            List.of(
                    many("Constant", 1, GeneratorOperators::constant),
                    many("ConstantOfShape", 9, GeneratorOperators::constantOfShape),
                    one("Range", 11, GeneratorOperators::range),
                    one("HannWindow", 17, node -> window(node, SignalWindows::hann)),
                    one("HammingWindow", 17, node -> window(node, SignalWindows::hamming)),
                    one("BlackmanWindow", 17, node -> window(node, SignalWindows::blackman)),
                    one("MelWeightMatrix", 17, MelFilters::matrix),
                    one("EyeLike", 9, GeneratorOperators::eyeLike),
                    one("Trilu", 14, GeneratorOperators::triangle),
                    many("Identity", 1, node -> List.of(node.value(0)))
                            .onSizes(SizeArithmetic::same));

    private static List<Imported> constant(NodeContext node) {
        for (OnnxAttribute attribute : node.node().attributes()) {
            if (attribute instanceof OnnxAttribute.TensorValue(String _, var tensor)) {
                Literal value = node.importer().literal(tensor);
                return List.of(BorderValues.known(value, tensor.type()));
            }
            Optional<Literal> literal = literal(node, attribute);
            if (literal.isPresent()) {
                return List.of(new Imported.Known(literal.get()));
            }
        }
        throw node.unsupported(
                "a Constant of "
                        + node.node().attributes().stream().map(OnnxAttribute::name).toList());
    }

    private static Optional<Literal> literal(NodeContext node, OnnxAttribute attribute) {
        return switch (attribute) {
            case OnnxAttribute.TensorValue(String _, var tensor) ->
                    Optional.of(node.importer().literal(tensor));
            case OnnxAttribute.FloatValue(String _, float value) ->
                    Optional.of(LiteralBuilder.scalar(DType.F32, value));
            case OnnxAttribute.IntegerValue(String _, long value) ->
                    Optional.of(LiteralBuilder.scalar(DType.I64, value));
            case OnnxAttribute.Floats(String _, List<Float> values) ->
                    Optional.of(
                            LiteralBuilder.vector(
                                    DType.F32,
                                    values.stream().mapToDouble(Float::doubleValue).toArray()));
            case OnnxAttribute.Integers(String _, List<Long> values) ->
                    Imported.sizes(values.stream().map(Dim::of).toList(), false).knownLiteral();
            case OnnxAttribute.StringValue _,
                    OnnxAttribute.SparseTensorValue _,
                    OnnxAttribute.GraphValue _,
                    OnnxAttribute.TypeValue _,
                    OnnxAttribute.Strings _,
                    OnnxAttribute.Tensors _,
                    OnnxAttribute.SparseTensors _,
                    OnnxAttribute.Graphs _,
                    OnnxAttribute.Types _,
                    OnnxAttribute.Reference _ ->
                    Optional.empty();
        };
    }

    /// The value stays one element, whatever the shape.
    private static List<Imported> constantOfShape(NodeContext node) {
        List<Dim> dims = node.dims(0, "the shape of a ConstantOfShape");
        Literal value =
                node.attributes()
                        .tensor("value")
                        .map(node.importer()::literal)
                        .orElseGet(() -> LiteralBuilder.scalar(DType.F32, 0.0));
        if (value.elements() != 1) {
            throw node.invalid("the value must be one element, found " + value.type());
        }
        Tensor scalar = node.builder().constant(value).reshape();
        return Imported.only(scalar.broadcastTo(new Shape(dims)));
    }

    /// `start, start + delta, ...` while below limit (above, for a negative delta).
    private static Tensor range(NodeContext node) {
        DType dtype = node.value(0).type().dtype();
        if (dtype.isInteger()) {
            Dim start = node.dim(0, "the start of a Range");
            Dim limit = node.dim(1, "the limit of a Range");
            if (!(node.dim(2, "the delta of a Range") instanceof Dim.Fixed(long delta))
                    || delta == 0) {
                throw node.invalid("the delta of a Range must be a number other than 0");
            }
            Dim distance = delta > 0 ? limit.minus(start) : start.minus(limit);
            Dim count = SizeArithmetic.natural(distance.ceilDivide(Dim.of(Math.absExact(delta))));
            Tensor steps = node.builder().iota(dtype, 0, count);
            return steps.mul(node.builder().constant(dtype, delta))
                    .add(node.value(0).tensor(node.builder()));
        }
        double start = node.number(0, "the start of a Range");
        double limit = node.number(1, "the limit of a Range");
        double delta = node.number(2, "the delta of a Range");
        double count = Math.max(Math.ceil((limit - start) / delta), 0);
        if (!(count <= Integer.MAX_VALUE)) {
            throw node.invalid(
                    "a Range from " + start + " to " + limit + " by " + delta + " has no end");
        }
        return node.builder().iota(dtype, 0, (long) count).mul(delta).add(start);
    }

    private interface Window {
        Tensor of(GraphBuilder builder, DType dtype, Dim size, boolean isPeriodic);
    }

    private static Tensor window(NodeContext node, Window window) {
        Dim size = node.dim(0, "the size of a window");
        DType dtype = node.dtype("output_datatype").orElse(DType.F32);
        return window.of(node.builder(), dtype, size, node.flag("periodic", true));
    }

    private static Tensor eyeLike(NodeContext node) {
        Tensor like = node.input(0);
        if (like.rank() != 2) {
            throw node.invalid("the input must be a matrix, found " + like.type());
        }
        DType dtype = node.dtype("dtype").orElse(like.dtype());
        return diagonals(node, like.shape())
                .equalTo(node.builder().constant(DType.I64, node.integer("k", 0)))
                .cast(dtype);
    }

    /// Column minus row of each element of the last two axes.
    private static Tensor diagonals(NodeContext node, Shape shape) {
        int rank = shape.rank();
        Dim rows = shape.dim(rank - 2);
        Dim columns = shape.dim(rank - 1);
        Tensor row = node.builder().iota(DType.I64, 0, rows, 1);
        Tensor column = node.builder().iota(DType.I64, 1, 1, columns);
        return column.sub(row);
    }

    private static Tensor triangle(NodeContext node) {
        Tensor data = node.input(0);
        if (data.rank() < 2) {
            throw node.invalid("the input must have rank 2 or more, found " + data.type());
        }
        Tensor offset =
                node.has(1) ? node.input(1).reshape() : node.builder().constant(DType.I64, 0);
        Tensor diagonals = diagonals(node, data.shape());
        Tensor kept =
                node.flag("upper", true)
                        ? diagonals.greaterEqual(offset)
                        : diagonals.lessEqual(offset);
        Tensor zero = node.builder().constant(LiteralBuilder.scalar(data.dtype(), 0.0));
        return kept.select(data, zero);
    }
}
