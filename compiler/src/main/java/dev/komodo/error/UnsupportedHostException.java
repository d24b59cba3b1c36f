package dev.komodo.error;

/// This machine lacks what Komodo needs, whatever is asked of it: another machine has to be used.
public final class UnsupportedHostException extends UnsupportedException {
    private static final long serialVersionUID = 1L;

    /// An exception with a message that names what is needed, what was found, and what to do.
    public UnsupportedHostException(String message) {
        super(message);
    }
}
