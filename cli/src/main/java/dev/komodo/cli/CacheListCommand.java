package dev.komodo.cli;

import dev.komodo.cache.ObjectStore;
import dev.komodo.cache.StoredEntry;
import dev.komodo.measure.Json;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/// `komodo cache ls`: what there is.
@Command(
        name = "ls",
        mixinStandardHelpOptions = true,
        description = {
            "Lists the entries: key, size, age, last use, hits, place.",
            "Entries are not read; 'verify' does that. A use shows in the list within an hour, hits"
                    + " once the process that found the entry has ended."
        },
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {ExitCode.DONE, ExitCode.WRONG_USAGE},
        footerHeading = "%nExample:%n",
        footer = "  komodo cache ls --sort used --json")
final class CacheListCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private CacheFlags flags;

    /// What the list is sorted by.
    enum Order {
        KEY,
        SIZE,
        AGE,
        USED,
        HITS;

        /// Largest, newest or most first; keys upwards.
        Comparator<StoredEntry> comparator() {
            return switch (this) {
                case KEY -> Comparator.comparing(entry -> entry.key().hex());
                case SIZE -> Comparator.comparingLong(StoredEntry::byteSize).reversed();
                case AGE -> Comparator.comparing(StoredEntry::created).reversed();
                case USED -> Comparator.comparing(StoredEntry::lastUsed).reversed();
                case HITS -> Comparator.comparingLong(StoredEntry::hits).reversed();
            };
        }
    }

    @Option(
            names = "--sort",
            paramLabel = "ORDER",
            description =
                    "key (the default), size (largest first), age (newest first), used (last used"
                            + " first) or hits (most first).")
    private Order order = Order.KEY;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (ObjectStore store = flags.open()) {
            List<StoredEntry> entries = new ArrayList<>(store.list());
            entries.sort(order.comparator());
            if (flags.json()) {
                out.println(Json.write(entries.stream().map(CacheListCommand::json).toList()));
            } else {
                print(out, entries);
            }
        }
        out.flush();
        return ExitCode.OK;
    }

    private static void print(PrintWriter out, List<StoredEntry> entries) {
        Instant now = Instant.now();
        if (!entries.isEmpty()) {
            out.printf(
                    "%-64s %10s %13s %13s %6s  %s%n", "key", "size", "age", "used", "hits", "in");
        }
        long bytes = 0;
        for (StoredEntry entry : entries) {
            out.printf(
                    "%s %10s %13s %13s %6d  %s%n",
                    entry.key().hex(),
                    CacheText.size(entry.byteSize()),
                    CacheText.age(entry.created(), now),
                    CacheText.age(entry.lastUsed(), now),
                    entry.hits(),
                    entry.origin());
            bytes += entry.byteSize();
        }
        out.printf("%s, %s%n", CacheText.entries(entries.size()), CacheText.size(bytes));
    }

    /// A line of the list.
    static Map<String, Object> json(StoredEntry entry) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("key", entry.key().hex());
        row.put("bytes", entry.byteSize());
        row.put("created", entry.created().toString());
        row.put("last_used", entry.lastUsed().toString());
        row.put("hits", entry.hits());
        row.put("origin", entry.origin());
        return row;
    }
}
