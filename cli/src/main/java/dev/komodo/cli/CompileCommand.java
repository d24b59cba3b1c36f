package dev.komodo.cli;

import dev.komodo.Komodo;
import dev.komodo.Options;
import dev.komodo.Precompiled;
import dev.komodo.cache.CacheLocation;
import dev.komodo.graph.Graph;
import dev.komodo.measure.Json;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/// `komodo compile`: fills a cache ahead, for this machine or for others.
@Command(
        name = "compile",
        mixinStandardHelpOptions = true,
        description = {
            "Compiles models into the cache ahead: for an image build, or for a fleet.",
            "Nothing is run, so a target may be any machine. A process that runs the model with the"
                    + " same target finds the kernel in the cache."
        },
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {
            ExitCode.DONE,
            ExitCode.WRONG_USAGE,
            ExitCode.NOT_SUPPORTED_HERE,
            ExitCode.FAULT,
            ExitCode.RESULT_NOT_WRITTEN
        },
        footerHeading = "%nExample:%n",
        footer = {
            "  komodo compile model.onnx --target x86-64-v3,x86-64-v4 --layer image/cache",
            "  komodo compile model.onnx --dim n=32"
        })
final class CompileCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "MODEL", description = "ONNX files.")
    private List<Path> models = new ArrayList<>();

    @Option(
            names = "--target",
            paramLabel = "CPU",
            split = ",",
            description =
                    "The processors to make code for: 'host' (the default), x86-64-v3, x86-64-v4,"
                            + " or LLVM's name of one.")
    private List<String> targets = new ArrayList<>(List.of("host"));

    @Option(
            names = "--layer",
            paramLabel = "DIR",
            description =
                    "Write into DIR instead of this user's cache, as a read-only layer that others"
                            + " name in KOMODO_CACHE_LAYERS.")
    private @Nullable Path layer;

    @Option(
            names = "--dim",
            paramLabel = "NAME=N",
            description =
                    "Besides the kernel for any size, make the one for this size of a symbolic"
                            + " dim, which 'run --specialise' takes. Repeat for each dim.")
    private Map<String, Long> dims = new LinkedHashMap<>();

    @Option(names = "--json", description = "Print a JSON list instead of text.")
    private boolean json;

    /// One line of the result.
    private record Row(Path model, String target, Map<String, Long> dims, Precompiled code) {
        String text() {
            return "%s %s%s: cache %s, compile %.1f ms, object %d bytes, key %s%n  %s%n"
                    .formatted(
                            model.getFileName(),
                            target,
                            dims.entrySet().stream()
                                    .map(dim -> " " + dim.getKey() + "=" + dim.getValue())
                                    .collect(Collectors.joining()),
                            outcome(),
                            code.compileNanos() / 1e6,
                            code.objectBytes(),
                            code.key().substring(0, 16),
                            file());
        }

        Map<String, Object> json() {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("model", model.toString());
            row.put("target", target);
            row.put("dims", dims);
            row.put("key", code.key());
            row.put("cache", outcome());
            row.put("compile_ms", code.compileNanos() / 1e6);
            row.put("object_bytes", code.objectBytes());
            row.put("file", file().toString());
            return row;
        }

        private String outcome() {
            return code.cache().name().toLowerCase(Locale.ROOT);
        }

        private Path file() {
            return code.file().orElseThrow();
        }
    }

    @Override
    public Integer call() throws IOException {
        List<Row> rows = new ArrayList<>();
        PrintWriter out = spec.commandLine().getOut();
        for (String target : targets) {
            try (Komodo komodo = Komodo.open(options(target))) {
                for (Path model : models) {
                    for (Map<String, Long> sizes : sizes()) {
                        Row row = new Row(model, target, sizes, compile(komodo, model, sizes));
                        rows.add(row);
                        if (!json) {
                            out.print(row.text());
                            out.flush();
                        }
                    }
                }
            }
        }
        if (json) {
            out.println(Json.write(rows.stream().map(Row::json).toList()));
            out.flush();
        }
        return ExitCode.OK;
    }

    private Options options(String target) {
        Options options = Options.defaults().target(target);
        Path folder = layer;
        return folder == null ? options : options.layer(folder);
    }

    /// Any size, and the sizes that were asked for.
    private List<Map<String, Long>> sizes() {
        return dims.isEmpty() ? List.of(Map.of()) : List.of(Map.of(), dims);
    }

    private Precompiled compile(Komodo komodo, Path model, Map<String, Long> sizes)
            throws IOException {
        Graph graph = ModelFiles.read(model).withDims(sizes).graph();
        Precompiled code = komodo.precompile(graph);
        if (code.file().isEmpty()) {
            throw new OutputException(
                    CacheLocation.resolve(layer).folder(),
                    new IOException("the cache did not keep " + model),
                    "the warning above says why; choose another folder with --layer");
        }
        return code;
    }
}
