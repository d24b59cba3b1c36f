package dev.komodo.cli;

/// A mistake in what the user gave: a specification, a file, a shape. Exit code 2.
final class InputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InputException(String message) {
        super(message);
    }

    InputException(String message, Throwable cause) {
        super(message, cause);
    }
}
