package dev.komodo.cli;

import dev.komodo.cache.BrokenEntry;
import dev.komodo.cache.CacheEntry;
import dev.komodo.cache.EntryMetadata;
import dev.komodo.cache.KeyIngredient;
import dev.komodo.cache.ObjectStore;
import dev.komodo.cache.StoredEntry;
import dev.komodo.measure.Json;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/// `komodo cache show`: one entry.
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = {
            "Reads an entry and prints what it says of itself, and whether it is valid.",
            "An entry that is not valid stays where it is; 'verify' sets such entries aside."
        },
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {
            " 0:the entry is valid",
            " 1:it is not, and the output says why",
            ExitCode.WRONG_USAGE
        },
        footerHeading = "%nExample:%n",
        footer = "  komodo cache show 3f2a")
final class CacheShowCommand implements Callable<Integer> {
    private static final int MOST_NAMED = 5;

    @Spec private CommandSpec spec;
    @Mixin private CacheFlags flags;

    @Parameters(
            index = "0",
            paramLabel = "KEY",
            description = "A key, or the start of one that no other key has.")
    private String prefix;

    @Override
    public Integer call() {
        try (ObjectStore store = flags.open()) {
            StoredEntry stored = find(store);
            Optional<BrokenEntry> fault = store.fault(stored.key());
            Map<String, Object> facts = CacheListCommand.json(stored);
            store.file(stored.key()).ifPresent(file -> facts.put("file", file.toString()));
            facts.put("valid", fault.isEmpty());
            if (fault.isPresent()) {
                facts.put("fault", fault.get().reason());
            } else {
                store.peek(stored.key()).ifPresent(entry -> describe(entry, facts));
            }
            PrintWriter out = spec.commandLine().getOut();
            if (flags.json()) {
                out.println(Json.write(facts));
            } else {
                print(out, facts, stored);
            }
            out.flush();
            return fault.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
        }
    }

    private StoredEntry find(ObjectStore store) {
        String asked = prefix.toLowerCase(Locale.ROOT);
        List<StoredEntry> found =
                store.list().stream().filter(e -> e.key().hex().startsWith(asked)).toList();
        List<String> keys = found.stream().map(e -> e.key().hex()).distinct().toList();
        if (keys.isEmpty()) {
            throw new InputException(
                    "No entry's key starts with '"
                            + prefix
                            + "'; 'komodo cache ls' lists the keys");
        }
        if (keys.size() > 1) {
            throw new InputException(
                    keys.size()
                            + " keys start with '"
                            + prefix
                            + "': "
                            + String.join(", ", keys.subList(0, Math.min(MOST_NAMED, keys.size())))
                            + (keys.size() > MOST_NAMED ? ", ..." : "")
                            + "; give more of the key");
        }
        return found.getFirst(); // the cache's own comes before that of a layer
    }

    private static void describe(CacheEntry entry, Map<String, Object> facts) {
        EntryMetadata metadata = entry.metadata();
        facts.put("object_bytes", entry.objectSize());
        facts.put("signature", metadata.signature());
        facts.put("entry_symbols", metadata.entrySymbols());
        facts.put("defined_symbols", metadata.definedSymbols());
        facts.put("allowed_undefined_symbols", metadata.allowedUndefinedSymbols());
        facts.put("properties", new LinkedHashMap<>(metadata.properties()));
        facts.put(
                "ingredients",
                entry.key().ingredients().stream().map(CacheShowCommand::describe).toList());
    }

    /// An ingredient of a key.
    static Map<String, Object> describe(KeyIngredient ingredient) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("name", ingredient.name());
        row.put("sha256", ingredient.hash());
        row.put("bytes", ingredient.byteSize());
        return row;
    }

    private static void print(PrintWriter out, Map<String, Object> facts, StoredEntry stored) {
        Instant now = Instant.now();
        facts.forEach(
                (name, value) -> {
                    switch (name) {
                        case "created" -> line(out, "age", CacheText.age(stored.created(), now));
                        case "last_used" ->
                                line(out, "used", CacheText.age(stored.lastUsed(), now));
                        case "ingredients", "properties" -> lines(out, name, value);
                        default -> line(out, name.replace('_', ' '), text(value));
                    }
                });
    }

    private static String text(Object value) {
        return value instanceof List<?> list
                ? String.join(" ", list.stream().map(Object::toString).toList())
                : value.toString();
    }

    private static void lines(PrintWriter out, String name, Object value) {
        out.println(name);
        if (value instanceof Map<?, ?> map) {
            map.forEach(
                    (key, text) ->
                            out.printf(
                                    "  %-16s %s%n", key, text.toString().replaceAll("\\R", " | ")));
        } else if (value instanceof List<?> list) {
            for (Object element : list) {
                if (element instanceof Map<?, ?> row) {
                    out.printf(
                            "  %-16s %s %s bytes%n",
                            row.get("name"), row.get("sha256"), row.get("bytes"));
                }
            }
        }
    }

    private static void line(PrintWriter out, String name, String value) {
        out.printf("%-26s %s%n", name, value);
    }
}
