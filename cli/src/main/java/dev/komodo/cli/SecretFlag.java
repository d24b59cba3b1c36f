package dev.komodo.cli;

import dev.komodo.cache.GivenSecret;
import dev.komodo.cache.RefusedFileException;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.nio.file.Path;

/// The flag for a secret that two machines share.
final class SecretFlag {
    @Option(
            names = "--secret-file",
            paramLabel = "FILE",
            description =
                    "The secret that signs the archive: 32 to 4096 bytes in a file of mode 0600,"
                            + " the same on both machines (default: KOMODO_CACHE_SECRET_FILE).")
    private @Nullable Path file;

    /// The secret.
    ///
    /// @throws InputException if none is named, or it is refused
    GivenSecret read() {
        Path named = file;
        String variable = System.getenv().getOrDefault(GivenSecret.VARIABLE, "");
        if (named == null && variable.isEmpty()) {
            throw new InputException(
                    "An archive is signed with a secret; give --secret-file FILE (make one with:"
                            + " head -c 32 /dev/urandom > FILE; chmod 600 FILE)");
        }
        try {
            return GivenSecret.read(named == null ? Path.of(variable) : named);
        } catch (RefusedFileException e) {
            throw new InputException(String.valueOf(e.getMessage()), e);
        }
    }
}
