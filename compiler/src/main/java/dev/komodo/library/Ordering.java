package dev.komodo.library;

import dev.komodo.error.InvalidGraphException;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Tensor;

import java.util.List;

/// What follows from the order of elements. NaN counts as the largest; axes count from the end if
/// negative; any dtype.
public final class Ordering {
    private Ordering() {}

    /// The k largest (smallest) elements along an axis, in order, and their positions: `[..., n,
    /// ...] -> [..., k, ...], i64[..., k, ...]`. Of equals those that come first.
    ///
    /// @param k at most the extent; more fails, at the latest by status at the call
    public static List<Tensor> topK(Tensor x, Dim k, int axis, boolean largest) {
        return x.sortWithPositions(axis, largest).stream()
                .map(sorted -> sorted.slice(axis, Dim.of(0), k, 1))
                .toList();
    }

    /// The middle element along an axis, or the mean of the two middle ones: `[..., n, ...] ->
    /// [..., ...]`, floats. NaN where an element is.
    ///
    /// @param axis of at least one element; of none, the call fails by status
    public static Tensor median(Tensor x, int axis) {
        Dim last = x.dim(axis).minus(Dim.of(1));
        Tensor sorted = x.sort(axis);
        Tensor low = at(sorted, axis, last.floorDivide(Dim.of(2)));
        Tensor high = at(sorted, axis, x.dim(axis).floorDivide(Dim.of(2)));
        return nanIfAny(x, axis, low.add(high.sub(low).mul(0.5)), low, high);
    }

    /// The quantile along an axis, linear between neighbours: the element of order `q (n - 1)`,
    /// `[..., n, ...] -> [..., ...]`, floats. NaN where an element is.
    ///
    /// Source: R. J. Hyndman, Y. Fan, "Sample quantiles in statistical packages", Am. Stat. 50
    /// (1996), definition 7.
    ///
    /// @param q in [0, 1]
    /// @param axis of at least one element; of none, the call fails by status
    public static Tensor quantile(Tensor x, double q, int axis) {
        if (!(q >= 0 && q <= 1)) {
            throw new InvalidGraphException("A quantile lies in [0, 1], found " + q);
        }
        GraphBuilder builder = x.builder();
        Tensor last = Axes.extent(builder, x.dim(axis)).sub(1);
        Tensor place = last.cast(DType.F64).mul(q);
        Tensor down = place.floor();
        Tensor sorted = x.sort(axis);
        int counted = axis < 0 ? axis + x.rank() : axis;
        Tensor low = sorted.gather(down.cast(DType.I64), counted);
        Tensor high = sorted.gather(place.ceil().cast(DType.I64), counted);
        Tensor weight = place.sub(down).cast(x.dtype());
        Tensor between = low.add(high.sub(low).mul(weight));
        return nanIfAny(x, axis, weight.equalTo(0).select(low, between), low, high);
    }

    /// Equal neighbours are themselves, infinite ones too; the last element says whether any is
    /// NaN.
    private static Tensor nanIfAny(Tensor x, int axis, Tensor value, Tensor low, Tensor high) {
        Tensor none = x.builder().constant(x.dtype(), Double.NaN);
        Tensor exact = low.equalTo(high).select(low, value);
        return x.isNaN().any(axis).select(none, exact);
    }

    private static Tensor at(Tensor sorted, int axis, Dim place) {
        return sorted.slice(axis, place, Dim.of(1), 1).squeeze(axis);
    }

    /// How many elements of a sorted vector are below each value (not above, if `right`): where the
    /// value could be inserted: `[n], [s] -> i64[s]`. By bisection, all values at once.
    ///
    /// Source: D. E. Knuth, "The art of computer programming", volume 3 (1998), 6.2.1, algorithm C
    /// (uniform binary search).
    public static Tensor searchSorted(Tensor sorted, Tensor values, boolean right) {
        if (sorted.rank() != 1 || sorted.dtype() != values.dtype()) {
            throw new InvalidGraphException(
                    "searchSorted takes a sorted vector and values of its dtype, found "
                            + sorted.type()
                            + " and "
                            + values.type());
        }
        GraphBuilder builder = values.builder();
        Tensor count = Axes.extent(builder, sorted.dim(0));
        Tensor step = largestPower(count);
        Tensor none = builder.constant(DType.I64, 0L).broadcastTo(values.shape());
        return builder.whileLoop(
                        List.of(step, none),
                        carries -> carries.get(0).greater(0),
                        carries -> {
                            Tensor next = carries.get(1).add(carries.get(0));
                            Tensor other = sorted.gather(next.minimum(count).sub(1), 0);
                            Tensor isBefore =
                                    right ? isLess(values, other).not() : isLess(other, values);
                            Tensor moves = next.lessEqual(count).and(isBefore);
                            return List.of(
                                    carries.get(0).div(2), moves.select(next, carries.get(1)));
                        })
                .get(1);
    }

    /// The largest power of two that is not above the count; 0 for none.
    private static Tensor largestPower(Tensor count) {
        GraphBuilder builder = count.builder();
        Tensor one = builder.constant(DType.I64, 1L);
        Tensor above =
                builder.whileLoop(
                                List.of(one),
                                carries -> carries.getFirst().lessEqual(count),
                                carries -> List.of(carries.getFirst().add(carries.getFirst())))
                        .getFirst();
        return above.div(2);
    }

    private static Tensor isLess(Tensor left, Tensor right) {
        if (left.dtype() == DType.BOOL) {
            return left.not().and(right);
        }
        Tensor less = left.less(right);
        return left.dtype().isFloat() ? less.or(left.isNaN().not().and(right.isNaN())) : less;
    }
}
