package dev.komodo.interp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.graph.DType;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.Op;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.UnaryOp;
import dev.komodo.math.PreciseReference;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.math.BigDecimal;
import java.util.List;
import java.util.Random;

class SpecialMeaningTest {
    private static final List<Double> SPECIAL =
            List.of(
                    0x1.762d86356be3fp0,
                    Math.nextUp(1.0),
                    Math.nextDown(1.0),
                    Math.nextUp(2.0),
                    Math.nextDown(2.0),
                    1.001,
                    1.9991,
                    -2.4570247382208006,
                    -0.5040830082644554,
                    -1e-9,
                    1e-300,
                    2.5e305);

    @ParameterizedTest
    @CsvSource({
        "TRIGAMMA, Infinity, 0",
        "TRIGAMMA, 1.7976931348623157E308, 5.562684646268003E-309",
        "LOG_GAMMA, 1.7976931348623157E308, Infinity",
        "GAMMA, 1.7976931348623157E308, Infinity",
        "BESSEL_J0, 1.7976931348623157E308, -4.1869868495853725E-155",
        "BESSEL_J1, 1.7976931348623157E308, 4.228745848829994E-155",
        "ACOSH, -1E17, NaN",
        "ACOSH, -1E300, NaN",
    })
    void endsOfTheRange(UnaryOp op, double x, double expected) {
        Literal result =
                Interpreter.run(
                                Graph.build(
                                        "end",
                                        g -> {
                                            Tensor of = g.input("x", DType.F64);
                                            Op apply = new Op.Unary(op, of.value());
                                            g.output("y", g.apply(apply).getFirst());
                                        }),
                                List.of(LiteralBuilder.scalar(DType.F64, x)))
                        .getFirst();
        double found = result.asDouble(0);
        assertThat((Object) found)
                .satisfiesAnyOf(
                        same -> assertThat(same).isEqualTo(expected),
                        _ ->
                                assertThat(Math.abs(found - expected))
                                        .isLessThanOrEqualTo(2 * Math.ulp(expected)));
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
    void isWithinAnUlpOrBesideAZeroWithinATinyNumber(UnaryOp op) {
        for (double x : SPECIAL) {
            check(op, x);
        }
        Random random = new Random(11);
        for (int i = 0; i < 25; i++) {
            check(op, random.nextDouble() * 5);
            check(op, random.nextDouble() * -50);
            check(op, (1 + random.nextDouble()) * Math.scalb(1.0, random.nextInt(1900) - 950));
        }
    }

    private static void check(UnaryOp op, double any) {
        double x =
                switch (op) {
                    case GAMMA, BESSEL_I0, BESSEL_I1 -> Math.clamp(any, -170, 170);
                    case TRIGAMMA -> Math.abs(any) < 1e-150 ? 1 / any : any;
                    case ERF_INVERSE -> Math.abs(any) < 1 ? any : 1 / (any + 1e-9);
                    case ERFC_INVERSE -> Math.abs(any) < 2 ? Math.abs(any) : 1 / Math.abs(any);
                    case BESSEL_J0, BESSEL_J1 -> Math.abs(any) < 0x1p30 ? any : 1 / any;
                    default -> any;
                };
        double y = RealMeaning.unary(op, x);
        BigDecimal exact = PreciseReference.unary(op, x);
        double error = exact.subtract(new BigDecimal(y)).abs().doubleValue();
        assertThat(error)
                .as("%s of %s, found %s", op, x, y)
                .isLessThan(Math.max(Math.ulp(exact.doubleValue()), 0x1p-65));
    }
}
