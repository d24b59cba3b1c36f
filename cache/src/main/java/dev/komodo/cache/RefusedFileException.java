package dev.komodo.cache;

import java.nio.file.Path;

/// A file that was named for the cache to read, a secret or an archive, and that is refused, with
/// the reason and what to do.
public final class RefusedFileException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedFileException(Path file, String reason) {
        super(file + ": " + reason);
    }

    RefusedFileException(Path file, Exception cause) {
        super(file + " can't be read: " + cause, cause);
    }
}
