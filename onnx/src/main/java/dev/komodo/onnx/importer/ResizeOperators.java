package dev.komodo.onnx.importer;

import static dev.komodo.onnx.importer.Operator.one;

import dev.komodo.graph.Dim;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.Tensor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/// Resampling along axes. Each axis is a product with a matrix of weights that is known before the
/// call, so the sizes of the resampled axes must be numbers.
final class ResizeOperators {
    private ResizeOperators() {}

    static final List<Operator> ROWS =
            List.of(
                    one("Resize", 10, ResizeOperators::resize),
                    one("Upsample", 7, ResizeOperators::upsample).until(9));

    private static Tensor upsample(NodeContext node) {
        Tensor data = node.input(0);
        List<Double> scales =
                node.version() < 9
                        ? node.attributes().reals("scales").orElse(List.of()).stream()
                                .map(Float::doubleValue)
                                .toList()
                        : numbers(node.literal(1, "the scales of an Upsample"));
        requireCount(node, scales.size(), data.rank());
        Resampling rule = Resampling.asymmetric(node, node.text("mode", "nearest"));
        for (int axis = 0; axis < data.rank(); axis++) {
            long size = size(node, data, axis);
            long target = (long) Math.floor(size * scales.get(axis));
            data = resampled(data, axis, rule.along(size, target, scales.get(axis), 0, 1));
        }
        return data;
    }

    private static Tensor resize(NodeContext node) {
        Tensor data = node.input(0);
        int rank = data.rank();
        boolean old = node.version() < 11;
        List<Long> named =
                node.attributes()
                        .integers("axes")
                        .orElseGet(() -> LongStream.range(0, rank).boxed().toList());
        List<Integer> axes = node.axes(named, rank);
        int scalesInput = old ? 1 : 2;
        boolean hasScales =
                node.has(scalesInput)
                        && node.literal(scalesInput, "the scales of a Resize").elements() > 0;
        List<Double> scales = new ArrayList<>();
        List<Long> targets = new ArrayList<>();
        if (hasScales) {
            scales.addAll(numbers(node.literal(scalesInput, "the scales of a Resize")));
            requireCount(node, scales.size(), axes.size());
            for (int i = 0; i < axes.size(); i++) {
                targets.add(
                        (long) Math.floor((double) size(node, data, axes.get(i)) * scales.get(i)));
            }
        } else {
            targets.addAll(node.longs(3, "the sizes of a Resize"));
            requireCount(node, targets.size(), axes.size());
            fitToAspect(node, data, axes, scales, targets);
        }
        List<Double> region = region(node, rank, axes);
        Resampling rule =
                old
                        ? Resampling.asymmetric(node, node.text("mode", "nearest"))
                        : Resampling.of(node);
        for (int i = 0; i < axes.size(); i++) {
            int axis = axes.get(i);
            Literal weights =
                    rule.along(
                            size(node, data, axis),
                            targets.get(i),
                            scales.get(i),
                            region.get(i),
                            region.get(i + axes.size()));
            data = resampled(data, axis, weights);
        }
        return rule.crops() ? extrapolated(node, data, axes, rule, targets, scales, region) : data;
    }

    private static Tensor extrapolated(
            NodeContext node,
            Tensor data,
            List<Integer> axes,
            Resampling rule,
            List<Long> targets,
            List<Double> scales,
            List<Double> region) {
        Tensor result = data;
        Tensor outside = node.builder().constant(data.dtype(), node.real("extrapolation_value", 0));
        for (int i = 0; i < axes.size(); i++) {
            int axis = axes.get(i);
            Literal inside =
                    rule.inside(
                            size(node, node.input(0), axis),
                            targets.get(i),
                            scales.get(i),
                            region.get(i),
                            region.get(i + axes.size()));
            List<Dim> dims = new ArrayList<>(Collections.nCopies(data.rank(), Dim.of(1)));
            dims.set(axis, Dim.of(targets.get(i)));
            Tensor mask = node.builder().constant(inside).reshape(dims.toArray());
            result = mask.select(result, outside);
        }
        return result;
    }

    private static List<Double> region(NodeContext node, int rank, List<Integer> axes) {
        List<Double> region = new ArrayList<>(Collections.nCopies(axes.size(), 0.0));
        region.addAll(Collections.nCopies(axes.size(), 1.0));
        boolean crops =
                node.text("coordinate_transformation_mode", "").equals("tf_crop_and_resize");
        if (!crops) {
            return region;
        }
        List<Double> given = numbers(node.literal(1, "the region of a Resize"));
        if (given.size() == 2 * axes.size()) {
            return given;
        }
        requireCount(node, given.size(), 2 * rank);
        for (int i = 0; i < axes.size(); i++) {
            region.set(i, given.get(axes.get(i)));
            region.set(i + axes.size(), given.get(axes.get(i) + rank));
        }
        return region;
    }

    /// Sizes as wanted, or one scale for all axes.
    private static void fitToAspect(
            NodeContext node,
            Tensor data,
            List<Integer> axes,
            List<Double> scales,
            List<Long> targets) {
        for (int i = 0; i < axes.size(); i++) {
            scales.add((double) targets.get(i) / size(node, data, axes.get(i)));
        }
        String policy = node.text("keep_aspect_ratio_policy", "stretch");
        if (policy.equals("stretch") || scales.isEmpty()) {
            return;
        }
        double scale =
                policy.equals("not_larger") ? Collections.min(scales) : Collections.max(scales);
        for (int i = 0; i < axes.size(); i++) {
            scales.set(i, scale);
            targets.set(i, Math.round(scale * size(node, data, axes.get(i))));
        }
    }

    private static void requireCount(NodeContext node, int found, int expected) {
        if (found != expected) {
            throw node.invalid(expected + " numbers are required, found " + found);
        }
    }

    private static List<Double> numbers(Literal literal) {
        return LongStream.range(0, literal.elements()).mapToObj(literal::asDouble).toList();
    }

    private static long size(NodeContext node, Tensor data, int axis) {
        return data.dim(axis)
                .constant()
                .orElseThrow(
                        () ->
                                node.unsupported(
                                        "axis "
                                                + axis
                                                + " of "
                                                + data.type()
                                                + " is resampled and its extent is no number"));
    }

    /// The product along an axis with weights `[target, size]`; where each row picks one element,
    /// those are gathered.
    private static Tensor resampled(Tensor data, int axis, Literal weights) {
        Optional<long[]> picks = picks(weights);
        if (picks.isPresent()) {
            boolean isIdentity =
                    picks.get().length == weights.sizes()[1]
                            && LongStream.range(0, picks.get().length)
                                    .allMatch(i -> picks.get()[(int) i] == i);
            return isIdentity ? data : data.gather(data.builder().constants(picks.get()), axis);
        }
        LiteralBuilder typed = new LiteralBuilder(data.dtype(), weights.sizes());
        for (long i = 0; i < weights.elements(); i++) {
            typed.put(i, weights.asDouble(i));
        }
        Tensor matrix = data.builder().constant(typed.build());
        Tensor product = data.contract(matrix, List.of(), List.of(), List.of(axis), List.of(1));
        return Axes.moved(product, data.rank() - 1, axis);
    }

    /// The element that each row picks, if each picks one.
    private static Optional<long[]> picks(Literal weights) {
        long[] picks = new long[(int) weights.sizes()[0]];
        long size = weights.sizes()[1];
        for (int row = 0; row < picks.length; row++) {
            picks[row] = -1;
            for (long i = 0; i < size; i++) {
                double weight = weights.asDouble(row * size + i);
                if (weight == 1) {
                    picks[row] = i;
                } else if (weight != 0) {
                    return Optional.empty();
                }
            }
        }
        return LongStream.of(picks).allMatch(p -> p >= 0) ? Optional.of(picks) : Optional.empty();
    }
}
