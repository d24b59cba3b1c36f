package dev.komodo.cli;

import picocli.CommandLine;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/// The entry of the command.
public final class Main {
    private Main() {}

    /// Runs the command and exits with its [ExitCode].
    public static void main(String[] arguments) {
        Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT); // one form of numbers for scripts
        RunCommand plain = PlainRun.parse(arguments);
        int status =
                plain != null
                        ? PlainRun.execute(plain)
                        : commandLine(Terminal::ofProcess, arguments).execute(arguments);
        int code = isOutputComplete() ? status : ExitCode.NOT_WRITTEN;
        if (plain == null || code != ExitCode.OK) {
            System.exit(code);
        }
        // a run that went well just ends: exit() makes a logger first, which takes milliseconds
    }

    /// Whether standard output took everything; false comes with a line that says so. A reader that
    /// has gone away (`komodo ... | head`) had what it wanted.
    private static boolean isOutputComplete() {
        boolean isComplete = !System.out.checkError() || Terminal.isPipe(1);
        if (!isComplete) {
            System.err.println("komodo: cannot write standard output: is the disk full?");
        }
        return isComplete;
    }

    /// The command line with the sub-command that the arguments call and its way to report
    /// failures.
    static CommandLine commandLine(Supplier<Terminal> terminal, String... arguments) {
        KomodoCommand command = new KomodoCommand(terminal);
        CommandLine line = new CommandLine(command);
        Subcommands.add(line, List.of(arguments));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionStrategy(Main::execute);
        line.setExecutionExceptionHandler(FailureReport.of(line));
        line.setParameterExceptionHandler(new UsageReport());
        return line;
    }

    private static int execute(ParseResult arguments) {
        try {
            return HelpText.isAskedFor(arguments)
                    ? HelpText.print(arguments)
                    : new RunLast().execute(arguments);
        } catch (VirtualMachineError
                | LinkageError
                | AssertionError error) { // picocli lets these go
            return FailureReport.of(arguments.commandSpec().commandLine()).report(error);
        }
    }
}
