package dev.komodo.cli;

import dev.komodo.Komodo;
import dev.komodo.Options;
import dev.komodo.cache.CacheEntry;
import dev.komodo.cache.CacheKey;
import dev.komodo.cache.KeyIngredient;
import dev.komodo.cache.NearestKey;
import dev.komodo.cache.ObjectStore;
import dev.komodo.measure.Json;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/// `komodo cache explain`: why a model is, or is not, found.
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = {
            "Prints a model's key, each ingredient's own hash, and whether the cache has an entry.",
            "If it has none, names the entry that is most like it and what differs. Nothing is"
                    + " compiled."
        },
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {ExitCode.DONE, ExitCode.WRONG_USAGE, ExitCode.NOT_SUPPORTED_HERE},
        footerHeading = "%nExample:%n",
        footer = "  komodo cache explain model.onnx --target x86-64-v3")
final class CacheExplainCommand implements Callable<Integer> {
    private static final int SHORT = 16;

    @Spec private CommandSpec spec;
    @Mixin private CacheFlags flags;

    @Parameters(index = "0", paramLabel = "MODEL", description = "An ONNX file.")
    private Path model;

    @Option(
            names = "--target",
            paramLabel = "CPU",
            description = "The processor to explain for (default: this host).")
    private @Nullable String target;

    @Option(names = "--profile", description = "Explain the kernel that 'run --profile' asks for.")
    private boolean profile;

    @Override
    public Integer call() throws IOException {
        CacheKey key = key();
        PrintWriter out = spec.commandLine().getOut();
        try (ObjectStore store = flags.open()) {
            Optional<CacheEntry> entry = store.peek(key);
            Optional<NearestKey> nearest =
                    entry.isPresent() ? Optional.empty() : NearestKey.find(store, key);
            if (flags.json()) {
                out.println(Json.write(json(key, entry, nearest)));
            } else {
                print(out, key, entry, nearest);
            }
        }
        out.flush();
        return ExitCode.OK;
    }

    private CacheKey key() throws IOException {
        Options options = Options.defaults().withoutCache().profile(profile);
        String cpu = target;
        try (Komodo komodo = Komodo.open(cpu == null ? options : options.target(cpu))) {
            return komodo.key(ModelFiles.read(model).graph());
        }
    }

    private static void print(
            PrintWriter out,
            CacheKey key,
            Optional<CacheEntry> entry,
            Optional<NearestKey> nearest) {
        out.println("key        " + key.hex());
        out.println(
                "entry      "
                        + entry.map(e -> "there, object of " + CacheText.size(e.objectSize()))
                                .orElse("none"));
        for (KeyIngredient ingredient : key.ingredients()) {
            boolean differs =
                    nearest.map(n -> n.differences().contains(ingredient.name())).orElse(false);
            out.printf(
                    "%-10s %s %8d bytes%s%n",
                    ingredient.name(),
                    ingredient.hash(),
                    ingredient.byteSize(),
                    differs ? "  differs from the nearest entry" : "");
        }
        if (nearest.isPresent()) {
            NearestKey near = nearest.get();
            out.printf(
                    "nearest    %s, used %s ago, differs in %s%n",
                    near.key().hex().substring(0, SHORT),
                    CacheText.age(near.stored().lastUsed(), Instant.now()),
                    String.join(", ", near.differences()));
        } else if (entry.isEmpty()) {
            out.println("nearest    none: no entry shares an ingredient");
        }
    }

    private static Map<String, Object> json(
            CacheKey key, Optional<CacheEntry> entry, Optional<NearestKey> nearest) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("key", key.hex());
        json.put("found", entry.isPresent());
        json.put(
                "ingredients", key.ingredients().stream().map(CacheShowCommand::describe).toList());
        nearest.ifPresent(
                near -> {
                    Map<String, Object> row = CacheListCommand.json(near.stored());
                    row.put("differences", near.differences());
                    json.put("nearest", row);
                });
        return json;
    }
}
