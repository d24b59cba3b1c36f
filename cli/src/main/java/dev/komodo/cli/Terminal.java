package dev.komodo.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// What standard output and standard error lead to, and so whether colours and progress belong
/// there.
///
/// Colours: not if `NO_COLOR` is set (no-color.org), else if `CLICOLOR_FORCE` is set and not 0,
/// else on a terminal whose `TERM` is neither absent nor `dumb`. Progress: on such a terminal only,
/// whatever these variables say.
final class Terminal {
    private static final int USUAL_COLUMNS = 80;

    /// The look of a text: a number of "select graphic rendition" (ECMA-48, 8.3.117).
    enum Style {
        BOLD(1),
        DIM(2),
        RED(31),
        GREEN(32),
        YELLOW(33);

        private final int code;

        Style(int code) {
            this.code = code;
        }
    }

    private final Map<String, String> environment;
    private final boolean isOutputTerminal;
    private final boolean isErrorTerminal;

    /// @param environment the variables that decide
    /// @param isOutputTerminal whether standard output is a terminal
    /// @param isErrorTerminal whether standard error is one
    Terminal(Map<String, String> environment, boolean isOutputTerminal, boolean isErrorTerminal) {
        this.environment = environment;
        this.isOutputTerminal = isOutputTerminal;
        this.isErrorTerminal = isErrorTerminal;
    }

    /// The terminal of this process.
    static Terminal ofProcess() {
        return new Terminal(System.getenv(), leadsToTerminal(1), leadsToTerminal(2));
    }

    /// The terminal that a command writes to.
    static Terminal of(CommandLine line) {
        return KomodoCommand.of(line).terminal();
    }

    /// `Console.isTerminal` speaks of standard input and output together; Linux tells of each
    /// descriptor (source: proc_pid_fd(5), pty(7)).
    private static boolean leadsToTerminal(int descriptor) {
        String device = destination(descriptor);
        return device.startsWith("/dev/pts/")
                || device.startsWith("/dev/tty")
                || device.equals("/dev/console");
    }

    /// Whether a descriptor of this process leads to another process.
    static boolean isPipe(int descriptor) {
        String place = destination(descriptor);
        return place.startsWith("pipe:") || place.startsWith("socket:");
    }

    private static String destination(int descriptor) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
        } catch (IOException | UnsupportedOperationException _) {
            return ""; // closed, or no /proc: plain text is never wrong
        }
    }

    /// Whether colours belong on standard output.
    boolean hasColours() {
        return coloured(isOutputTerminal);
    }

    /// Whether colours belong on standard error.
    boolean hasErrorColours() {
        return coloured(isErrorTerminal);
    }

    /// Whether a line of progress belongs on standard error.
    boolean hasProgress() {
        return isErrorTerminal && isCapable();
    }

    /// A text in a style on standard output; the text itself where colours do not belong.
    String paint(Style style, String text) {
        return hasColours() ? "\u001B[" + style.code + "m" + text + "\u001B[0m" : text;
    }

    /// A line of progress on standard error, which does nothing unless that is a terminal.
    ///
    /// @param err the command's standard error
    ProgressLine progress(PrintWriter err) {
        return new ProgressLine(hasProgress() ? err : null, columns(), System::nanoTime);
    }

    private boolean coloured(boolean isTerminal) {
        if (!variable("NO_COLOR").isEmpty()) {
            return false;
        }
        String forced = variable("CLICOLOR_FORCE");
        return (!forced.isEmpty() && !forced.equals("0")) || (isTerminal && isCapable());
    }

    private boolean isCapable() {
        String kind = variable("TERM");
        return !kind.isEmpty() && !kind.equals("dumb");
    }

    private String variable(String name) {
        @Nullable String value = environment.get(name);
        return value == null ? "" : value;
    }

    private int columns() {
        try {
            int columns = Integer.parseInt(variable("COLUMNS"));
            return columns > 0 ? columns : USUAL_COLUMNS;
        } catch (NumberFormatException _) {
            return USUAL_COLUMNS; // absent, as in most shells' exported variables
        }
    }
}
