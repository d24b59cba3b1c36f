package dev.komodo.onnx.importer;

import dev.komodo.error.InvalidGraphException;
import dev.komodo.graph.DType;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;

import java.util.Arrays;

/// How Resize reads between elements: which place of the operand an element of the result stands
/// for, and what the elements around it weigh. Formulas: ONNX's documentation of Resize.
///
/// @param mode `nearest`, `linear` or `cubic`
/// @param transformation `coordinate_transformation_mode`
/// @param rounding `nearest_mode`
/// @param cubicA `cubic_coeff_a`
/// @param antialias whether the weights stretch where the result is smaller
/// @param excludesOutside whether elements outside weigh nothing, instead of being the border's
record Resampling(
        String mode,
        String transformation,
        String rounding,
        double cubicA,
        boolean antialias,
        boolean excludesOutside) {
    /// Resize from operator set 11 on.
    static Resampling of(NodeContext node) {
        String mode = node.text("mode", "nearest");
        requireMode(node, mode);
        return new Resampling(
                mode,
                node.text("coordinate_transformation_mode", "half_pixel"),
                node.text("nearest_mode", "round_prefer_floor"),
                node.real("cubic_coeff_a", -0.75),
                node.flag("antialias", false),
                node.flag("exclude_outside", false));
    }

    /// Upsample, and Resize of operator set 10.
    static Resampling asymmetric(NodeContext node, String mode) {
        requireMode(node, mode);
        return new Resampling(mode, "asymmetric", "floor", -0.75, false, false);
    }

    private static void requireMode(NodeContext node, String mode) {
        if (!mode.equals("nearest") && !mode.equals("linear") && !mode.equals("cubic")) {
            throw node.invalid("mode='" + mode + "' does not exist");
        }
    }

    /// Whether places outside of the operand have a value of their own.
    boolean crops() {
        return transformation.equals("tf_crop_and_resize");
    }

    /// The weights along an axis, `[target, size]`.
    Literal along(long size, long target, double scale, double start, double end) {
        LiteralBuilder weights = new LiteralBuilder(DType.F64, target, size);
        double[] row = new double[(int) size];
        for (long i = 0; i < target; i++) {
            Arrays.fill(row, 0);
            fill(row, place(i, size, target, scale, start, end), Math.min(scale, 1));
            for (int k = 0; k < size; k++) {
                weights.put(i * size + k, row[k]);
            }
        }
        return weights.build();
    }

    /// Which elements of the result stand for a place inside the operand.
    Literal inside(long size, long target, double scale, double start, double end) {
        LiteralBuilder inside = new LiteralBuilder(DType.BOOL, target);
        for (long i = 0; i < target; i++) {
            double place = place(i, size, target, scale, start, end);
            inside.put(i, place >= 0 && place <= size - 1.0 ? 1 : 0);
        }
        return inside.build();
    }

    private double place(
            long index, long size, long target, double scale, double start, double end) {
        double length = size * scale;
        return switch (transformation) {
            case "asymmetric" -> index / scale;
            case "align_corners" -> length == 1 ? 0 : index * (size - 1.0) / (length - 1);
            case "pytorch_half_pixel" -> length <= 1 ? -0.5 : (index + 0.5) / scale - 0.5;
            case "half_pixel_symmetric" -> {
                double adjustment = target / length;
                double center = size / 2.0;
                yield center * (1 - adjustment) + (index + 0.5) / scale - 0.5;
            }
            case "tf_crop_and_resize" ->
                    target > 1
                            ? start * (size - 1.0)
                                    + index * (end - start) * (size - 1.0) / (length - 1)
                            : 0.5 * (start + end) * (size - 1.0);
            case "half_pixel" -> (index + 0.5) / scale - 0.5;
            default ->
                    throw new InvalidGraphException(
                            "coordinate_transformation_mode='"
                                    + transformation
                                    + "' does not exist");
        };
    }

    private void fill(double[] row, double place, double shrink) {
        if (mode.equals("nearest")) {
            row[clamped(nearest(place), row.length)] = 1;
            return;
        }
        double width = antialias ? 1 / shrink : 1;
        double support = (mode.equals("linear") ? 1 : 2) * width;
        int first = (int) Math.floor(place - support) + 1;
        int last = (int) Math.ceil(place + support) - 1;
        double sum = 0;
        for (int k = first; k <= last; k++) {
            double weight = weight((k - place) / width);
            boolean isOutside = k < 0 || k >= row.length;
            if (!isOutside || !excludesOutside) {
                row[clamped(k, row.length)] += weight;
                sum += weight;
            }
        }
        for (int k = 0; k < row.length; k++) {
            row[k] /= sum;
        }
    }

    private static int clamped(long index, int size) {
        return Math.clamp(index, 0, size - 1);
    }

    private long nearest(double place) {
        return (long)
                switch (rounding) {
                    case "round_prefer_ceil" -> Math.floor(place + 0.5);
                    case "floor" -> Math.floor(place);
                    case "ceil" -> Math.ceil(place);
                    default -> Math.ceil(place - 0.5);
                };
    }

    /// The kernel at a distance: a triangle, or Keys' cubic with the parameter A.
    private double weight(double distance) {
        double t = Math.abs(distance);
        if (mode.equals("linear")) {
            return Math.max(1 - t, 0);
        }
        if (t <= 1) {
            return ((cubicA + 2) * t - (cubicA + 3)) * t * t + 1;
        }
        return t < 2 ? ((cubicA * t - 5 * cubicA) * t + 8 * cubicA) * t - 4 * cubicA : 0;
    }
}
