package dev.komodo.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

final class InterleavedTest {
    @Test
    void sidesTakeTurnsAndTheFirstCallOfATurnDoesNotCount() {
        List<String> calls = new ArrayList<>();
        List<Samples> times =
                Interleaved.time(
                        2,
                        List.of(
                                new Interleaved.Calls(() -> slow(calls, "a"), 0, 0),
                                new Interleaved.Calls(() -> slow(calls, "b"), 0, 0)));
        assertThat(calls).containsExactly("a", "a", "b", "b", "a", "a", "b", "b");
        assertThat(times).extracting(Samples::count).containsExactly(2, 2);
    }

    /// Longer than the shortest sample, so that a sample is one call.
    private static void slow(List<String> calls, String name) {
        long end = System.nanoTime() + 100_000;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        calls.add(name);
    }

    @Test
    void quantilesAreThoseOfTheSortedTimes() {
        Samples samples = new Samples(new double[] {5, 1, 4, 2, 3, 9, 8, 7, 6, 10, 11});
        assertThat(samples.median()).isEqualTo(6);
        assertThat(samples.best()).isEqualTo(1);
        assertThat(samples.spread()).isEqualTo((10 - 2) / 6.0);
    }
}
