package dev.komodo.link;

/// An object that has no fault that was found, but holds something that [ObjectLinker] does not
/// know. LLVM's linker may know it.
public final class UnfamiliarObjectException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnfamiliarObjectException(String what) {
        super("An object cannot be linked without LLVM: " + what);
    }
}
