package dev.komodo.cli;

import dev.komodo.cache.CacheArchive;
import dev.komodo.cache.DiskStore;
import dev.komodo.cache.GivenSecret;
import dev.komodo.cache.Imported;
import dev.komodo.cache.RefusedFileException;
import dev.komodo.measure.Json;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/// `komodo cache import`: entries out of a file that `export` wrote.
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = {
            "Puts the entries of an exported file into the cache, signed with the cache's own"
                    + " secret.",
            "The file is checked as a whole first; one that was changed, or that holds anything but"
                    + " entries, is refused. Entries that the cache has stay as they are."
        },
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {ExitCode.DONE, ExitCode.WRONG_USAGE, ExitCode.RESULT_NOT_WRITTEN},
        footerHeading = "%nExample:%n",
        footer = "  komodo cache import kernels.tar --secret-file shared-secret")
final class CacheImportCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private CacheFlags flags;
    @Mixin private SecretFlag secretFlag;
    @Mixin private MaxSizeFlag maxSize;

    @Parameters(index = "0", paramLabel = "FILE", description = "The archive to read.")
    private Path file;

    @Override
    public Integer call() {
        GivenSecret secret = secretFlag.read();
        Imported imported;
        try (DiskStore store = flags.openFolder()) {
            imported = CacheArchive.read(file, store, secret, maxSize.orElse(flags.settings()));
        } catch (RefusedFileException e) {
            throw new InputException(String.valueOf(e.getMessage()), e);
        }
        PrintWriter out = spec.commandLine().getOut();
        if (flags.json()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("imported", imported.entries());
            json.put("known", imported.known());
            json.put("failed", imported.failed());
            out.println(Json.write(json));
        } else {
            out.printf(
                    "imported %s; %d were there%n",
                    CacheText.entries(imported.entries()), imported.known());
        }
        out.flush();
        if (imported.failed() > 0) {
            throw new OutputException(
                    flags.settings().location().folder(),
                    new IOException(
                            "the cache did not keep " + CacheText.entries(imported.failed())),
                    "the warning above says why");
        }
        return ExitCode.OK;
    }
}
