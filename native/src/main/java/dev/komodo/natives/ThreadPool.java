package dev.komodo.natives;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// A `komodo_pool`: threads of the C runtime on which kernels run their parallel loops. No thread
/// exists before the first loop that needs it.
///
/// Kernels may use one pool from many threads at once: who finds it busy runs its loop alone. The
/// owner closes the pool when no kernel uses it any more; closing twice is harmless.
public final class ThreadPool implements AutoCloseable {
    /// The most threads that the runtime accepts.
    public static final int MOST_THREADS = 4096;

    private static final class Calls {
        static final MethodHandle CREATE =
                handle(
                        "komodo_pool_create",
                        FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
        static final MethodHandle DESTROY =
                handle("komodo_pool_destroy", FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));

        private static MethodHandle handle(String name, FunctionDescriptor type) {
            return Linker.nativeLinker().downcallHandle(RuntimeLibrary.load().symbol(name), type);
        }
    }

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
        RuntimeLibrary library =
                RuntimeLibrary.load(); // here, so that its failure is not one of class Calls
        RuntimeLibrary.load(); // what it throws must not become an error of class initialisation
        MemorySegment pool;
        try {
            pool = (MemorySegment) Calls.CREATE.invokeExact(threads);
        } catch (Throwable e) {
            throw unexpected("komodo_pool_create", e);
        }
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
        try {
            Calls.DESTROY.invokeExact(current);
        } catch (Throwable e) {
            throw unexpected("komodo_pool_destroy", e);
        }
    }

    private static RuntimeException unexpected(String call, Throwable cause) {
        if (cause instanceof Error error) throw error;
        if (cause instanceof RuntimeException exception) return exception;
        return new NativeLibraryException(call + " failed", cause);
    }
}
