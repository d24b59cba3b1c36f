package dev.komodo.bench;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/// The JMH benchmarks run: each once, briefly; what they measure says nothing here.
final class BenchmarksTest {
    @Test
    void benchmarksRun() {
        String arguments = "all -f 0 -wi 0 -i 1 -r 1ms -p graph=tiny";
        assertThatCode(() -> Benchmarks.main(new String[] {arguments + " -foe true -v SILENT"}))
                .doesNotThrowAnyException();
    }

    @Test
    void anUnknownNameIsRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> Benchmarks.main(new String[] {"cal"}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'cal'")
                .hasMessageContaining("compile");
    }
}
