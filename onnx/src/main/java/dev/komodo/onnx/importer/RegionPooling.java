package dev.komodo.onnx.importer;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

import java.util.List;

/// RoiAlign: regions of images in bins of a fixed number, each the mean or the largest of samples.
/// K. He et al., Mask R-CNN, 2017.
final class RegionPooling {
    /// The most samples along one side of a bin whose samples are as many as it is long.
    private static final int MOST = 4096;

    private final Tensor image;
    private final Tensor plane;
    private final Side rows;
    private final Side columns;
    private final boolean isMean;

    /// One spatial axis of all regions.
    ///
    /// @param begin where a region begins, `[r, 1, 1, 1]`
    /// @param bin the length of a bin, `[r, 1, 1, 1]`
    /// @param place which bin, along the bins' axis
    /// @param extent of the image
    private record Side(Tensor begin, Tensor bin, Tensor place, Tensor extent) {
        /// The position of a sample of a bin that has `count` of them.
        Tensor sample(Tensor number, Tensor count) {
            return begin.add(place.mul(bin)).add(number.add(0.5).mul(bin).div(count));
        }

        Tensor isNear(Tensor at) {
            return at.greaterEqual(-1).and(at.lessEqual(extent));
        }

        Tensor clamped(Tensor at) {
            return at.maximum(0).minimum(extent.sub(1));
        }
    }

    private RegionPooling(Tensor image, Tensor plane, Side rows, Side columns, boolean isMean) {
        this.image = image;
        this.plane = plane;
        this.rows = rows;
        this.columns = columns;
        this.isMean = isMean;
    }

    /// `input [n, c, h, w], regions [r, 4], batch [r] -> [r, c, output_height, output_width]`.
    static Tensor build(NodeContext node) {
        Tensor input = node.input(0);
        Tensor regions = node.input(1);
        if (input.rank() != 4 || regions.rank() != 2 || !regions.dim(1).is(4)) {
            throw node.invalid(
                    "the input and the regions must be [n, c, h, w] and [r, 4], found "
                            + input.type()
                            + " and "
                            + regions.type());
        }
        String mode = node.text("mode", "avg");
        if (!mode.equals("avg") && !mode.equals("max")) {
            throw node.invalid("mode='" + mode + "' does not exist");
        }
        Tensor image = input.cast(input.dtype().arithmetic());
        Tensor scaled = regions.cast(image.dtype()).mul(node.real("spatial_scale", 1));
        Side rows = side(node, scaled, 2, output(node, "output_height"), image);
        Side columns = side(node, scaled, 3, output(node, "output_width"), image);
        RegionPooling pooling =
                new RegionPooling(image, plane(node, image), rows, columns, mode.equals("avg"));
        long ratio = node.integer("sampling_ratio", 0);
        if (ratio < 0 || ratio > 1 << 10) {
            throw node.invalid("sampling_ratio must be 0 or more, found " + ratio);
        }
        Tensor result = ratio > 0 ? pooling.fixed(ratio) : pooling.adapted();
        return result.cast(input.dtype());
    }

    private static long output(NodeContext node, String name) {
        long extent = node.integer(name, 1);
        if (extent < 1 || extent > 1 << 20) {
            throw node.invalid(name + " must be positive, found " + extent);
        }
        return extent;
    }

    private static Side side(NodeContext node, Tensor regions, int axis, long bins, Tensor image) {
        boolean isHalf =
                node.version() >= 16
                        && node.text("coordinate_transformation_mode", "half_pixel")
                                .equals("half_pixel");
        Tensor moved = isHalf ? regions.sub(0.5) : regions;
        Tensor begin = corner(moved, 3 - axis);
        Tensor length = corner(moved, 5 - axis).sub(begin);
        Tensor bin = (isHalf ? length : length.maximum(1)).div((double) bins);
        Object[] places = {1, 1, axis == 2 ? bins : 1, axis == 3 ? bins : 1};
        Tensor place = image.builder().iota(image.dtype(), axis, places);
        return new Side(begin, bin, place, ImageSampler.real(image, image.dim(axis)));
    }

    private static Tensor corner(Tensor regions, int column) {
        Tensor chosen = regions.slice(1, Dim.of(column), Dim.of(1), 1);
        return chosen.reshape(regions.dim(0), 1, 1, 1);
    }

    /// The plane of each region and channel, `[r, c, 1, 1]`; a batch that does not exist has none.
    private static Tensor plane(NodeContext node, Tensor image) {
        Tensor batch = node.input(2).cast(DType.I64);
        Tensor channel = node.builder().iota(DType.I64, 1, 1, image.dim(1), 1, 1);
        Positions positions = new Positions(node.builder(), image.shape().dims().subList(0, 2));
        positions.add(0, batch.reshape(batch.dim(0), 1, 1, 1));
        positions.add(1, channel);
        return positions.flat();
    }

    /// The samples at points: the interpolated value, or the largest of its four products.
    private Tensor samples(Tensor y, Tensor x) {
        ImageSampler sampler =
                new ImageSampler(image, 2, ImageSampler.Kernel.LINEAR, ImageSampler.Border.EDGE);
        Tensor products = sampler.products(List.of(rows.clamped(y), columns.clamped(x)), plane);
        int[] taps = sampler.tapAxes();
        Tensor value = isMean ? products.sum(taps) : products.max(taps);
        Tensor zero = value.builder().constant(value.dtype(), 0);
        return rows.isNear(y).and(columns.isNear(x)).select(value, zero);
    }

    /// As many samples in every bin.
    private Tensor fixed(long ratio) {
        Tensor count = image.builder().constant(image.dtype(), (double) ratio);
        Tensor down = image.builder().iota(image.dtype(), 0, ratio, 1, 1, 1, 1, 1);
        Tensor across = image.builder().iota(image.dtype(), 1, 1, ratio, 1, 1, 1, 1);
        Tensor samples = samples(rows.sample(down, count), columns.sample(across, count));
        return isMean ? samples.sum(0, 1).div((double) (ratio * ratio)) : samples.max(0, 1);
    }

    /// As many samples in a bin as it is long, at most [#MOST] a side: the largest number of any
    /// region is walked through, and what a region has not does not count.
    private Tensor adapted() {
        Tensor down = count(rows);
        Tensor across = count(columns);
        Tensor width = across.max().maximum(0);
        Tensor most = down.max().maximum(0).mul(width);
        double first = isMean ? 0 : Double.NEGATIVE_INFINITY;
        List<Dim> dims =
                List.of(plane.dim(0), plane.dim(1), rows.place.dim(2), columns.place.dim(3));
        Tensor before = image.builder().constant(image.dtype(), first).broadcastTo(new Shape(dims));
        List<Tensor> last =
                image.builder()
                        .whileLoop(
                                List.of(image.builder().constant(DType.I64, 0), before),
                                now -> now.get(0).less(most),
                                now ->
                                        List.of(
                                                now.get(0).add(1),
                                                joined(now, down, across, width)));
        Tensor number = down.mul(across);
        Tensor found = last.get(1);
        return isMean
                ? found.div(number.maximum(1).cast(found.dtype()))
                : number.greater(0).select(found, image.builder().constant(found.dtype(), 0));
    }

    private static Tensor count(Side side) {
        return side.bin.ceil().cast(DType.I64).maximum(0).minimum(MOST);
    }

    private Tensor joined(List<Tensor> now, Tensor down, Tensor across, Tensor width) {
        Tensor row = now.get(0).div(width);
        Tensor column = now.get(0).sub(row.mul(width));
        DType dtype = image.dtype();
        Tensor y = rows.sample(row.cast(dtype), down.cast(dtype));
        Tensor x = columns.sample(column.cast(dtype), across.cast(dtype));
        Tensor sample = samples(y, x);
        Tensor counts = row.less(down).and(column.less(across));
        Tensor sofar = now.get(1);
        return counts.select(isMean ? sofar.add(sample) : sofar.maximum(sample), sofar);
    }
}
