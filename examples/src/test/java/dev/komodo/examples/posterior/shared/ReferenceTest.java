package dev.komodo.examples.posterior.shared;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.examples.posterior.chains.ChainListener;
import dev.komodo.examples.posterior.chains.ChainOutcome;
import dev.komodo.examples.posterior.chains.Sampling;
import dev.komodo.examples.posterior.chains.SamplingOptions;
import dev.komodo.examples.posterior.chains.SamplingRun;
import dev.komodo.examples.posterior.nuts.ChainSettings;
import dev.komodo.runtime.KernelReport.CacheOutcome;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Four chains of 1000 draws each, in processes of their own from a cold cache, reproduce the
/// reference of a posterior. The property `komodo.posteriors` names the posteriors, separated by
/// commas, or says `all`; without it one quick posterior stands for them. Each leaves a line in
/// `target/posteriors`.
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class ReferenceTest {
    private static final double[] ACCEPTANCES = {0.8, 0.95, 0.99};
    private static final int CHAINS = 4;

    @TempDir Path temp;

    private static List<String> posteriors() {
        String asked = System.getProperty("komodo.posteriors", "eight_schools_noncentered");
        return asked.equals("all") ? Models.NAMES : List.of(asked.split(",", -1));
    }

    @ParameterizedTest
    @MethodSource("posteriors")
    void fourChainsReproduceTheReference(String name) throws IOException {
        Data reference = Data.read(name, "reference.json");
        Judgement judgement = judge(name, reference, 1);
        assertThat(judgement.largest()).as("%s", judgement).isLessThanOrEqualTo(Judgement.FAILURE);
        if (!judgement.misses().isEmpty()) {
            assertThat(judgement.misses()).hasSize(1);
            Judgement again = judge(name, reference, 2);
            assertThat(again.misses().keySet())
                    .doesNotContainAnyElementsOf(judgement.misses().keySet());
        }
    }

    /// The first run that can be judged, of ever smaller steps.
    private Judgement judge(String name, Data reference, long seed) throws IOException {
        Judgement judgement = new Judgement(List.of("not run"), Map.of(), 0, 0);
        for (double acceptance : ACCEPTANCES) {
            long begin = System.nanoTime();
            SamplingRun run = run(name, seed, acceptance);
            double seconds = (System.nanoTime() - begin) / 1e9;
            judgement = Judgement.of(run.samples(), reference);
            note(name, acceptance, run, judgement, seconds);
            if (judgement.flaws().isEmpty()) {
                return judgement;
            }
        }
        throw new AssertionError(name + " cannot be judged: " + judgement.flaws());
    }

    private SamplingRun run(String name, long seed, double acceptance) throws IOException {
        String place = name + "-" + seed + "-" + acceptance;
        Path cache = temp.resolve(place + "-cache");
        SamplingRun run =
                Sampling.run(
                        SharedProgram.program(name).with(Map.of("KOMODO_CACHE", cache.toString())),
                        new SamplingOptions(
                                CHAINS,
                                seed,
                                ChainSettings.DEFAULTS.targetAcceptance(acceptance),
                                temp.resolve(place)),
                        ChainListener.NONE);
        assertThat(run.failures()).isEmpty();
        assertEachKernelIsCompiledOnce(run);
        double[][] draws = run.samples().scalar("log_density");
        assertThat(Arrays.stream(draws).map(Arrays::hashCode).distinct()).hasSize(CHAINS);
        return run;
    }

    private static void assertEachKernelIsCompiledOnce(SamplingRun run) {
        Stream<CacheOutcome> outcomes =
                run.outcomes().stream()
                        .flatMap(outcome -> outcome.kernels().stream())
                        .map(kernel -> kernel.cache());
        assertThat(outcomes.filter(outcome -> outcome == CacheOutcome.MISS)).hasSize(2);
        assertThat(run.outcomes().stream().map(ChainOutcome::centreBits).distinct()).hasSize(1);
    }

    private static void note(
            String name, double acceptance, SamplingRun run, Judgement judgement, double seconds)
            throws IOException {
        double busy = 0;
        long gradients = 0;
        for (ChainOutcome outcome : run.outcomes()) {
            busy += outcome.done().orElseThrow().warmupSeconds();
            busy += outcome.done().orElseThrow().seconds();
            gradients += outcome.done().orElseThrow().gradients();
        }
        String line =
                String.format(
                        Locale.ROOT,
                        "%s: acceptance %.2f, %d divergences, least ess %.0f, largest distance"
                                + " %.2f, %.1f s, %.2f us per gradient, flaws %s, misses %s%n",
                        name,
                        acceptance,
                        run.samples().divergences(),
                        judgement.leastSize(),
                        judgement.largest(),
                        seconds,
                        1e6 * busy / gradients,
                        judgement.flaws(),
                        judgement.misses());
        Path folder = Files.createDirectories(Path.of("target", "posteriors"));
        Files.writeString(folder.resolve(name + "-" + acceptance + ".txt"), line);
    }
}
