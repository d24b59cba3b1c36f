package dev.komodo.llvm;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TransferQueue;
import java.util.function.Supplier;

/// The only way to run LLVM: on threads of ours, with large stacks, under a fatal-error handler and
/// a deadline.
///
/// Threads start on demand, at most `limit` work at a time, and end after ten idle seconds. A
/// thread that LLVM does not give back (fatal error, deadline) is abandoned and replaced; its
/// caller gets an exception. Safe from many threads; a call made on a compile thread runs in place,
/// under the deadline of the outer one.
public final class LlvmThreads {
    private static final LlvmThreads SHARED =
            new LlvmThreads(Math.max(2, Runtime.getRuntime().availableProcessors()));

    private final TransferQueue<CompileTask<?>> tasks = new LinkedTransferQueue<>();
    private final Semaphore permits;
    private final int limit;

    /// Threads of which at most `limit` work at a time.
    public LlvmThreads(int limit) {
        this.limit = limit;
        this.permits = new Semaphore(limit);
    }

    /// The process's compile threads, as many as there are processors.
    public static LlvmThreads shared() {
        return SHARED;
    }

    /// Runs `body` on a compile thread and waits for it. Contexts, modules and builders made in
    /// `body` are closed in it: they belong to its thread.
    ///
    /// @param work what is done, for messages: "compile softmax"
    /// @param deadline how long to wait once a thread is free
    /// @throws LlvmFatalException if LLVM reported a fatal error
    /// @throws LlvmDeadlineException if `body` did not end in time
    /// @throws LlvmException if LLVM refused something, or the calling thread was interrupted
    public <T> T call(String work, Duration deadline, Supplier<? extends T> body) {
        if (CompileThread.current() != null) {
            return body.get();
        }
        LlvmRuntime.load();
        CompileTask<T> task = new CompileTask<>(work, body);
        permits.acquireUninterruptibly();
        try {
            if (!tasks.tryTransfer(task)) {
                new CompileThread(task, tasks).start();
            }
            return task.await(deadline);
        } finally {
            permits.release();
        }
    }

    /// Runs several bodies, each as [#call] runs one, at most `limit` at a time; on a compile
    /// thread one after another. If one fails, those that have not begun are left out.
    ///
    /// @param work what is done, for messages
    /// @param deadline how long all of them may take
    /// @return the results, in order
    /// @throws LlvmException as [#call], of the first body in order that failed
    public <T> List<T> callAll(
            String work, Duration deadline, List<? extends Supplier<? extends T>> bodies) {
        long end = System.nanoTime() + deadline.toNanos();
        SharedWork<T> shared =
                new SharedWork<>(
                        bodies,
                        body -> call(work, Duration.ofNanos(end - System.nanoTime()), body));
        int helpers = CompileThread.current() != null ? 0 : Math.min(limit, bodies.size()) - 1;
        return shared.run(helpers);
    }
}
