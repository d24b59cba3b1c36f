package dev.komodo.cli;

import dev.komodo.cache.CacheSize;
import dev.komodo.cache.Evicted;
import dev.komodo.cache.ObjectStore;
import dev.komodo.measure.Json;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/// `komodo cache gc`: makes room.
@Command(
        name = "gc",
        mixinStandardHelpOptions = true,
        description = {
            "Removes what was used longest ago until the rest is small enough, and what dead"
                    + " processes left.",
            "Entries that are in use stay valid for those who use them."
        },
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {ExitCode.DONE, ExitCode.WRONG_USAGE},
        footerHeading = "%nExample:%n",
        footer = "  komodo cache gc --max-size 500M")
final class CacheGcCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private CacheFlags flags;
    @Mixin private MaxSizeFlag maxSize;

    @Override
    public Integer call() {
        CacheSize size = maxSize.orElse(flags.settings());
        Evicted evicted;
        try (ObjectStore store = flags.open()) {
            evicted = store.collect(size);
        }
        PrintWriter out = spec.commandLine().getOut();
        if (flags.json()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("removed", evicted.entries());
            json.put("bytes", evicted.bytes());
            json.put("bytes_left", evicted.bytesLeft());
            out.println(Json.write(json));
        } else {
            out.printf(
                    "removed %s, %s; %s are left%n",
                    CacheText.entries(evicted.entries()),
                    CacheText.size(evicted.bytes()),
                    CacheText.size(evicted.bytesLeft()));
        }
        out.flush();
        return ExitCode.OK;
    }
}
