package dev.komodo.cli;

import dev.komodo.Komodo;
import dev.komodo.Options;
import dev.komodo.Recheck;
import dev.komodo.cache.BrokenEntry;
import dev.komodo.cache.ObjectStore;
import dev.komodo.measure.Json;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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

/// `komodo cache verify`: whether the cache can be relied on.
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Reads and checks every entry, and sets aside those that are damaged.",
            "With --recompile also compiles models again, with the names that their entries have,"
                    + " and compares all bytes: a difference means that the key misses something."
        },
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {
            " 0:all is well",
            " 1:an entry is damaged, or differs from what compiling gives",
            ExitCode.WRONG_USAGE,
            ExitCode.NOT_SUPPORTED_HERE
        },
        footerHeading = "%nExample:%n",
        footer = "  komodo cache verify --recompile model.onnx")
final class CacheVerifyCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private CacheFlags flags;

    @Option(
            names = "--recompile",
            arity = "1..*",
            paramLabel = "MODEL",
            description = "ONNX files whose entries are compiled again and compared.")
    private List<Path> models = new ArrayList<>();

    @Option(
            names = "--target",
            paramLabel = "CPU",
            split = ",",
            description = "The processors whose entries are compared (default: host).")
    private List<String> targets = new ArrayList<>(List.of("host"));

    /// A model whose entry was compared.
    private record Row(Path model, String target, Recheck recheck) {
        String text() {
            String difference = recheck.difference();
            return "%s %s: %s, key %s%s"
                    .formatted(
                            model.getFileName(),
                            target,
                            outcome(),
                            recheck.key().hex().substring(0, 16),
                            difference.isEmpty() ? "" : ": " + difference);
        }

        Map<String, Object> json() {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("model", model.toString());
            row.put("target", target);
            row.put("key", recheck.key().hex());
            row.put("outcome", outcome());
            row.put("difference", recheck.difference());
            return row;
        }

        private String outcome() {
            return recheck.outcome().name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public Integer call() throws IOException {
        int count;
        List<BrokenEntry> broken;
        try (ObjectStore store = flags.open()) {
            count = store.list().size();
            broken = store.verify();
        }
        List<Row> rows = recompile();
        PrintWriter out = spec.commandLine().getOut();
        if (flags.json()) {
            out.println(Json.write(json(count, broken, rows)));
        } else {
            broken.forEach(entry -> out.println(entry.key().hex() + ": " + entry.reason()));
            rows.forEach(row -> out.println(row.text()));
            out.printf("%s read, %d damaged%n", CacheText.entries(count), broken.size());
        }
        out.flush();
        boolean differs =
                rows.stream().anyMatch(r -> r.recheck.outcome() == Recheck.Outcome.DIFFERENT);
        return broken.isEmpty() && !differs ? ExitCode.OK : ExitCode.FAILED;
    }

    private List<Row> recompile() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (String target : models.isEmpty() ? List.<String>of() : targets) {
            Options options = Options.defaults().target(target);
            Path folder = flags.folder();
            try (Komodo komodo =
                    Komodo.open(folder == null ? options : options.cacheFolder(folder))) {
                for (Path model : models) {
                    rows.add(
                            new Row(model, target, komodo.recheck(ModelFiles.read(model).graph())));
                }
            }
        }
        return rows;
    }

    private static Map<String, Object> json(int count, List<BrokenEntry> broken, List<Row> rows) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("read", count);
        json.put(
                "damaged",
                broken.stream()
                        .map(b -> Map.of("key", b.key().hex(), "reason", b.reason()))
                        .toList());
        json.put("recompiled", rows.stream().map(Row::json).toList());
        return json;
    }
}
