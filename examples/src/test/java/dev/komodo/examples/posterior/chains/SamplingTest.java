package dev.komodo.examples.posterior.chains;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.komodo.examples.posterior.SamplingCommand;
import dev.komodo.examples.posterior.diagnostics.Summary;
import dev.komodo.examples.posterior.nuts.ChainSettings;
import dev.komodo.onnx.numpy.NpyArray;
import dev.komodo.onnx.numpy.NpzFile;
import dev.komodo.runtime.KernelReport.CacheOutcome;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Chains in JVMs of their own, from a cold cache.
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class SamplingTest {
    private static final ChainSettings SHORT = new ChainSettings(200, 200, 0.8, 10);

    @TempDir static Path temp;
    private static SamplingRun well = new SamplingRun(List.of(), Samples.NONE);

    @BeforeAll
    static void sample() throws IOException {
        well =
                Sampling.run(
                        program("well"),
                        new SamplingOptions(4, 7, SHORT, temp.resolve("well")),
                        ChainListener.NONE);
    }

    private static Program program(String health) {
        Path cache = temp.resolve("cache");
        return NormalProgram.program(health).with(Map.of("KOMODO_CACHE", cache.toString()));
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

    /// A user's command, with the seed of the other run: chain 2 throws, chain 3 is killed, chain 4
    /// computes another density.
    @Test
    void chainsThatFailAreNamedAndTheOthersFinish() throws IOException {
        Path folder = temp.resolve("ill");
        Printed printed =
                Printed.by(
                        () ->
                                SamplingCommand.execute(
                                        program("ill"),
                                        () -> NormalProgram.posterior(0),
                                        "--seed=7",
                                        "--warmup=200",
                                        "--draws=200",
                                        "--out=" + folder));
        assertThat(printed.status()).isEqualTo(1);
        assertThat(printed.errors()).hasSize(3);
        assertThat(printed.errors().get(0))
                .startsWith("chain 2 exited with status 1: ")
                .contains("IllegalStateException: this chain has no model")
                .contains("chain-2.log");
        assertThat(printed.errors().get(1)).startsWith("chain 3 was killed by signal 9");
        assertThat(printed.errors().get(2))
                .isEqualTo("chain 4 computes another log-density at the centre than chain 1");
        assertThat(printed.output())
                .anySatisfy(line -> assertThat(line).startsWith("chain 2: FAILED"))
                .anySatisfy(line -> assertThat(line).startsWith("square[2,2] "));
        assertThat(Files.readString(folder.resolve("report.html")))
                .contains("chain 3 was killed", "<h3>square[2,2]</h3>", "<path class=\"c0\"")
                .doesNotContain("http", "<script", "NaN");
        NpyArray left = NpzFile.read(folder.resolve("samples.npz"), 1 << 20).get("x");
        assertIsFirstOfWell(Objects.requireNonNull(left));
    }

    /// Equal seeds give equal draws in other processes.
    private static void assertIsFirstOfWell(NpyArray left) {
        MemorySegment all = well.samples().array("x").segment();
        assertThat(left.shape()).containsExactly(1L, 200L, 2L);
        assertThat(left.segment().mismatch(all.asSlice(0, left.segment().byteSize())))
                .isEqualTo(-1);
    }

    @Test
    void wrongArgumentsAreToldInALine() {
        for (String wrong : List.of("--acceptance=2", "--chains=0", "--draws=many", "--fast")) {
            Printed printed =
                    Printed.by(
                            () ->
                                    SamplingCommand.execute(
                                            program("well"),
                                            () -> NormalProgram.posterior(0),
                                            wrong));
            assertThat(printed.status()).isEqualTo(2);
            assertThat(printed.errors()).as(wrong).hasSize(1);
        }
    }

    /// However the parent ends: here it has no time to do anything.
    @Test
    void chainsEndWithTheirParent() throws Exception {
        Process parent =
                program("well")
                        .start(
                                List.of(
                                        "--chains=1",
                                        "--warmup=1000000000",
                                        "--out=" + temp.resolve("orphans")),
                                temp.resolve("orphans.err"));
        BufferedReader output = parent.inputReader();
        assertThat(output.readLine()).startsWith("what a program prints");
        assertThat(output.readLine()).contains("kernel normals: cache");
        List<ProcessHandle> chains = parent.toHandle().children().toList();
        assertThat(chains).hasSize(1);
        parent.destroyForcibly();
        try {
            for (ProcessHandle chain : chains) {
                chain.onExit().get(3, TimeUnit.MINUTES);
            }
        } finally {
            chains.forEach(ProcessHandle::destroyForcibly);
        }
    }
}
