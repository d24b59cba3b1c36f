package dev.komodo.measure.peer;

/// A peer is not here, or cannot do what it was asked to do. The message says what to do.
public final class PeerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// With the peer's own words.
    public PeerException(String message, Throwable cause) {
        super(message, cause);
    }

    /// With a message.
    public PeerException(String message) {
        super(message);
    }
}
