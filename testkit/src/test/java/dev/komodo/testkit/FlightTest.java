package dev.komodo.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Cold processes that want one kernel at once compile it once.
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class FlightTest {
    private static final int PROCESSES = 8;
    private static final int ROUNDS = Scale.of(1, 10);

    @TempDir Path temp;

    @Test
    void eightColdProcessesCompileAKernelOnce() throws IOException {
        for (int round = 0; round < ROUNDS; round++) {
            Path cache = temp.resolve("cache-" + round);
            try (Siblings siblings = Siblings.start(PROCESSES, _ -> process(cache, "locks"))) {
                List<String> lines = siblings.go().lastLines();
                assertThat(Collections.frequency(lines, "1 true")).isEqualTo(1);
                assertThat(Collections.frequency(lines, "0 true")).isEqualTo(PROCESSES - 1);
            }
        }
        new Findings("single-flight")
                .add("rounds of " + PROCESSES + " cold processes", ROUNDS)
                .add("compilations by LLVM", ROUNDS)
                .write();
    }

    /// All compile at the same time: none goes on before all have said that they would compile.
    @Test
    void withoutLocksEachOfThemCompiles() throws IOException {
        int processes = Scale.of(2, PROCESSES);
        Path cache = temp.resolve("cache");
        try (Siblings siblings = Siblings.start(processes, _ -> process(cache, "none"))) {
            assertThat(siblings.go().go().lastLines())
                    .isEqualTo(Collections.nCopies(processes, "1 true"));
        }
    }

    private ChildJvm process(Path cache, String locks) throws IOException {
        return ChildJvm.start(temp, FlightProcess.class, cache, locks);
    }
}
