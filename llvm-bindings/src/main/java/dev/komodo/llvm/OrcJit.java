package dev.komodo.llvm;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/// Links objects into this process: LLVM's ORC, with a closed symbol world.
///
/// Each [OrcDylib] stands alone: it sees neither the process's symbols nor another dylib's. One
/// instance serves a process; safe from many threads, which wait for each other. Work is done on
/// compile threads. If LLVM does not come back from a link, the ORC session is abandoned with the
/// code in it (which stays callable) and the next dylib gets a new session.
public final class OrcJit implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final AtomicReference<@Nullable CompletableFuture<OrcSession>> SPARE =
            new AtomicReference<>();

    private final LlvmThreads threads;
    private @Nullable OrcSession session;
    private int open;
    private boolean closed;

    private OrcJit(LlvmThreads threads) {
        this.threads = threads;
    }

    /// A linker whose work runs on `threads`. LLVM is started by the first dylib.
    public static OrcJit create(LlvmThreads threads) {
        return new OrcJit(threads);
    }

    /// Starts the session that the next linker of this process will use, so that it need not wait
    /// for it. Calling it again before that does nothing.
    ///
    /// @throws LlvmException if LLVM fails
    public static void preload(LlvmThreads threads) {
        CompletableFuture<OrcSession> ready = new CompletableFuture<>();
        if (SPARE.compareAndSet(null, ready)) {
            try {
                ready.complete(start(threads));
            } catch (RuntimeException | Error failure) {
                ready.completeExceptionally(failure);
                throw failure;
            }
        }
    }

    /// Runs several steps as one, without a change of threads between them.
    ///
    /// @param work what is done, for messages
    /// @throws IllegalStateException if this linker is closed
    public <T> T together(String work, Supplier<T> steps) {
        return run(usable(), work, steps);
    }

    /// An empty dylib, new or used before; the caller closes it.
    ///
    /// @throws IllegalStateException if this linker is closed
    public OrcDylib dylib() {
        OrcSession current = usable();
        return run(
                current,
                "make a dylib",
                () -> {
                    OrcDylib dylib = new OrcDylib(this, current, current.takeDylib());
                    opened(1);
                    return dylib;
                });
    }

    /// Ends the ORC session. Closing twice is harmless.
    ///
    /// @throws IllegalStateException if a dylib is still open: its code would be freed
    @Override
    public void close() {
        OrcSession last;
        synchronized (this) {
            if (open > 0) {
                throw new IllegalStateException(
                        "Asked to close a linker with %d open dylibs; close them first"
                                .formatted(open));
            }
            closed = true;
            last = session;
            session = null;
        }
        if (last != null) {
            run(last, "end the ORC session", last::dispose);
        }
    }

    /// Runs `body` alone in its session, on a compile thread.
    <T> T run(OrcSession current, String work, Supplier<T> body) {
        try {
            return threads.call(work, DEADLINE, () -> current.exclusively(work, body));
        } catch (LlvmFatalException | LlvmDeadlineException lost) {
            abandon(current);
            throw lost;
        }
    }

    synchronized void opened(int change) {
        open += change;
    }

    private synchronized void abandon(OrcSession lost) {
        lost.abandon();
        if (session == lost) {
            session = null;
        }
    }

    private synchronized OrcSession usable() {
        if (closed) {
            throw new IllegalStateException("Asked for a dylib of a linker that is closed");
        }
        OrcSession current = session;
        if (current == null) {
            CompletableFuture<OrcSession> spare = SPARE.getAndSet(null);
            current = spare == null ? start(threads) : orStarted(spare);
            session = current;
        }
        return current;
    }

    /// The spare session, once it is there, or another if it could not be started.
    private OrcSession orStarted(CompletableFuture<OrcSession> spare) {
        try {
            return spare.join();
        } catch (CompletionException _) {
            return start(threads);
        }
    }

    private static OrcSession start(LlvmThreads threads) {
        return threads.call("start an ORC session", DEADLINE, OrcSession::create);
    }
}
