package dev.komodo.examples.posterior.nuts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.IntStream;

/// Stan's windows.
class WarmupWindowsTest {
    private static List<Integer> ends(int warmup) {
        WarmupWindows windows = new WarmupWindows(warmup);
        return IntStream.range(0, warmup)
                .filter(windows::closesAfter)
                .mapToObj(iteration -> iteration + 1)
                .toList();
    }

    @Test
    void windowsDouble() {
        assertThat(ends(1000)).containsExactly(100, 150, 250, 450, 950);
        assertThat(ends(300)).containsExactly(100, 150, 250);
        assertThat(ends(150)).containsExactly(100);
    }

    @Test
    void shortWarmupsHaveOneWindow() {
        assertThat(ends(100)).containsExactly(90);
        assertThat(ends(20)).containsExactly(18);
        assertThat(ends(19)).isEmpty();
        assertThat(ends(0)).isEmpty();
    }

    @Test
    void theBeginningAndTheEndEstimateNothing() {
        WarmupWindows windows = new WarmupWindows(1000);
        assertThat(IntStream.range(0, 1000).filter(windows::estimates).boxed())
                .containsExactlyElementsOf(IntStream.range(75, 950).boxed().toList());
    }
}
