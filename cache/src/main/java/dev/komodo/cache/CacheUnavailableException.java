package dev.komodo.cache;

import java.nio.file.Path;

/// A folder that can't serve as a cache, with the reason and what to do. Compiling goes on without
/// a cache.
public final class CacheUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String message;
    private final String reason;

    CacheUnavailableException(Path folder, String reason) {
        this.message = message(folder, reason);
        this.reason = reason;
    }

    CacheUnavailableException(Path folder, Exception cause) {
        super(cause);
        this.message = message(folder, cause.toString());
        this.reason = cause.toString();
    }

    /// What is wrong, without the consequences for a cache.
    public String reason() {
        return reason;
    }

    @Override
    public String getMessage() {
        return message;
    }

    private static String message(Path folder, String reason) {
        return "no cache in "
                + folder
                + ": "
                + reason
                + ". Kernels are compiled anew by each process. Repair the folder, or name another"
                + " one with KOMODO_CACHE.";
    }
}
