package dev.komodo.link;

/// An object that must not be linked. A cache entry that holds one is rejected and compiled anew.
public final class ObjectRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// @param message what is wrong with it
    public ObjectRefusedException(String message) {
        super(message);
    }
}
