package dev.komodo.cli;

import dev.komodo.error.CompilerException;
import dev.komodo.error.ExecutionException;
import dev.komodo.error.InternalCompilerException;
import dev.komodo.error.InvalidGraphException;
import dev.komodo.error.NativeFailureException;
import dev.komodo.error.UnsupportedException;
import dev.komodo.error.UnsupportedHostException;
import dev.komodo.natives.NativeLibraryException;

import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Turns an exception into one line on standard error and an exit code; the stack trace follows
/// with `--verbose`.
final class FailureReport implements CommandLine.IExecutionExceptionHandler {
    private static final String OURS =
            " (a fault of Komodo: please report it with what --verbose prints)";

    private final Supplier<PrintWriter> output;
    private final BooleanSupplier isVerbose;

    /// @param output standard error
    /// @param isVerbose whether stack traces are wanted
    FailureReport(Supplier<PrintWriter> output, BooleanSupplier isVerbose) {
        this.output = output;
        this.isVerbose = isVerbose;
    }

    /// The reports of a command line.
    static FailureReport of(CommandLine line) {
        return new FailureReport(line::getErr, () -> KomodoCommand.of(line).isVerbose());
    }

    @Override
    public int handleExecutionException(
            Exception failure, CommandLine command, CommandLine.ParseResult arguments) {
        return report(failure);
    }

    /// Prints a failure.
    ///
    /// @return its exit code
    int report(Throwable failure) {
        int code = exitCode(failure);
        String text = oneLine(failure) + (code == ExitCode.INTERNAL ? OURS : "");
        PrintWriter err = output.get();
        err.println("komodo: " + text);
        if (isVerbose.getAsBoolean()) {
            failure.printStackTrace(err);
        }
        err.flush();
        return code;
    }

    private static int exitCode(Throwable failure) {
        return switch (failure) {
            case CompilerException known ->
                    switch (known) {
                        case UnsupportedHostException _ -> ExitCode.UNAVAILABLE;
                        case InvalidGraphException _, UnsupportedException _ -> ExitCode.USAGE;
                        case ExecutionException _ -> ExitCode.FAILED;
                        case NativeFailureException _, InternalCompilerException _ ->
                                ExitCode.INTERNAL;
                    };
            case NativeLibraryException _, OutOfMemoryError _ -> ExitCode.UNAVAILABLE;
            case OutputException _ -> ExitCode.NOT_WRITTEN;
            case InputException _, IOException _ -> ExitCode.USAGE;
            default -> ExitCode.INTERNAL;
        };
    }

    static String oneLine(Throwable failure) {
        return oneLine(
                switch (failure) {
                    case OutOfMemoryError full ->
                            "out of memory: "
                                    + full.getMessage()
                                    + "; the heap's limit is "
                                    + (Runtime.getRuntime().maxMemory() >> 20)
                                    + " MiB, KOMODO_JVM_OPTIONS=-Xmx8g would raise it";
                    case NoSuchFileException absent -> "no such file: " + absent.getFile();
                    case AccessDeniedException denied -> "no permission to use " + denied.getFile();
                    case FileSystemException fault
                            when fault.getReason() != null && fault.getFile() != null ->
                            fault.getFile() + ": " + fault.getReason();
                    default ->
                            failure.getMessage() == null
                                    ? failure.toString()
                                    : failure.getMessage();
                });
    }

    static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", "; ");
    }
}
