package dev.komodo.testkit;

import dev.komodo.Komodo;
import dev.komodo.Options;
import dev.komodo.runtime.Kernel;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// A process that compiles, calls and closes many kernels from several threads, and says what
/// memory it takes on the way.
///
/// Of eight kernels, one has a body that other threads ask for too (so that an image is shared),
/// and two are closed while another thread calls them without pause. That thread must get right
/// results until it gets an `IllegalStateException`.
final class SoakProcess {
    private static final int HOT = 16;

    private final Komodo komodo;
    private final int kernels;
    private final boolean closing;
    private final int sampleEvery;
    private final List<Kernel> kept = new ArrayList<>();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicInteger closedDuringCalls = new AtomicInteger();
    private final AtomicInteger refusedCalls = new AtomicInteger();
    private final ExecutorService callers = Executors.newCachedThreadPool();

    /// Shared by those who work on a kernel; had alone while the memory is measured.
    private final ReadWriteLock quiet = new ReentrantReadWriteLock();

    private SoakProcess(Komodo komodo, int kernels, int samples, boolean closing) {
        this.komodo = komodo;
        this.kernels = kernels;
        this.sampleEvery = Math.max(1, kernels / samples);
        this.closing = closing;
    }

    /// Prints samples, and counts at the end.
    ///
    /// @param arguments kernels, threads, samples, and `close` or `keep`
    public static void main(String[] arguments) throws Exception {
        int threads = Integer.parseInt(arguments[1]);
        try (Komodo komodo = Komodo.open(Options.defaults().withoutCache().threads(1))) {
            SoakProcess soak =
                    new SoakProcess(
                            komodo,
                            Integer.parseInt(arguments[0]),
                            Integer.parseInt(arguments[2]),
                            arguments[3].equals("close"));
            soak.run(threads);
        }
    }

    private void run(int threads) throws Exception {
        try (ExecutorService workers = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> ends = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                ends.add(workers.submit(this::work));
            }
            for (Future<?> end : ends) {
                end.get();
            }
        }
        callers.close();
        System.out.printf(
                "done %d %d %d%n", done.get(), closedDuringCalls.get(), refusedCalls.get());
    }

    private Void work() throws Exception {
        for (int i = next.getAndIncrement(); i < kernels; i = next.getAndIncrement()) {
            quiet.readLock().lock();
            try {
                workOn(i);
            } finally {
                quiet.readLock().unlock();
            }
            int count = done.incrementAndGet();
            if (count % sampleEvery == 0) {
                sample(count);
            }
        }
        return null;
    }

    private void workOn(int i) throws Exception {
        Recipe recipe = new Recipe(i % 8 == 0 ? i / 8 % HOT : HOT + i);
        Kernel kernel = komodo.compile(recipe.graph());
        require(recipe.isMadeBy(kernel), recipe);
        if (!closing) {
            synchronized (kept) {
                kept.add(kernel);
            }
        } else if (i % 4 == 0) {
            closeDuringCalls(recipe, kernel);
        } else {
            kernel.close();
        }
    }

    private void sample(int count) throws IOException {
        quiet.writeLock().lock();
        try {
            System.out.println(MemorySample.now(count));
        } finally {
            quiet.writeLock().unlock();
        }
    }

    private void closeDuringCalls(Recipe recipe, Kernel kernel) throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        AtomicInteger closingNow = new AtomicInteger();
        Future<Void> caller =
                callers.submit(() -> callUntilClosed(recipe, kernel, called, closingNow));
        called.await();
        closingNow.set(1);
        kernel.close();
        caller.get();
    }

    private Void callUntilClosed(
            Recipe recipe, Kernel kernel, CountDownLatch called, AtomicInteger closingNow) {
        double[] expected = recipe.expected();
        boolean overlapped = false;
        try {
            while (true) {
                boolean before = closingNow.get() == 0;
                require(Arrays.equals(Recipe.call(kernel), expected), recipe);
                overlapped |= before && closingNow.get() != 0;
                called.countDown();
            }
        } catch (IllegalStateException closed) {
            refusedCalls.incrementAndGet();
        } finally {
            called.countDown();
        }
        if (overlapped) {
            closedDuringCalls.incrementAndGet();
        }
        return null;
    }

    private static void require(boolean right, Recipe recipe) {
        if (!right) {
            throw new AssertionError("wrong result of " + recipe);
        }
    }
}
