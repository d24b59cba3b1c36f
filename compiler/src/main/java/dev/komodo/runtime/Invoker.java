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
import java.util.concurrent.ConcurrentHashMap;

/// Downcalls of the native ABI. The handles are shared by all kernels: a new native signature costs
/// milliseconds, so `run` has a few arity classes, and a call fills up with nulls (the System V ABI
/// lets a callee ignore trailing arguments).
///
/// Every caller's buffer is an argument of its own, because the foreign function interface keeps an
/// arena open during a call only for the segments that it sees.
final class Invoker {
    private static final ConcurrentHashMap<Integer, MethodHandle> RUN = new ConcurrentHashMap<>();

    /// How many arguments most kernels have, at most.
    static final int USUAL_ARGUMENTS = 4;

    private Invoker() {}

    /// How many pointers after the frame a call with `count` arguments passes.
    static int arityClass(int count) {
        return count <= 2 ? 2 : count <= 4 ? 4 : count <= 8 ? 8 : Math.ceilDiv(count, 16) * 16;
    }

    /// The handle `(MemorySegment entry, MemorySegment frame, MemorySegment[] arguments) -> int` of
    /// an arity class.
    static MethodHandle run(int arity) {
        return RUN.computeIfAbsent(
                arity,
                count -> {
                    MemoryLayout[] layouts = new MemoryLayout[count + 1];
                    Arrays.fill(layouts, ValueLayout.ADDRESS);
                    return Linker.nativeLinker()
                            .downcallHandle(FunctionDescriptor.of(ValueLayout.JAVA_INT, layouts))
                            .asSpreader(MemorySegment[].class, count);
                });
    }

    /// Calls `prepare`; the caller keeps the frame's arena open.
    static int prepare(MemorySegment entry, MemorySegment frame) {
        return (int) NativeCalls.call(entry, frame.address());
    }

    /// Calls `plan`; the caller keeps the arenas of dims and results open.
    static int plan(MemorySegment entry, MemorySegment dims, long workers, MemorySegment out) {
        return (int) NativeCalls.call(entry, dims.address(), workers, out.address());
    }

    /// Downcalls throw unchecked exceptions only (an arena that is closed, a thread that may not).
    static RuntimeException rethrow(Throwable failure) {
        return switch (failure) {
            case RuntimeException unchecked -> unchecked;
            case Error error -> throw error;
            default ->
                    new InternalCompilerException("A downcall threw a checked exception", failure);
        };
    }
}
