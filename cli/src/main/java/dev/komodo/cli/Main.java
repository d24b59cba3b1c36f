package dev.komodo.cli;

import picocli.CommandLine;

import java.io.PrintWriter;
import java.util.Arrays;

/// The entry of the command.
public final class Main {
    private Main() {}

    /// Runs the command and exits with its [ExitCode].
    public static void main(String[] arguments) {
        int status = commandLine().execute(arguments);
        System.out.flush();
        System.exit(status);
    }

    /// The command line with its sub-commands and its way to report failures.
    static CommandLine commandLine() {
        KomodoCommand command = new KomodoCommand();
        CommandLine line = new CommandLine(command);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler(new FailureReport(command));
        line.setParameterExceptionHandler(Main::usage);
        return line;
    }

    private static int usage(CommandLine.ParameterException mistake, String[] arguments) {
        CommandLine line = mistake.getCommandLine();
        PrintWriter err = line.getErr();
        err.println(
                "komodo: " + FailureReport.oneLine(mistake) + " (see '" + name(line) + " --help')");
        if (Arrays.asList(arguments).contains("--verbose")) {
            mistake.printStackTrace(err);
        }
        return ExitCode.USAGE;
    }

    private static String name(CommandLine line) {
        return line.getCommandSpec().qualifiedName();
    }
}
