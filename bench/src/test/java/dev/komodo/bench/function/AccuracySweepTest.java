package dev.komodo.bench.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.komodo.Komodo;
import dev.komodo.Options;

import org.junit.jupiter.api.Test;

import java.util.List;

class AccuracySweepTest {
    private static ElementwiseFunction named(String name) {
        return ElementwiseFunction.named(ElementwiseFunction.UNARY, List.of(name)).getFirst();
    }

    @Test
    void theLargestErrorDoesNotDependOnTheNumberOfWorkers() {
        AccuracySweep sweep = new AccuracySweep(named("log2"), 100_003);
        LargestError alone = sweep.run(1);
        assertThat(alone.ulps()).isBetween(0.5, 1.0);
        assertThat(sweep.run(2)).isEqualTo(alone);
    }

    @Test
    void anOverflowOnTheWayIsSeen() {
        ElementwiseFunction wrong =
                new ElementwiseFunction(
                        "wrong",
                        1,
                        0,
                        1,
                        Double.NEGATIVE_INFINITY,
                        (x, _) -> x.mul(x).add(1).sqrt());
        assertThat(new AccuracySweep(wrong, 1_000_003).run(1).ulps()).isGreaterThan(1);
    }

    @Test
    void zerosInfinitiesAndNaNsAreCompared() {
        assertThat(LargestError.ulps(-0.0f, 0.0)).isInfinite();
        assertThat(LargestError.ulps(Float.POSITIVE_INFINITY, 0x1.fffffefp127)).isInfinite();
        assertThat(LargestError.ulps(Float.POSITIVE_INFINITY, 0x1p128)).isZero();
        assertThat(LargestError.ulps(Float.NaN, Double.NaN)).isZero();
        assertThat(LargestError.ulps(1, Double.NaN)).isInfinite();
        assertThat(LargestError.ulps(Float.NaN, 1)).isInfinite();
        assertThat(LargestError.ulps(1 + 0x1p-23f, 1)).isEqualTo(1);
        assertThat(LargestError.ulps(0x1p-149f, 0x1p-150)).isEqualTo(0.5);
    }

    @Test
    void unknownNamesAreRefused() {
        assertThatThrownBy(() -> named("sine")).hasMessageContaining("no function 'sine'");
    }

    @Test
    void timesAreOneForEachTypeAndTarget() {
        try (Komodo komodo = Komodo.open(Options.defaults().threads(1).withoutCache())) {
            assertThat(FunctionTimes.row(named("exp"), List.of(komodo)))
                    .matches("\\| `exp` \\| [0-9.]+ \\| [0-9.]+ \\|");
        }
    }
}
