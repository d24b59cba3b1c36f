package dev.komodo.library;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.Komodo;
import dev.komodo.Options;
import dev.komodo.graph.DType;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.Tensor;
import dev.komodo.interp.Interpreter;
import dev.komodo.math.PreciseGamma;
import dev.komodo.math.PreciseReference;
import dev.komodo.runtime.Kernel;
import dev.komodo.runtime.NDArray;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

import java.lang.foreign.Arena;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/// The composites against sums in 100 decimal digits, compiled; and what the interpreter says.
class SpecialFunctionsTest {
    private static final MathContext DIGITS = new MathContext(100);
    private static final BigDecimal ONE = BigDecimal.ONE;
    private static final BigDecimal TWO = BigDecimal.TWO;

    @Test
    void gammaIncKeepsItsDigits(TestReporter reporter) {
        List<double[]> points = new ArrayList<>();
        Random random = new Random(41);
        for (double a :
                List.of(1e-8, 0.01, 0.3, 0.99, 1.0, 1.7, 5.5, 15.9, 16.1, 40.0, 150.0, 199.9)) {
            for (double factor : List.of(0.001, 0.3, 0.9, 1.0, 1.2, 3.0)) {
                points.add(new double[] {a, a * factor});
                points.add(new double[] {a, factor * (1 + random.nextDouble())});
            }
        }
        for (double a : List.of(200.0, 317.3, 2000.0, 1e5)) {
            for (double distance : List.of(-6.0, -2.0, -0.1, 0.0, 0.5, 3.0, 7.0)) {
                points.add(new double[] {a, a + distance * Math.sqrt(a)});
            }
        }
        List<BigDecimal> lower = points.stream().map(p -> lower(p[0], p[1])).toList();
        List<BigDecimal> upper = lower.stream().map(p -> ONE.subtract(p)).toList();
        Function<List<Tensor>, Tensor> p = xs -> SpecialFunctions.gammaIncP(xs.get(0), xs.get(1));
        Function<List<Tensor>, Tensor> q = xs -> SpecialFunctions.gammaIncQ(xs.get(0), xs.get(1));
        check(reporter, "gammaIncP", p, points, lower, 2000);
        check(reporter, "gammaIncQ", q, points, upper, 2000);
    }

    @Test
    void betaIncKeepsItsDigits(TestReporter reporter) {
        List<double[]> points = new ArrayList<>();
        for (double a : List.of(1e-3, 1.0, 7.9, 30.0, 400.0)) {
            for (double b : List.of(0.01, 2.0, 100.0)) {
                for (double x : List.of(1e-10, 0.4, 0.98)) {
                    points.add(new double[] {a, b, x});
                }
                points.add(new double[] {a, b, a / (a + b)});
            }
        }
        points.add(new double[] {2e4, 3e4, 0.4});
        points.add(new double[] {2e4, 3e4, 0.39});
        List<BigDecimal> exact =
                points.stream().map(p -> betaInc(big(p[0]), big(p[1]), big(p[2]))).toList();
        Function<List<Tensor>, Tensor> f =
                xs -> SpecialFunctions.betaInc(xs.get(0), xs.get(1), xs.get(2));
        check(reporter, "betaInc", f, points, exact, 1000);
    }

    @Test
    void logarithmsOfGammaFunctionsKeepTheirDigits(TestReporter reporter) {
        List<double[]> points = new ArrayList<>();
        for (double a : List.of(1e-5, 0.4, 2.5, 17.0, 300.0, 1e6, 1e12)) {
            for (double b : List.of(1e-3, 0.7, 4.0, 90.0, 1e7)) {
                points.add(new double[] {a, b});
            }
        }
        List<BigDecimal> exact = points.stream().map(p -> logBeta(big(p[0]), big(p[1]))).toList();
        check(
                reporter,
                "logBeta",
                xs -> SpecialFunctions.logBeta(xs.get(0), xs.get(1)),
                points,
                exact,
                40);
    }

    @Test
    void tailsOfTheNormalDistributionKeepTheirDigits(TestReporter reporter) {
        List<double[]> points = new ArrayList<>();
        for (double x = -25; x < 25; x += 0.37) {
            points.add(new double[] {x});
        }
        points.add(new double[] {1e6});
        List<BigDecimal> scaled =
                points.stream()
                        .filter(p -> p[0] < 1e5)
                        .map(
                                p ->
                                        PreciseReference.exp(big(p[0]).pow(2))
                                                .multiply(PreciseReference.erfc(big(p[0]))))
                        .toList();
        check(
                reporter,
                "erfcScaled",
                xs -> SpecialFunctions.erfcScaled(xs.getFirst()),
                points.subList(0, scaled.size()),
                scaled,
                8);
        List<double[]> all = new ArrayList<>(points.subList(0, scaled.size()));
        all.add(new double[] {-37.5});
        all.add(new double[] {-1000});
        List<BigDecimal> logarithms = all.stream().map(p -> logNormalCdf(big(p[0]))).toList();
        check(
                reporter,
                "logNormalCdf",
                xs -> SpecialFunctions.logNormalCdf(xs.getFirst()),
                all,
                logarithms,
                8);
    }

    @Test
    void logarithmsOfSumsKeepTheirDigits(TestReporter reporter) {
        List<double[]> points = new ArrayList<>();
        for (double a : List.of(-700.0, -40.0, -1.0, -0.7, -1e-3, -1e-12)) {
            points.add(new double[] {a});
        }
        List<BigDecimal> exact =
                points.stream()
                        .map(
                                p ->
                                        PreciseReference.log(
                                                ONE.subtract(PreciseReference.exp(big(p[0])))))
                        .toList();
        check(
                reporter,
                "log1mExp",
                xs -> SpecialFunctions.log1mExp(xs.getFirst()),
                points,
                exact,
                3);
        List<double[]> chances = new ArrayList<>();
        for (double p : List.of(1e-300, 1e-5, 0.2, 0.26, 0.49999, 0.5000001, 0.7, 0.8, 1 - 1e-12)) {
            chances.add(new double[] {p});
        }
        List<BigDecimal> logits =
                chances.stream()
                        .map(
                                p ->
                                        PreciseReference.log(
                                                big(p[0]).divide(ONE.subtract(big(p[0])), DIGITS)))
                        .toList();
        check(reporter, "logit", xs -> SpecialFunctions.logit(xs.getFirst()), chances, logits, 4);
    }

    /// Values of mpmath 1.3 in 40 digits, rounded.
    @Test
    void polygammaHasTheDerivativesOfDigamma(TestReporter reporter) {
        List<double[]> points =
                List.of(
                        new double[] {1},
                        new double[] {0.1},
                        new double[] {3.7},
                        new double[] {100},
                        new double[] {-0.3},
                        new double[] {-2.6});
        check(
                reporter,
                "polygamma 2",
                xs -> SpecialFunctions.polygamma(2, xs.getFirst()),
                points,
                POLYGAMMA_2,
                40);
        check(
                reporter,
                "polygamma 4",
                xs -> SpecialFunctions.polygamma(4, xs.getFirst()),
                points.subList(0, 4),
                POLYGAMMA_4,
                40);
    }

    private static final List<BigDecimal> POLYGAMMA_2 =
            List.of(
                    new BigDecimal("-2.40411380631918857079947632302289998"),
                    new BigDecimal("-2001.86145737834367322205083002933388"),
                    new BigDecimal("-0.0953953087285540334827211089970800541"),
                    new BigDecimal("-0.000101004999833349997000833004460593823"),
                    new BigDecimal("67.6390811998831600402125591672852719"),
                    new BigDecimal("-22.3777965804092457693957112376255413"));
    private static final List<BigDecimal> POLYGAMMA_4 =
            List.of(
                    new BigDecimal("-24.88626612344087823195277167496882"),
                    new BigDecimal("-2400015.60720319519877812113728811515"),
                    new BigDecimal("-0.0530386111079539593209583209016376971"),
                    new BigDecimal("-0.0000000612099993001199670129930947558810011"));

    @Test
    void theEndsAreThoseOfProbabilities() {
        double infinity = Double.POSITIVE_INFINITY;
        double nan = Double.NaN;
        Function<List<Tensor>, Tensor> p = xs -> SpecialFunctions.gammaIncP(xs.get(0), xs.get(1));
        List<double[]> points =
                List.of(
                        new double[] {1, 0},
                        new double[] {0, 1},
                        new double[] {1, infinity},
                        new double[] {infinity, 1},
                        new double[] {-1, 1},
                        new double[] {1, -1},
                        new double[] {0, 0},
                        new double[] {nan, 1});
        assertThat(compiled(p, points)).containsExactly(0, 1, 1, 0, nan, nan, nan, nan);
        Function<List<Tensor>, Tensor> beta =
                xs -> SpecialFunctions.betaInc(xs.get(0), xs.get(1), xs.get(2));
        List<double[]> corners =
                List.of(
                        new double[] {2, 3, 0},
                        new double[] {2, 3, 1},
                        new double[] {2, 3, 1.5},
                        new double[] {0, 3, 0.5},
                        new double[] {2, 3, nan});
        assertThat(compiled(beta, corners)).containsExactly(0, 1, nan, nan, nan);
        Function<List<Tensor>, Tensor> products =
                xs -> SpecialFunctions.xlogy(xs.get(0), xs.get(1));
        assertThat(compiled(products, List.of(new double[] {0, 0}, new double[] {0, nan})))
                .containsExactly(0, nan);
        Function<List<Tensor>, Tensor> differences =
                xs -> SpecialFunctions.logDiffExp(xs.get(0), xs.get(1));
        assertThat(
                        compiled(
                                differences,
                                List.of(
                                        new double[] {3, 3},
                                        new double[] {-infinity, -infinity},
                                        new double[] {2, -infinity})))
                .containsExactly(-infinity, -infinity, 2);
        Function<List<Tensor>, Tensor> sums =
                xs -> SpecialFunctions.logAddExp(xs.get(0), xs.get(1));
        assertThat(
                        compiled(
                                sums,
                                List.of(
                                        new double[] {-infinity, -infinity},
                                        new double[] {infinity, 1},
                                        new double[] {1000, -1000})))
                .containsExactly(-infinity, infinity, 1000);
    }

    /// The largest error of compiled code, in ULP of the exact value; and the interpreter's values.
    private static void check(
            TestReporter reporter,
            String name,
            Function<List<Tensor>, Tensor> function,
            List<double[]> points,
            List<BigDecimal> exact,
            double bound) {
        double[] found = compiled(function, points);
        double worst = 0;
        String where = "";
        for (int i = 0; i < found.length; i++) {
            if (exact.get(i).abs().compareTo(big(Double.MIN_NORMAL)) < 0) {
                assertThat(Math.abs(found[i])).isLessThan(2 * Double.MIN_NORMAL);
                continue;
            }
            double ulps = PreciseReference.ulps(found[i], exact.get(i), 52, Double.MIN_EXPONENT);
            if (!(ulps <= worst)) {
                worst = ulps;
                where = Arrays.toString(points.get(i)) + " is " + found[i];
            }
        }
        reporter.publishEntry(name, "%.2f ULP at %s of %d".formatted(worst, where, found.length));
        assertThat(worst).as(name + " " + where).isLessThan(bound);
        double[] meant = interpreted(function, points);
        for (int i = 0; i < found.length; i++) {
            assertThat(found[i])
                    .isCloseTo(meant[i], Offset.offset(1e-12 * Math.abs(meant[i]) + 1e-300));
        }
    }

    private static Graph graph(Function<List<Tensor>, Tensor> function, int operands) {
        return Graph.build(
                "special",
                g -> {
                    List<Tensor> xs = new ArrayList<>();
                    for (int i = 0; i < operands; i++) {
                        xs.add(g.input("x" + i, DType.F64, "n"));
                    }
                    g.output("y", function.apply(xs));
                });
    }

    private static Literal column(List<double[]> points, int column) {
        return LiteralBuilder.vector(
                DType.F64, points.stream().mapToDouble(point -> point[column]).toArray());
    }

    private static double[] interpreted(
            Function<List<Tensor>, Tensor> function, List<double[]> points) {
        int operands = points.getFirst().length;
        List<Literal> inputs = new ArrayList<>();
        for (int i = 0; i < operands; i++) {
            inputs.add(column(points, i));
        }
        return doubles(Interpreter.run(graph(function, operands), inputs).getFirst());
    }

    private static double[] compiled(
            Function<List<Tensor>, Tensor> function, List<double[]> points) {
        int operands = points.getFirst().length;
        try (Komodo komodo = Komodo.open(Options.defaults().threads(1).withoutCache());
                Kernel kernel = komodo.compile(graph(function, operands));
                Arena arena = Arena.ofConfined()) {
            Map<String, NDArray> inputs = new HashMap<>();
            for (int i = 0; i < operands; i++) {
                inputs.put("x" + i, NDArray.copyOf(arena, column(points, i)));
            }
            NDArray result = kernel.call(arena, inputs).values().iterator().next();
            return doubles(result.toLiteral());
        }
    }

    private static double[] doubles(Literal literal) {
        double[] found = new double[Math.toIntExact(literal.elements())];
        Arrays.setAll(found, literal::asDouble);
        return found;
    }

    private static BigDecimal big(double value) {
        return new BigDecimal(value);
    }

    /// `x^a exp(-x) / gamma(a + 1) sum x^k / ((a + 1) ... (a + k))`.
    private static BigDecimal lower(double shape, double bound) {
        BigDecimal a = big(shape);
        BigDecimal x = big(bound);
        BigDecimal term = ONE;
        BigDecimal sum = ONE;
        BigDecimal divisor = a;
        while (term.compareTo(sum.multiply(new BigDecimal("1e-100"))) > 0) {
            divisor = divisor.add(ONE);
            term = term.multiply(x).divide(divisor, DIGITS);
            sum = sum.add(term, DIGITS);
        }
        BigDecimal exponent =
                a.multiply(PreciseReference.log(x))
                        .subtract(x)
                        .subtract(PreciseGamma.logGamma(a.add(ONE)));
        return PreciseReference.exp(exponent.round(DIGITS)).multiply(sum, DIGITS);
    }

    /// NIST Digital Library of Mathematical Functions, 8.17.8.
    private static BigDecimal betaInc(BigDecimal a, BigDecimal b, BigDecimal x) {
        if (x.compareTo(new BigDecimal("0.5")) > 0) {
            return ONE.subtract(betaInc(b, a, ONE.subtract(x)));
        }
        BigDecimal term = ONE;
        BigDecimal sum = ONE;
        BigDecimal k = BigDecimal.ZERO;
        while (term.compareTo(sum.multiply(new BigDecimal("1e-100"))) > 0) {
            BigDecimal numerator = a.add(b).add(k).multiply(x);
            k = k.add(ONE);
            term = term.multiply(numerator).divide(a.add(k), DIGITS);
            sum = sum.add(term, DIGITS);
        }
        BigDecimal exponent =
                a.multiply(PreciseReference.log(x))
                        .add(b.multiply(PreciseReference.log(ONE.subtract(x))))
                        .subtract(logBeta(a, b));
        return PreciseReference.exp(exponent.round(DIGITS)).multiply(sum, DIGITS).divide(a, DIGITS);
    }

    private static BigDecimal logBeta(BigDecimal a, BigDecimal b) {
        return PreciseGamma.logGamma(a)
                .add(PreciseGamma.logGamma(b))
                .subtract(PreciseGamma.logGamma(a.add(b)));
    }

    private static BigDecimal logNormalCdf(BigDecimal x) {
        if (x.signum() > 0) {
            BigDecimal rest = PreciseReference.erfc(x.divide(TWO.sqrt(DIGITS), DIGITS));
            return PreciseReference.log(ONE.subtract(rest.divide(TWO, DIGITS)));
        }
        BigDecimal argument = x.negate().divide(TWO.sqrt(DIGITS), DIGITS);
        return PreciseReference.log(
                PreciseReference.erfc(argument).divide(TWO, DIGITS).round(DIGITS));
    }
}
