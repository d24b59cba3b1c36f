package dev.komodo.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/// What this machine can do at most, measured beside each row: the rate of fused multiply-adds in
/// registers, or the rate of copying memory.
interface Ceiling extends AutoCloseable {
    /// One measurement.
    void run();

    /// Flops, or bytes read and written, of one measurement.
    double workPerRun();

    @Override
    void close();

    /// The ceiling that a row is held against.
    static Ceiling of(Proof proof, int threads) {
        List<Probe> probes = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            probes.add(proof.flops() > 0 ? new FmaProbe() : new CopyProbe());
        }
        return new OnThreads(probes);
    }

    /// A measurement of one core.
    interface Probe extends AutoCloseable {
        void run();

        double work();

        @Override
        void close();
    }

    /// The same probe on several cores at once.
    final class OnThreads implements Ceiling {
        private final List<Probe> probes;
        private final ExecutorService executor;

        OnThreads(List<Probe> probes) {
            this.probes = probes;
            this.executor = Executors.newFixedThreadPool(probes.size());
        }

        @Override
        public void run() {
            try {
                List<Callable<Object>> runs =
                        IntStream.range(0, probes.size())
                                .mapToObj(i -> Executors.callable(probes.get(i)::run))
                                .toList();
                for (var run : executor.invokeAll(runs)) {
                    run.get();
                }
            } catch (InterruptedException | ExecutionException failure) {
                throw new IllegalStateException(failure);
            }
        }

        @Override
        public double workPerRun() {
            return probes.stream().mapToDouble(Probe::work).sum();
        }

        @Override
        public void close() {
            executor.close();
            probes.forEach(Probe::close);
        }
    }
}
