package dev.komodo.onnx.importer;

import dev.komodo.graph.Dim;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// ConvTranspose: a convolution of the input with zeros between its elements by the filter turned
/// around. Padding takes away from the result.
final class TransposedConvolution {
    private TransposedConvolution() {}

    /// `input [n, c, s...], filter [c, o / groups, k...] -> [n, o, t...]` with `t = stride * (s -
    /// 1)
    /// + output_padding + dilation * (k - 1) + 1 - pads`.
    static Tensor build(NodeContext node) {
        Tensor input = node.input(0);
        Tensor filter = node.input(1);
        int axes = filter.rank() - 2;
        if (axes < 1 || input.rank() != filter.rank()) {
            throw node.invalid(
                    "the input must be [n, c, s...] and the filter [c, o, k...], found "
                            + input.type()
                            + " and "
                            + filter.type());
        }
        long groups = node.integer("group", 1);
        List<Long> strides = list(node, "strides", axes, 1);
        List<Long> dilations = list(node, "dilations", axes, 1);
        List<Long> extra = list(node, "output_padding", axes, 0);
        Tensor spread = input;
        for (int i = 0; i < axes; i++) {
            spread = spread(spread, i + 2, strides.get(i));
        }
        for (int i = 0; i < axes; i++) {
            Dim span = filter.dim(i + 2).minus(Dim.of(1)).times(Dim.of(dilations.get(i)));
            Dim full = spread.dim(i + 2).plus(span).plus(Dim.of(extra.get(i)));
            Ends pads = pads(node, i, axes, input.dim(i + 2).times(Dim.of(strides.get(i))), full);
            Dim after = span.minus(pads.high).plus(Dim.of(extra.get(i)));
            spread = fitted(node, spread, i + 2, span.minus(pads.low), after);
        }
        List<Long> ones = Collections.nCopies(axes, 1L);
        List<Long> none = Collections.nCopies(axes, 0L);
        Tensor result =
                spread.convolve(turned(node, filter, groups), ones, none, none, dilations, groups);
        return node.has(2)
                ? result.add(ConvolutionOperators.perChannel(node.input(2), result.rank()))
                : result;
    }

    private record Ends(Dim low, Dim high) {}

    private static List<Long> list(NodeContext node, String name, int axes, long otherwise) {
        List<Long> values =
                node.attributes().integers(name).orElse(Collections.nCopies(axes, otherwise));
        if (values.size() != axes || values.stream().anyMatch(v -> v < otherwise || v > 1 << 24)) {
            throw node.invalid(
                    name + " must be " + axes + " numbers from " + otherwise + ", found " + values);
        }
        return values;
    }

    /// Stride - 1 zeros between the elements of an axis.
    private static Tensor spread(Tensor tensor, int axis, long stride) {
        if (stride == 1) {
            return tensor;
        }
        Tensor apart = tensor.expandDims(axis + 1);
        List<Dim> low = new ArrayList<>(Collections.nCopies(apart.rank(), Dim.of(0)));
        List<Dim> high = new ArrayList<>(low);
        high.set(axis + 1, Dim.of(stride - 1));
        List<Dim> dims = new ArrayList<>(tensor.shape().dims());
        Dim joined = tensor.dim(axis).times(Dim.of(stride));
        dims.set(axis, joined);
        Dim kept = SizeArithmetic.natural(joined.minus(Dim.of(stride - 1)));
        return apart.pad(0, low, high).reshape(new Shape(dims)).slice(axis, Dim.of(0), kept, 1);
    }

    /// What the result loses at the ends of an axis.
    private static Ends pads(NodeContext node, int axis, int axes, Dim same, Dim full) {
        String mode = node.text("auto_pad", "NOTSET");
        Optional<List<Long>> wanted = node.attributes().integers("output_shape");
        boolean isSame = mode.equals("SAME_UPPER") || mode.equals("SAME_LOWER");
        if (wanted.isEmpty() && !isSame) {
            List<Long> pads =
                    node.attributes().integers("pads").orElse(Collections.nCopies(2 * axes, 0L));
            if (pads.size() != 2 * axes) {
                throw node.invalid("pads must be " + 2 * axes + " numbers, found " + pads);
            }
            return new Ends(Dim.of(pads.get(axis)), Dim.of(pads.get(axis + axes)));
        }
        Dim size = wanted.map(sizes -> Dim.of(sizes.get(sizes.size() - axes + axis))).orElse(same);
        Dim total = full.minus(size);
        if (wanted.isEmpty()) {
            total = SizeArithmetic.natural(total);
        }
        Dim half = total.floorDivide(Dim.of(2));
        return mode.equals("SAME_UPPER")
                ? new Ends(half, total.minus(half))
                : new Ends(total.minus(half), half);
    }

    /// The axis longer by zeros, or shorter.
    private static Tensor fitted(NodeContext node, Tensor tensor, int axis, Dim low, Dim high) {
        if (!(low instanceof Dim.Fixed(long before)) || !(high instanceof Dim.Fixed(long after))) {
            throw node.unsupported(
                    "a transposed convolution whose padding only a call knows: "
                            + low
                            + ", "
                            + high);
        }
        Dim lost = Dim.of(Math.max(-before, 0) + Math.max(-after, 0));
        Tensor kept =
                lost.is(0)
                        ? tensor
                        : tensor.slice(
                                axis,
                                Dim.of(Math.max(-before, 0)),
                                tensor.dim(axis).minus(lost),
                                1);
        List<Dim> lows = new ArrayList<>(Collections.nCopies(tensor.rank(), Dim.of(0)));
        List<Dim> highs = new ArrayList<>(lows);
        lows.set(axis, Dim.of(Math.max(before, 0)));
        highs.set(axis, Dim.of(Math.max(after, 0)));
        return before <= 0 && after <= 0 ? kept : kept.pad(0, lows, highs);
    }

    /// `[c, o / groups, k...]` as `[o, c / groups, k...]`, each window turned around.
    private static Tensor turned(NodeContext node, Tensor filter, long groups) {
        if (groups < 1) {
            throw node.invalid("group must be positive, found " + groups);
        }
        List<Dim> kernel = filter.shape().dims().subList(2, filter.rank());
        Dim inputs = filter.dim(0).floorDivide(Dim.of(groups));
        List<Dim> apart = new ArrayList<>(List.of(Dim.of(groups), inputs, filter.dim(1)));
        apart.addAll(kernel);
        List<Dim> joined = new ArrayList<>(List.of(filter.dim(1).times(Dim.of(groups)), inputs));
        joined.addAll(kernel);
        Tensor result =
                Axes.moved(filter.reshape(new Shape(apart)), 1, 2).reshape(new Shape(joined));
        for (int axis = 2; axis < filter.rank(); axis++) {
            result = result.reverse(axis);
        }
        return result;
    }
}
