package dev.komodo.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// The threads of probes.
final class ProbeThreads implements AutoCloseable {
    private final ExecutorService threads;

    ProbeThreads(int count) {
        threads =
                Executors.newFixedThreadPool(
                        count, Thread.ofPlatform().daemon().name("komodo-probe-", 0).factory());
    }

    /// Runs tasks at once, one on each thread, and waits for all.
    ///
    /// @return the sum of their results
    double sum(List<Callable<Double>> tasks) {
        List<Future<Double>> started = new ArrayList<>();
        tasks.forEach(task -> started.add(threads.submit(task)));
        double sum = 0;
        for (Future<Double> task : started) {
            sum += await(task);
        }
        return sum;
    }

    private static double await(Future<Double> task) {
        try {
            return task.get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while a probe ran", interrupted);
        } catch (ExecutionException failure) {
            throw new IllegalStateException("A probe failed", failure.getCause());
        }
    }

    @Override
    public void close() {
        threads.close();
    }
}
