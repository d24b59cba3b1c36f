package dev.komodo.onnx.importer;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Reads images between their elements: at each point a weighted sum of the elements around it,
/// which are gathered together, along leading axes of taps.
///
/// @param image planes of images, `[planes..., s...]`, floats
/// @param axes the number of spatial axes
/// @param kernel the weights of the taps
/// @param border what lies beyond the image
record ImageSampler(Tensor image, int axes, Kernel kernel, Border border) {
    /// The weights of the elements around a point.
    enum Kernel {
        /// The element at the point, which is an integer.
        POINT(1, 0),
        /// By distance, between two elements an axis.
        LINEAR(2, 0),
        /// R. Keys, Cubic convolution interpolation, 1981, with a = -0.75: four elements an axis.
        CUBIC(4, 1);

        private final int taps;
        private final int before;

        /// @param before how many taps lie before the last element that is not behind the point
        Kernel(int taps, int before) {
            this.taps = taps;
            this.before = before;
        }

        /// The weight of an element at a distance from 0 to 2.
        private Tensor weight(Tensor distance) {
            return switch (this) {
                case POINT -> throw new IllegalStateException("A point has no neighbours");
                case LINEAR -> distance.neg().add(1);
                case CUBIC -> {
                    double a = -0.75;
                    Tensor near = distance.mul(a + 2).sub(a + 3).mul(distance).mul(distance).add(1);
                    Tensor far =
                            distance.mul(a)
                                    .sub(5 * a)
                                    .mul(distance)
                                    .add(8 * a)
                                    .mul(distance)
                                    .sub(4 * a);
                    yield distance.lessEqual(1).select(near, far);
                }
            };
        }
    }

    /// What lies beyond an image.
    enum Border {
        /// Zeros.
        ZEROS,
        /// The last element before it.
        EDGE,
        /// The image mirrored, at the centres of the elements at its ends.
        REFLECT_CENTRES,
        /// The image mirrored, at the outer edges of the elements at its ends.
        REFLECT_EDGES
    }

    /// One axis of the elements around the points.
    private record Taps(Tensor index, Tensor inside, Tensor weight) {}

    private Dim extent(int axis) {
        return image.dim(image.rank() - axes + axis);
    }

    /// An extent as a float of a dtype.
    static Tensor real(Tensor like, Dim extent) {
        return extent instanceof Dim.Fixed(long size)
                ? like.builder().constant(like.dtype(), (double) size)
                : like.builder().dims(extent).squeeze(0).cast(like.dtype());
    }

    /// A position mirrored at both ends of an axis until it is between them.
    Tensor reflected(Tensor position, int axis) {
        double low = border == Border.REFLECT_EDGES ? -0.5 : 0;
        Tensor high = real(position, extent(axis)).sub(1 + low);
        Tensor length = high.sub(low);
        Tensor distance = position.sub(low).abs();
        Tensor turns = distance.div(length).floor();
        Tensor rest = distance.sub(turns.mul(length));
        Tensor isEven = turns.mul(0.5).floor().mul(2).equalTo(turns);
        Tensor inside = isEven.select(rest.add(low), high.sub(rest));
        return length.lessEqual(0).select(position.mul(0), inside);
    }

    /// Each tap's element times its weight: `[taps an axis..., points...]`. Points and planes
    /// broadcast together; all have one rank.
    ///
    /// @param points for each spatial axis, positions counted from the centre of the first element
    /// @param planes which image, i64; one that does not exist fails the call
    Tensor products(List<Tensor> points, Tensor planes) {
        List<Taps> taps = new ArrayList<>();
        for (int axis = 0; axis < axes; axis++) {
            taps.add(taps(points.get(axis), axis));
        }
        Dim count = new Shape(image.shape().dims().subList(0, image.rank() - axes)).elements();
        Positions positions = new Positions(image.builder(), dims(count));
        positions.add(0, planes);
        for (int axis = 0; axis < axes; axis++) {
            positions.add(axis + 1, taps.get(axis).index);
        }
        Tensor products = positions.gathered(image);
        Tensor zero = products.builder().constant(products.dtype(), 0);
        for (Taps tap : taps) {
            if (border == Border.ZEROS) {
                products = tap.inside.select(products, zero);
            }
        }
        if (kernel != Kernel.POINT) {
            for (Taps tap : taps) {
                products = products.mul(tap.weight.cast(image.dtype()));
            }
        }
        return products;
    }

    private List<Dim> dims(Dim planes) {
        List<Dim> dims = new ArrayList<>(List.of(planes));
        dims.addAll(image.shape().dims().subList(image.rank() - axes, image.rank()));
        return dims;
    }

    /// The axes of the taps, which lead those of the products.
    int[] tapAxes() {
        int[] all = new int[axes];
        for (int axis = 0; axis < axes; axis++) {
            all[axis] = axis;
        }
        return all;
    }

    /// The values at points: `[points...]`.
    Tensor values(List<Tensor> points, Tensor planes) {
        return products(points, planes).sum(tapAxes());
    }

    private Taps taps(Tensor point, int axis) {
        Object[] ones = new Object[axes + point.rank()];
        Arrays.fill(ones, 1);
        ones[axis] = kernel.taps;
        Tensor step = point.builder().iota(DType.I64, axis, ones).sub(kernel.before);
        Tensor first = point.floor();
        Tensor weight = point;
        if (kernel != Kernel.POINT) {
            weight = kernel.weight(point.sub(first).sub(step.cast(point.dtype())).abs());
        }
        Tensor index = step.add(first.cast(DType.I64));
        Tensor last = Positions.scalar(index, extent(axis)).sub(1);
        Tensor inside = index.greaterEqual(0).and(index.lessEqual(last));
        if (border == Border.REFLECT_CENTRES || border == Border.REFLECT_EDGES) {
            index = reflected(index.cast(point.dtype()), axis).cast(DType.I64);
        }
        return new Taps(index.minimum(last).maximum(0), inside, weight);
    }
}
