package dev.komodo.cli;

import org.jspecify.annotations.Nullable;

import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;

/// The usual calls of `komodo run`, understood without picocli, which takes longer to read its
/// annotations than everything else that such a run does.
///
/// What is not known here exactly (other options, mistakes, repetitions, values that picocli might
/// read in another way) is picocli's. `PlainRunTest` compares the two.
final class PlainRun {
    private static final int MOST_DIGITS = 9; // an int whatever they are

    private final String[] arguments;
    private final RunCommand command = new RunCommand();
    private int next = 1;

    private PlainRun(String[] arguments) {
        this.arguments = arguments;
    }

    /// The command as picocli would fill it in, or null if that is not certain.
    static @Nullable RunCommand parse(String... arguments) {
        if (arguments.length == 0 || !arguments[0].equals("run")) {
            return null;
        }
        PlainRun plain = new PlainRun(arguments);
        while (plain.next < arguments.length) {
            if (!plain.take(arguments[plain.next++])) {
                return null;
            }
        }
        RunCommand command = plain.command;
        boolean isComplete = command.model != null;
        boolean isContradictory = command.outputFolder != null && command.outputArchive != null;
        return isComplete && !isContradictory ? command : null;
    }

    /// Runs the command and reports as picocli would.
    ///
    /// @return the exit code
    static int execute(RunCommand command) {
        try {
            return command.call(writer(System.out));
        } catch (Exception | VirtualMachineError | LinkageError | AssertionError failure) {
            return new FailureReport(() -> writer(System.err), () -> false).report(failure);
        }
    }

    /// As picocli's writers: the text is UTF-8 whatever the console's encoding is.
    private static PrintWriter writer(OutputStream stream) {
        return new PrintWriter(stream, true, Charset.defaultCharset());
    }

    private boolean take(String argument) {
        return switch (argument) {
            case "--input" -> addInput(value());
            case "--output-dir" -> command.outputFolder == null && setFolder(value());
            case "--output" -> command.outputArchive == null && setArchive(value());
            case "--cache" -> command.flags.cache == null && setCache(value());
            case "--threads" -> command.flags.threads == null && setThreads(value());
            case "--json" -> !command.json && (command.json = true);
            case "--no-cache" -> !command.flags.noCache && (command.flags.noCache = true);
            default -> command.model == null && setModel(plain(argument));
        };
    }

    /// The next argument if it is a value for picocli too.
    private @Nullable String value() {
        return next < arguments.length ? plain(arguments[next++]) : null;
    }

    /// A text that picocli takes as it is: no option, `@file`, quotation or variable.
    private static @Nullable String plain(String text) {
        boolean isPlain =
                !text.isEmpty()
                        && text.charAt(0) != '-'
                        && text.charAt(0) != '@'
                        && text.indexOf('"') < 0
                        && text.indexOf('\'') < 0
                        && text.indexOf('$') < 0
                        && text.indexOf('\0') < 0;
        return isPlain ? text : null;
    }

    private boolean addInput(@Nullable String value) {
        return value != null && command.inputs.add(value);
    }

    private boolean setFolder(@Nullable String value) {
        command.outputFolder = path(value);
        return value != null;
    }

    private boolean setArchive(@Nullable String value) {
        command.outputArchive = path(value);
        return value != null;
    }

    private boolean setCache(@Nullable String value) {
        command.flags.cache = path(value);
        return value != null;
    }

    private boolean setModel(@Nullable String value) {
        command.model = path(value);
        return value != null;
    }

    private static @Nullable Path path(@Nullable String value) {
        return value == null ? null : Path.of(value);
    }

    private boolean setThreads(@Nullable String value) {
        if (value == null || !isNumber(value)) {
            return false;
        }
        command.flags.threads = Integer.valueOf(value);
        return true;
    }

    private static boolean isNumber(String text) {
        return text.length() <= MOST_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
