package dev.komodo.llvm;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// One piece of work for a compile thread and the place where its caller waits.
///
/// The first of result, failure, fatal error and deadline wins; what comes later is dropped.
final class CompileTask<T> {
    private final String work;
    private final Supplier<? extends T> body;
    private final CompletableFuture<T> outcome = new CompletableFuture<>();
    private volatile boolean abandoned;

    CompileTask(String work, Supplier<? extends T> body) {
        this.work = work;
        this.body = body;
    }

    /// What was asked, as in "compile softmax".
    String work() {
        return work;
    }

    /// Runs on the compile thread; throws nothing.
    void run() {
        try {
            outcome.complete(body.get());
        } catch (Throwable thrown) {
            // the caller gets it, whatever it is
            outcome.completeExceptionally(thrown);
        }
    }

    void fail(LlvmException failure) {
        abandoned = true;
        outcome.completeExceptionally(failure);
    }

    boolean isAbandoned() {
        return abandoned;
    }

    /// Waits for the outcome on the caller's thread.
    T await(Duration deadline) {
        try {
            return outcome.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            fail(new LlvmDeadlineException(work, deadline));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(new LlvmException("Interrupted while waiting for LLVM to " + work, e));
        } catch (ExecutionException e) {
            throw rethrow(e.getCause());
        }
        // the outcome may have come between the deadline and fail: then it counts
        if (outcome.isCompletedExceptionally()) {
            throw rethrow(outcome.exceptionNow());
        }
        return outcome.resultNow();
    }

    private RuntimeException rethrow(Throwable thrown) {
        // where the caller stood; the trace itself is the compile thread's
        thrown.addSuppressed(new LlvmException("while LLVM was asked to " + work));
        if (thrown instanceof Error error) {
            throw error;
        }
        return (RuntimeException) thrown;
    }
}
