package dev.komodo.llvm;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.TransferQueue;
import java.util.concurrent.atomic.AtomicLong;

/// A thread that LLVM may run on: a daemon with a large stack that runs one [CompileTask] after
/// another, and is given up for good when LLVM does not come back.
final class CompileThread extends Thread {
    /// LLVM's recursive passes need far more than the JVM's default of 1 MiB; pages are committed
    /// only when touched.
    private static final long STACK_BYTES = 256L << 20;

    private static final long IDLE_SECONDS = 10;
    private static final AtomicLong COUNT = new AtomicLong();

    private final TransferQueue<CompileTask<?>> tasks;
    private volatile @Nullable CompileTask<?> running;

    /// A thread that starts with `first` and goes on with what comes through `tasks`.
    CompileThread(CompileTask<?> first, TransferQueue<CompileTask<?>> tasks) {
        super(null, null, "komodo-llvm-" + COUNT.incrementAndGet(), STACK_BYTES, false);
        this.tasks = tasks;
        this.running = first;
        setDaemon(true);
        setUncaughtExceptionHandler((thread, thrown) -> giveUp(thrown));
    }

    /// The current thread, if it is a compile thread.
    static @Nullable CompileThread current() {
        return Thread.currentThread() instanceof CompileThread thread ? thread : null;
    }

    /// Throws if LLVM may not run here.
    static void require(String work) {
        if (current() == null) {
            throw new IllegalStateException(
                    "Asked to %s on thread %s. LLVM runs only on compile threads: use LlvmThreads.call."
                            .formatted(work, Thread.currentThread().getName()));
        }
    }

    /// Tells the waiting caller that this thread does not come back.
    private void giveUp(Throwable fatal) {
        CompileTask<?> task = running;
        if (task != null) {
            task.fail(new LlvmFatalException(task.work(), String.valueOf(fatal.getMessage())));
        }
    }

    @Override
    public void run() {
        CompileTask<?> task = running;
        while (task != null) {
            task.run();
            running = null;
            if (task.isAbandoned()) {
                // its permit is in use by another thread by now
                return;
            }
            task = next();
            running = task;
        }
    }

    private @Nullable CompileTask<?> next() {
        try {
            return tasks.poll(IDLE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            // nobody interrupts these threads but one who wants them to end
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
