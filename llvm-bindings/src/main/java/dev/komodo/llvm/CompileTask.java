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
            // the trace is the compile thread's; this one says where the caller stood
            outcome.exceptionNow()
                    .addSuppressed(new LlvmException("while LLVM was asked to " + work));
        }
        // the outcome may have come between the deadline and fail: then it counts
        return resultOrThrow();
    }

    private T resultOrThrow() {
        if (!outcome.isCompletedExceptionally()) {
            return outcome.resultNow();
        }
        Throwable thrown = outcome.exceptionNow();
        if (thrown instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) thrown;
    }
}
