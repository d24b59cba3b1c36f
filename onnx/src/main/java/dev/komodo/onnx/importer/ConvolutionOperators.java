package dev.komodo.onnx.importer;

import static dev.komodo.onnx.importer.Operator.one;

import dev.komodo.graph.Dim;
import dev.komodo.graph.Tensor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Convolutions over one to three (or more) spatial axes.
final class ConvolutionOperators {
    private ConvolutionOperators() {}

    static final List<Operator> ROWS =
            List.of(
                    one("Conv", 1, ConvolutionOperators::convolution),
                    one("ConvTranspose", 1, TransposedConvolution::build),
                    one("DeformConv", 19, DeformedConvolution::build),
                    one("Col2Im", 18, ColumnsToImage::build));

    private static Tensor convolution(NodeContext node) {
        Tensor result = convolution(node, node.input(0), node.input(1));
        return node.has(2) ? result.add(perChannel(node.input(2), result.rank())) : result;
    }

    /// The convolution that a node's attributes say, without a bias.
    static Tensor convolution(NodeContext node, Tensor input, Tensor filter) {
        if (filter.rank() < 3) {
            throw node.invalid("the filter must be [o, c, k...], found " + filter.type());
        }
        List<Dim> kernel = filter.shape().dims().subList(2, filter.rank());
        node.attributes()
                .integers("kernel_shape")
                .ifPresent(stated -> requireKernel(node, stated, kernel));
        Windows windows = Windows.of(node, input.shape(), kernel);
        return convolve(input, filter, windows, node.integer("group", 1));
    }

    private static void requireKernel(NodeContext node, List<Long> stated, List<Dim> kernel) {
        if (!stated.stream().map(Dim::of).toList().equals(kernel)) {
            throw node.invalid("kernel_shape=" + stated + " is not that of the filter, " + kernel);
        }
    }

    /// Padding that only a call knows is added first.
    static Tensor convolve(Tensor input, Tensor filter, Windows windows, long groups) {
        if (windows.isPaddingFixed()) {
            return input.convolve(
                    filter,
                    windows.strides(),
                    numbers(windows.low()),
                    numbers(windows.high()),
                    windows.dilations(),
                    groups);
        }
        List<Long> none = Collections.nCopies(windows.strides().size(), 0L);
        return padded(input, windows, 0)
                .convolve(filter, windows.strides(), none, none, windows.dilations(), groups);
    }

    /// The input inside the padding of windows.
    static Tensor padded(Tensor input, Windows windows, double value) {
        List<Dim> low = new ArrayList<>(List.of(Dim.of(0), Dim.of(0)));
        List<Dim> high = new ArrayList<>(low);
        low.addAll(windows.low());
        high.addAll(windows.high());
        boolean none = low.stream().allMatch(d -> d.is(0)) && high.stream().allMatch(d -> d.is(0));
        return none ? input : input.pad(value, low, high);
    }

    private static List<Long> numbers(List<Dim> dims) {
        return dims.stream().map(dim -> dim.constant().orElseThrow()).toList();
    }

    /// A vector `[c]` as `[c, 1...]`, which broadcasts to `[n, c, s...]`.
    static Tensor perChannel(Tensor vector, int rank) {
        List<Dim> dims = new ArrayList<>();
        dims.add(vector.dim(0));
        while (dims.size() < rank - 1) {
            dims.add(Dim.of(1));
        }
        return vector.reshape(dims.toArray());
    }
}
