package dev.komodo.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/// Many kernels come and go in one process, some of them closed while they are called: results stay
/// right, nobody runs freed code, and memory returns to a plateau.
@Timeout(value = 3, unit = TimeUnit.HOURS)
class SoakTest {
    private static final int KERNELS = Scale.of(400, 20_000);
    private static final int SAMPLES = 40;

    /// Parts of the JVM live in `malloc` as well, and come and go by megabytes: a short run, whose
    /// growth is that of some 130 kernels, sees what is as large as a compilation's memory; only a
    /// long one sees what is as large as a kernel's.
    private static final int ALLOCATED_LIMIT = Scale.of(64 << 10, 512);

    /// A linked kernel takes at least a page of code.
    private static final int CODE_LIMIT = 256;

    @TempDir Path temp;

    @Test
    void memoryReturnsToAPlateauAndNoFreedCodeRuns() throws IOException {
        List<String> lines = soak(KERNELS, "close");
        String[] counts = lines.getLast().split(" ", -1);
        List<MemorySample> samples = samples(lines);
        Findings findings =
                new Findings("soak")
                        .add("kernels compiled, called and closed", counts[1])
                        .add("of them closed during a call", counts[2])
                        .add("calls refused because of a close", counts[3]);
        for (int i = 0; i < SAMPLES; i += SAMPLES / 8) {
            findings.add("after " + samples.get(i).done(), samples.get(i).describe());
        }
        MemorySample last = samples.getLast();
        findings.add("after " + last.done(), last.describe()).write();

        assertThat(counts[1]).isEqualTo(Integer.toString(KERNELS));
        assertThat(Integer.parseInt(counts[2])).as("closed during a call").isPositive();
        assertThat(growth(samples, MemorySample::codeBytes)).isLessThan(CODE_LIMIT);
        assertThat(growth(samples, MemorySample::allocatedBytes)).isLessThan(ALLOCATED_LIMIT);
    }

    @Test
    void kernelsThatAreNotClosedAreSeenInTheFigures() throws IOException {
        List<MemorySample> samples = samples(soak(SAMPLES * 4, "keep"));
        assertThat(growth(samples, MemorySample::codeBytes)).isGreaterThan(CODE_LIMIT);
    }

    private List<String> soak(int kernels, String mode) throws IOException {
        try (ChildJvm child =
                ChildJvm.start(
                        temp,
                        List.of(),
                        // what the JVM itself takes must not change
                        List.of(
                                "-Xms256m",
                                "-XX:+AlwaysPreTouch",
                                "-XX:InitialCodeCacheSize=48m",
                                "-XX:ReservedCodeCacheSize=48m"),
                        SoakProcess.class,
                        kernels,
                        2,
                        SAMPLES,
                        mode)) {
            return child.lastLines();
        }
    }

    private static List<MemorySample> samples(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith("sample"))
                .map(MemorySample::parse)
                .toList();
    }

    /// Bytes per kernel, from the middle of the run to its end, each being the median of a third of
    /// the samples.
    private static long growth(List<MemorySample> samples, ToLongFunction<MemorySample> figure) {
        int third = samples.size() / 3;
        List<MemorySample> middle = samples.subList(third, 2 * third);
        List<MemorySample> last = samples.subList(samples.size() - third, samples.size());
        return (median(last, figure) - median(middle, figure))
                / (last.getFirst().done() - middle.getFirst().done());
    }

    private static long median(List<MemorySample> samples, ToLongFunction<MemorySample> figure) {
        return samples.stream()
                .mapToLong(figure)
                .sorted()
                .skip(samples.size() / 2)
                .findFirst()
                .orElseThrow();
    }
}
