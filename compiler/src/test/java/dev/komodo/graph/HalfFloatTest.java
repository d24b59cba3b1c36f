package dev.komodo.graph;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Random;

class HalfFloatTest {
    @Test
    void roundsOnceAndToEven() {
        Random random = new Random(16);
        for (int bits = 0; bits < 0x7BFF; bits++) {
            double low = Float.float16ToFloat((short) bits);
            double high = Float.float16ToFloat((short) (bits + 1));
            double tie = (low + high) / 2;
            short even = (short) ((bits & 1) == 0 ? bits : bits + 1);
            assertThat(HalfFloat.bits(low)).isEqualTo((short) bits);
            assertThat(HalfFloat.bits(tie)).isEqualTo(even);
            assertThat(HalfFloat.bits(Math.nextUp(tie))).isEqualTo((short) (bits + 1));
            assertThat(HalfFloat.bits(Math.nextDown(tie))).isEqualTo((short) bits);
            double some = low + (high - low) * random.nextDouble();
            assertThat(HalfFloat.bits(-some) & 0xFFFF)
                    .isEqualTo((HalfFloat.bits(some) & 0xFFFF) | 0x8000);
        }
        assertThat(HalfFloat.round(65519.99)).isEqualTo(65504);
        assertThat(HalfFloat.round(65520)).isInfinite();
        assertThat(HalfFloat.round(Double.NaN)).isNaN();
    }
}
