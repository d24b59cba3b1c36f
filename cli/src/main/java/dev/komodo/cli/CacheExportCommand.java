package dev.komodo.cli;

import dev.komodo.cache.CacheArchive;
import dev.komodo.cache.DiskStore;
import dev.komodo.cache.Exported;
import dev.komodo.cache.GivenSecret;
import dev.komodo.measure.Json;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/// `komodo cache export`: entries into one file.
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = {
            "Writes all valid entries to one signed file, a tar archive, for 'import' elsewhere.",
            "The same entries make the same bytes. Layers are not exported."
        },
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {ExitCode.DONE, ExitCode.WRONG_USAGE, ExitCode.RESULT_NOT_WRITTEN},
        footerHeading = "%nExample:%n",
        footer = "  komodo cache export kernels.tar --secret-file shared-secret")
final class CacheExportCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private CacheFlags flags;
    @Mixin private SecretFlag secretFlag;

    @Parameters(index = "0", paramLabel = "FILE", description = "The archive to write.")
    private Path file;

    @Override
    public Integer call() {
        GivenSecret secret = secretFlag.read();
        List<Exported> result = new ArrayList<>(1);
        try (DiskStore store = flags.openFolder()) {
            OutputFiles.write(
                    file,
                    plain -> {
                        OutputStream out = new BufferedOutputStream(plain);
                        result.add(CacheArchive.write(store, out, secret));
                        out.flush();
                    },
                    "make room, or choose another file");
        }
        Exported exported = result.getFirst();
        PrintWriter out = spec.commandLine().getOut();
        if (flags.json()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("file", file.toString());
            json.put("entries", exported.entries());
            json.put("bytes", exported.bytes());
            out.println(Json.write(json));
        } else {
            out.printf(
                    "%s: %s, %s%n",
                    file, CacheText.entries(exported.entries()), CacheText.size(exported.bytes()));
        }
        out.flush();
        return ExitCode.OK;
    }
}
