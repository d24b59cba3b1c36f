package dev.komodo.onnx.importer;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.ScatterOp;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Where the largest element of each window stands, and the way back: MaxPool's Indices and
/// MaxUnpool.
final class PooledPositions {
    private PooledPositions() {}

    /// The best element so far of each window, and its position.
    private record Best(Tensor value, Tensor position) {
        /// This or another: the larger, the first of equals; what is padding loses.
        Best or(Best other) {
            Tensor larger = other.value.greater(value);
            if (value.dtype().isFloat()) {
                larger = larger.or(other.value.isNaN().and(value.isNaN().not()));
            }
            Tensor better = other.position.greaterEqual(0).and(larger.or(position.less(0)));
            return new Best(
                    better.select(other.value, value), better.select(other.position, position));
        }
    }

    /// The position in the whole input `[n, c, s...]` of the largest element of each window, the
    /// first of several; NaN counts as the largest. -1 where a window lies in the padding.
    ///
    /// @param padded the input inside its padding
    /// @param isColumnMajor whether positions in a plane count along the first spatial axis first
    static Tensor largest(Tensor input, Tensor padded, Windows windows, boolean isColumnMajor) {
        Tensor position = ConvolutionOperators.padded(planes(input, isColumnMajor), windows, -1);
        Best best = new Best(padded, position);
        for (int axis = windows.kernel().size() - 1; axis >= 0; axis--) {
            long extent = windows.kernel().get(axis).constant().orElseThrow();
            Dim count = windows.count(input.shape(), axis);
            Best all = element(best, windows, axis, 0, count);
            for (long k = 1; k < extent; k++) {
                all = all.or(element(best, windows, axis, k, count));
            }
            best = all;
        }
        List<Object> dims = new ArrayList<>(Collections.nCopies(input.rank(), 1));
        dims.set(0, input.dim(0));
        dims.set(1, input.dim(1));
        Tensor batch = input.builder().iota(DType.I64, 0, dims.toArray());
        Tensor channel = input.builder().iota(DType.I64, 1, dims.toArray());
        Tensor plane = batch.mul(Positions.scalar(batch, input.dim(1))).add(channel);
        Dim each = new Shape(input.shape().dims().subList(2, input.rank())).elements();
        Tensor found = best.position.add(plane.mul(Positions.scalar(plane, each)));
        return best.position.less(0).select(best.position, found);
    }

    private static Best element(Best best, Windows windows, int axis, long k, Dim count) {
        return new Best(
                PoolingOperators.element(best.value, windows, axis, k, count),
                PoolingOperators.element(best.position, windows, axis, k, count));
    }

    /// The position of each element in its plane, `[1, 1, s...]`.
    private static Tensor planes(Tensor input, boolean isColumnMajor) {
        List<Dim> spatial = input.shape().dims().subList(2, input.rank());
        List<Dim> dims = new ArrayList<>(List.of(Dim.of(1), Dim.of(1)));
        dims.addAll(spatial);
        Tensor position = input.builder().constant(DType.I64, 0);
        for (int axis = 0; axis < spatial.size(); axis++) {
            List<Dim> inner =
                    isColumnMajor
                            ? spatial.subList(0, axis)
                            : spatial.subList(axis + 1, spatial.size());
            Tensor step = input.builder().iota(DType.I64, axis + 2, dims.toArray());
            position = position.add(step.mul(Positions.scalar(step, new Shape(inner).elements())));
        }
        return position;
    }

    /// `input [n, c, s...], positions [n, c, s...] -> [n, c, t...]`: each element where its
    /// position says, zeros elsewhere. Positions count in the shape that the window's attributes
    /// give; a larger shape has zeros behind.
    static Tensor unpooled(NodeContext node) {
        Tensor input = node.input(0);
        Tensor positions = node.input(1).cast(DType.I64);
        List<Dim> inferred = inferred(node, input);
        Tensor zeros =
                node.builder()
                        .constant(input.dtype(), 0)
                        .broadcastTo(new Shape(inferred).elements());
        Tensor flat = zeros.scatter(ScatterOp.REPLACE, positions.reshape(-1), input.reshape(-1), 0);
        Tensor whole = flat.reshape(new Shape(inferred));
        return node.has(2) ? extended(node, whole) : whole;
    }

    private static List<Dim> inferred(NodeContext node, Tensor input) {
        List<Long> kernel =
                node.attributes()
                        .integers("kernel_shape")
                        .orElseThrow(() -> node.invalid("kernel_shape is missing"));
        int axes = kernel.size();
        if (input.rank() != axes + 2) {
            throw node.invalid(
                    "kernel_shape=" + kernel + " does not fit the input " + input.type());
        }
        List<Long> strides =
                node.attributes().integers("strides").orElse(Collections.nCopies(axes, 1L));
        List<Long> pads =
                node.attributes().integers("pads").orElse(Collections.nCopies(2 * axes, 0L));
        if (strides.size() != axes || pads.size() != 2 * axes) {
            throw node.invalid(
                    "strides=" + strides + " and pads=" + pads + " do not fit " + kernel);
        }
        List<Dim> dims = new ArrayList<>(input.shape().dims().subList(0, 2));
        for (int i = 0; i < axes; i++) {
            long lost = pads.get(i) + pads.get(i + axes);
            Dim steps = input.dim(i + 2).minus(Dim.of(1)).times(Dim.of(strides.get(i)));
            dims.add(steps.plus(Dim.of(kernel.get(i) - lost)));
        }
        return dims;
    }

    private static Tensor extended(NodeContext node, Tensor whole) {
        List<Dim> wanted = node.dims(2, "the output shape of a MaxUnpool");
        if (wanted.size() != whole.rank()) {
            throw node.invalid("the output shape " + wanted + " does not fit " + whole.type());
        }
        List<Dim> low = Collections.nCopies(whole.rank(), Dim.of(0));
        List<Dim> high = new ArrayList<>();
        for (int axis = 0; axis < whole.rank(); axis++) {
            high.add(wanted.get(axis).minus(whole.dim(axis)));
        }
        return high.stream().allMatch(dim -> dim.is(0)) ? whole : whole.pad(0, low, high);
    }
}
