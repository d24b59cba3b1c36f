package dev.komodo.natives;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;

/// Calls native functions whose arguments and result are integers and pointers, all through one
/// downcall handle: each native signature of its own costs a fresh JVM 1 to 3 ms, and a start from
/// the cache needs a dozen.
///
/// A call passes eight arguments, zeros after those given. That is harmless, because a callee of
/// the System V ABI (AMD64 supplement, 3.2.3) reads only the registers and stack slots that it
/// declares, and the caller removes them. Narrower results lie in the low bits.
///
/// The caller sees to it that the arenas of the addresses that it passes stay open during the call;
/// the arena of the function itself does by itself.
public final class NativeCalls {
    /// The most arguments that a function may take.
    public static final int MOST_ARGUMENTS = 8;

    private static final MethodHandle CALL =
            Linker.nativeLinker()
                    .downcallHandle(
                            FunctionDescriptor.of(
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.JAVA_LONG));

    private NativeCalls() {}

    /// Calls a function. Without a result, what comes back has no meaning.
    ///
    /// @param function its address
    /// @param arguments what it declares; at most [#MOST_ARGUMENTS]
    /// @throws IllegalStateException if the arena of the function is closed
    public static long call(MemorySegment function, long... arguments) {
        if (arguments.length > MOST_ARGUMENTS)
            throw new IllegalArgumentException(
                    "A native call takes at most "
                            + MOST_ARGUMENTS
                            + " arguments, found "
                            + arguments.length);
        long[] all = Arrays.copyOf(arguments, MOST_ARGUMENTS);
        return call(function, all[0], all[1], all[2], all[3], all[4], all[5], all[6], all[7]);
    }

    /// The same with all arguments, for callers in a hurry.
    static long call(
            MemorySegment function,
            long first,
            long second,
            long third,
            long fourth,
            long fifth,
            long sixth,
            long seventh,
            long eighth) {
        try {
            return (long)
                    CALL.invokeExact(
                            function, first, second, third, fourth, fifth, sixth, seventh, eighth);
        } catch (RuntimeException | Error unchecked) {
            throw unchecked;
        } catch (Throwable checked) {
            throw new IllegalStateException("A downcall threw a checked exception", checked);
        }
    }
}
