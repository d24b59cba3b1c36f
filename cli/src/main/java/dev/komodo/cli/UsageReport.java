package dev.komodo.cli;

import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// Turns arguments that cannot be understood into one line on standard error.
final class UsageReport implements CommandLine.IParameterExceptionHandler {
    @Override
    public int handleParseException(ParameterException mistake, String[] arguments) {
        CommandLine line = mistake.getCommandLine();
        PrintWriter err = line.getErr();
        err.println(
                "komodo: "
                        + text(mistake)
                        + " (see '"
                        + line.getCommandSpec().qualifiedName()
                        + " --help')");
        if (Arrays.asList(arguments).contains("--verbose")) {
            mistake.printStackTrace(err);
        }
        err.flush();
        return ExitCode.USAGE;
    }

    private static String text(ParameterException mistake) {
        if (!(mistake instanceof UnmatchedArgumentException unmatched)
                || unmatched.getUnmatched().isEmpty()) {
            return FailureReport.oneLine(mistake);
        }
        String word = unmatched.getUnmatched().getFirst();
        CommandLine line = mistake.getCommandLine();
        if (word.startsWith("-")) {
            List<String> options =
                    line.getCommandSpec().options().stream()
                            .filter(option -> !option.hidden())
                            .map(OptionSpec::longestName)
                            .toList();
            return "there is no option '" + word + "'" + Spelling.suggest(word, options);
        }
        Set<String> commands = line.getSubcommands().keySet();
        return commands.isEmpty()
                ? "'" + word + "' is one argument too many"
                : "there is no command '"
                        + word
                        + "'"
                        + Spelling.suggest(word, commands)
                        + "; commands: "
                        + String.join(", ", commands);
    }
}
