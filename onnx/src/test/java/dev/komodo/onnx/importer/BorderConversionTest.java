package dev.komodo.onnx.importer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.graph.DType;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.Tensor;
import dev.komodo.interp.Interpreter;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/// Numbers to and from the formats that only files have.
final class BorderConversionTest {
    private static Literal run(Literal argument, UnaryOperator<Tensor> function) {
        GraphBuilder graph = new GraphBuilder("conversion");
        Tensor x = graph.input("x", argument.type());
        graph.output("y", function.apply(x));
        return Interpreter.run(graph.build(), List.of(argument)).getFirst();
    }

    @ParameterizedTest
    @EnumSource(BorderFormat.class)
    void eachCodeOfANumberComesBack(BorderFormat format) {
        int count = 1 << format.bits();
        LiteralBuilder codes = new LiteralBuilder(format.codes(), count);
        for (int code = 0; code < count; code++) {
            codes.putBits(code, (format.isInteger() ? format.smallest() : 0) + code);
        }
        Literal all = codes.build();
        Literal numbers = run(all, x -> BorderConversion.decoded(x, format));
        Literal back = run(numbers, x -> BorderConversion.encoded(x, format, false, "nearest"));
        for (int i = 0; i < count; i++) {
            if (!Double.isNaN(numbers.asDouble(i))) {
                assertThat(back.bits(i)).as("code %d", all.bits(i)).isEqualTo(all.bits(i));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = BorderFormat.class,
            names = {
                "FLOAT8_E4M3FN",
                "FLOAT8_E4M3FNUZ",
                "FLOAT8_E5M2",
                "FLOAT8_E5M2FNUZ",
                "FLOAT4_E2M1"
            })
    void numbersBecomeTheNearestCodeOfWhichTheTiesAreEven(BorderFormat format) {
        for (DType dtype : List.of(DType.F16, DType.BF16, DType.F32, DType.F64)) {
            SplittableRandom random = new SplittableRandom(format.name().hashCode());
            LiteralBuilder builder = new LiteralBuilder(dtype, 4000);
            for (int i = 0; i < 4000; i++) {
                boolean isTie = i % 2 == 0;
                int code = random.nextInt((1 << (format.bits() - 1)) - 1);
                double between = (format.value(code) + (double) format.value(code + 1)) / 2;
                double other = Math.scalb(random.nextDouble(-2, 2), random.nextInt(-22, 18));
                double chosen = isTie && Double.isFinite(between) ? between : other;
                boolean fits = dtype != DType.F16 || Math.abs(chosen) < 65520;
                builder.put(i, fits ? chosen : 1);
            }
            Literal numbers = builder.build();
            Literal codes = run(numbers, x -> BorderConversion.encoded(x, format, true, "nearest"));
            for (int i = 0; i < 4000; i++) {
                requireNearest(format, numbers.asDouble(i), (int) codes.bits(i));
            }
        }
    }

    private static void requireNearest(BorderFormat format, double number, int code) {
        double own = Math.abs(format.value(code) - number);
        for (int other = 0; other < 1 << format.bits(); other++) {
            double value = format.value(other);
            if (Double.isFinite(value) && value != format.value(code)) {
                double distance = Math.abs(value - number);
                assertThat(own).as("%s as %d", number, code).isLessThanOrEqualTo(distance);
                boolean isOddTie = own == distance && (code & 1) != 0 && (other & 1) == 0;
                assertThat(isOddTie).as("%s as %d", number, code).isFalse();
            }
        }
    }
}
