package dev.komodo.autodiff;

import dev.komodo.graph.Dim;
import dev.komodo.graph.ScanStep;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/// For each element of the last axis the product of all others, without a division: zeros are
/// ordinary, and so are the derivatives of this.
///
/// A tree: neighbours are multiplied until one is left; on the way back, what comes from outside a
/// pair goes to each of its two, times the other one. About `2 n` products in `2 log n` operations.
/// Along an extent that a call fixes, a scan instead.
final class OtherProducts {
    private OtherProducts() {}

    /// `seed [s...]` times the product of the others: `x [s..., n] -> [s..., n]`.
    static Tensor of(Tensor x, Tensor seed) {
        Dim extent = x.dim(-1);
        if (!(extent instanceof Dim.Fixed(long count))) {
            return ofRow(x, seed);
        }
        if (count == 0) {
            return x;
        }
        Deque<Tensor> levels = new ArrayDeque<>();
        Tensor level = x;
        for (long size = count; size > 1; size = (size + 1) / 2) {
            Tensor pairs = pairs(level, size);
            levels.push(pairs);
            level = pairs.prod(-1);
        }
        Tensor outside = seed.expandDims(-1);
        long[] sizes = sizes(count, levels.size());
        for (int i = levels.size() - 1; i >= 0; i--) {
            Tensor pairs = levels.pop();
            Tensor others = pairs.reverse(-1).mul(outside.expandDims(-1));
            outside = flat(others).slice(-1, 0, sizes[i]);
        }
        return outside;
    }

    /// The same for an extent that a call fixes: what is before times what is after.
    private static Tensor ofRow(Tensor x, Tensor seed) {
        int last = x.rank() - 1;
        int[] forward = new int[x.rank()];
        int[] back = new int[x.rank()];
        for (int i = 0; i < last; i++) {
            forward[i + 1] = i;
            back[i] = i + 1;
        }
        forward[0] = last;
        Tensor rows = x.transpose(forward);
        Tensor before = before(rows);
        Tensor after = before(rows.reverse(0)).reverse(0);
        return before.mul(after).mul(seed.expandDims(0)).transpose(back);
    }

    /// The products of the rows before each row.
    private static Tensor before(Tensor rows) {
        List<Dim> dims = rows.shape().dims();
        Tensor one = rows.builder().constant(rows.dtype(), 1.0);
        Tensor start = one.broadcastTo(new Shape(dims.subList(1, dims.size())));
        return rows.builder()
                .scan(
                        dims.getFirst(),
                        List.of(start),
                        List.of(rows),
                        (carries, elements) ->
                                ScanStep.of(
                                        List.of(carries.getFirst().mul(elements.getFirst())),
                                        carries))
                .emitted()
                .getFirst();
    }

    private static long[] sizes(long count, int levels) {
        long[] sizes = new long[levels];
        for (int i = 0; i < levels; i++, count = (count + 1) / 2) {
            sizes[i] = count;
        }
        return sizes;
    }

    /// `[s..., n] -> [s..., ceil(n / 2), 2]`, a 1 beside an element without a neighbour.
    private static Tensor pairs(Tensor level, long size) {
        Tensor even = level;
        if (size % 2 != 0) {
            List<Dim> none = new ArrayList<>(Collections.nCopies(level.rank(), Dim.of(0)));
            List<Dim> one = new ArrayList<>(none);
            one.set(level.rank() - 1, Dim.of(1));
            even = level.pad(1.0, none, one);
        }
        List<Dim> dims = new ArrayList<>(even.shape().dims());
        dims.set(dims.size() - 1, Dim.of((size + 1) / 2));
        dims.add(Dim.of(2));
        return even.reshape(new Shape(dims));
    }

    /// `[s..., m, 2] -> [s..., 2 m]`.
    private static Tensor flat(Tensor pairs) {
        List<Dim> dims = new ArrayList<>(pairs.shape().dims());
        Dim two = dims.removeLast();
        dims.add(dims.removeLast().times(two));
        return pairs.reshape(new Shape(dims));
    }
}
