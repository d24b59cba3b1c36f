package dev.komodo.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// What a path that leads nowhere may have meant.
final class NearbyFiles {
    private static final int MOST = 1_000;

    private NearbyFiles() {}

    /// Words to append to a message about a file that is not there: its folder if that is missing
    /// too, or files of nearly its name.
    static String suggest(Path absent) {
        Path folder = absent.toAbsolutePath().getParent();
        Path name = absent.getFileName();
        if (folder == null || name == null) {
            return "";
        }
        if (!Files.isDirectory(folder)) {
            return "; there is no folder " + folder;
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<String> names =
                    files.limit(MOST).map(file -> file.getFileName().toString()).toList();
            return Spelling.suggest(name.toString(), names);
        } catch (IOException _) {
            return ""; // the message says enough without it
        }
    }
}
