package dev.komodo.cli;

import dev.komodo.Komodo;
import dev.komodo.pipeline.Stage;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.concurrent.Callable;

/// `komodo inspect`: a model's text at one stage of the pipeline.
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        description = "Prints what a model has become at one stage of the pipeline.",
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {
            ExitCode.DONE,
            ExitCode.WRONG_USAGE,
            ExitCode.NOT_SUPPORTED_HERE,
            ExitCode.FAULT
        },
        footerHeading = "%nExample:%n",
        footer = "  komodo inspect model.onnx --stage optimized-llvm --target x86-64-v3")
final class InspectCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private CompilerFlags flags;

    @Parameters(index = "0", paramLabel = "MODEL", description = "An ONNX file.")
    private Path model;

    @Option(
            names = "--stage",
            paramLabel = "STAGE",
            defaultValue = "graph",
            completionCandidates = StageNames.class,
            description = "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private String stage;

    @Override
    public Integer call() throws Exception {
        Stage wanted =
                Arrays.stream(Stage.values())
                        .filter(s -> name(s).equals(stage))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new InputException(
                                                "There is no stage '"
                                                        + stage
                                                        + "'; stages: "
                                                        + String.join(", ", new StageNames())));
        try (Komodo komodo = Komodo.open(flags.options())) {
            spec.commandLine()
                    .getOut()
                    .print(komodo.inspect(ModelFiles.read(model).graph(), wanted));
            spec.commandLine().getOut().flush();
        }
        return ExitCode.OK;
    }

    private static String name(Stage stage) {
        return stage.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The stages as the flag spells them.
    static final class StageNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(Stage.values()).map(InspectCommand::name).iterator();
        }
    }
}
