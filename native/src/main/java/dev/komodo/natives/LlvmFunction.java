package dev.komodo.natives;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;

/// A function of libLLVM, called through [NativeCalls]; found, and the library loaded, by its first
/// call. Safe between threads.
public final class LlvmFunction {
    private final String name;

    /// Looked up by whoever finds it absent; what they find is the same.
    private @Nullable MemorySegment address;

    /// A function of integers and pointers, [NativeCalls#MOST_ARGUMENTS] at most.
    ///
    /// @param name its symbol
    public LlvmFunction(String name) {
        this.name = name;
    }

    /// Calls it with what it declares and zeros after that; see [NativeCalls].
    ///
    /// @throws NativeLibraryException if the library cannot be loaded or has no such function
    public long call(
            long first,
            long second,
            long third,
            long fourth,
            long fifth,
            long sixth,
            long seventh,
            long eighth) {
        MemorySegment known = address;
        if (known == null) {
            known = find();
            address = known;
        }
        return NativeCalls.call(known, first, second, third, fourth, fifth, sixth, seventh, eighth);
    }

    /// Calls it for a pointer.
    public MemorySegment pointer(
            long first,
            long second,
            long third,
            long fourth,
            long fifth,
            long sixth,
            long seventh,
            long eighth) {
        return MemorySegment.ofAddress(
                call(first, second, third, fourth, fifth, sixth, seventh, eighth));
    }

    /// A pointer as an argument.
    ///
    /// @throws IllegalStateException if its arena is closed
    /// @throws WrongThreadException if its arena belongs to another thread
    /// @throws IllegalArgumentException if it points into the Java heap
    public static long word(MemorySegment pointer) {
        if (!pointer.isNative()) {
            throw new IllegalArgumentException(
                    "Asked to pass memory of the Java heap to LLVM: " + pointer);
        }
        if (!pointer.isAccessibleBy(Thread.currentThread())) {
            throw new WrongThreadException("Asked to use what belongs to another thread");
        }
        if (!pointer.scope().isAlive()) {
            throw new IllegalStateException("Asked to use what is closed already");
        }
        return pointer.address();
    }

    private MemorySegment find() {
        return LlvmLibrary.load()
                .symbols()
                .find(name)
                .orElseThrow(
                        () ->
                                new NativeLibraryException(
                                        "The loaded libLLVM has no function " + name));
    }
}
