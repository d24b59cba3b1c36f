package dev.komodo.cli;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A result that could not be written: no space, no permission. Exit code 74.
final class OutputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// @param file what could not be written
    /// @param advice what to do, as in `choose another folder with --output-dir`
    OutputException(Path file, IOException cause, String advice) {
        super("cannot write " + file + ": " + reason(cause) + room(file) + "; " + advice, cause);
    }

    /// The system's words alone: which file it is about was said.
    private static String reason(IOException cause) {
        return cause instanceof FileSystemException fault && fault.getReason() != null
                ? fault.getReason()
                : FailureReport.oneLine(cause);
    }

    /// How much room is left, because the system's own words for a full disk depend on the locale.
    private static String room(Path file) {
        try {
            Path folder = file.toAbsolutePath();
            while (folder != null && !Files.exists(folder)) {
                folder = folder.getParent();
            }
            if (folder == null) {
                return "";
            }
            FileStore store = Files.getFileStore(folder);
            return " (" + (store.getUsableSpace() >> 10) + " KiB are free there)";
        } catch (IOException _) {
            return ""; // the message says enough without it
        }
    }
}
