package dev.komodo.onnx.importer;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// DeformConv: a convolution whose windows' elements are each moved by an offset of their own, and
/// read between the elements of the input. X. Zhu et al., Deformable ConvNets v2, 2018.
final class DeformedConvolution {
    private final NodeContext node;
    private final Tensor input;
    private final Tensor filter;
    private final Windows windows;
    private final long offsetGroups;
    private final int axes;
    private final List<Dim> result;

    private DeformedConvolution(NodeContext node) {
        this.node = node;
        this.input = node.input(0);
        this.filter = node.input(1);
        this.axes = filter.rank() - 2;
        Tensor offset = node.input(2);
        this.offsetGroups = node.integer("offset_group", 1);
        if (axes < 1 || offset.rank() != axes + 2 || offsetGroups < 1) {
            throw node.invalid(
                    "the filter and the offsets must be [o, c, k...] and [n, c, t...], and"
                            + " offset_group positive, found "
                            + filter.type()
                            + ", "
                            + offset.type()
                            + " and "
                            + offsetGroups);
        }
        this.windows = Windows.of(node, input.shape(), filter.shape().dims().subList(2, axes + 2));
        this.result = offset.shape().dims().subList(2, axes + 2);
    }

    /// `input [n, c, s...], filter [o, c / group, k...], offset [n, offset_group * K * axes, t...],
    /// bias [o], mask [n, offset_group * K, t...] -> [n, o, t...]`, with K elements in a window.
    static Tensor build(NodeContext node) {
        return new DeformedConvolution(node).convolved();
    }

    private Dim window() {
        return new Shape(windows.kernel()).elements();
    }

    private Dim places() {
        return new Shape(result).elements();
    }

    private Tensor convolved() {
        for (int axis = 0; axis < axes; axis++) {
            Dim count = windows.count(input.shape(), axis);
            node.builder().requireEqual(count, result.get(axis), "offsets of a DeformConv");
        }
        long groups = node.integer("group", 1);
        if (groups < 1) {
            throw node.invalid("group must be positive, found " + groups);
        }
        DType dtype = input.dtype();
        Dim batch = input.dim(0);
        Dim depth = filter.dim(1).times(window());
        Dim outputs = filter.dim(0).floorDivide(Dim.of(groups));
        Tensor columns = columns().cast(dtype).reshape(batch, groups, depth, places());
        Tensor weights = filter.reshape(groups, outputs, depth);
        // [groups, outputs, n, places]
        Tensor product =
                weights.contract(
                        columns.transpose(1, 0, 2, 3),
                        List.of(0),
                        List.of(0),
                        List.of(2),
                        List.of(2));
        List<Dim> dims = new ArrayList<>(List.of(batch, filter.dim(0)));
        dims.addAll(result);
        Tensor whole = product.transpose(2, 0, 1, 3).reshape(new Shape(dims));
        return node.has(3)
                ? whole.add(ConvolutionOperators.perChannel(node.input(3), whole.rank()))
                : whole;
    }

    /// What each element of each window reads, `[n, offset groups, c / offset groups, window,
    /// places]`.
    private Tensor columns() {
        Dim channels = input.dim(1).floorDivide(Dim.of(offsetGroups));
        Tensor image = input.cast(input.dtype().arithmetic());
        ImageSampler sampler =
                new ImageSampler(
                        image, axes, ImageSampler.Kernel.LINEAR, ImageSampler.Border.ZEROS);
        Tensor offsets =
                node.input(2)
                        .cast(image.dtype())
                        .reshape(input.dim(0), offsetGroups, window(), axes, places());
        List<Tensor> points = new ArrayList<>();
        for (int axis = 0; axis < axes; axis++) {
            Tensor offset =
                    offsets.slice(3, Dim.of(axis), Dim.of(1), 1)
                            .reshape(input.dim(0), offsetGroups, 1, window(), places());
            points.add(offset.add(regular(axis, image.dtype())));
        }
        Object[] shape = {input.dim(0), offsetGroups, channels, 1, 1};
        Tensor group = node.builder().iota(DType.I64, 1, shape);
        Tensor channel =
                group.mul(Positions.scalar(group, channels))
                        .add(node.builder().iota(DType.I64, 2, shape));
        Tensor number = node.builder().iota(DType.I64, 0, shape);
        Tensor planes = number.mul(Positions.scalar(number, input.dim(1))).add(channel);
        Tensor values = sampler.values(points, planes);
        if (!node.has(4)) {
            return values;
        }
        Tensor mask = node.input(4).cast(image.dtype());
        return values.mul(mask.reshape(input.dim(0), offsetGroups, 1, window(), places()));
    }

    /// Where the elements of windows lie along an axis without offsets, `[window, places]`.
    private Tensor regular(int axis, DType dtype) {
        Dim low = windows.low().get(axis);
        Tensor place = along(result, axis).mul(windows.strides().get(axis));
        Tensor tap = along(windows.kernel(), axis).mul(windows.dilations().get(axis));
        Tensor first = place.sub(Positions.scalar(place, low));
        return tap.reshape(window(), 1).add(first.reshape(1, places())).cast(dtype);
    }

    /// The position along one of some axes, in row-major order of all.
    private Tensor along(List<Dim> dims, int axis) {
        List<Dim> ones = new ArrayList<>(Collections.nCopies(dims.size(), Dim.of(1)));
        ones.set(axis, dims.get(axis));
        Tensor steps = node.builder().iota(DType.I64, axis, ones.toArray());
        return steps.broadcastTo(new Shape(dims)).reshape(-1);
    }
}
