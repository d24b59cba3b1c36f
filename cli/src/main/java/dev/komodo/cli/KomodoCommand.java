package dev.komodo.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/// The command itself: it only has sub-commands.
@Command(
        name = "komodo",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        description = "Compiles tensor graphs to native kernels and runs them.",
        subcommands = {
            RunCommand.class,
            InspectCommand.class,
            CacheCommand.class,
            DoctorCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  komodo run model.onnx --input x=x.npy",
            "  komodo run model.onnx --input x=random:7 --dim n=32 --json",
            "  komodo inspect model.onnx --stage loops",
            "  komodo doctor",
            "",
            "Environment (flags win):",
            "  KOMODO_CACHE     folder of the object cache (else XDG_CACHE_HOME/komodo, else"
                    + " ~/.cache/komodo)",
            "  KOMODO_LLVM      a libLLVM 20.1 to use instead of the packaged one",
            "  KOMODO_THREADS   threads of parallel loops (else the number of processors)",
            "",
            "Exit status:",
            "   0  done",
            "   1  a call failed, or a check of 'doctor'",
            "   2  wrong usage or bad input: arguments, files, models, shapes",
            "  70  a fault of Komodo or of the machine"
        })
final class KomodoCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Print the stack trace of a failure.")
    private boolean verbose;

    /// Whether stack traces are wanted.
    boolean isVerbose() {
        return verbose;
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "a command is missing: run, inspect, cache or doctor");
    }
}
