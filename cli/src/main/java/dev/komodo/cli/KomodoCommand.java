package dev.komodo.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

import java.util.function.Supplier;

/// The command itself: it only has [Subcommands].
@Command(
        name = "komodo",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        description = "Compiles tensor graphs to native kernels and runs them.",
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "",
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {
            ExitCode.DONE,
            " 1:the work was done and something in it failed: a call of a model, a comparison, a"
                    + " check of 'doctor'",
            ExitCode.WRONG_USAGE,
            ExitCode.NOT_SUPPORTED_HERE,
            ExitCode.FAULT,
            ExitCode.RESULT_NOT_WRITTEN
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  komodo run model.onnx --input x=x.npy",
            "  komodo run model.onnx --input x=random:7 --dim n=32 --json",
            "  komodo verify models.zip",
            "  komodo inspect model.onnx --stage loops",
            "  komodo compile model.onnx --target x86-64-v3",
            "  komodo bench model.onnx --threads 1,2 --against onnxruntime",
            "  komodo doctor",
            "",
            "Environment (flags win):",
            "  KOMODO_CACHE     folder of the object cache (else XDG_CACHE_HOME/komodo, else"
                    + " ~/.cache/komodo)",
            "  KOMODO_LLVM      a libLLVM to use instead of the packaged one",
            "  KOMODO_PEERS     folder of the runtimes that 'bench' compares with (else peers/"
                    + " beside komodo.jar)",
            "  KOMODO_PERF_MAP  1: write the kernels' names to /tmp/perf-PID.map for perf",
            "  KOMODO_THREADS   threads of parallel loops (else the number of processors)",
            "  NO_COLOR         no colours (CLICOLOR_FORCE=1: colours even where there is no"
                    + " terminal)"
        })
final class KomodoCommand implements Runnable {
    private final Supplier<Terminal> terminals;
    private @Nullable Terminal terminal;

    @Spec private CommandSpec spec;

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Print the stack trace of a failure.")
    private boolean verbose;

    /// @param terminals asked at most once, when something depends on it
    KomodoCommand(Supplier<Terminal> terminals) {
        this.terminals = terminals;
    }

    /// The command that a sub-command belongs to.
    static KomodoCommand of(CommandLine line) {
        return (KomodoCommand) line.getCommandSpec().root().userObject();
    }

    /// Whether stack traces are wanted.
    boolean isVerbose() {
        return verbose;
    }

    /// What the command writes to.
    Terminal terminal() {
        Terminal known = terminal;
        if (known == null) {
            terminal = known = terminals.get();
        }
        return known;
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "a command is missing: " + String.join(", ", spec.subcommands().keySet()));
    }
}
