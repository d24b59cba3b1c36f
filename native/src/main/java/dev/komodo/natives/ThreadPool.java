package dev.komodo.natives;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;

/// A `komodo_pool`: threads of the C runtime on which kernels run their parallel loops. No thread
/// exists before the first loop that needs it.
///
/// Kernels may use one pool from many threads at once: who finds it busy runs its loop alone. The
/// owner closes the pool when no kernel uses it any more; closing twice is harmless.
public final class ThreadPool implements AutoCloseable {
    /// The most threads that the runtime accepts.
    public static final int MOST_THREADS = 4096;

    private final int threads;
    private @Nullable MemorySegment pool;

    private ThreadPool(int threads, MemorySegment pool) {
        this.threads = threads;
        this.pool = pool;
    }

    /// A pool of `threads` threads, the one that calls a kernel counted as one of them. Loads the
    /// runtime.
    ///
    /// @throws IllegalArgumentException if `threads` lies outside [1, 4096]
    /// @throws NativeLibraryException if the runtime cannot be loaded or memory is short
    public static ThreadPool create(int threads) {
        if (threads < 1 || threads > MOST_THREADS)
            throw new IllegalArgumentException(
                    "a pool of "
                            + threads
                            + " threads was asked for; 1 to "
                            + MOST_THREADS
                            + " work");
        RuntimeLibrary library = RuntimeLibrary.load();
        MemorySegment pool =
                MemorySegment.ofAddress(
                        NativeCalls.call(library.symbol("komodo_pool_create"), threads));
        if (pool.equals(MemorySegment.NULL))
            throw new NativeLibraryException(
                    "No memory for a pool of " + threads + " threads (" + library.path() + ")");
        return new ThreadPool(threads, pool);
    }

    /// The pointer that kernels get, a `komodo_pool *`; not NULL.
    ///
    /// @throws IllegalStateException if the pool is closed
    public synchronized MemorySegment address() {
        MemorySegment current = pool;
        if (current == null) throw new IllegalStateException("this thread pool is closed");
        return current;
    }

    /// The number of threads, the caller's included.
    public int threads() {
        return threads;
    }

    /// Stops the threads and frees the pool. The caller makes sure that no kernel uses it.
    @Override
    public synchronized void close() {
        MemorySegment current = pool;
        if (current == null) return;
        pool = null;
        NativeCalls.call(RuntimeLibrary.load().symbol("komodo_pool_destroy"), current.address());
    }
}
