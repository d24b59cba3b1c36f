package dev.komodo.measure;

import dev.komodo.graph.DType;
import dev.komodo.runtime.NDArray;

import java.util.Arrays;
import java.util.Optional;

/// Whether two results of one computation agree. Integers and truth values must be equal; floats
/// may differ by `relative * |expected| + absolute * (largest finite |expected| of the array)`: a
/// sum that cancels is as exact as its terms. NaN agrees with NaN, an infinity with itself.
///
/// @param mismatch what differs, absent if nothing does
/// @param largest the largest difference, in units of what is allowed
public record Agreement(Optional<String> mismatch, double largest) {
    /// Compares arrays.
    ///
    /// @param name what they hold, for the message
    public static Agreement of(String name, NDArray found, NDArray expected) {
        if (found.dtype() != expected.dtype() || !Arrays.equals(found.sizes(), expected.sizes())) {
            return new Agreement(
                    Optional.of("%s is %s, the peer's %s".formatted(name, found, expected)),
                    Double.POSITIVE_INFINITY);
        }
        double relative = relative(found.dtype());
        double absolute = relative / 10 * magnitude(expected);
        double largest = 0;
        long worst = -1;
        for (long i = 0; i < found.elements(); i++) {
            double difference = difference(found, expected, i);
            if (Double.isFinite(difference) && difference > 0) {
                difference /= absolute + relative * Math.abs(expected.get(i));
            }
            if (difference > largest) {
                largest = difference;
                worst = i;
            }
        }
        return new Agreement(
                largest <= 1
                        ? Optional.empty()
                        : Optional.of(
                                "%s: element %d is %s, the peer's %s"
                                        .formatted(
                                                name,
                                                worst,
                                                found.get(worst),
                                                expected.get(worst))),
                largest);
    }

    /// 0 for what is equal or NaN on both sides, infinite where one side only is NaN or infinite.
    private static double difference(NDArray found, NDArray expected, long i) {
        double mine = found.get(i);
        double other = expected.get(i);
        if (found.dtype().isInteger()) {
            return found.getLong(i) == expected.getLong(i) ? 0 : Double.POSITIVE_INFINITY;
        }
        if (mine == other || (Double.isNaN(mine) && Double.isNaN(other))) {
            return 0;
        }
        double difference = Math.abs(mine - other);
        return Double.isFinite(difference) ? difference : Double.POSITIVE_INFINITY;
    }

    private static double relative(DType dtype) {
        return switch (dtype) {
            case F16 -> 1e-2;
            case BF16 -> 5e-2;
            case F32 -> 1e-4;
            case F64 -> 1e-9;
            case I8, I16, I32, I64, U8, U16, U32, U64, BOOL -> 0;
        };
    }

    private static double magnitude(NDArray array) {
        double largest = Double.MIN_NORMAL;
        for (long i = 0; i < array.elements(); i++) {
            double size = Math.abs(array.get(i));
            if (Double.isFinite(size)) {
                largest = Math.max(largest, size);
            }
        }
        return largest;
    }
}
