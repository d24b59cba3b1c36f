package dev.komodo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.Komodo;
import dev.komodo.Options;
import dev.komodo.onnx.OnnxModel;
import dev.komodo.runtime.Kernel;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// `komodo cache`, in this process, on a cache of its own that holds the digits example.
final class CacheCommandTest {
    private static final String MODEL = "../examples/digits/digits.onnx";

    @TempDir static Path template;
    private static String key;

    @TempDir Path folder;
    private Path cache;
    private Path file;

    private record Result(int status, String out, String err) {}

    @BeforeAll
    static void compileTheModel() throws IOException {
        key = use(template.resolve("cache"));
    }

    @BeforeEach
    void copyTheCache() throws IOException {
        cache = folder.resolve("cache");
        try (Stream<Path> walk = Files.walk(template.resolve("cache"))) {
            for (Path from : walk.toList()) {
                Path to = cache.resolve(template.resolve("cache").relativize(from));
                Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        file = cache.resolve("objects/v1/" + key.substring(0, 2) + "/" + key + ".kobj");
    }

    private Result cache(String... arguments) {
        List<String> all = new ArrayList<>(List.of("cache", arguments[0], "--cache"));
        all.add(cache.toString());
        all.addAll(Arrays.asList(arguments).subList(1, arguments.length));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] words = all.toArray(String[]::new);
        CommandLine line = Main.commandLine(() -> new Terminal(Map.of(), false, false), words);
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        int status = line.execute(words);
        return new Result(status, out.toString(), err.toString());
    }

    private Result done(String... arguments) {
        Result result = cache(arguments);
        assertThat(result.err()).isEmpty();
        assertThat(result.status()).as(result.out()).isZero();
        return result;
    }

    /// Another run of the same model finds the entry.
    private void use() throws IOException {
        assertThat(use(cache)).isEqualTo(key);
    }

    private static String use(Path cache) throws IOException {
        try (Komodo komodo = Komodo.open(Options.defaults().cacheFolder(cache));
                Kernel kernel = komodo.compile(OnnxModel.read(Path.of(MODEL)).graph())) {
            return kernel.report().key();
        }
    }

    private void damage() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
    }

    @Test
    void thePathIsPrinted() {
        assertThat(done("path").out().strip()).isEqualTo(cache.toString());
        assertThat(done("path", "--json").out()).contains("\"chosen_by\": \"EXPLICIT\"");
    }

    @Test
    void entriesAreListedWithSizeAgeAndHits() throws IOException {
        use();
        long size = Files.size(file);
        assertThat(done("ls").out())
                .containsPattern(key + " +[0-9.]+ KiB +[0-9]+ s +[0-9]+ s +1  " + cache)
                .contains("1 entry");
        assertThat(done("ls", "--sort", "hits", "--json").out())
                .contains("\"key\": \"" + key + "\"", "\"bytes\": " + size, "\"hits\": 1");
    }

    @Test
    void anEntryIsShownByTheStartOfItsKey() {
        assertThat(done("show", key.substring(0, 4)).out())
                .containsPattern("valid +true")
                .containsPattern("entry symbols +\\S+__[0-9a-f]{32} ")
                .contains("komodo-abi ", "graph  ", "llvm  ", file.toString());
        assertThat(done("show", key, "--json").out())
                .contains("\"valid\": true", "\"object_bytes\": ", "\"ingredients\": [{\"name\": ");
        Result absent = cache("show", key.startsWith("f") ? "0" : "f");
        assertThat(absent.status()).isEqualTo(ExitCode.USAGE);
        assertThat(absent.err()).contains("No entry's key starts with").hasLineCount(1);
    }

    @Test
    void twoKeysThatStartAlikeAreNamed() throws IOException {
        String other = key.substring(0, 63) + (key.endsWith("0") ? "1" : "0");
        Files.copy(file, file.resolveSibling(other + ".kobj"));
        Result result = cache("show", key.substring(0, 63));
        assertThat(result.status()).isEqualTo(ExitCode.USAGE);
        assertThat(result.err()).contains("2 keys start with", key, other);
    }

    @Test
    void aDamagedEntryIsShownAsSuchAndStays() throws IOException {
        damage();
        Result result = cache("show", key);
        assertThat(result.status()).isEqualTo(ExitCode.FAILED);
        assertThat(result.out())
                .containsPattern("valid +false")
                .containsPattern("fault +its authentication code is wrong");
        assertThat(file).exists();
    }

    @Test
    void theCacheAsAWholeIsSummedUp() throws IOException {
        use();
        assertThat(done("stat").out())
                .contains("folder     " + cache, "bound      2G", "1 entry", "1 hits");
        assertThat(done("stat", "--json").out())
                .contains("\"entries\": 1", "\"hits\": 1", "\"set_aside\": 0");
    }

    @Test
    void verifyingSetsADamagedEntryAside() throws IOException {
        assertThat(done("verify").out()).contains("1 entry read, 0 damaged");
        damage();
        Result result = cache("verify", "--json");
        assertThat(result.status()).isEqualTo(ExitCode.FAILED);
        assertThat(result.out()).contains("authentication code is wrong", key);
        assertThat(file).doesNotExist();
        assertThat(done("verify").out()).contains("0 entries read, 0 damaged");
        assertThat(done("stat").out()).contains("set aside  1 entry");
    }

    @Test
    void recompilingComparesEveryByte() throws IOException {
        assertThat(done("verify", "--recompile", MODEL).out()).contains("digits.onnx host: equal");
        assertThat(done("verify", "--recompile", MODEL, "--target", "x86-64-v3").out())
                .contains("digits.onnx x86-64-v3: absent");
        OtherObject.replace(cache, key);
        assertThat(done("verify").out()).contains("1 entry read, 0 damaged");
        Result result = cache("verify", "--recompile", MODEL);
        assertThat(result.status()).isEqualTo(ExitCode.FAILED);
        assertThat(result.out()).contains("different", "compiling gives other bytes");
        assertThat(file).doesNotExist();
    }

    @Test
    void aMissIsExplainedByTheNearestEntry() {
        assertThat(done("explain", MODEL).out())
                .contains("key        " + key, "entry      there", "komodo  ", "target  ");
        assertThat(done("explain", MODEL, "--profile").out())
                .contains("entry      none")
                .contains("nearest    " + key.substring(0, 16), "differs in options");
        assertThat(done("explain", MODEL, "--target", "x86-64-v3", "--json").out())
                .contains("\"found\": false", "\"differences\": [\"target\"]");
        done("clear");
        assertThat(done("explain", MODEL).out()).contains("no entry shares an ingredient");
    }

    @Test
    void collectingAndClearingRemoveEntries() {
        assertThat(done("gc").out()).startsWith("removed 0 entries");
        assertThat(done("gc", "--max-size", "1K", "--json").out())
                .contains("\"removed\": 1", "\"bytes_left\": 0");
        assertThat(file).doesNotExist();
        assertThat(done("clear").out()).startsWith("removed 0 entries");
        Result wrong = cache("gc", "--max-size", "much");
        assertThat(wrong.status()).isEqualTo(ExitCode.USAGE);
        assertThat(wrong.err()).contains("try 500M or 2G").hasLineCount(1);
    }

    @Test
    void entriesTravelInAnArchive() throws IOException {
        Path secret =
                Files.writeString(folder.resolve("secret"), "known on both machines, 32 bytes");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        String archive = folder.resolve("kernels.tar").toString();
        Result without = cache("export", archive);
        assertThat(without.status()).isEqualTo(ExitCode.USAGE);
        assertThat(without.err()).contains("--secret-file").hasLineCount(1);
        assertThat(done("export", archive, "--secret-file", secret.toString()).out())
                .contains("kernels.tar: 1 entry");
        assertThat(done("import", archive, "--secret-file", secret.toString(), "--json").out())
                .contains("\"imported\": 0, \"known\": 1");
        done("clear");
        assertThat(done("import", archive, "--secret-file", secret.toString()).out())
                .contains("imported 1 entry; 0 were there");
        use();
        assertThat(done("show", key).out()).containsPattern("hits +1");

        Result large = cache("import", archive, "--secret-file", secret + "", "--max-size", "1K");
        assertThat(large.status()).isEqualTo(ExitCode.USAGE);
        assertThat(large.err()).contains("more than are accepted (1K)").hasLineCount(1);
        Files.writeString(secret, "another secret of at least 32 bytes");
        Result forged = cache("import", archive, "--secret-file", secret.toString());
        assertThat(forged.status()).isEqualTo(ExitCode.USAGE);
        assertThat(forged.err()).contains("another secret").hasLineCount(1);
    }

    @Test
    void aCacheThatCannotBeTrustedIsAFaultHere() throws IOException {
        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxrwx"));
        Result result = cache("ls");
        assertThat(result.status()).isEqualTo(ExitCode.USAGE);
        assertThat(result.err()).contains("chmod go-w").hasLineCount(1);
    }
}
