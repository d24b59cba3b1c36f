package dev.komodo.llvm;

import java.lang.foreign.MemorySegment;

/// A global variable or table of a module; as a value, its address.
public final class LlvmGlobal extends LlvmValue {
    private final String name;
    private final LlvmType content;

    LlvmGlobal(MemorySegment handle, String name, LlvmType content) {
        super(handle, content.context().types().pointer());
        this.name = name;
        this.content = content;
    }

    /// The symbol.
    public String name() {
        return name;
    }

    /// The type of what the global holds.
    public LlvmType content() {
        return content;
    }
}
