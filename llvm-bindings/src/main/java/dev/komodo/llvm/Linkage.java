package dev.komodo.llvm;

import dev.komodo.llvm.generated.Llvm;

/// Who may see a definition, and what happens when two objects have it.
public enum Linkage {
    /// Seen by all; defined once.
    EXTERNAL(Llvm.LLVMExternalLinkage()),
    /// Seen by all; equal definitions of the same name are merged, unread.
    LINK_ONCE_ODR(Llvm.LLVMLinkOnceODRLinkage()),
    /// Seen in its module only.
    INTERNAL(Llvm.LLVMInternalLinkage()),
    /// As internal, and without an entry in the symbol table.
    PRIVATE(Llvm.LLVMPrivateLinkage());

    private final int code;

    Linkage(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
