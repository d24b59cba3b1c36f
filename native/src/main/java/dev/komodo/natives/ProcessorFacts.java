package dev.komodo.natives;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// What this processor and this system say about the instructions they have: answers of the
/// instruction CPUID, without the number of the core that was asked, and the register XCR0.
///
/// They hold everything that LLVM's functions for the host's name and features read (source: LLVM
/// 20.1, llvm/lib/TargetParser/Host.cpp; and the leaves that the packaged libLLVM's machine code of
/// these functions asks for), so equal facts and an equal libLLVM mean an equal name and equal
/// features. Which leaves: `src/main/c/processor.c`.
public final class ProcessorFacts {
    private static final int MOST_WORDS = 1024;

    private ProcessorFacts() {}

    /// The facts, read now: the same bytes at each call, unless the process was moved to another
    /// kind of processor (a virtual machine that migrates, cores of two kinds).
    ///
    /// @throws NativeLibraryException if the runtime cannot be loaded
    public static byte[] read() {
        MemorySegment facts = RuntimeLibrary.load().symbol("komodo_processor_facts");
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment words = arena.allocate(ValueLayout.JAVA_INT, MOST_WORDS);
            long count = NativeCalls.call(facts, words.address(), MOST_WORDS);
            if (count > MOST_WORDS)
                throw new NativeLibraryException(
                        "The runtime has "
                                + count
                                + " words about the processor where this code takes "
                                + MOST_WORDS
                                + ": jars of different Komodo versions are mixed.");
            return words.asSlice(0, count * Integer.BYTES).toArray(ValueLayout.JAVA_BYTE);
        }
    }
}
