package dev.komodo.library;

import dev.komodo.error.InvalidGraphException;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.ScatterOp;
import dev.komodo.graph.Tensor;

/// How often values are there.
public final class Counting {
    private Counting() {}

    /// How often each of 0, 1, ... is among integers: `[s] -> i64[bins]`. A number that is negative
    /// or not below `bins` fails the call by status.
    ///
    /// @param bins how many numbers are counted
    public static Tensor binCount(Tensor x, Dim bins) {
        Tensor one = x.builder().constant(DType.I64, 1L).broadcastTo(x.shape());
        return binCount(x, one, bins);
    }

    /// The sum of the weights of each of 0, 1, ... among integers, in row-major order: `[s], [s] ->
    /// [bins]`, of the dtype of the weights. A number that is negative or not below `bins` fails
    /// the call by status.
    ///
    /// @param bins how many numbers are counted
    public static Tensor binCount(Tensor x, Tensor weights, Dim bins) {
        if (!x.dtype().isInteger()) {
            throw new InvalidGraphException("binCount counts integers, found " + x.type());
        }
        GraphBuilder builder = x.builder();
        Tensor wide = x.cast(DType.I64);
        // a negative index would count from the end
        Tensor outside = builder.constant(DType.I64, Long.MAX_VALUE);
        Tensor index = wide.less(0).select(outside, wide).reshape(x.shape().elements());
        Tensor zeros = builder.constant(weights.dtype(), 0L).broadcastTo(bins);
        return zeros.scatter(ScatterOp.ADD, index, weights.reshape(x.shape().elements()), 0);
    }

    /// How many values lie in each bin: `[s], [n + 1] -> i64[n]`. Bin i takes `edges[i] <= x <
    /// edges[i + 1]`, the last one its upper edge too; what is outside, and NaN, is not counted.
    ///
    /// @param edges ascending, of the dtype of the values, one at least
    public static Tensor histogram(Tensor x, Tensor edges) {
        Dim bins = edges.dim(0).minus(Dim.of(1));
        Tensor last = edges.slice(0, bins, Dim.of(1), 1).squeeze(0);
        Tensor above = Ordering.searchSorted(edges, x, true);
        Tensor count = Axes.extent(x.builder(), bins);
        // 0 is below the first edge; NaN, and what is above the last one, has as many as are edges
        Tensor bin = x.equalTo(last).select(count, above);
        Tensor places = binCount(bin, bins.plus(Dim.of(2)));
        return places.slice(0, Dim.of(1), bins, 1);
    }
}
