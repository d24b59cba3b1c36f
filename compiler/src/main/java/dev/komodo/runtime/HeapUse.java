package dev.komodo.runtime;

import java.lang.foreign.MemorySegment;
import java.util.function.BooleanSupplier;

/// What a call does with arguments on the Java heap.
enum HeapUse {
    /// There are none.
    NONE,
    /// They are used where they are, while the collector waits or leaves them there; for that the
    /// call must be short and on one thread.
    IN_PLACE,
    /// They are copied to native memory and back.
    STAGED;

    /// @param isShort whether the call is predicted to be short; asked only if it matters
    static HeapUse of(MemorySegment[] arguments, BooleanSupplier isShort) {
        for (MemorySegment argument : arguments) {
            if (!argument.isNative()) {
                return isShort.getAsBoolean() ? IN_PLACE : STAGED;
            }
        }
        return NONE;
    }
}
