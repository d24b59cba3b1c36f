package dev.komodo.llvm;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// The version of the loaded LLVM library.
///
/// The bindings are generated from the LLVM-C headers of 20.1; that range is stated here and
/// nowhere else. LLVM-C keeps its ABI within one `major.minor`.
///
/// @param major as in `20` of 20.1.7
/// @param minor as in `1` of 20.1.7
/// @param patch as in `7` of 20.1.7
public record LlvmVersion(int major, int minor, int patch) {
    static final int REQUIRED_MAJOR = 20;
    static final int REQUIRED_MINOR = 1;

    /// The version of the library in this process, which is loaded if need be.
    ///
    /// @throws LlvmException if the library lies outside the supported range
    public static LlvmVersion loaded() {
        LlvmRuntime.load();
        return read();
    }

    /// Whether the bindings were made for this version.
    public boolean isSupported() {
        return major == REQUIRED_MAJOR && minor == REQUIRED_MINOR;
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

    void requireSupported() {
        if (!isSupported()) {
            throw new LlvmException(
                    "Komodo needs LLVM %d.%d (any patch) and the loaded libLLVM is %s. Unset KOMODO_LLVM, or point it at a libLLVM of that version."
                            .formatted(REQUIRED_MAJOR, REQUIRED_MINOR, this));
        }
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch;
    }
}
