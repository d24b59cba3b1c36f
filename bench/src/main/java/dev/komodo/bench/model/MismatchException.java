package dev.komodo.bench.model;

/// Two sides have computed different things.
public final class MismatchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// Names the sides and the first difference.
    public MismatchException(String message) {
        super(message);
    }
}
