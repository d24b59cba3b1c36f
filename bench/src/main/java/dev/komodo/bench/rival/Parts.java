package dev.komodo.bench.rival;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Splits a range evenly among the caller and threads that wait for it.
final class Parts implements AutoCloseable {
    private final int count;
    private final ExecutorService workers;

    /// @param threads the caller included
    Parts(int threads) {
        count = threads;
        workers =
                Executors.newFixedThreadPool(
                        Math.max(1, threads - 1),
                        task -> {
                            Thread worker = new Thread(task, "bench-part");
                            worker.setDaemon(true);
                            return worker;
                        });
    }

    /// A loop over part of a range.
    @FunctionalInterface
    interface Loop {
        void run(int from, int to);
    }

    /// Runs a loop over `[0, length)`.
    void run(int length, Loop loop) {
        List<Future<?>> others = new ArrayList<>();
        for (int part = 1; part < count; part++) {
            int from = bound(length, part);
            int to = bound(length, part + 1);
            others.add(workers.submit(() -> loop.run(from, to)));
        }
        loop.run(0, bound(length, 1));
        for (Future<?> other : others) {
            join(other);
        }
    }

    private int bound(int length, int part) {
        return Math.toIntExact((long) length * part / count);
    }

    private static void join(Future<?> part) {
        try {
            part.get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while a part ran", interrupted);
        } catch (ExecutionException failure) {
            throw new IllegalStateException("A part failed", failure.getCause());
        }
    }

    @Override
    public void close() {
        workers.shutdown();
    }
}
