package dev.komodo.onnx.importer;

import static dev.komodo.onnx.importer.Operator.one;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Operators that read images between their elements.
final class SamplingOperators {
    private SamplingOperators() {}

    static final List<Operator> ROWS =
            List.of(
                    one("GridSample", 16, SamplingOperators::gridSample),
                    one("AffineGrid", 20, SamplingOperators::affineGrid),
                    one("RoiAlign", 10, RegionPooling::build));

    /// `input [n, c, s...], grid [n, t..., k] -> [n, c, t...]`: a point's last coordinate is that
    /// of the first spatial axis; -1 and 1 are the ends of the image.
    private static Tensor gridSample(NodeContext node) {
        Tensor input = node.input(0);
        Tensor grid = node.input(1);
        int axes = input.rank() - 2;
        if (axes < 1 || grid.rank() != input.rank() || !grid.dim(axes + 1).equals(Dim.of(axes))) {
            throw node.invalid(
                    "the input and the grid must be [n, c, s...] and [n, t..., k], k the number of"
                            + " spatial axes, found "
                            + input.type()
                            + " and "
                            + grid.type());
        }
        boolean corners = node.flag("align_corners", false);
        ImageSampler.Kernel kernel = kernel(node);
        ImageSampler.Border border = border(node, corners);
        Tensor wide = input.cast(input.dtype().arithmetic());
        ImageSampler sampler = new ImageSampler(wide, axes, kernel, border);
        Dim count = new Shape(grid.shape().dims().subList(1, axes + 1)).elements();
        Tensor flat = grid.cast(grid.dtype().arithmetic()).reshape(input.dim(0), 1, count, axes);
        List<Tensor> points = new ArrayList<>();
        for (int axis = 0; axis < axes; axis++) {
            Tensor relative = IndexingOperators.component(flat, axes - 1 - axis);
            Tensor point = placed(relative, input.dim(axis + 2), corners);
            // ties go to the even element
            Tensor at = kernel == ImageSampler.Kernel.POINT ? point.roundEven() : point;
            points.add(bounded(sampler, at, axis, corners));
        }
        Tensor values = sampler.values(points, planes(input));
        List<Dim> dims = new ArrayList<>(input.shape().dims().subList(0, 2));
        dims.addAll(grid.shape().dims().subList(1, axes + 1));
        return values.reshape(new Shape(dims)).cast(input.dtype());
    }

    private static ImageSampler.Kernel kernel(NodeContext node) {
        String mode = node.text("mode", node.version() < 20 ? "bilinear" : "linear");
        return switch (mode) {
            case "linear", "bilinear" -> ImageSampler.Kernel.LINEAR;
            case "cubic", "bicubic" -> ImageSampler.Kernel.CUBIC;
            case "nearest" -> ImageSampler.Kernel.POINT;
            default -> throw node.invalid("mode='" + mode + "' does not exist");
        };
    }

    private static ImageSampler.Border border(NodeContext node, boolean corners) {
        String mode = node.text("padding_mode", "zeros");
        return switch (mode) {
            case "zeros" -> ImageSampler.Border.ZEROS;
            case "border" -> ImageSampler.Border.EDGE;
            case "reflection" ->
                    corners
                            ? ImageSampler.Border.REFLECT_CENTRES
                            : ImageSampler.Border.REFLECT_EDGES;
            default -> throw node.invalid("padding_mode='" + mode + "' does not exist");
        };
    }

    /// A coordinate from -1 to 1 as a position: the ends are centres of elements or their edges.
    private static Tensor placed(Tensor relative, Dim extent, boolean corners) {
        Tensor length = ImageSampler.real(relative, extent);
        return corners
                ? relative.add(1).div(2).mul(length.sub(1))
                : relative.add(1).mul(length).sub(1).div(2);
    }

    /// A point beyond the ends of an image, which are centres of elements or their edges, brought
    /// inside; what is between them stays.
    private static Tensor bounded(ImageSampler sampler, Tensor point, int axis, boolean corners) {
        return switch (sampler.border()) {
            case ZEROS -> point;
            case EDGE -> {
                double low = corners ? 0 : -0.5;
                Tensor last = ImageSampler.real(point, sampler.image().dim(axis + 2)).sub(1);
                Tensor beyond = point.less(low).or(point.greater(last.sub(low)));
                yield beyond.select(point.maximum(0).minimum(last), point);
            }
            case REFLECT_CENTRES, REFLECT_EDGES -> {
                Tensor inside = sampler.reflected(point, axis);
                yield sampler.kernel() == ImageSampler.Kernel.POINT ? inside.truncate() : inside;
            }
        };
    }

    /// The number of each plane of `[n, c, s...]`, `[n, c, 1]`.
    private static Tensor planes(Tensor input) {
        Tensor batch = input.builder().iota(DType.I64, 0, input.dim(0), 1, 1);
        Tensor channel = input.builder().iota(DType.I64, 1, 1, input.dim(1), 1);
        return batch.mul(Positions.scalar(batch, input.dim(1))).add(channel);
    }

    /// `theta [n, k, k + 1], size [n, c, s...] -> [n, s..., k]`: the points of an image, the last
    /// axis first, turned, scaled and moved.
    private static Tensor affineGrid(NodeContext node) {
        Tensor theta = node.input(0);
        List<Dim> size = node.dims(1, "the size of an AffineGrid");
        int axes = size.size() - 2;
        Dim first = theta.rank() < 1 ? Dim.of(0) : theta.dim(0);
        Shape expected = Shape.of(first, Dim.of(axes), Dim.of(axes + 1L));
        if (axes < 1 || !theta.shape().equals(expected)) {
            throw node.invalid(
                    "theta must be [n, k, k + 1] for a size [n, c, s...] of k spatial axes, found "
                            + theta.type()
                            + " and "
                            + size);
        }
        boolean corners = node.flag("align_corners", false);
        Tensor wide = theta.cast(theta.dtype().arithmetic());
        Tensor grid = coefficient(wide, axes, axes);
        for (int axis = 0; axis < axes; axis++) {
            Tensor along = points(wide, axes, axis, size.get(axis + 2), corners);
            grid = grid.add(coefficient(wide, axes, axes - 1 - axis).mul(along));
        }
        return grid.cast(theta.dtype());
    }

    /// A column of the matrices as `[n, 1..., k]`.
    private static Tensor coefficient(Tensor theta, int axes, int column) {
        List<Object> dims = new ArrayList<>(Collections.nCopies(axes + 2, 1));
        dims.set(0, theta.dim(0));
        dims.set(axes + 1, axes);
        return theta.slice(2, Dim.of(column), Dim.of(1), 1).reshape(dims.toArray());
    }

    /// The coordinates along an axis, from -1 to 1, `[1, .., s, .., 1]`.
    private static Tensor points(Tensor like, int axes, int axis, Dim extent, boolean corners) {
        List<Object> dims = new ArrayList<>(Collections.nCopies(axes + 2, 1));
        dims.set(axis + 1, extent);
        Tensor step = like.builder().iota(like.dtype(), axis + 1, dims.toArray());
        Tensor length = ImageSampler.real(like, extent);
        return corners
                ? step.mul(2).div(length.sub(1).maximum(1)).sub(extent.is(1) ? 0 : 1)
                : step.mul(2).add(1).div(length).sub(1);
    }
}
