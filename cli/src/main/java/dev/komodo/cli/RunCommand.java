package dev.komodo.cli;

import dev.komodo.Komodo;
import dev.komodo.Options;
import dev.komodo.graph.Graph;
import dev.komodo.onnx.OnnxModel;
import dev.komodo.runtime.Binding;
import dev.komodo.runtime.Kernel;
import dev.komodo.runtime.NDArray;
import dev.komodo.runtime.Signature;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/// `komodo run`: calls a model once and shows what came out.
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Runs an ONNX model once and prints a summary of each output.",
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {
            ExitCode.DONE,
            " 1:the call failed: an index out of range, too little memory",
            ExitCode.WRONG_USAGE,
            ExitCode.NOT_SUPPORTED_HERE,
            ExitCode.FAULT,
            ExitCode.RESULT_NOT_WRITTEN
        },
        footerHeading = "%nExample:%n",
        footer =
                "  komodo run examples/digits/digits.onnx --input"
                        + " images=examples/digits/images.npy")
final class RunCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private CompilerFlags flags;

    @Parameters(index = "0", paramLabel = "MODEL", description = "An ONNX file.")
    private Path model;

    @Option(
            names = "--input",
            paramLabel = "NAME=SOURCE",
            description = {
                "What an input is filled with: FILE.npy, random[:seed] (floats in [-1, 1), integers"
                        + " in [0, 10)), zeros or ones.",
                "Repeat for each input."
            })
    private List<String> inputs = new ArrayList<>();

    @Option(
            names = "--dim",
            paramLabel = "NAME=N",
            description = "The value of a symbolic dim, for inputs that no file gives a shape.")
    private Map<String, Long> dims = new LinkedHashMap<>();

    @Option(
            names = "--output-dir",
            paramLabel = "DIR",
            description = "Write each output to DIR/NAME.npy.")
    private @Nullable Path outputFolder;

    @Option(names = "--json", description = "Print one JSON object instead of text.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Options options = flags.options();
        Graph graph = OnnxModel.read(model).graph();
        try (Arena arena = Arena.ofConfined()) {
            Map<String, NDArray> arguments = arguments(arena, Signature.of(graph));
            try (Komodo komodo = Komodo.open(options);
                    Kernel kernel = komodo.compile(graph)) {
                RunResult result = run(arena, kernel, arguments);
                Path folder = outputFolder;
                Map<String, Path> files =
                        folder == null ? Map.of() : ArrayFiles.writeAll(folder, result.outputs());
                spec.commandLine()
                        .getOut()
                        .print(
                                json
                                        ? result.json(model, files)
                                        : result.text(model, options.threads(), files));
                spec.commandLine().getOut().flush();
            }
        }
        return ExitCode.OK;
    }

    private Map<String, NDArray> arguments(Arena arena, Signature signature) {
        Map<String, InputSpec> specs = new LinkedHashMap<>();
        for (String text : inputs) {
            InputSpec input = InputSpec.parse(text);
            if (specs.put(input.name(), input) != null) {
                throw new InputException("The input '" + input.name() + "' is given twice");
            }
        }
        Map<String, NDArray> arguments = new LinkedHashMap<>();
        List<String> missing = new ArrayList<>();
        for (Signature.Parameter parameter : signature.inputs()) {
            InputSpec input = specs.remove(parameter.name());
            if (input == null) {
                missing.add(parameter.toString());
            } else {
                arguments.put(parameter.name(), input.array(arena, parameter, dims));
            }
        }
        if (!specs.isEmpty()) {
            throw new InputException(
                    "The model has no input "
                            + specs.keySet()
                            + "; its inputs: "
                            + signature.inputs());
        }
        if (!missing.isEmpty()) {
            throw new InputException(
                    "Give a value to "
                            + String.join(" and ", missing)
                            + ", for example --input "
                            + missing.getFirst().replaceAll(" .*", "")
                            + "=random");
        }
        return arguments;
    }

    private static RunResult run(Arena arena, Kernel kernel, Map<String, NDArray> arguments) {
        Binding.Builder builder = kernel.bind();
        arguments.forEach(builder::input);
        builder.allocateOutputs(arena);
        try (Binding binding = builder.build()) {
            long begin = System.nanoTime();
            binding.run();
            long nanos = System.nanoTime() - begin;
            Map<String, NDArray> outputs = new LinkedHashMap<>();
            for (Signature.Parameter output : kernel.signature().outputs()) {
                outputs.put(output.name(), binding.output(output.name()));
            }
            return new RunResult(kernel.report(), nanos, outputs);
        }
    }
}
