package dev.komodo.llvm;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

/// Several bodies that the caller and a few helpers run, each taking the next one.
final class SharedWork<T> {
    private final List<? extends Supplier<? extends T>> bodies;
    private final Function<Supplier<? extends T>, T> caller;
    private final List<CompletableFuture<T>> outcomes = new ArrayList<>();
    private final AtomicInteger next = new AtomicInteger();

    /// @param caller runs one body to its end
    SharedWork(
            List<? extends Supplier<? extends T>> bodies,
            Function<Supplier<? extends T>, T> caller) {
        this.bodies = List.copyOf(bodies);
        this.caller = caller;
        this.bodies.forEach(_ -> outcomes.add(new CompletableFuture<>()));
    }

    /// Runs all; the results, in order.
    List<T> run(int helpers) {
        for (int i = 0; i < helpers; i++) {
            Thread.ofPlatform().name("komodo-llvm-caller").daemon().start(this::work);
        }
        work();
        List<T> results = new ArrayList<>();
        for (CompletableFuture<T> outcome : outcomes) {
            results.add(result(outcome));
        }
        return List.copyOf(results);
    }

    private void work() {
        for (int i = next.getAndIncrement(); i < bodies.size(); i = next.getAndIncrement()) {
            try {
                outcomes.get(i).complete(caller.apply(bodies.get(i)));
            } catch (Throwable thrown) {
                // whoever asked for all of them gets it, whatever it is
                next.set(bodies.size());
                fail(thrown);
                return;
            }
        }
    }

    /// No body that has not begun will begin.
    private void fail(Throwable thrown) {
        outcomes.forEach(outcome -> outcome.completeExceptionally(thrown));
    }

    private static <T> T result(CompletableFuture<T> outcome) {
        try {
            return outcome.join();
        } catch (CompletionException failed) {
            @Nullable Throwable cause = failed.getCause();
            if (cause instanceof Error error) {
                throw error;
            }
            throw cause instanceof RuntimeException known ? known : failed;
        }
    }
}
