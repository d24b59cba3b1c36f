package dev.komodo.llvm;

import java.lang.foreign.MemorySegment;

/// A node or string of metadata; lives as long as its context.
public final class LlvmMetadata {
    private final MemorySegment handle;

    LlvmMetadata(MemorySegment handle) {
        this.handle = handle;
    }

    MemorySegment handle() {
        return handle;
    }
}
