package dev.komodo.library;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.ScanStep;
import dev.komodo.graph.ScatterOp;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

import java.util.ArrayList;
import java.util.List;

/// The different elements, or slices along an axis, of a tensor. How many there are the kernel
/// finds while it runs: a data dim `u`. Zeros of both signs are one element, NaNs another.
///
/// @param values the first of each, of any dtype: `[u]`, or `[..., u, ...]` along an axis
/// @param positions where the first of each is, `i64[u]`: flat, or along the axis
/// @param inverse which one each element (slice) is, `i64[n]`
/// @param counts how often each is there, `i64[u]`
public record Unique(Tensor values, Tensor positions, Tensor inverse, Tensor counts) {
    /// The different elements.
    ///
    /// @param sorted whether they ascend, else they stand in the order in which they come first
    public static Unique elements(Tensor x, boolean sorted) {
        Tensor flat = x.reshape(x.shape().elements());
        return of(flat, flat.reshape(flat.dim(0), 1), flat.argSort(0), sorted, 0);
    }

    /// The different slices along an axis, which counts from the end if negative; compared element
    /// by element in row-major order.
    ///
    /// @param sorted whether they ascend, else they stand in the order in which they come first
    public static Unique slices(Tensor x, int axis, boolean sorted) {
        int counted = axis < 0 ? axis + x.rank() : axis;
        Tensor leading = toFront(x, counted);
        List<Dim> others = leading.shape().dims().subList(1, x.rank());
        Tensor rows = leading.reshape(leading.dim(0), new Shape(others).elements());
        return of(x, rows, lexicographic(rows), sorted, counted);
    }

    private static Tensor toFront(Tensor x, int axis) {
        List<Integer> order = new ArrayList<>(List.of(axis));
        for (int i = 0; i < x.rank(); i++) {
            if (i != axis) {
                order.add(i);
            }
        }
        return x.transpose(order.stream().mapToInt(i -> i).toArray());
    }

    /// The positions that sort rows: by the last column first, each sort stable.
    private static Tensor lexicographic(Tensor rows) {
        Tensor first = rows.builder().iota(DType.I64, 0, rows.dim(0));
        return rows.builder()
                .scan(
                        rows.dim(1),
                        List.of(first),
                        List.of(rows.transpose().reverse(0)),
                        (carries, elements) -> {
                            Tensor order = carries.getFirst();
                            Tensor column = elements.getFirst().gather(order, 0);
                            Tensor next = order.gather(column.argSort(0), 0);
                            return ScanStep.of(List.of(next), List.of());
                        })
                .carries()
                .getFirst();
    }

    private static Unique of(Tensor x, Tensor rows, Tensor order, boolean sorted, int axis) {
        GraphBuilder builder = x.builder();
        Dim count = rows.dim(0);
        Tensor isFirst = isFirst(rows.gather(order, 0));
        Tensor found = isFirst.nonZero();
        Tensor starts = found.reshape(found.dim(1));
        Tensor group = Running.sum(isFirst.cast(DType.I64), 0).sub(1);
        Tensor inverse =
                builder.constant(DType.I64, 0L)
                        .broadcastTo(count)
                        .scatter(ScatterOp.REPLACE, order, group, 0);
        Tensor positions = order.gather(starts, 0);
        if (!sorted) {
            Tensor appearance = positions.argSort(0);
            positions = positions.gather(appearance, 0);
            inverse = appearance.argSort(0).gather(inverse, 0);
        }
        Tensor one = builder.constant(DType.I64, 1L).broadcastTo(count);
        Tensor counts =
                builder.constant(DType.I64, 0L)
                        .broadcastTo(positions.shape())
                        .scatter(ScatterOp.ADD, inverse, one, 0);
        return new Unique(x.gather(positions, axis), positions, inverse, counts);
    }

    /// Which of the sorted rows differ from the one before.
    private static Tensor isFirst(Tensor sorted) {
        Tensor number = sorted.builder().iota(DType.I64, 0, sorted.dim(0));
        Tensor before = sorted.gather(number.sub(1).maximum(0), 0);
        Tensor differs = sorted.notEqualTo(before);
        if (sorted.dtype().isFloat()) {
            differs = differs.and(sorted.isNaN().and(before.isNaN()).not());
        }
        return number.equalTo(0).or(differs.any(1));
    }
}
