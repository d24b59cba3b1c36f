package dev.komodo.examples.posterior.chains;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.komodo.examples.posterior.diagnostics.Summary;
import dev.komodo.examples.posterior.nuts.ChainSettings;
import dev.komodo.onnx.numpy.NpyArray;
import dev.komodo.runtime.KernelReport.CacheOutcome;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Chains in JVMs of their own, from a cold cache; then, with the same seed, four of which three
/// fail.
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class SamplingTest {
    private static final ChainSettings SHORT = new ChainSettings(200, 200, 0.8, 10);

    @TempDir static Path temp;
    private static SamplingRun well = new SamplingRun(List.of(), Samples.NONE);
    private static SamplingRun ill = well;

    @BeforeAll
    static void sample() throws IOException {
        well = run("well");
        ill = run("ill");
    }

    private static SamplingRun run(String health) throws IOException {
        Path cache = temp.resolve("cache");
        return Sampling.run(
                NormalProgram.program(health).with(Map.of("KOMODO_CACHE", cache.toString())),
                new SamplingOptions(4, 7, SHORT, temp.resolve(health)),
                ChainListener.NONE);
    }

    @Test
    void fourColdSiblingsCompileEachKernelOnceAndComputeTheSameBits() {
        assertThat(well.failures()).isEmpty();
        for (int kernel = 0; kernel < 2; kernel++) {
            int place = kernel;
            assertThat(well.outcomes().stream().map(o -> o.kernels().get(place).cache()))
                    .containsExactlyInAnyOrder(
                            CacheOutcome.MISS,
                            CacheOutcome.HIT,
                            CacheOutcome.HIT,
                            CacheOutcome.HIT);
        }
        assertThat(well.outcomes().stream().map(ChainOutcome::centreBits).distinct()).hasSize(1);
    }

    @Test
    void allDrawsComeTogether() throws IOException {
        Samples samples = well.samples();
        assertThat(samples.array("x").shape()).containsExactly(4L, 200L, 2L);
        assertThat(samples.array("sampler.energy").shape()).containsExactly(4L, 200L);
        double[][] first = samples.scalar("x[1]");
        double[][] second = samples.scalar("x[2]");
        assertThat(samples.scalar("sum")[1][9]).isEqualTo(first[1][9] + second[1][9]);
        try (Stream<Path> left = Files.list(temp.resolve("well"))) {
            assertThat(left).as("files of single chains and empty logs").isEmpty();
        }
    }

    @Test
    void theDrawsAreOfThePosterior() {
        assertThat(well.samples().summaries().keySet())
                .containsExactly(
                        "x[1]",
                        "x[2]",
                        "sum",
                        "square[1,1]",
                        "square[1,2]",
                        "square[2,1]",
                        "square[2,2]");
        for (int i = 0; i < 2; i++) {
            Summary summary = Summary.of(well.samples().scalar("x[" + (i + 1) + "]"));
            assertThat(summary.mean())
                    .isCloseTo(NormalProgram.MEANS[i], within(5 * summary.mcseMean()));
            assertThat(summary.sd())
                    .isCloseTo(NormalProgram.SCALES[i], within(5 * summary.mcseSd()));
        }
    }

    @Test
    void chainsHaveRandomNumbersOfTheirOwn() {
        assertThat(Stream.of(well.samples().scalar("x[1]")).distinct()).hasSize(4);
    }

    @Test
    void aChainThatThrowsIsNamed() {
        assertThat(ill.failures()).hasSize(3);
        assertThat(ill.failures().get(0))
                .startsWith("chain 2 exited with status 1: ")
                .contains("IllegalStateException: this chain has no model")
                .contains("chain-2.log");
    }

    @Test
    void aChainThatIsKilledIsNamed() {
        assertThat(ill.failures().get(1)).startsWith("chain 3 was killed by signal 9");
    }

    @Test
    void aChainThatComputesOtherBitsIsFoundOut() {
        assertThat(ill.failures().get(2))
                .isEqualTo("chain 4 computes another log-density at the centre than chain 1");
    }

    /// The chain that is left draws what it drew in the other run.
    @Test
    void theOthersFinishAndEqualSeedsGiveEqualDraws() {
        assertThat(ill.samples().chains()).isEqualTo(1);
        NpyArray left = ill.samples().array("x");
        NpyArray all = well.samples().array("x");
        assertThat(left.segment().mismatch(all.segment().asSlice(0, left.segment().byteSize())))
                .isEqualTo(-1);
    }
}
