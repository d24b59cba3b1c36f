package dev.komodo.cli;

/// Komodo and a peer have computed different things. Exit code 1.
final class MismatchException extends Exception {
    private static final long serialVersionUID = 1L;

    MismatchException(String message) {
        super(message);
    }
}
