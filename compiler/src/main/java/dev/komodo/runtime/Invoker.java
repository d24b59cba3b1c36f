package dev.komodo.runtime;

import dev.komodo.error.InternalCompilerException;
import dev.komodo.natives.NativeCalls;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/// Downcalls of the native ABI. The handles are shared by all kernels: a new native signature costs
/// milliseconds, so `run` has a few arity classes, and a call fills up with nulls (the System V ABI
/// lets a callee ignore trailing arguments).
///
/// Every caller's buffer is an argument of its own, because the foreign function interface keeps an
/// arena open during a call only for the segments that it sees.
///
/// The classes that nearly all kernels are in call through constant handles of their exact arity,
/// which the JIT compiles into the caller: a bound call then costs what the bare downcall costs.
/// Each is linked when it is first used. Stateless, safe between threads.
sealed interface Invoker {
    /// How many arguments most kernels have, at most.
    int USUAL_ARGUMENTS = 4;

    /// How many pointers after the frame a call passes.
    int arity();

    /// Calls `run`.
    ///
    /// @param arguments [#arity] segments, filled up with [MemorySegment#NULL]
    /// @return the status
    /// @throws IllegalStateException if an arena is closed
    /// @throws WrongThreadException if an arena is confined to another thread
    int run(MemorySegment entry, MemorySegment frame, MemorySegment[] arguments);

    /// The same for arguments of which some lie on the Java heap: while the call runs, the
    /// collector waits or leaves them where they are. For calls of microseconds on the caller's
    /// thread alone.
    int runOnHeap(MemorySegment entry, MemorySegment frame, MemorySegment[] arguments);

    /// The class of calls with so many arguments.
    static Invoker of(int count) {
        if (count <= 2) {
            return Two.INSTANCE;
        }
        if (count <= 4) {
            return Four.INSTANCE;
        }
        return count <= 8 ? Eight.INSTANCE : Many.of(Math.ceilDiv(count, 16) * 16);
    }

    /// Links the class that most kernels are in.
    static void preload() {
        MethodHandle linked = Four.RUN;
        Objects.requireNonNull(linked);
    }

    /// Calls `prepare`; the caller keeps the frame's arena open.
    static int prepare(MemorySegment entry, MemorySegment frame) {
        return (int) NativeCalls.call(entry, frame.address());
    }

    /// Calls `plan`; the caller keeps the arenas of dims and results open.
    static int plan(MemorySegment entry, MemorySegment dims, long workers, MemorySegment out) {
        return (int) NativeCalls.call(entry, dims.address(), workers, out.address());
    }

    private static MethodHandle link(int arity, Linker.Option... options) {
        MemoryLayout[] layouts = new MemoryLayout[arity + 1];
        Arrays.fill(layouts, ValueLayout.ADDRESS);
        return Linker.nativeLinker()
                .downcallHandle(FunctionDescriptor.of(ValueLayout.JAVA_INT, layouts), options);
    }

    private static MethodHandle linkOnHeap(int arity) {
        return link(arity, Linker.Option.critical(true));
    }

    /// Downcalls throw unchecked exceptions only (an arena that is closed, a thread that may not).
    private static RuntimeException rethrow(Throwable failure) {
        return switch (failure) {
            case RuntimeException unchecked -> unchecked;
            case Error error -> throw error;
            default ->
                    new InternalCompilerException("A downcall threw a checked exception", failure);
        };
    }

    /// Up to two arguments.
    final class Two implements Invoker {
        private static final Two INSTANCE = new Two();
        private static final MethodHandle RUN = link(2);

        @Override
        public int arity() {
            return 2;
        }

        @Override
        public int run(MemorySegment entry, MemorySegment frame, MemorySegment[] a) {
            try {
                return (int) RUN.invokeExact(entry, frame, a[0], a[1]);
            } catch (Throwable failure) {
                throw rethrow(failure);
            }
        }

        @Override
        public int runOnHeap(MemorySegment entry, MemorySegment frame, MemorySegment[] a) {
            try {
                return (int) Two.OnHeap.RUN.invokeExact(entry, frame, a[0], a[1]);
            } catch (Throwable failure) {
                throw rethrow(failure);
            }
        }

        /// Linked when first used.
        private static final class OnHeap {
            private static final MethodHandle RUN = linkOnHeap(2);
        }
    }

    /// Up to four arguments.
    final class Four implements Invoker {
        private static final Four INSTANCE = new Four();
        private static final MethodHandle RUN = link(4);

        @Override
        public int arity() {
            return 4;
        }

        @Override
        public int run(MemorySegment entry, MemorySegment frame, MemorySegment[] a) {
            try {
                return (int) RUN.invokeExact(entry, frame, a[0], a[1], a[2], a[3]);
            } catch (Throwable failure) {
                throw rethrow(failure);
            }
        }

        @Override
        public int runOnHeap(MemorySegment entry, MemorySegment frame, MemorySegment[] a) {
            try {
                return (int) Four.OnHeap.RUN.invokeExact(entry, frame, a[0], a[1], a[2], a[3]);
            } catch (Throwable failure) {
                throw rethrow(failure);
            }
        }

        /// Linked when first used.
        private static final class OnHeap {
            private static final MethodHandle RUN = linkOnHeap(4);
        }
    }

    /// Up to eight arguments.
    final class Eight implements Invoker {
        private static final Eight INSTANCE = new Eight();
        private static final MethodHandle RUN = link(8);

        @Override
        public int arity() {
            return 8;
        }

        @Override
        public int run(MemorySegment entry, MemorySegment frame, MemorySegment[] a) {
            try {
                return (int)
                        RUN.invokeExact(
                                entry, frame, a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7]);
            } catch (Throwable failure) {
                throw rethrow(failure);
            }
        }

        @Override
        public int runOnHeap(MemorySegment entry, MemorySegment frame, MemorySegment[] a) {
            try {
                return (int)
                        Eight.OnHeap.RUN.invokeExact(
                                entry, frame, a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7]);
            } catch (Throwable failure) {
                throw rethrow(failure);
            }
        }

        /// Linked when first used.
        private static final class OnHeap {
            private static final MethodHandle RUN = linkOnHeap(8);
        }
    }

    /// Multiples of sixteen arguments; a call spreads the array, which takes tens of nanoseconds.
    ///
    /// @param arity how many
    /// @param spread `(MemorySegment entry, MemorySegment frame, MemorySegment[] arguments) -> int`
    record Many(int arity, MethodHandle spread) implements Invoker {
        private static final ConcurrentHashMap<Integer, Many> LINKED = new ConcurrentHashMap<>();
        private static final ConcurrentHashMap<Integer, Many> ON_HEAP = new ConcurrentHashMap<>();

        private static Many of(int arity) {
            return LINKED.computeIfAbsent(arity, count -> spread(count, link(count)));
        }

        private static Many spread(int arity, MethodHandle linked) {
            return new Many(arity, linked.asSpreader(MemorySegment[].class, arity));
        }

        @Override
        public int runOnHeap(MemorySegment entry, MemorySegment frame, MemorySegment[] arguments) {
            return ON_HEAP.computeIfAbsent(arity, count -> spread(count, linkOnHeap(count)))
                    .run(entry, frame, arguments);
        }

        @Override
        public int run(MemorySegment entry, MemorySegment frame, MemorySegment[] arguments) {
            try {
                return (int) spread.invokeExact(entry, frame, arguments);
            } catch (Throwable failure) {
                throw rethrow(failure);
            }
        }
    }
}
