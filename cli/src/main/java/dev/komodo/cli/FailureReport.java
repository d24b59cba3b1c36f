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
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/// Turns an exception into one line on standard error and an exit code; the stack trace follows
/// with `--verbose`.
final class FailureReport implements CommandLine.IExecutionExceptionHandler {
    private final KomodoCommand command;

    FailureReport(KomodoCommand command) {
        this.command = command;
    }

    @Override
    public int handleExecutionException(
            Exception failure, CommandLine line, CommandLine.ParseResult arguments) {
        line.getErr().println("komodo: " + oneLine(failure));
        if (command.isVerbose()) {
            failure.printStackTrace(line.getErr());
        }
        return exitCode(failure);
    }

    private static int exitCode(Exception failure) {
        return switch (failure) {
            case CompilerException known ->
                    switch (known) {
                        case UnsupportedHostException _ -> ExitCode.UNAVAILABLE;
                        case InvalidGraphException _, UnsupportedException _ -> ExitCode.USAGE;
                        case ExecutionException _ -> ExitCode.FAILED;
                        case NativeFailureException _, InternalCompilerException _ ->
                                ExitCode.INTERNAL;
                    };
            case NativeLibraryException _ -> ExitCode.UNAVAILABLE;
            case OutputException _ -> ExitCode.NOT_WRITTEN;
            case InputException _, IOException _ -> ExitCode.USAGE;
            default -> ExitCode.INTERNAL;
        };
    }

    static String oneLine(Exception failure) {
        return oneLine(
                switch (failure) {
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
