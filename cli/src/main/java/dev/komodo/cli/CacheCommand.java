package dev.komodo.cli;

import dev.komodo.cache.CacheLocation;
import dev.komodo.cache.ObjectStore;
import dev.komodo.cache.StoredEntry;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `komodo cache`: what the object cache holds.
@Command(
        name = "cache",
        mixinStandardHelpOptions = true,
        description = "Shows or empties the object cache.",
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {ExitCode.DONE, ExitCode.WRONG_USAGE},
        footerHeading = "%nExample:%n",
        footer = "  komodo cache ls")
final class CacheCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing: path, ls or clear");
    }

    @Command(
            name = "path",
            mixinStandardHelpOptions = true,
            description = "Prints the cache's folder.",
            exitCodeListHeading = ExitCode.HEADING,
            exitCodeList = {ExitCode.DONE, ExitCode.WRONG_USAGE},
            footerHeading = "%nExample:%n",
            footer = "  komodo cache path")
    int path() {
        out().println(CacheLocation.resolve(null).folder());
        return ExitCode.OK;
    }

    @Command(
            name = "ls",
            mixinStandardHelpOptions = true,
            description = "Lists the entries: key, bytes, last use.",
            exitCodeListHeading = ExitCode.HEADING,
            exitCodeList = {ExitCode.DONE, ExitCode.WRONG_USAGE},
            footerHeading = "%nExample:%n",
            footer = "  komodo cache ls --json")
    int list(@Option(names = "--json", description = "Print a JSON list.") boolean json) {
        List<StoredEntry> entries = ObjectStore.at(CacheLocation.resolve(null)).list();
        if (json) {
            out().println(Json.write(entries.stream().map(CacheCommand::describe).toList()));
            return ExitCode.OK;
        }
        long bytes = 0;
        for (StoredEntry entry : entries) {
            out().printf("%s %10d %s%n", entry.key().hex(), entry.byteSize(), entry.lastUsed());
            bytes += entry.byteSize();
        }
        out().printf(
                        "%d entr%s, %d bytes%n",
                        entries.size(), entries.size() == 1 ? "y" : "ies", bytes);
        return ExitCode.OK;
    }

    @Command(
            name = "clear",
            mixinStandardHelpOptions = true,
            description = "Removes all entries (unpacked native libraries stay).",
            exitCodeListHeading = ExitCode.HEADING,
            exitCodeList = {ExitCode.DONE, ExitCode.WRONG_USAGE},
            footerHeading = "%nExample:%n",
            footer = "  komodo cache clear")
    int clear() {
        int removed = ObjectStore.at(CacheLocation.resolve(null)).clear();
        out().printf("removed %d entr%s%n", removed, removed == 1 ? "y" : "ies");
        return ExitCode.OK;
    }

    private static Map<String, Object> describe(StoredEntry entry) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("key", entry.key().hex());
        row.put("bytes", entry.byteSize());
        row.put("last_used", entry.lastUsed().toString());
        return row;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
