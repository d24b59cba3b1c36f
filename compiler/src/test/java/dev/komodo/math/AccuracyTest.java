package dev.komodo.math;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.UnaryOp;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.math.BigDecimal;
import java.util.List;
import java.util.Random;

/// The bounds of `docs/accuracy.md`. f64 against [PreciseReference] by sampling; f32 against the
/// f64 formulas, at every 4001st bit pattern, or at every one with `-Dkomodo.math.stride=1`.
class AccuracyTest {
    private static final long STRIDE = Long.getLong("komodo.math.stride", 4001);
    private static final int SAMPLES = Integer.getInteger("komodo.math.samples", 300);

    @ParameterizedTest
    @EnumSource(
            names = {
                "EXP",
                "EXP2",
                "EXPM1",
                "LOG",
                "LOG2",
                "LOG10",
                "LOG1P",
                "SIN",
                "COS",
                "TAN",
                "ASIN",
                "ACOS",
                "ATAN",
                "SINH",
                "COSH",
                "TANH",
                "ASINH",
                "ACOSH",
                "ATANH",
                "CBRT",
                "SIGMOID",
                "SOFTPLUS",
                "ERF",
                "ERFC"
            })
    void singleStaysBelowOneUlp(UnaryOp op, TestReporter reporter) {
        ScalarCode.FloatFormula formula = ScalarCode.single(op);
        ScalarCode.DoubleFormula reference = ScalarCode.twofold(op);
        Worst worst = new Worst();
        for (long bits = 0; bits < 1L << 32; bits += STRIDE) {
            float x = Float.intBitsToFloat((int) bits);
            worst.add(x, ulps(formula.at(x), reference.at(x)));
        }
        worst.report(reporter, op + " f32");
        assertThat(worst.ulps).as(worst.toString()).isLessThan(1);
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "EXP",
                "EXP2",
                "EXPM1",
                "LOG",
                "LOG2",
                "LOG10",
                "LOG1P",
                "SIN",
                "COS",
                "TAN",
                "ASIN",
                "ACOS",
                "ATAN",
                "SINH",
                "COSH",
                "TANH",
                "ASINH",
                "ACOSH",
                "ATANH",
                "CBRT",
                "SIGMOID",
                "SOFTPLUS",
                "ERF",
                "ERFC"
            })
    void twofoldStaysBelowOneUlp(UnaryOp op, TestReporter reporter) {
        ScalarCode.DoubleFormula formula = ScalarCode.twofold(op);
        Random random = new Random(20_250_101);
        Worst worst = new Worst();
        for (int i = 0; i < 4 * SAMPLES; i++) {
            double x = operand(op, random, i % 4);
            double y = formula.at(x);
            BigDecimal exact = PreciseReference.unary(op, x);
            worst.add(x, PreciseReference.ulps(y, exact, 52, Double.MIN_EXPONENT));
        }
        worst.report(reporter, op + " f64");
        assertThat(worst.ulps).as(worst.toString()).isLessThan(1);
    }

    @Test
    void powerStaysBelowOneUlp(TestReporter reporter) {
        ScalarCode.FloatPairFormula single = ScalarCode.single(BinaryOp.POWER);
        ScalarCode.DoublePairFormula twofold = ScalarCode.twofold(BinaryOp.POWER);
        Random random = new Random(20_250_102);
        Worst worstSingle = new Worst();
        Worst worstTwofold = new Worst();
        for (int i = 0; i < 4 * SAMPLES; i++) {
            double a = base(random, i % 3);
            double b = random.nextGaussian() * 300 / Math.max(1e-17, Math.abs(Math.log(a)));
            BigDecimal exact = PreciseReference.power(a, b);
            double y = twofold.at(a, b);
            if (Double.isFinite(y)) {
                worstTwofold.add(a, PreciseReference.ulps(y, exact, 52, Double.MIN_EXPONENT));
            } else {
                assertThat(exact).isGreaterThan(new BigDecimal(Double.MAX_VALUE));
            }
            float narrowA = (float) base(random, i % 3);
            float narrowB =
                    (float)
                            (random.nextGaussian()
                                    * 50
                                    / Math.max(1e-8, Math.abs(Math.log(narrowA))));
            if (narrowA > 0 && Float.isFinite(narrowA)) {
                worstSingle.add(
                        narrowA, ulps(single.at(narrowA, narrowB), twofold.at(narrowA, narrowB)));
            }
        }
        worstSingle.report(reporter, "POWER f32");
        worstTwofold.report(reporter, "POWER f64");
        assertThat(worstSingle.ulps).isLessThan(1);
        assertThat(worstTwofold.ulps).isLessThan(1);
    }

    @Test
    void anglesStayBelowOneUlp(TestReporter reporter) {
        ScalarCode.FloatPairFormula single = ScalarCode.single(BinaryOp.ATAN2);
        ScalarCode.DoublePairFormula twofold = ScalarCode.twofold(BinaryOp.ATAN2);
        Random random = new Random(20_250_103);
        Worst worstSingle = new Worst();
        Worst worstTwofold = new Worst();
        for (int i = 0; i < 4 * SAMPLES; i++) {
            double y = base(random, i % 3) * (random.nextBoolean() ? 1 : -1);
            double x = base(random, i / 3 % 3) * (random.nextBoolean() ? 1 : -1);
            double angle = twofold.at(y, x);
            BigDecimal exact = PreciseReference.angle(y, x);
            worstTwofold.add(y, PreciseReference.ulps(angle, exact, 52, Double.MIN_EXPONENT));
            float narrowY = (float) y;
            float narrowX = (float) x;
            worstSingle.add(
                    narrowY, ulps(single.at(narrowY, narrowX), twofold.at(narrowY, narrowX)));
        }
        worstSingle.report(reporter, "ATAN2 f32");
        worstTwofold.report(reporter, "ATAN2 f64");
        assertThat(worstSingle.ulps).isLessThan(1);
        assertThat(worstTwofold.ulps).isLessThan(1);
    }

    @Test
    void reducesTheWorstDoubleNearAMultipleOfHalfPi() {
        double worst = 6381956970095103.0 * 0x1p797;
        double y = ScalarCode.twofold(UnaryOp.COS).at(worst);
        BigDecimal exact = PreciseReference.unary(UnaryOp.COS, worst);
        assertThat(Math.abs(exact.doubleValue())).isLessThan(0x1p-60);
        assertThat(PreciseReference.ulps(y, exact, 52, Double.MIN_EXPONENT)).isLessThan(1);
    }

    @Test
    void reducesHugeSinglesNearMultiplesOfPi() {
        for (float x : List.of(0x1.f37c8ap96f, 0x1.bddfdp76f, 0x1.fffffep127f)) {
            for (UnaryOp op : List.of(UnaryOp.SIN, UnaryOp.COS)) {
                BigDecimal exact = PreciseReference.unary(op, x);
                float y = ScalarCode.single(op).at(x);
                double wide = ScalarCode.twofold(op).at(x);
                assertThat(PreciseReference.ulps(y, exact, 23, Float.MIN_EXPONENT)).isLessThan(1);
                assertThat(PreciseReference.ulps(wide, exact, 52, Double.MIN_EXPONENT))
                        .isLessThan(1);
            }
        }
    }

    /// Operands near 1, of moderate size, around the largest that matter, and of any exponent.
    private static double operand(UnaryOp op, Random random, int family) {
        double x =
                switch (family) {
                    case 0 -> random.nextGaussian();
                    case 1 -> random.nextGaussian() * 8;
                    case 2 -> random.nextDouble() * 745 - 745 * (random.nextInt(3) / 2);
                    default ->
                            (random.nextDouble() + 1)
                                    * Math.scalb(1.0, random.nextInt(2000) - 1000)
                                    * (random.nextBoolean() ? 1 : -1);
                };
        return switch (op) {
            case LOG, LOG2, LOG10 -> Math.abs(x) + Double.MIN_VALUE;
            case ASIN, ACOS, ATANH -> Math.abs(x) < 1 ? x : 1 / (x + Math.copySign(0x1p-40, x));
            case ACOSH -> 1 + Math.abs(x);
            case LOG1P -> x <= -1 ? -1 / x + Math.ulp(1.0) - 1 : x;
            case EXP, EXP2, EXPM1, SIGMOID, SOFTPLUS -> Math.clamp(x, -744, 709);
            case SINH, COSH -> Math.clamp(x, -710, 710);
            case TANH, ERF -> Math.clamp(x, -30, 30);
            case ERFC -> Math.abs(x) < 27 ? x : 27 / x;
            default -> x;
        };
    }

    private static double base(Random random, int family) {
        return switch (family) {
            case 0 -> Math.exp(random.nextGaussian());
            case 1 -> 1 + random.nextGaussian() * 0x1p-10;
            default -> (random.nextDouble() + 1) * Math.scalb(1.0, random.nextInt(240) - 120);
        };
    }

    /// The distance of an f32 from an f64 that stands for the exact value; infinite where one of
    /// them is NaN, or overflows, and the other does not.
    static double ulps(float y, double exact) {
        if (Double.isNaN(exact)) {
            return Float.isNaN(y) ? 0 : Double.POSITIVE_INFINITY;
        }
        if (Math.abs(exact) >= 0x1.ffffffp127) {
            return y == Math.copySign(Float.POSITIVE_INFINITY, exact)
                    ? 0
                    : Double.POSITIVE_INFINITY;
        }
        if (!Float.isFinite(y)
                || (exact == 0 && Float.floatToIntBits(y) != Float.floatToIntBits((float) exact))) {
            return Double.POSITIVE_INFINITY;
        }
        int exponent = Math.max(Math.getExponent(exact), Float.MIN_EXPONENT);
        return Math.abs(y - exact) * Math.scalb(1.0, 23 - exponent);
    }

    static final class Worst {
        private double ulps;
        private double at;

        void add(double x, double error) {
            if (!(error <= ulps)) {
                ulps = error;
                at = x;
            }
        }

        double ulps() {
            return ulps;
        }

        void report(TestReporter reporter, String name) {
            reporter.publishEntry(name, toString());
        }

        @Override
        public String toString() {
            return "%.4f ULP at %s".formatted(ulps, Double.toHexString(at));
        }
    }
}
