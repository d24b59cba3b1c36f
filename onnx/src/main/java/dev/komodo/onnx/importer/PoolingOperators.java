package dev.komodo.onnx.importer;

import static dev.komodo.onnx.importer.Operator.many;
import static dev.komodo.onnx.importer.Operator.one;

import dev.komodo.graph.Conversion;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.stream.IntStream;

/// Pools over the spatial axes of `[n, c, s...]`. A pool folds one axis after the other: a window's
/// element along an axis is a strided slice, and the slices are folded elementwise.
final class PoolingOperators {
    private PoolingOperators() {}

    static final List<Operator> ROWS =
            List.of(
                    many("MaxPool", 1, PoolingOperators::maximumPool),
                    one("AveragePool", 1, PoolingOperators::averagePool),
                    one("LpPool", 2, PoolingOperators::normPool),
                    one("MaxUnpool", 9, PooledPositions::unpooled),
                    one("GlobalMaxPool", 1, node -> node.input(0).max(true, spatial(node))),
                    one("GlobalAveragePool", 1, node -> node.input(0).mean(true, spatial(node))),
                    one("GlobalLpPool", 2, PoolingOperators::globalNorm));

    private static int[] spatial(NodeContext node) {
        int rank = node.input(0).rank();
        if (rank < 3) {
            throw node.invalid("the input must be [n, c, s...], found " + node.input(0).type());
        }
        return IntStream.range(2, rank).toArray();
    }

    private static Windows windows(NodeContext node) {
        List<Long> kernel =
                node.attributes()
                        .integers("kernel_shape")
                        .orElseThrow(() -> node.invalid("kernel_shape is missing"));
        if (kernel.stream().anyMatch(extent -> extent < 1 || extent > 1 << 16)) {
            throw node.invalid("kernel_shape must be positive, found " + kernel);
        }
        Shape input = node.input(0).shape();
        Windows windows = Windows.of(node, input, kernel.stream().map(Dim::of).toList());
        return node.flag("ceil_mode", false) ? windows.ceiled(input) : windows;
    }

    private static List<Imported> maximumPool(NodeContext node) {
        Tensor input = node.input(0);
        Windows windows = windows(node);
        double lowest =
                input.dtype().isFloat()
                        ? Double.NEGATIVE_INFINITY
                        : Conversion.toDouble(input.dtype(), input.dtype().smallest());
        Tensor padded = ConvolutionOperators.padded(input, windows, lowest);
        Tensor values = folded(input, padded, windows, Tensor::maximum);
        if (!node.wants(1)) {
            return Imported.only(values);
        }
        boolean isColumnMajor = node.flag("storage_order", false);
        Tensor positions = PooledPositions.largest(input, padded, windows, isColumnMajor);
        return List.of(Imported.of(values), Imported.of(positions));
    }

    /// Folds the windows of a padded input.
    private static Tensor folded(
            Tensor input, Tensor padded, Windows windows, BinaryOperator<Tensor> function) {
        Tensor result = padded;
        for (int i = 0; i < windows.kernel().size(); i++) {
            Dim count = windows.count(input.shape(), i);
            long extent = windows.kernel().get(i).constant().orElseThrow();
            Tensor axisResult = element(result, windows, i, 0, count);
            for (long k = 1; k < extent; k++) {
                axisResult = function.apply(axisResult, element(result, windows, i, k, count));
            }
            result = axisResult;
        }
        return result;
    }

    static Tensor element(Tensor data, Windows windows, int axis, long k, Dim count) {
        long start = k * windows.dilations().get(axis);
        return data.slice(axis + 2, Dim.of(start), count, windows.strides().get(axis));
    }

    /// The mean over a window; padding counts if the node says so, but never what lies beyond it.
    private static Tensor averagePool(NodeContext node) {
        Tensor input = node.input(0);
        Windows windows = windows(node);
        Tensor padded = ConvolutionOperators.padded(input, windows, 0);
        Tensor sums = folded(input, padded, windows, Tensor::add);
        return sums.div(counts(node, input, windows));
    }

    /// How many elements of each window count: ones inside, pooled as the input is.
    private static Tensor counts(NodeContext node, Tensor input, Windows windows) {
        List<Dim> dims = new ArrayList<>(List.of(Dim.of(1), Dim.of(1)));
        List<Dim> low = new ArrayList<>(List.of(Dim.of(0), Dim.of(0)));
        List<Dim> high = new ArrayList<>(low);
        boolean includesPadding = node.flag("count_include_pad", false);
        Windows stated =
                node.flag("ceil_mode", false)
                        ? Windows.of(node, input.shape(), windows.kernel())
                        : windows;
        for (int i = 0; i < windows.kernel().size(); i++) {
            Dim inner = input.dim(i + 2);
            if (includesPadding) {
                dims.add(inner.plus(stated.low().get(i)).plus(stated.high().get(i)));
                low.add(Dim.of(0));
                high.add(windows.high().get(i).minus(stated.high().get(i)));
            } else {
                dims.add(inner);
                low.add(windows.low().get(i));
                high.add(windows.high().get(i));
            }
        }
        Tensor ones = node.builder().constant(input.dtype(), 1.0).broadcastTo(dims.toArray());
        boolean none = low.stream().allMatch(d -> d.is(0)) && high.stream().allMatch(d -> d.is(0));
        Tensor padded = none ? ones : ones.pad(0, low, high);
        return folded(input, padded, windows, Tensor::add);
    }

    /// `(sum |x|^p)^(1/p)` over a window.
    private static Tensor normPool(NodeContext node) {
        Tensor input = node.input(0);
        Windows windows = windows(node);
        double p = node.integer("p", 2);
        Tensor powers = power(input, p);
        Tensor padded = ConvolutionOperators.padded(powers, windows, 0);
        return root(folded(input, padded, windows, Tensor::add), p);
    }

    private static Tensor globalNorm(NodeContext node) {
        double p = node.integer("p", 2);
        return root(power(node.input(0), p).sum(true, spatial(node)), p);
    }

    static Tensor power(Tensor x, double p) {
        return p == 1 ? x.abs() : p == 2 ? x.square() : x.abs().pow(p);
    }

    static Tensor root(Tensor x, double p) {
        return p == 1 ? x : p == 2 ? x.sqrt() : x.pow(1 / p);
    }
}
