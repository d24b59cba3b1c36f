package dev.komodo.measure;

import dev.komodo.graph.DType;
import dev.komodo.runtime.NDArray;

import java.util.SplittableRandom;

/// Arguments for measurements: seeded, never zeros.
public final class RandomArrays {
    /// How floats are drawn. Integers are uniform in [0, 10), truth values fall like a coin.
    public enum Draw {
        /// Nearly standard normal: the sum of four uniform numbers, between -3.5 and 3.5, mean 0,
        /// variance 1.
        NORMAL,
        /// Uniform in [0.1, 1.1): for functions that are defined above zero only.
        POSITIVE
    }

    private RandomArrays() {}

    /// Fills an array.
    ///
    /// @param seed the same seed gives the same numbers
    public static void fill(NDArray array, long seed, Draw draw) {
        SplittableRandom numbers = new SplittableRandom(seed);
        for (long i = 0; i < array.elements(); i++) {
            array.set(i, next(array.dtype(), numbers, draw));
        }
    }

    private static double next(DType dtype, SplittableRandom numbers, Draw draw) {
        return switch (dtype.kind()) {
            case FLOAT ->
                    switch (draw) {
                        case NORMAL -> normal(numbers.nextLong());
                        case POSITIVE -> numbers.nextDouble(0.1, 1.1);
                    };
            case SIGNED, UNSIGNED -> numbers.nextInt(10);
            case BOOLEAN -> numbers.nextBoolean() ? 1 : 0;
        };
    }

    /// The sum of the four 16-bit parts of random bits, shifted and scaled.
    private static double normal(long bits) {
        long sum =
                (bits & 0xFFFF) + (bits >>> 16 & 0xFFFF) + (bits >>> 32 & 0xFFFF) + (bits >>> 48);
        return (sum - 2 * 65_535.0) * (1.7320508075688772 / 65_536);
    }
}
