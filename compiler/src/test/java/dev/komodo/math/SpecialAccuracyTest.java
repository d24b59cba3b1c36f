package dev.komodo.math;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.graph.UnaryOp;

import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.math.BigDecimal;
import java.util.Random;

/// The bounds of `docs/accuracy.md` for the special functions: below 2 ULP, and beside zeros that
/// are no ordinary numbers below 2 ULP of the terms that cancel there. f64 against
/// [PreciseReference] by sampling, f32 against f64, at every 40009th bit pattern.
class SpecialAccuracyTest {
    private static final long STRIDE = Long.getLong("komodo.math.stride", 40_009);
    private static final int SAMPLES = Integer.getInteger("komodo.math.samples", 60);

    @ParameterizedTest
    @EnumSource(
            names = {
                "LOG_GAMMA",
                "DIGAMMA",
                "TRIGAMMA",
                "GAMMA",
                "ERF_INVERSE",
                "ERFC_INVERSE",
                "BESSEL_J0",
                "BESSEL_J1",
                "BESSEL_I0",
                "BESSEL_I1",
                "BESSEL_I0_SCALED",
                "BESSEL_I1_SCALED"
            })
    void singleStaysBelowTwoUlp(UnaryOp op, TestReporter reporter) {
        ScalarCode.FloatFormula formula = ScalarCode.single(op);
        ScalarCode.DoubleFormula reference = ScalarCode.twofold(op);
        AccuracyTest.Worst worst = new AccuracyTest.Worst();
        for (long bits = 0; bits < 1L << 32; bits += STRIDE) {
            float x = Float.intBitsToFloat((int) bits);
            double exact = reference.at(x);
            double ulps = AccuracyTest.ulps(formula.at(x), exact);
            worst.add(x, ulps == 0 ? 0 : ulps / excess(op, reference, x, exact));
        }
        worst.report(reporter, op + " f32");
        assertThat(worst.ulps()).as(worst.toString()).isLessThan(1);
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "LOG_GAMMA",
                "DIGAMMA",
                "TRIGAMMA",
                "GAMMA",
                "ERF_INVERSE",
                "ERFC_INVERSE",
                "BESSEL_J0",
                "BESSEL_J1",
                "BESSEL_I0",
                "BESSEL_I1",
                "BESSEL_I0_SCALED",
                "BESSEL_I1_SCALED"
            })
    void twofoldStaysBelowTwoUlp(UnaryOp op, TestReporter reporter) {
        ScalarCode.DoubleFormula formula = ScalarCode.twofold(op);
        Random random = new Random(20_261_123);
        AccuracyTest.Worst worst = new AccuracyTest.Worst();
        for (int i = 0; i < 8 * SAMPLES; i++) {
            double x = operand(op, random, i % 8);
            BigDecimal exact = PreciseReference.unary(op, x);
            double y = formula.at(x);
            double ulps = PreciseReference.ulps(y, exact, 52, Double.MIN_EXPONENT);
            worst.add(x, y == 0 && isZero(op, x) ? 0 : ulps / excess(op, formula, x, y));
        }
        worst.report(reporter, op + " f64");
        assertThat(worst.ulps()).as(worst.toString()).isLessThan(2);
    }

    private static boolean isZero(UnaryOp op, double x) {
        return op == UnaryOp.LOG_GAMMA && (x == 1 || x == 2);
    }

    /// How much larger than the result the terms are whose difference it is, where it has zeros
    /// that are no ordinary numbers; at least 1.
    private static double excess(
            UnaryOp op, ScalarCode.DoubleFormula formula, double x, double result) {
        double terms =
                switch (op) {
                    case LOG_GAMMA -> x >= -0.5 ? 0 : Math.max(1, formula.at(-x));
                    case DIGAMMA -> x >= -0.5 ? 0 : 4;
                    case BESSEL_J0, BESSEL_J1 ->
                            Math.abs(x) < 5 ? 0 : 0x1p-3 * Math.sqrt(2 / Math.PI / Math.abs(x));
                    default -> 0;
                };
        return Math.max(1, terms / Math.abs(result));
    }

    /// Operands beside 1 and 2, small and moderate ones of both signs, whole ones and their
    /// neighbours, large ones, and those of any exponent, brought to where the function has values.
    private static double operand(UnaryOp op, Random random, int family) {
        double any = (random.nextDouble() + 1) * Math.scalb(1.0, random.nextInt(1960) - 980);
        double x =
                switch (family) {
                    case 0 ->
                            random.nextInt(3)
                                    + random.nextGaussian() * Math.scalb(1.0, -random.nextInt(50));
                    case 1 -> random.nextDouble() * 4;
                    case 2 -> random.nextDouble() * 4 - 4;
                    case 3 -> random.nextDouble() * 40;
                    case 4 -> random.nextDouble() * -200;
                    case 5 -> -random.nextInt(30) + random.nextGaussian() * 1e-9;
                    case 6 -> beside(op, random, any);
                    default -> any;
                };
        return switch (op) {
            case GAMMA -> Math.abs(x) < 171 ? x : 171 / x;
            case ERF_INVERSE -> Math.abs(x) < 1 ? x : 1 / (x + Math.copySign(0x1p-50, x));
            case ERFC_INVERSE -> Math.abs(x) < 2 ? Math.abs(x) : 1 / Math.abs(x);
            case BESSEL_I0, BESSEL_I1 -> Math.abs(x) < 710 ? x : 710 / x;
            case TRIGAMMA -> Math.abs(x) > 1e-150 ? x : 1 / x;
            default -> x;
        };
    }

    /// Beside a zero that is no ordinary number.
    private static double beside(UnaryOp op, Random random, double any) {
        double near = random.nextGaussian() * Math.scalb(1.0, -random.nextInt(50));
        return switch (op) {
            case DIGAMMA -> DigammaTwofold.ZERO_HIGH + near;
            case BESSEL_J0 ->
                    (random.nextBoolean() ? 2.404825557695773 : 11.791534439014281) + near;
            case BESSEL_J1 -> (random.nextBoolean() ? 3.831705970207512 : 7.015586669815619) + near;
            case ERF_INVERSE -> 1 - Math.abs(near);
            default -> any;
        };
    }
}
