package dev.komodo.cli;

import dev.komodo.cache.CacheLocation;
import dev.komodo.cache.ObjectStore;
import dev.komodo.measure.Json;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/// `komodo cache`: looks after the object cache.
@Command(
        name = "cache",
        mixinStandardHelpOptions = true,
        description = "Shows, checks, bounds, moves or empties the object cache.",
        subcommands = {
            CacheListCommand.class,
            CacheShowCommand.class,
            CacheStatCommand.class,
            CacheVerifyCommand.class,
            CacheExplainCommand.class,
            CacheGcCommand.class,
            CacheExportCommand.class,
            CacheImportCommand.class
        },
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {
            ExitCode.DONE,
            " 1:an entry is damaged, or differs from what compiling gives",
            ExitCode.WRONG_USAGE,
            ExitCode.RESULT_NOT_WRITTEN
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  komodo cache stat",
            "  komodo cache ls --sort size",
            "  komodo cache explain model.onnx",
            "  komodo cache verify --recompile model.onnx",
            "  komodo cache gc --max-size 500M",
            "  komodo cache export kernels.tar --secret-file shared-secret",
            "",
            "Environment (flags win):",
            "  KOMODO_CACHE_MAX_SIZE       bound on the folder's entries, as 500M (else 2G)",
            "  KOMODO_CACHE_LAYERS         read-only folders that are asked next, separated by ':'",
            "  KOMODO_CACHE_REMOTE         http(s)://host/path that is asked last: GET and PUT of"
                    + " path/KEY",
            "  KOMODO_CACHE_SECRET_FILE    secret shared with the remote cache's other users, and"
                    + " for export and import",
            "  KOMODO_CACHE_REMOTE_READ_ONLY  1: nothing is sent",
            "  KOMODO_CACHE_REMOTE_TIMEOUT    seconds for a transfer (else 5)"
        })
final class CacheCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "a command is missing: " + String.join(", ", spec.subcommands().keySet()));
    }

    @Command(
            name = "path",
            mixinStandardHelpOptions = true,
            description = "Prints the cache's folder.",
            exitCodeListHeading = ExitCode.HEADING,
            exitCodeList = {ExitCode.DONE, ExitCode.WRONG_USAGE},
            footerHeading = "%nExample:%n",
            footer = "  komodo cache path")
    int path(@Mixin CacheFlags flags) {
        CacheLocation location = flags.settings().location();
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("folder", location.folder().toString());
        result.put("chosen_by", location.origin().name());
        print(flags, result, location.folder().toString());
        return ExitCode.OK;
    }

    @Command(
            name = "clear",
            mixinStandardHelpOptions = true,
            description = {
                "Removes all entries.",
                "Unpacked native libraries, the secret and the layers stay."
            },
            exitCodeListHeading = ExitCode.HEADING,
            exitCodeList = {ExitCode.DONE, ExitCode.WRONG_USAGE},
            footerHeading = "%nExample:%n",
            footer = "  komodo cache clear")
    int clear(@Mixin CacheFlags flags) {
        try (ObjectStore store = flags.open()) {
            int removed = store.clear();
            print(flags, Map.of("removed", removed), "removed " + CacheText.entries(removed));
        }
        return ExitCode.OK;
    }

    private void print(CacheFlags flags, Map<String, Object> json, String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(flags.json() ? Json.write(json) : text);
        out.flush();
    }
}
