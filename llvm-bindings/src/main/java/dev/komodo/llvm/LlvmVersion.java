package dev.komodo.llvm;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.komodo.natives.LlvmLibrary;
import dev.komodo.natives.LlvmRange;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// The version of the loaded LLVM library.
///
/// @param major as in `20` of 20.1.7
/// @param minor as in `1` of 20.1.7
/// @param patch as in `7` of 20.1.7
public record LlvmVersion(int major, int minor, int patch) {
    /// The version of the library in this process, which is loaded if need be.
    ///
    /// @throws LlvmException if the library lies outside the supported range
    public static LlvmVersion loaded() {
        LlvmRuntime.load();
        return read();
    }

    /// Whether Komodo accepts this version.
    public boolean isSupported() {
        return LlvmRange.supported().contains(major, minor, patch);
    }

    static LlvmVersion read() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment numbers = arena.allocate(JAVA_INT, 3);
            long first = numbers.address();
            StartFunction.GET_VERSION.call(
                    first, first + Integer.BYTES, first + 2L * Integer.BYTES);
            return new LlvmVersion(
                    numbers.getAtIndex(JAVA_INT, 0),
                    numbers.getAtIndex(JAVA_INT, 1),
                    numbers.getAtIndex(JAVA_INT, 2));
        }
    }

    /// Refuses a library that cannot say its version: LLVM older than 16.
    static void requireReadable(LlvmLibrary library) {
        if (library.symbols().find("LLVMGetVersion").isEmpty()) {
            throw refusal(library, "older than 16, or no LLVM");
        }
    }

    void requireSupported() {
        if (!isSupported()) {
            throw refusal(LlvmLibrary.load(), "LLVM " + this);
        }
    }

    private static LlvmException refusal(LlvmLibrary library, String found) {
        return new LlvmException(
                "Komodo accepts LLVM "
                        + LlvmRange.supported()
                        + ", and "
                        + library.path()
                        + " is "
                        + found
                        + ". Unset KOMODO_LLVM to use the packaged one, or point it at a libLLVM in"
                        + " that range.");
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch;
    }
}
