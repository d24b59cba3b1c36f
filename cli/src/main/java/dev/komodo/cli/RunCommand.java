package dev.komodo.cli;

import dev.komodo.Komodo;
import dev.komodo.Options;
import dev.komodo.graph.Graph;
import dev.komodo.onnx.OnnxModel;
import dev.komodo.runtime.Binding;
import dev.komodo.runtime.CallProfile;
import dev.komodo.runtime.Kernel;
import dev.komodo.runtime.NDArray;
import dev.komodo.runtime.Signature;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;

/// `komodo run`: calls a model and shows what came out. Its options are filled in by picocli, or by
/// [PlainRun], which knows the usual ones.
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Runs an ONNX model and prints a summary of each output.",
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
    @Spec private @Nullable CommandSpec spec;
    @Mixin final CompilerFlags flags = new CompilerFlags();
    @Mixin private final ProfileFlags profile = new ProfileFlags();

    @Parameters(index = "0", paramLabel = "MODEL", description = "An ONNX file.")
    @Nullable Path model;

    @Option(
            names = "--input",
            paramLabel = "NAME=SOURCE",
            description = {
                "What an input is filled with: a file (FILE.npy, FILE.npz[ARRAY], or an ONNX"
                        + " tensor FILE.pb), random[:SEED] (floats in [-1, 1), integers in [0,"
                        + " 10)), zeros or ones.",
                "Repeat for each input, or give --input FILE.npz with an array for each. An input"
                    + " whose values determine shapes must come from a file; the kernel is then for"
                    + " these values."
            })
    List<String> inputs = new ArrayList<>();

    @Option(
            names = "--dim",
            paramLabel = "NAME=N",
            description = "The value of a symbolic dim, for inputs that no file gives a shape.")
    private Map<String, Long> dims = new LinkedHashMap<>();

    @Option(
            names = "--specialise",
            description =
                    "Compile for the sizes of --dim only, which may be faster; without it the"
                            + " kernel takes any size.")
    private boolean specialise;

    @Option(
            names = "--output-dir",
            paramLabel = "DIR",
            description = "Write each output to DIR/NAME.npy.")
    @Nullable Path outputFolder;

    @Option(
            names = "--output",
            paramLabel = "FILE.npz",
            description = "Write all outputs to one archive.")
    @Nullable Path outputArchive;

    @Option(names = "--json", description = "Print one JSON object instead of text.")
    boolean json;

    @Override
    public Integer call() throws Exception {
        return call(line().getOut());
    }

    /// Runs the model.
    ///
    /// @param out where the results go
    int call(PrintWriter out) throws Exception {
        Path file = Objects.requireNonNull(model, "the model, which both parsers require");
        Options options = profile.options(flags.options());
        int runs = profile.runs();
        Komodo.preload(); // while the model is read
        FixedInputs fixed = FixedInputs.of(model(file), inputs);
        Graph graph = fixed.model().graph();
        Map<String, Long> open = specialise ? Map.of() : dims;
        try (Arena arena = Arena.ofConfined()) {
            Map<String, NDArray> arguments =
                    Arguments.of(arena, Signature.of(graph), fixed.rest(), open);
            try (Komodo komodo = Komodo.open(options);
                    Kernel kernel = komodo.compile(graph)) {
                RunResult result = run(arena, kernel, arguments, runs, options.threads());
                Map<String, Path> files = write(result.outputs());
                out.print(
                        json
                                ? result.json(file, files)
                                : result.text(file, options.threads(), files));
                out.flush();
            }
        }
        return ExitCode.OK;
    }

    private CommandLine line() {
        return Objects.requireNonNull(spec, "picocli's model").commandLine();
    }

    private OnnxModel model(Path file) throws IOException {
        if (specialise && dims.isEmpty()) {
            throw new ParameterException(line(), "--specialise needs a size: --dim NAME=N");
        }
        OnnxModel read = ModelFiles.read(file);
        return specialise ? read.withDims(dims) : read;
    }

    private Map<String, Path> write(Map<String, NDArray> outputs) {
        Path folder = outputFolder;
        Path archive = outputArchive;
        if (archive != null && folder != null) {
            throw new ParameterException(line(), "--output and --output-dir exclude each other");
        }
        return archive != null
                ? OutputFiles.writeArchive(archive, outputs)
                : folder != null ? OutputFiles.writeFolder(folder, outputs) : Map.of();
    }

    private RunResult run(
            Arena arena, Kernel kernel, Map<String, NDArray> arguments, int runs, int threads) {
        Binding.Builder builder = kernel.bind();
        arguments.forEach(builder::input);
        builder.allocateOutputs(arena);
        try (Binding binding = builder.build()) {
            long[] nanos = new long[runs];
            List<CallProfile> calls = new ArrayList<>();
            for (int i = 0; i < runs; i++) {
                long begin = System.nanoTime();
                binding.run();
                nanos[i] = System.nanoTime() - begin;
                binding.profile().ifPresent(calls::add);
            }
            profile.write(calls);
            Map<String, NDArray> outputs = new LinkedHashMap<>();
            for (Signature.Parameter output : kernel.signature().outputs()) {
                outputs.put(output.name(), binding.output(output.name()));
            }
            return new RunResult(
                    kernel.report(),
                    median(nanos),
                    outputs,
                    calls.isEmpty()
                            ? Optional.empty()
                            : Optional.of(new ProfileReport(calls, threads)));
        }
    }

    /// The first call warms up; it counts only if it is alone.
    private static long median(long[] nanos) {
        long[] counted = nanos.length == 1 ? nanos : Arrays.copyOfRange(nanos, 1, nanos.length);
        Arrays.sort(counted);
        return counted[counted.length / 2];
    }
}
