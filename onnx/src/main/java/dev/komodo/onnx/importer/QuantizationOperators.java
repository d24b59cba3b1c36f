package dev.komodo.onnx.importer;

import static dev.komodo.onnx.importer.Operator.many;
import static dev.komodo.onnx.importer.Operator.one;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Tensor;
import dev.komodo.onnx.model.OnnxDataType;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Numbers as integers (or floats of few bits) with a scale and a zero point, and products of such.
final class QuantizationOperators {
    /// Beyond every quantised integer and zero point, and sums of two do not overflow.
    private static final long BOUND = 1L << 24;

    private QuantizationOperators() {}

    static final List<Operator> ROWS =
            List.of(
                    many("QuantizeLinear", 10, QuantizationOperators::quantize),
                    one("DequantizeLinear", 10, QuantizationOperators::dequantize),
                    many("DynamicQuantizeLinear", 11, QuantizationOperators::dynamic),
                    one("MatMulInteger", 10, QuantizationOperators::integerProduct),
                    one("QLinearMatMul", 10, QuantizationOperators::product),
                    one("ConvInteger", 10, QuantizationOperators::integerConvolution),
                    one("QLinearConv", 10, QuantizationOperators::convolution));

    /// `saturate(round(x / scale) + zero point)`, or `x / scale + zero point` as a float of few
    /// bits, where the zero point is 0.
    private static List<Imported> quantize(NodeContext node) {
        Tensor data = node.input(0);
        Tensor scale = Scaling.of(node, data, 1);
        Tensor quotient = data.cast(precision(node, scale.dtype())).div(scale);
        Optional<BorderFormat> format = format(node);
        if (format.isPresent() && !format.get().isInteger()) {
            boolean saturates = node.flag("saturate", true);
            Tensor moved =
                    node.has(2)
                            ? quotient.add(Scaling.of(node, data, 2).cast(quotient.dtype()))
                            : quotient;
            Tensor codes = BorderConversion.encoded(moved, format.get(), saturates, "nearest");
            return List.of(new Imported.Border(format.get(), Imported.of(codes)));
        }
        DType dtype = format.map(BorderFormat::codes).orElseGet(() -> target(node));
        long least = format.map(BorderFormat::smallest).orElseGet(dtype::smallest);
        long most = format.map(BorderFormat::largest).orElseGet(dtype::largest);
        Optional<Tensor> zero =
                node.has(2) ? Optional.of(Scaling.of(node, data, 2)) : Optional.empty();
        Tensor whole = rounded(quotient, zero, least, most, dtype);
        return format.isPresent()
                ? List.of(new Imported.Border(format.get(), Imported.of(whole)))
                : Imported.only(whole);
    }

    /// The dtype that the quotient is computed in.
    private static DType precision(NodeContext node, DType scale) {
        long code = node.integer("precision", 0);
        return code == 0 ? scale : ElementTypes.ofCode(code, "the attribute 'precision'");
    }

    private static Optional<BorderFormat> format(NodeContext node) {
        if (node.optionalValue(2).orElse(null) instanceof Imported.Border(var format, var _)) {
            return Optional.of(format);
        }
        return OnnxDataType.ofCode(node.integer("output_dtype", 0)).flatMap(BorderFormat::of);
    }

    private static DType target(NodeContext node) {
        if (node.has(2)) {
            return node.input(2).dtype();
        }
        long code = node.integer("output_dtype", 0);
        return code == 0 ? DType.U8 : ElementTypes.ofCode(code, "the attribute 'output_dtype'");
    }

    private static Tensor rounded(
            Tensor quotient, Optional<Tensor> zero, long least, long most, DType dtype) {
        Tensor whole = clamped(quotient.roundEven().cast(DType.I32), -BOUND, BOUND);
        Tensor moved = zero.map(z -> whole.add(z.cast(DType.I32))).orElse(whole);
        return clamped(moved, least, most).cast(dtype);
    }

    private static Tensor clamped(Tensor whole, long least, long most) {
        return whole.maximum(whole.builder().constant(whole.dtype(), least))
                .minimum(whole.builder().constant(whole.dtype(), most));
    }

    /// `(x - zero point) * scale`.
    private static Tensor dequantize(NodeContext node) {
        Tensor data = LogicOperators.numbers(node, 0);
        Tensor scale = Scaling.of(node, data, 1);
        Tensor wide = data.dtype().isFloat() ? data : data.cast(DType.I32);
        if (node.has(2)) {
            wide = wide.sub(Scaling.of(node, data, 2).cast(wide.dtype()));
        }
        long code = node.integer("output_dtype", 0);
        DType to =
                code == 0
                        ? scale.dtype()
                        : ElementTypes.ofCode(code, "the attribute 'output_dtype'");
        DType computed = to.arithmetic();
        return wide.cast(computed).mul(scale.cast(computed)).cast(to);
    }

    /// To u8, with the scale and zero point that take the data's range, 0 included, to [0, 255].
    private static List<Imported> dynamic(NodeContext node) {
        Tensor data = node.input(0);
        Tensor low = data.min().minimum(0);
        Tensor scale = data.max().maximum(0).sub(low).div(255);
        Tensor zero = rounded(low.neg().div(scale), Optional.empty(), 0, 255, DType.U8);
        Tensor result = rounded(data.div(scale), Optional.of(zero), 0, 255, DType.U8);
        return List.of(Imported.of(result), Imported.of(scale), Imported.of(zero));
    }

    private static Tensor integerProduct(NodeContext node) {
        Tensor left = centred(node, 0, 2, Axis.ROWS);
        return left.matmul(centred(node, 1, 3, Axis.COLUMNS));
    }

    /// Which axis of a matrix a vector of zero points or scales belongs to.
    private enum Axis {
        ROWS,
        COLUMNS
    }

    private static Tensor centred(NodeContext node, int index, int zero, Axis axis) {
        Tensor wide = node.input(index).cast(DType.I32);
        return node.has(zero)
                ? wide.sub(along(node.input(zero), axis, wide.rank()).cast(DType.I32))
                : wide;
    }

    /// A vector as a column, or left as a row; anything else as it is.
    private static Tensor along(Tensor vector, Axis axis, int rank) {
        boolean isColumn = vector.rank() == 1 && axis == Axis.ROWS && rank > 1;
        return isColumn && !vector.dim(0).is(1) ? vector.expandDims(1) : vector;
    }

    private static Tensor product(NodeContext node) {
        Tensor left = centred(node, 0, 2, Axis.ROWS);
        Tensor right = centred(node, 3, 5, Axis.COLUMNS);
        int rank = Math.max(left.rank(), right.rank());
        DType scale = node.input(1).dtype();
        Tensor factor =
                along(node.input(1), Axis.ROWS, rank)
                        .cast(DType.F32)
                        .mul(along(node.input(4), Axis.COLUMNS, rank).cast(DType.F32))
                        .div(along(node.input(6), Axis.ROWS, rank).cast(DType.F32));
        Tensor scaled = left.matmul(right).cast(DType.F32).mul(factor.cast(scale).cast(DType.F32));
        DType to = node.input(7).dtype();
        Tensor zero = along(node.input(7), Axis.ROWS, rank);
        return rounded(scaled, Optional.of(zero), to.smallest(), to.largest(), to);
    }

    private static Tensor integerConvolution(NodeContext node) {
        Tensor input = centred(node, 0, 2, Axis.COLUMNS);
        Tensor filter = node.input(1).cast(DType.I32);
        if (node.has(3)) {
            filter = filter.sub(perOutput(node.input(3), filter.rank()).cast(DType.I32));
        }
        return ConvolutionOperators.convolution(node, input, filter);
    }

    private static Tensor convolution(NodeContext node) {
        Tensor input = node.input(0).cast(DType.I32).sub(node.input(2).cast(DType.I32));
        Tensor filter = node.input(3).cast(DType.I32);
        filter = filter.sub(perOutput(node.input(5), filter.rank()).cast(DType.I32));
        Tensor sum = ConvolutionOperators.convolution(node, input, filter);
        if (node.has(8)) {
            sum = sum.add(ConvolutionOperators.perChannel(node.input(8), sum.rank()));
        }
        Tensor factor = node.input(1).mul(channels(node.input(4), sum.rank())).div(node.input(6));
        DType to = node.input(7).dtype();
        return rounded(
                sum.cast(DType.F32).mul(factor),
                Optional.of(node.input(7)),
                to.smallest(),
                to.largest(),
                to);
    }

    private static Tensor channels(Tensor scale, int rank) {
        return scale.rank() == 1 ? ConvolutionOperators.perChannel(scale, rank) : scale;
    }

    /// A vector `[o]` as `[o, 1, 1...]`, which broadcasts to a filter.
    private static Tensor perOutput(Tensor zero, int rank) {
        if (zero.rank() != 1) {
            return zero;
        }
        List<Dim> dims = new ArrayList<>(List.of(zero.dim(0)));
        while (dims.size() < rank) {
            dims.add(Dim.of(1));
        }
        return zero.reshape(dims.toArray());
    }
}
