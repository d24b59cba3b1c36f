package dev.komodo.library;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.ScanStep;
import dev.komodo.graph.Tensor;

import java.util.List;
import java.util.Optional;

/// Non-maximum suppression: of boxes that overlap, the one with the best score stays. Greedy, by
/// batch and class: from the best score down, a box is selected unless one that was selected before
/// covers too much of it.
///
/// Source: ONNX operator NonMaxSuppression-11; P. Felzenszwalb et al., "Object detection with
/// discriminatively trained part-based models", IEEE TPAMI 32 (2010), section 5.
///
/// @param limit the most boxes of a batch and class, an i64 scalar
/// @param overlap two boxes overlap if the area of their intersection by that of their union is
///   above, a float scalar
/// @param least selected scores are above, a float scalar
/// @param isCentered whether a box is its centre, width and height, else two opposite corners, each
///   the ordinate first
public record BoxSuppression(
        Tensor limit, Tensor overlap, Optional<Tensor> least, boolean isCentered) {
    /// The selected boxes as rows of batch, class and box, by batch, then class, then from the best
    /// score down: `boxes [b, n, 4], scores [b, c, n] -> i64[k, 3]` with a data dim k. Of equal
    /// scores the first box is tried first; NaN is no score.
    public Tensor select(Tensor boxes, Tensor scores) {
        List<Tensor> sorted = scores.sortWithPositions(2, true);
        Tensor order = sorted.getLast();
        Tensor isEligible = sorted.getFirst().isNaN().not();
        if (least.isPresent()) {
            isEligible = isEligible.and(sorted.getFirst().greater(least.get()));
        }
        Tensor selected = selected(corners(boxes, order), isEligible);
        Tensor found = selected.transpose(1, 2, 0).nonZero();
        Tensor batch = row(found, 0);
        Tensor kind = row(found, 1);
        GraphBuilder builder = boxes.builder();
        Tensor matrix = batch.mul(Axes.extent(builder, scores.dim(1))).add(kind);
        Tensor place = matrix.mul(Axes.extent(builder, scores.dim(2))).add(row(found, 2));
        Tensor box = order.reshape(order.shape().elements()).gather(place, 0);
        return Tensor.stack(1, batch, kind, box);
    }

    private static Tensor row(Tensor positions, int axis) {
        return positions.slice(0, axis, axis + 1).squeeze(0);
    }

    /// Boxes in the order of their scores, each coordinate [b, c, n].
    private record Corners(Tensor y0, Tensor x0, Tensor y1, Tensor x1) {
        Tensor area() {
            return y1.sub(y0).mul(x1.sub(x0));
        }

        /// The intersection with another box by the union, 0 where one has no area.
        Tensor overlap(Corners other) {
            Tensor height = y1.minimum(other.y1).sub(y0.maximum(other.y0));
            Tensor width = x1.minimum(other.x1).sub(x0.maximum(other.x0));
            Tensor common = height.maximum(0).mul(width.maximum(0));
            Tensor union = area().add(other.area()).sub(common);
            Tensor none = common.builder().constant(common.dtype(), 0.0);
            Tensor exists = area().greater(0).and(other.area().greater(0)).and(union.greater(0));
            return exists.and(common.greater(0)).select(common.div(union), none);
        }

        /// The coordinates, each box a step: [n, b, c].
        List<Tensor> steps() {
            return List.of(step(y0), step(x0), step(y1), step(x1));
        }

        static Tensor step(Tensor coordinate) {
            return coordinate.transpose(2, 0, 1);
        }

        /// The box of a step, for all [b, c, 1].
        static Corners of(List<Tensor> step) {
            List<Tensor> box = step.stream().map(coordinate -> coordinate.expandDims(2)).toList();
            return new Corners(box.get(0), box.get(1), box.get(2), box.get(3));
        }
    }

    private Corners corners(Tensor boxes, Tensor order) {
        Tensor batch = boxes.builder().iota(DType.I64, 0, boxes.dim(0), 1, 1);
        Tensor place = batch.mul(Axes.extent(boxes.builder(), boxes.dim(1))).add(order);
        Tensor a = coordinate(boxes, 0, place);
        Tensor b = coordinate(boxes, 1, place);
        Tensor c = coordinate(boxes, 2, place);
        Tensor d = coordinate(boxes, 3, place);
        if (isCentered) {
            Tensor width = c.mul(0.5);
            Tensor height = d.mul(0.5);
            return new Corners(b.sub(height), a.sub(width), b.add(height), a.add(width));
        }
        return new Corners(a.minimum(c), b.minimum(d), a.maximum(c), b.maximum(d));
    }

    private static Tensor coordinate(Tensor boxes, int index, Tensor place) {
        Dim count = boxes.dim(0).times(boxes.dim(1));
        return boxes.slice(2, index, index + 1).reshape(count).gather(place, 0);
    }

    /// Which boxes are selected, in the order of their scores: [n, b, c].
    private Tensor selected(Corners corners, Tensor isEligible) {
        GraphBuilder builder = isEligible.builder();
        Dim count = isEligible.dim(2);
        Tensor none = builder.constant(DType.BOOL, 0L).broadcastTo(isEligible.shape());
        Tensor zero =
                builder.constant(DType.I64, 0L).broadcastTo(isEligible.dim(0), isEligible.dim(1));
        List<Tensor> box = corners.steps();
        List<Tensor> steps =
                List.of(
                        builder.iota(DType.I64, 0, count),
                        Corners.step(isEligible),
                        box.get(0),
                        box.get(1),
                        box.get(2),
                        box.get(3));
        return builder.scan(
                        count,
                        List.of(none, zero),
                        steps,
                        (carries, step) -> {
                            Tensor isCovered = carries.get(0).gather(step.get(0), 2);
                            Tensor isLeft = carries.get(1).less(limit);
                            Tensor takes = step.get(1).and(isCovered.not()).and(isLeft);
                            Tensor overlaps =
                                    corners.overlap(Corners.of(step.subList(2, 6)))
                                            .greater(overlap);
                            Tensor covered = carries.get(0).or(overlaps.and(takes.expandDims(2)));
                            Tensor taken = carries.get(1).add(takes.cast(DType.I64));
                            return ScanStep.of(List.of(covered, taken), List.of(takes));
                        })
                .emitted()
                .getFirst();
    }
}
