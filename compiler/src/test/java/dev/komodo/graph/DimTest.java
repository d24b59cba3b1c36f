package dev.komodo.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.komodo.error.InvalidGraphException;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Random;

class DimTest {
    private static final Dim N = Dim.symbol("n");
    private static final Dim M = Dim.symbol("m");

    @Test
    void writesEqualPolynomialsTheSameWay() {
        Dim left = N.plus(M).times(N.minus(M));
        Dim right = N.times(N).minus(M.times(M));
        assertThat(left).isEqualTo(right);
        assertThat(left.toString()).isEqualTo("-m*m + n*n");
        assertThat(N.times(Dim.of(20)).floorDivide(Dim.of(10))).isEqualTo(N.times(Dim.of(2)));
        assertThat(N.times(M).floorDivide(M)).isEqualTo(N);
        assertThat(N.plus(Dim.of(3)).maximum(N)).isEqualTo(N.plus(Dim.of(3)));
    }

    @Test
    void evaluatesAsIntegersDo() {
        Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            Map<Dim, Long> at = Map.of(N, 1L + random.nextInt(50), M, 1L + random.nextInt(50));
            Sample sample = Sample.random(random, at, 4);
            assertThat(sample.dim.evaluate(at::get)).isEqualTo(sample.value);
        }
    }

    @Test
    void aDimIsReadBackFromItsText() {
        for (String text : List.of("7", "n", "2*n*m + 3", "floordiv(n + 1, 2)", "max(n, 4)")) {
            Dim dim = Dim.parse(text);
            assertThat(Dim.parse(dim.toString())).isEqualTo(dim);
        }
        assertThatThrownBy(() -> Dim.parse("n n")).isInstanceOf(InvalidGraphException.class);
    }

    @Test
    void overflowsLoudly() {
        Dim huge = Dim.of(Long.MAX_VALUE);
        assertThatThrownBy(() -> huge.plus(Dim.of(1))).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> huge.times(N).times(Dim.of(2)))
                .isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> N.times(N).evaluate(_ -> 1L << 40))
                .isInstanceOf(ArithmeticException.class);
    }

    @Test
    void turnsOverflowsOfExtentsIntoTheCallersMistake() {
        assertThatThrownBy(
                        () -> new GraphBuilder("g").input("x", DType.F64, 1L << 32, 1L << 31, "n"))
                .isInstanceOf(InvalidGraphException.class)
                .hasMessageContaining("overflows 64 bits");
    }

    @Test
    void learnsEqualitiesFromGuards() {
        Dim quarter = N.floorDivide(Dim.of(4));
        DimFacts facts =
                DimFacts.of(
                        List.of(
                                new DimGuard(N, M, "same"),
                                new DimGuard(N, quarter.times(Dim.of(4)), "divisible")));
        assertThat(facts.provesEqual(N.times(M), M.times(M))).isTrue();
        assertThat(facts.provesEqual(M, quarter.times(Dim.of(4)))).isTrue();
        assertThat(facts.provesEqual(N, N.plus(Dim.of(1)))).isFalse();
        DimFacts zero = DimFacts.of(List.of(new DimGuard(Dim.of(2), M.plus(Dim.of(2)), "none")));
        assertThat(zero.provesEqual(M.times(M).plus(N), N)).isTrue();
    }

    private record Sample(Dim dim, long value) {
        static Sample random(Random random, Map<Dim, Long> at, int depth) {
            if (depth == 0 || random.nextInt(4) == 0) {
                Dim atom = random.nextBoolean() ? N : random.nextBoolean() ? M : null;
                int number = random.nextInt(9) - 4;
                return atom == null
                        ? new Sample(Dim.of(number), number)
                        : new Sample(atom, atom.evaluate(name -> at.getOrDefault(name, 0L)));
            }
            Sample a = random(random, at, depth - 1);
            Sample b = random(random, at, depth - 1);
            return switch (random.nextInt(5)) {
                case 0 -> new Sample(a.dim.plus(b.dim), a.value + b.value);
                case 1 -> new Sample(a.dim.minus(b.dim), a.value - b.value);
                case 2 -> new Sample(a.dim.times(b.dim), a.value * b.value);
                case 3 -> new Sample(a.dim.maximum(b.dim), Math.max(a.value, b.value));
                default -> {
                    Dim divisor = N.plus(Dim.of(1 + random.nextInt(5)));
                    long by = divisor.evaluate(at::get);
                    yield new Sample(a.dim.floorDivide(divisor), Math.floorDiv(a.value, by));
                }
            };
        }
    }
}
