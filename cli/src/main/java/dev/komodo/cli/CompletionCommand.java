package dev.komodo.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.concurrent.Callable;

/// `komodo generate-completion`: what bash and zsh need to complete `komodo`.
@Command(
        name = "generate-completion",
        mixinStandardHelpOptions = true,
        description = {
            "Prints a script for bash or zsh that completes commands, options and their values.",
            "Put the example's line into ~/.bashrc or ~/.zshrc to keep it."
        },
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {ExitCode.DONE, ExitCode.WRONG_USAGE},
        footerHeading = "%nExample:%n",
        footer = "  source <(komodo generate-completion)")
final class CompletionCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        out.print(AutoComplete.bash("komodo", spec.root().commandLine()));
        out.print('\n');
        out.flush();
        return ExitCode.OK;
    }
}
