package dev.komodo.cli;

import dev.komodo.cache.CacheSettings;
import dev.komodo.cache.ObjectStore;
import dev.komodo.cache.StoredEntry;
import dev.komodo.measure.Json;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/// `komodo cache stat`: the cache as a whole.
@Command(
        name = "stat",
        mixinStandardHelpOptions = true,
        description =
                "Prints how many entries there are, their size, age and hits, and the settings.",
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {ExitCode.DONE, ExitCode.WRONG_USAGE},
        footerHeading = "%nExample:%n",
        footer = "  komodo cache stat --json")
final class CacheStatCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private CacheFlags flags;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        CacheSettings settings = flags.settings();
        try (ObjectStore store = flags.open()) {
            Map<String, List<StoredEntry>> places = new LinkedHashMap<>();
            for (StoredEntry entry : store.list()) {
                places.computeIfAbsent(entry.origin(), _ -> new ArrayList<>()).add(entry);
            }
            int setAside = store.setAside().size();
            if (flags.json()) {
                out.println(Json.write(json(settings, places, setAside)));
            } else {
                print(out, settings, places, setAside);
            }
        }
        out.flush();
        return ExitCode.OK;
    }

    private static void print(
            PrintWriter out,
            CacheSettings settings,
            Map<String, List<StoredEntry>> places,
            int setAside) {
        line(
                out,
                "folder",
                settings.location().folder() + " (" + settings.location().origin() + ")");
        line(out, "bound", settings.maxSize().toString());
        settings.layers().forEach(layer -> line(out, "layer", layer.toString()));
        settings.remote().ifPresent(remote -> line(out, "remote", remote.toString()));
        line(out, "set aside", CacheText.entries(setAside));
        if (places.isEmpty()) {
            line(out, "in it", CacheText.entries(0));
        }
        Instant now = Instant.now();
        places.forEach((place, entries) -> line(out, "in " + place, summary(entries, now)));
    }

    private static String summary(List<StoredEntry> entries, Instant now) {
        return "%s, %s, %d hits, oldest %s, last used %s ago"
                .formatted(
                        CacheText.entries(entries.size()),
                        CacheText.size(bytes(entries)),
                        hits(entries),
                        CacheText.age(oldest(entries), now),
                        CacheText.age(lastUsed(entries), now));
    }

    private static Map<String, Object> json(
            CacheSettings settings, Map<String, List<StoredEntry>> places, int setAside) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("folder", settings.location().folder().toString());
        json.put("chosen_by", settings.location().origin().name());
        json.put("max_bytes", settings.maxSize().bytes());
        json.put("layers", settings.layers().stream().map(Object::toString).toList());
        settings.remote().ifPresent(remote -> json.put("remote", remote.shownAddress()));
        json.put("set_aside", setAside);
        List<Map<String, Object>> rows = new ArrayList<>();
        places.forEach(
                (place, entries) -> {
                    Map<String, Object> row = new LinkedHashMap<>();
                    row.put("origin", place);
                    row.put("entries", entries.size());
                    row.put("bytes", bytes(entries));
                    row.put("hits", hits(entries));
                    row.put("oldest", oldest(entries).toString());
                    row.put("last_used", lastUsed(entries).toString());
                    rows.add(row);
                });
        json.put("places", rows);
        return json;
    }

    private static long bytes(List<StoredEntry> entries) {
        return entries.stream().mapToLong(StoredEntry::byteSize).sum();
    }

    private static long hits(List<StoredEntry> entries) {
        return entries.stream().mapToLong(StoredEntry::hits).sum();
    }

    private static Instant oldest(List<StoredEntry> entries) {
        return entries.stream()
                .map(StoredEntry::created)
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    private static Instant lastUsed(List<StoredEntry> entries) {
        return entries.stream()
                .map(StoredEntry::lastUsed)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    private static void line(PrintWriter out, String name, String value) {
        out.printf("%-10s %s%n", name, value);
    }
}
