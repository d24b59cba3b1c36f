package dev.komodo.cli;

import picocli.CommandLine;

import java.io.PrintWriter;

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
        CommandLine line = new CommandLine(new KomodoCommand());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler(new FailureReport());
        line.setParameterExceptionHandler(Main::usage);
        return line;
    }

    private static int usage(CommandLine.ParameterException mistake, String[] arguments) {
        CommandLine line = mistake.getCommandLine();
        PrintWriter err = line.getErr();
        err.println(
                "komodo: " + FailureReport.oneLine(mistake) + " (see '" + name(line) + " --help')");
        if (FailureReport.isVerbose(arguments)) {
            mistake.printStackTrace(err);
        }
        return ExitCode.USAGE;
    }

    private static String name(CommandLine line) {
        return line.getCommandSpec().qualifiedName();
    }
}
