package dev.komodo.onnx.importer;

import static dev.komodo.onnx.importer.Operator.many;
import static dev.komodo.onnx.importer.Operator.one;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/// Operators that move, repeat or pick elements by positions known before the call.
final class MovementOperators {
    private MovementOperators() {}

    static final List<Operator> ROWS =
            List.of(
                    one("Transpose", 1, MovementOperators::transpose),
                    one("Concat", 1, MovementOperators::concat).onSizes(SizeArithmetic::concat),
                    many("Split", 1, MovementOperators::split),
                    one("Slice", 1, MovementOperators::slice)
                            .onSizes(MovementOperators::sliceSizes),
                    one("Tile", 6, MovementOperators::tile),
                    one("Pad", 1, Padding::pad),
                    one("CenterCropPad", 18, MovementOperators::centerCropPad));

    private static Tensor transpose(NodeContext node) {
        Tensor data = node.input(0);
        Optional<List<Long>> permutation = node.attributes().integers("perm");
        if (permutation.isEmpty()) {
            return data.rank() < 2 ? data : data.transpose();
        }
        List<Integer> axes = node.axes(permutation.get(), data.rank());
        if (axes.size() != data.rank()) {
            throw node.invalid("perm=" + axes + " does not name each axis of " + data.type());
        }
        return axes.isEmpty()
                ? data
                : data.transpose(axes.stream().mapToInt(Integer::intValue).toArray());
    }

    private static Tensor concat(NodeContext node) {
        List<Tensor> parts = node.inputsFrom(0);
        if (parts.isEmpty()) {
            throw node.invalid("one input or more is required, found none");
        }
        long axis = node.integer("axis", node.version() < 4 ? 1 : 0);
        return Tensor.concat(node.axis(axis, parts.getFirst().rank()), parts);
    }

    /// Sizes are an attribute or an input; without them the parts are equal, but for the last one,
    /// which may be smaller.
    private static List<Imported> split(NodeContext node) {
        Tensor data = node.input(0);
        int axis = node.axis(node.integer("axis", 0), data.rank());
        Optional<List<Dim>> given =
                node.attributes()
                        .integers("split")
                        .map(sizes -> sizes.stream().map(Dim::of).toList());
        List<Dim> sizes =
                given.isPresent() || !node.has(1)
                        ? given.orElseGet(() -> equalParts(node, data.dim(axis)))
                        : node.dims(1, "the sizes of a Split");
        if (sizes.size() != node.node().outputs().size()) {
            throw node.invalid(
                    sizes.size()
                            + " sizes are given for "
                            + node.node().outputs().size()
                            + " outputs");
        }
        Dim total = sizes.stream().reduce(Dim.of(0), Dim::plus);
        data.builder().requireEqual(total, data.dim(axis), "Split along axis " + axis);
        List<Imported> parts = new ArrayList<>();
        Dim start = Dim.of(0);
        for (Dim size : sizes) {
            parts.add(Imported.of(data.slice(axis, start, size, 1)));
            start = start.plus(size);
        }
        return parts;
    }

    private static List<Dim> equalParts(NodeContext node, Dim extent) {
        int count = node.node().outputs().size();
        if (node.integer("num_outputs", count) != count) {
            throw node.invalid("num_outputs is not the number of outputs, " + count);
        }
        Dim part = extent.ceilDivide(Dim.of(count));
        Dim whole = part.times(Dim.of(count - 1));
        List<Dim> sizes = new ArrayList<>(Collections.nCopies(count - 1, part));
        sizes.add(extent.minus(whole));
        return sizes;
    }

    /// Where a window along one axis starts, ends and how it steps; negative bounds count from the
    /// end, all are clamped.
    ///
    /// @param start an expression counts from the front, only a number may be negative
    static Tensor window(Tensor data, int axis, Dim start, Dim end, long step) {
        Dim extent = data.dim(axis);
        Dim from = counted(start, extent);
        Dim until = counted(end, extent);
        if (step > 0) {
            from = clamped(from, Dim.of(0), extent);
            until = clamped(until, Dim.of(0), extent);
            Dim size = SizeArithmetic.natural(until.minus(from)).ceilDivide(Dim.of(step));
            return data.slice(axis, from, size, step);
        }
        Dim last = extent.minus(Dim.of(1));
        from = clamped(from, Dim.of(-1), last);
        until = clamped(until, Dim.of(-1), last);
        Dim size = SizeArithmetic.natural(from.minus(until)).ceilDivide(Dim.of(-step));
        return data.slice(axis, size.is(0) ? Dim.of(0) : from, size, step);
    }

    private static Dim counted(Dim bound, Dim extent) {
        return bound instanceof Dim.Fixed(long given) && given < 0
                ? saturatedSum(extent, given)
                : bound;
    }

    private static Dim saturatedSum(Dim extent, long negative) {
        long limited = Math.max(negative, -FAR);
        return extent.plus(Dim.of(limited));
    }

    /// More than any extent, little enough to be added to one. Exporters write huge bounds for "to
    /// the end".
    private static final long FAR = 1L << 48;

    private static Dim clamped(Dim bound, Dim low, Dim high) {
        if (bound instanceof Dim.Fixed(long number) && number >= FAR) {
            return high;
        }
        if (bound.minus(high.plus(Dim.of(-FAR))) instanceof Dim.Fixed(long above)
                && above <= FAR / 2) {
            return low;
        }
        Dim atLeast = low.is(0) ? SizeArithmetic.natural(bound) : bound.maximum(low);
        if (SizeArithmetic.isNatural(high.minus(atLeast))) {
            return atLeast;
        }
        return SizeArithmetic.minimum(atLeast, high);
    }

    private record Bounds(List<Dim> starts, List<Dim> ends, List<Integer> axes, List<Long> steps) {}

    private static Bounds bounds(NodeContext node, int rank) {
        boolean old = node.version() < 10;
        List<Dim> starts = old ? numbers(node, "starts") : node.dims(1, "the starts of a Slice");
        List<Dim> ends = old ? numbers(node, "ends") : node.dims(2, "the ends of a Slice");
        List<Long> axes =
                node.longs("axes", 3)
                        .orElseGet(() -> LongStream.range(0, starts.size()).boxed().toList());
        List<Long> steps =
                node.has(4)
                        ? node.longs(4, "the steps of a Slice")
                        : Collections.nCopies(starts.size(), 1L);
        if (ends.size() != starts.size()
                || axes.size() != starts.size()
                || steps.size() != starts.size()) {
            throw node.invalid(
                    "starts="
                            + starts
                            + " ends="
                            + ends
                            + " axes="
                            + axes
                            + " steps="
                            + steps
                            + " must be of one length");
        }
        if (steps.contains(0L)) {
            throw node.invalid("a step must not be 0, found steps=" + steps);
        }
        return new Bounds(starts, ends, node.axes(axes, rank), steps);
    }

    private static List<Dim> numbers(NodeContext node, String attribute) {
        return node
                .attributes()
                .integers(attribute)
                .orElseThrow(() -> node.invalid("the attribute '" + attribute + "' is missing"))
                .stream()
                .map(Dim::of)
                .toList();
    }

    private static Tensor slice(NodeContext node) {
        Tensor data = node.input(0);
        if (node.isLeftToKernel(1) || node.isLeftToKernel(2)) {
            return windows(node, data);
        }
        Bounds bounds = bounds(node, data.rank());
        for (int i = 0; i < bounds.axes.size(); i++) {
            data =
                    window(
                            data,
                            bounds.axes.get(i),
                            bounds.starts.get(i),
                            bounds.ends.get(i),
                            bounds.steps.get(i));
        }
        return data;
    }

    /// The windows of a Slice whose bounds only the kernel knows.
    private static Tensor windows(NodeContext node, Tensor data) {
        Tensor starts = node.input(1).cast(DType.I64);
        Tensor ends = node.input(2).cast(DType.I64);
        long count =
                starts.rank() == 1 && starts.type().equals(ends.type())
                        ? starts.dim(0).constant().orElse(-1)
                        : -1;
        List<Long> axes =
                node.longs("axes", 3).orElseGet(() -> LongStream.range(0, count).boxed().toList());
        List<Long> steps =
                node.has(4)
                        ? node.longs(4, "the steps of a Slice")
                        : Collections.nCopies(axes.size(), 1L);
        if (count != axes.size() || count != steps.size() || steps.contains(0L)) {
            throw node.invalid(
                    "starts %s, ends %s, axes=%s steps=%s must be of one length, without steps 0"
                            .formatted(starts.type(), ends.type(), axes, steps));
        }
        List<Integer> counted = node.axes(axes, data.rank());
        Tensor sliced = data;
        for (int i = 0; i < counted.size(); i++) {
            Tensor start = element(starts, i);
            sliced =
                    new KernelWindows(node.importer().counters())
                            .window(sliced, counted.get(i), start, element(ends, i), steps.get(i));
        }
        return sliced;
    }

    private static Tensor element(Tensor vector, int index) {
        Tensor one = vector.dim(0).is(1) ? vector : vector.slice(0, index, index + 1L);
        return one.reshape();
    }

    private static Optional<Imported> sliceSizes(NodeContext node) {
        Bounds bounds = bounds(node, node.value(0).type().shape().rank());
        boolean isConstant =
                bounds.axes.size() == 1
                        && bounds.starts.getFirst() instanceof Dim.Fixed
                        && bounds.ends.getFirst() instanceof Dim.Fixed;
        return isConstant
                ? SizeArithmetic.slice(
                        node,
                        bounds.starts.getFirst().constant().orElseThrow(),
                        bounds.ends.getFirst().constant().orElseThrow(),
                        bounds.steps.getFirst())
                : Optional.empty();
    }

    /// Each axis becomes `[repeats, extent]`, which are one again afterwards.
    private static Tensor tile(NodeContext node) {
        Tensor data = node.input(0);
        List<Dim> repeats = node.dims(1, "the repeats of a Tile");
        if (repeats.size() != data.rank()) {
            throw node.invalid(
                    "one number of repeats per axis of "
                            + data.type()
                            + " is required, found "
                            + repeats);
        }
        List<Dim> apart = new ArrayList<>();
        List<Dim> repeated = new ArrayList<>();
        List<Dim> joined = new ArrayList<>();
        for (int axis = 0; axis < data.rank(); axis++) {
            Dim extent = data.dim(axis);
            if (!repeats.get(axis).is(1)) {
                apart.add(Dim.of(1));
                repeated.add(repeats.get(axis));
            }
            apart.add(extent);
            repeated.add(extent);
            joined.add(extent.times(repeats.get(axis)));
        }
        return data.reshape(new Shape(apart))
                .broadcastTo(new Shape(repeated))
                .reshape(new Shape(joined));
    }

    /// Crops or pads with zeros around the middle; the odd element goes to the end.
    private static Tensor centerCropPad(NodeContext node) {
        Tensor data = node.input(0);
        List<Dim> wanted = node.dims(1, "the shape of a CenterCropPad");
        int rank = data.rank();
        List<Integer> axes =
                node.axes(
                        node.attributes()
                                .integers("axes")
                                .orElseGet(() -> LongStream.range(0, rank).boxed().toList()),
                        rank);
        if (axes.size() != wanted.size()) {
            throw node.invalid("axes=" + axes + " and the shape " + wanted + " differ in length");
        }
        for (int i = 0; i < axes.size(); i++) {
            data = centered(node, data, axes.get(i), wanted.get(i));
        }
        return data;
    }

    private static Tensor centered(NodeContext node, Tensor data, int axis, Dim wanted) {
        Dim extent = data.dim(axis);
        if (!(wanted.minus(extent) instanceof Dim.Fixed(long difference))) {
            throw node.unsupported(
                    "axis "
                            + axis
                            + " of "
                            + data.type()
                            + " to "
                            + wanted
                            + " crops or pads, which must be known before the call");
        }
        if (difference <= 0) {
            return data.slice(axis, Dim.of(-difference / 2), wanted, 1);
        }
        List<Dim> low = new ArrayList<>(Collections.nCopies(data.rank(), Dim.of(0)));
        List<Dim> high = new ArrayList<>(low);
        low.set(axis, Dim.of(difference / 2));
        high.set(axis, Dim.of(difference - difference / 2));
        return data.pad(0, low, high);
    }
}
