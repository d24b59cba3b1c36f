package dev.komodo.graph;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.SplittableRandom;

/// Texts of floats are those of the Java library, which keys and printed graphs were made with.
class LiteralTextTest {
    private static final int NUMBERS = 50_000;

    @Test
    void floatsAreHexadecimalAsTheLibraryWritesThem() {
        double[] special = {
            0,
            -0.0,
            1,
            -1,
            0.5,
            1.5,
            Double.MIN_VALUE,
            -Double.MIN_VALUE,
            Double.MIN_NORMAL,
            Math.nextDown(Double.MIN_NORMAL),
            Double.MAX_VALUE
        };
        for (double value : special) {
            compare(value);
        }
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < NUMBERS; i++) {
            compare(Double.longBitsToDouble(random.nextLong()));
            compare(Float.intBitsToFloat(random.nextInt()));
            compare(Double.longBitsToDouble(random.nextLong() >>> 12)); // below the normal ones
        }
    }

    private static void compare(double value) {
        if (Double.isFinite(value)) {
            assertThat(LiteralText.hexadecimal(value)).isEqualTo(Double.toHexString(value));
        }
    }
}
