package dev.komodo.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.testing.Samples;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.math.BigDecimal;
import java.math.BigInteger;

/// Conversions of single elements against exact arithmetic.
class ConversionTest {
    @ParameterizedTest
    @EnumSource(DType.class)
    void finiteNumbersBecomeTheNearestFloatOfWhichTheTiesAreEven(DType from) {
        for (DType to : DType.values()) {
            if (!to.isFloat() || from == to) {
                continue;
            }
            for (long bits : Samples.bits(from, 7, 3000)) {
                if (isFinite(from, bits)) {
                    long found = Conversion.of(from, to).applyAsLong(bits);
                    requireNearest(to, exact(from, bits), found);
                }
            }
        }
    }

    private static void requireNearest(DType to, BigDecimal value, long found) {
        if (value.signum() == 0) {
            assertThat(Conversion.toDouble(to, found)).isZero();
            return;
        }
        long sign = 1L << (to.width() - 1);
        assertThat((found & sign) != 0).as("the sign of %s", value).isEqualTo(value.signum() < 0);
        BigDecimal magnitude = value.abs();
        long pattern = found & ~sign;
        BigDecimal own = distance(to, pattern, magnitude);
        BigDecimal above = distance(to, pattern + 1, magnitude);
        BigDecimal below = pattern == 0 ? own : distance(to, pattern - 1, magnitude);
        assertThat(own).as("%s to %s", value, to).isLessThanOrEqualTo(above.min(below));
        boolean isTie = own.compareTo(above) == 0 || (pattern > 0 && own.compareTo(below) == 0);
        assertThat(isTie && (pattern & 1) != 0).as("%s to %s is a tie", value, to).isFalse();
    }

    /// From a positive float to a number; an infinity stands where the next float would.
    private static BigDecimal distance(DType to, long pattern, BigDecimal magnitude) {
        long infinity = Conversion.ofDouble(to, Double.POSITIVE_INFINITY);
        if (pattern > infinity) {
            return BigDecimal.TEN.pow(400);
        }
        if (pattern < infinity) {
            return exact(to, pattern).subtract(magnitude).abs();
        }
        BigDecimal largest = exact(to, infinity - 1);
        BigDecimal next = largest.add(largest).subtract(exact(to, infinity - 2));
        return next.subtract(magnitude).max(BigDecimal.ZERO);
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void floatsBecomeIntegersTowardsZeroWithinTheRange(DType to) {
        if (!to.isInteger()) {
            return;
        }
        BigDecimal least = exact(to, to.smallest());
        BigDecimal most = exact(to, to.largest());
        for (long bits : Samples.bits(DType.F64, 11, 3000)) {
            BigDecimal expected = BigDecimal.ZERO;
            double value = Double.longBitsToDouble(bits);
            if (Double.isInfinite(value)) {
                expected = value > 0 ? most : least;
            } else if (!Double.isNaN(value)) {
                BigInteger whole = new BigDecimal(value).toBigInteger();
                expected = new BigDecimal(whole).min(most).max(least);
            }
            long found = Conversion.of(DType.F64, to).applyAsLong(bits);
            assertThat(exact(to, found)).as("%s to %s", value, to).isEqualByComparingTo(expected);
        }
    }

    @Test
    void integersWrap() {
        assertThat(Conversion.of(DType.I32, DType.U8).applyAsLong(-1)).isEqualTo(255);
        assertThat(Conversion.of(DType.U16, DType.I8).applyAsLong(0x1FF)).isEqualTo(-1);
        assertThat(Conversion.of(DType.U64, DType.I64).applyAsLong(-1)).isEqualTo(-1);
        assertThat(Conversion.of(DType.I64, DType.U32).applyAsLong(-1)).isEqualTo(0xFFFFFFFFL);
    }

    @Test
    void nansStayQuietNans() {
        assertThat(Conversion.of(DType.F32, DType.BF16).applyAsLong(0x7F800001L))
                .isEqualTo(0x7FC0L);
        assertThat(Conversion.of(DType.F64, DType.BF16).applyAsLong(0xFFF8000000000000L))
                .isEqualTo(0xFFC0L);
        assertThat(Conversion.of(DType.BF16, DType.BOOL).applyAsLong(0x7FC0L)).isEqualTo(1);
    }

    private static boolean isFinite(DType dtype, long bits) {
        return Double.isFinite(Conversion.toDouble(dtype, bits));
    }

    private static BigDecimal exact(DType dtype, long bits) {
        return dtype == DType.U64
                ? new BigDecimal(new BigInteger(Long.toUnsignedString(bits)))
                : dtype.isFloat()
                        ? new BigDecimal(Conversion.toDouble(dtype, bits))
                        : BigDecimal.valueOf(bits);
    }
}
