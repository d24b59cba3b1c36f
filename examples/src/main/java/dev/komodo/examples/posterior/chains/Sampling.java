package dev.komodo.examples.posterior.chains;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// A run of several chains, seen from the parent: starts them, listens to them, reads what they
/// wrote. For one thread.
public final class Sampling {
    /// What a chain's thread has to tell the run's.
    private sealed interface Event {
        record Said(int chain, ChainMessage message) implements Event {}

        record Ended(int chain, int status) implements Event {}
    }

    private final SamplingOptions options;
    private final ChainListener listener;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final List<SiblingProcess> processes = new ArrayList<>();
    private final List<ChainOutcome> outcomes = new ArrayList<>();

    private Sampling(SamplingOptions options, ChainListener listener) {
        this.options = options;
        this.listener = listener;
    }

    /// Runs all chains to their ends, and removes their files once the draws are read. Logs in
    /// which something stands stay.
    ///
    /// @param program whose children the chains are
    /// @throws IOException if the folder or the draws can't be written or read
    public static SamplingRun run(Program program, SamplingOptions options, ChainListener listener)
            throws IOException {
        Files.createDirectories(options.folder());
        Sampling sampling = new Sampling(options, listener);
        try {
            sampling.start(program);
            sampling.listen();
        } finally {
            sampling.processes.forEach(SiblingProcess::close);
        }
        sampling.requireAgreement();
        return sampling.collect();
    }

    private void start(Program program) throws IOException {
        for (int chain = 1; chain <= options.chains(); chain++) {
            Files.deleteIfExists(options.drawsOf(chain));
            outcomes.add(ChainOutcome.begun(chain));
            processes.add(SiblingProcess.start(program, options, chain));
        }
        for (int chain = 1; chain <= options.chains(); chain++) {
            int number = chain;
            Thread.ofVirtual().start(() -> follow(number));
        }
    }

    private void follow(int chain) {
        SiblingProcess process = processes.get(chain - 1);
        int status = SiblingProcess.LOST;
        try {
            status = process.listen(message -> events.add(new Event.Said(chain, message)));
        } finally {
            events.add(new Event.Ended(chain, status));
        }
    }

    private void listen() {
        int running = options.chains();
        while (running > 0) {
            switch (next()) {
                case Event.Said(int chain, ChainMessage message) -> {
                    outcomes.set(chain - 1, outcomes.get(chain - 1).after(message));
                    listener.said(chain, message);
                }
                case Event.Ended(int chain, int status) -> {
                    end(chain, status);
                    listener.ended(outcomes.get(chain - 1));
                    running--;
                }
            }
        }
    }

    private Event next() {
        try {
            return events.take();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while chains run", interrupted);
        }
    }

    private void end(int chain, int status) {
        ChainOutcome outcome = outcomes.get(chain - 1);
        if (status != 0 || outcome.done().isEmpty()) {
            outcomes.set(chain - 1, outcome.failed(processes.get(chain - 1).ending(status)));
        }
    }

    /// All chains computed one density: a chain with other bits than the first runs other code.
    private void requireAgreement() {
        Optional<ChainOutcome> first =
                outcomes.stream().filter(ChainOutcome::isFinished).findFirst();
        if (first.isEmpty()) {
            return;
        }
        OptionalLong expected = first.get().centreBits();
        outcomes.replaceAll(
                outcome ->
                        outcome.isFinished() && !outcome.centreBits().equals(expected)
                                ? outcome.failed(
                                        "computes another log-density at the centre than chain "
                                                + first.get().chain())
                                : outcome);
    }

    private SamplingRun collect() throws IOException {
        List<Path> files = new ArrayList<>();
        for (ChainOutcome outcome : outcomes) {
            if (outcome.isFinished()) {
                files.add(options.drawsOf(outcome.chain()));
                deleteIfEmpty(options.logOf(outcome.chain()));
            }
        }
        Samples samples = Samples.read(files);
        for (Path file : files) {
            Files.delete(file);
        }
        return new SamplingRun(outcomes, samples);
    }

    private static void deleteIfEmpty(Path log) throws IOException {
        if (Files.size(log) == 0) {
            Files.delete(log);
        }
    }
}
