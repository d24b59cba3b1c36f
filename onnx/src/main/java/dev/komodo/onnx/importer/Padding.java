package dev.komodo.onnx.importer;

import dev.komodo.graph.Dim;
import dev.komodo.graph.Tensor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/// Pad: amounts per axis, negative ones crop.
final class Padding {
    private Padding() {}

    /// The row of the table: amounts are attributes up to operator set 10, inputs from 11 on.
    static Tensor pad(NodeContext node) {
        Tensor data = node.input(0);
        List<Long> amounts = amounts(node);
        List<Long> named =
                node.has(3)
                        ? node.longs(3, "the axes of a Pad")
                        : LongStream.range(0, data.rank()).boxed().toList();
        List<Integer> axes = node.axes(named, data.rank());
        if (amounts.size() != 2 * axes.size()) {
            throw node.invalid(
                    "two amounts per axis are required, found " + amounts + " for " + axes);
        }
        String mode = node.text("mode", "constant");
        for (int i = 0; i < axes.size(); i++) {
            long low = amounts.get(i);
            long high = amounts.get(i + axes.size());
            data = padded(node, data, axes.get(i), low, high, mode);
        }
        return data;
    }

    private static List<Long> amounts(NodeContext node) {
        Optional<List<Long>> given =
                node.version() < 2 ? node.attributes().integers("paddings") : node.longs("pads", 1);
        return given.orElseThrow(() -> node.invalid("the amounts are missing"));
    }

    private static Tensor padded(
            NodeContext node, Tensor data, int axis, long low, long high, String mode) {
        Tensor kept = cropped(data, axis, Math.min(low, 0), Math.min(high, 0));
        long before = Math.max(low, 0);
        long after = Math.max(high, 0);
        if (before == 0 && after == 0) {
            return kept;
        }
        return switch (mode) {
            case "constant" -> surrounded(node, kept, axis, before, after);
            case "edge", "reflect", "wrap" -> extended(node, kept, axis, before, after, mode);
            default -> throw node.invalid("mode='" + mode + "' does not exist");
        };
    }

    private static Tensor cropped(Tensor data, int axis, long low, long high) {
        return low == 0 && high == 0
                ? data
                : data.slice(axis, Dim.of(-low), data.dim(axis).plus(Dim.of(low + high)), 1);
    }

    private static Tensor surrounded(
            NodeContext node, Tensor data, int axis, long before, long after) {
        List<Dim> low = new ArrayList<>(Collections.nCopies(data.rank(), Dim.of(0)));
        List<Dim> high = new ArrayList<>(low);
        low.set(axis, Dim.of(before));
        high.set(axis, Dim.of(after));
        return data.pad(value(node, data), low, high);
    }

    private static Tensor value(NodeContext node, Tensor data) {
        if (node.version() >= 11 && node.has(2)) {
            Tensor value = node.input(2);
            return value.rank() == 0 ? value : value.reshape();
        }
        double value = node.real("value", 0);
        return node.builder().constant(data.dtype(), value);
    }

    /// The operand between copies of its own elements.
    private static Tensor extended(
            NodeContext node, Tensor data, int axis, long before, long after, String mode) {
        Dim extent = data.dim(axis);
        if (!mode.equals("edge")
                && extent instanceof Dim.Fixed(long size)
                && size - (mode.equals("reflect") ? 1 : 0) < Math.max(before, after)) {
            throw node.unsupported(
                    "mode='"
                            + mode
                            + "' of more than the extent of axis "
                            + axis
                            + " of "
                            + data.type());
        }
        List<Tensor> parts = new ArrayList<>();
        if (before > 0) {
            parts.add(
                    switch (mode) {
                        case "edge" ->
                                repeated(data.slice(axis, Dim.of(0), Dim.of(1), 1), axis, before);
                        case "reflect" -> data.slice(axis, Dim.of(before), Dim.of(before), -1);
                        default ->
                                data.slice(axis, extent.minus(Dim.of(before)), Dim.of(before), 1);
                    });
        }
        parts.add(data);
        Dim last = extent.minus(Dim.of(1));
        if (after > 0) {
            parts.add(
                    switch (mode) {
                        case "edge" -> repeated(data.slice(axis, last, Dim.of(1), 1), axis, after);
                        case "reflect" ->
                                data.slice(axis, last.minus(Dim.of(1)), Dim.of(after), -1);
                        default -> data.slice(axis, Dim.of(0), Dim.of(after), 1);
                    });
        }
        return Tensor.concat(axis, parts);
    }

    private static Tensor repeated(Tensor one, int axis, long count) {
        List<Dim> dims = new ArrayList<>(one.shape().dims());
        dims.set(axis, Dim.of(count));
        return one.broadcastTo(dims.toArray());
    }
}
