package dev.komodo.cli;

import dev.komodo.onnx.numpy.NpzFile;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Which array of an archive is meant.
final class ArchiveArrays {
    private ArchiveArrays() {}

    /// The names of an archive's arrays.
    ///
    /// @throws IOException if it can't be read
    static List<String> names(Path file) throws IOException {
        try (NpzFile archive = NpzFile.open(file)) {
            return archive.names();
        }
    }

    /// The array for an input that names none: that of its name, else the only one.
    ///
    /// @throws InputException if there is neither
    /// @throws IOException if the archive can't be read
    static String named(Path file, String input) throws IOException {
        List<String> names = names(file);
        if (names.contains(input)) {
            return input;
        }
        if (names.size() == 1) {
            return names.getFirst();
        }
        throw new InputException(
                "The archive "
                        + file
                        + " has no array '"
                        + input
                        + "' but "
                        + names
                        + "; say which, as in --input "
                        + input
                        + "="
                        + file
                        + (names.isEmpty() ? "[ARRAY]" : "[" + names.getFirst() + "]"));
    }
}
