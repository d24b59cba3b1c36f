package dev.komodo.onnx.importer;

import dev.komodo.error.InvalidGraphException;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Shape;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// How windows lie over the spatial axes of `[n, c, s...]`: the attributes that convolutions and
/// pools share.
///
/// @param kernel the extents of a window
/// @param low padding before, per spatial axis
/// @param high padding after
record Windows(
        List<Dim> kernel, List<Long> strides, List<Long> dilations, List<Dim> low, List<Dim> high) {
    Windows {
        kernel = List.copyOf(kernel);
        strides = List.copyOf(strides);
        dilations = List.copyOf(dilations);
        low = List.copyOf(low);
        high = List.copyOf(high);
    }

    /// The windows of a node over an input, explicit padding or `auto_pad`.
    ///
    /// @throws InvalidGraphException if attributes do not fit the input
    static Windows of(NodeContext node, Shape input, List<Dim> kernel) {
        int axes = kernel.size();
        if (input.rank() != axes + 2) {
            throw node.invalid(
                    "windows over "
                            + axes
                            + " axes take an input [n, c, s...] of rank "
                            + (axes + 2)
                            + ", found "
                            + input);
        }
        List<Long> strides = positive(node, "strides", axes);
        List<Long> dilations = positive(node, "dilations", axes);
        List<Dim> low = new ArrayList<>();
        List<Dim> high = new ArrayList<>();
        String mode = node.text("auto_pad", "NOTSET");
        List<Long> pads = pads(node, axes);
        for (int i = 0; i < axes; i++) {
            switch (mode) {
                case "NOTSET", "" -> {
                    low.add(Dim.of(pads.get(i)));
                    high.add(Dim.of(pads.get(i + axes)));
                }
                case "VALID" -> {
                    low.add(Dim.of(0));
                    high.add(Dim.of(0));
                }
                case "SAME_UPPER", "SAME_LOWER" -> {
                    Dim span = span(kernel.get(i), dilations.get(i));
                    Dim total = same(input.dim(i + 2), span, strides.get(i));
                    Dim half = total.floorDivide(Dim.of(2));
                    boolean upper = mode.equals("SAME_UPPER");
                    low.add(upper ? half : total.minus(half));
                    high.add(upper ? total.minus(half) : half);
                }
                default -> throw node.invalid("auto_pad='" + mode + "' does not exist");
            }
        }
        return new Windows(kernel, strides, dilations, low, high);
    }

    private static List<Long> positive(NodeContext node, String attribute, int axes) {
        List<Long> values =
                node.attributes().integers(attribute).orElse(Collections.nCopies(axes, 1L));
        if (values.size() != axes || values.stream().anyMatch(v -> v < 1 || v > 1 << 24)) {
            throw node.invalid(
                    attribute + " must be " + axes + " numbers of 1 or more, found " + values);
        }
        return values;
    }

    private static List<Long> pads(NodeContext node, int axes) {
        List<Long> pads =
                node.attributes().integers("pads").orElse(Collections.nCopies(2 * axes, 0L));
        if (pads.size() != 2 * axes || pads.stream().anyMatch(p -> p < 0 || p > 1 << 24)) {
            throw node.invalid("pads must be " + 2 * axes + " numbers of 0 or more, found " + pads);
        }
        return pads;
    }

    /// The padding that makes as many windows as `ceil(size / stride)`.
    private static Dim same(Dim size, Dim span, long stride) {
        Dim steps = size.ceilDivide(Dim.of(stride)).minus(Dim.of(1)).times(Dim.of(stride));
        return SizeArithmetic.natural(steps.plus(span).minus(size));
    }

    private static Dim span(Dim kernel, long dilation) {
        return kernel.minus(Dim.of(1)).times(Dim.of(dilation)).plus(Dim.of(1));
    }

    /// The number of windows along a spatial axis.
    Dim count(Shape input, int axis) {
        return input.dim(axis + 2)
                .plus(low.get(axis))
                .plus(high.get(axis))
                .minus(span(kernel.get(axis), dilations.get(axis)))
                .floorDivide(Dim.of(strides.get(axis)))
                .plus(Dim.of(1));
    }

    /// These windows with one more at the end of an axis where elements are left over: it starts
    /// inside the input or the padding before it.
    Windows ceiled(Shape input) {
        List<Dim> more = new ArrayList<>();
        for (int i = 0; i < kernel.size(); i++) {
            Dim span = span(kernel.get(i), dilations.get(i));
            Dim stride = Dim.of(strides.get(i));
            Dim padded = input.dim(i + 2).plus(low.get(i)).plus(high.get(i));
            Dim count = padded.minus(span).ceilDivide(stride).plus(Dim.of(1));
            Dim inside = input.dim(i + 2).plus(low.get(i)).ceilDivide(stride);
            Dim used = SizeArithmetic.minimum(count, inside);
            Dim needed = used.minus(Dim.of(1)).times(stride).plus(span);
            more.add(high.get(i).plus(SizeArithmetic.natural(needed.minus(padded))));
        }
        return new Windows(kernel, strides, dilations, low, more);
    }

    /// Whether all padding is known before the call.
    boolean isPaddingFixed() {
        return low.stream().allMatch(dim -> dim instanceof Dim.Fixed)
                && high.stream().allMatch(dim -> dim instanceof Dim.Fixed);
    }
}
