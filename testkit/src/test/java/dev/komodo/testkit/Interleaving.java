package dev.komodo.testkit;

import dev.komodo.cache.Stores;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/// Two pieces of work whose operations on files are put into one order, chosen by a seed: never two
/// at once, and the same seed gives the same order.
final class Interleaving {
    private final SplittableRandom random;
    private final List<Turn> turns = List.of(new Turn(), new Turn());

    Interleaving(long seed) {
        random = new SplittableRandom(seed);
    }

    /// One work's side: it waits before each operation until it is let go on, and says when it is
    /// at the next one or at its end.
    private static final class Turn {
        final Semaphore mayGoOn = new Semaphore(0);
        final Semaphore stands = new Semaphore(0);
        volatile boolean ended;

        void pause() {
            stands.release();
            mayGoOn.acquireUninterruptibly();
        }

        void end() {
            ended = true;
            stands.release();
        }
    }

    /// What the store of a work is to be opened with.
    Stores.Operations operations(int work) {
        Turn turn = turns.get(work);
        return _ -> turn.pause();
    }

    /// Runs both works to their ends, with a look at what there is after each operation.
    void run(Callable<?> first, Callable<?> second, Runnable look) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Future<?> one = threads.submit(() -> work(turns.getFirst(), first));
            Future<?> two = threads.submit(() -> work(turns.getLast(), second));
            turns.forEach(turn -> turn.stands.acquireUninterruptibly());
            List<Turn> waiting = waiting();
            while (!waiting.isEmpty()) {
                Turn next = waiting.get(random.nextInt(waiting.size()));
                next.mayGoOn.release();
                next.stands.acquireUninterruptibly();
                look.run();
                waiting = waiting();
            }
            one.get();
            two.get();
        }
    }

    private List<Turn> waiting() {
        return turns.stream().filter(turn -> !turn.ended).toList();
    }

    private static Void work(Turn turn, Callable<?> work) throws Exception {
        try {
            work.call();
            return null;
        } finally {
            turn.end();
        }
    }
}
