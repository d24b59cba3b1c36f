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
        int status = commandLine(Terminal::ofProcess, arguments).execute(arguments);
        System.out.flush();
        System.exit(status);
    }

    /// The command line with the sub-command that the arguments call and its way to report
    /// failures.
    static CommandLine commandLine(Supplier<Terminal> terminal, String... arguments) {
        KomodoCommand command = new KomodoCommand(terminal);
        CommandLine line = new CommandLine(command);
        Subcommands.add(line, List.of(arguments));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionStrategy(Main::execute);
        line.setExecutionExceptionHandler(new FailureReport(command));
        line.setParameterExceptionHandler(new UsageReport());
        return line;
    }

    private static int execute(ParseResult arguments) {
        return HelpText.isAskedFor(arguments)
                ? HelpText.print(arguments)
                : new RunLast().execute(arguments);
    }
}
