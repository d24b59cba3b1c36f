package dev.komodo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.komodo.error.UnsupportedHostException;
import dev.komodo.jit.HostTarget;
import dev.komodo.llvm.CacheSizes;
import dev.komodo.llvm.HostCpu;
import dev.komodo.onnx.numpy.NpyArray;
import dev.komodo.onnx.numpy.NpyWriter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The mistakes that a new user makes: each is one line that says what to do, and its exit code.
/// The tenth, no JDK, is in [LauncherTest].
final class MistakesTest {
    private static final Path DIGITS = Path.of("../examples/digits");
    private static final String MODEL = DIGITS.resolve("digits.onnx").toString();
    private static final String IMAGES = "images=" + DIGITS.resolve("images.npy");

    @TempDir Path folder;

    private record Result(int status, String out, String err) {
        Result afterOneWarning() {
            return new Result(status, out, err.substring(err.indexOf('\n') + 1));
        }

        void isOneLine(int expectedStatus, String... parts) {
            assertThat(err.lines()).as(err).hasSize(1);
            assertThat(err).startsWith("komodo: ").contains(parts).doesNotContain("Exception");
            assertThat(status).as(err).isEqualTo(expectedStatus);
        }
    }

    private static Result komodo(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Main.commandLine(() -> new Terminal(Map.of(), false, false), arguments);
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        int status = line.execute(arguments);
        return new Result(status, out.toString(), err.toString());
    }

    @Test
    void wrongPath() {
        komodo("run", DIGITS.resolve("digit.onnx").toString())
                .isOneLine(ExitCode.USAGE, "no model file", "did you mean 'digits.onnx'?");
        komodo("run", folder.resolve("a/b.onnx").toString())
                .isOneLine(ExitCode.USAGE, "no folder " + folder.resolve("a"));
        komodo("run", DIGITS.toString()).isOneLine(ExitCode.USAGE, "is a folder");
        komodo("run", MODEL, "--input", "images=" + DIGITS.resolve("image.npy"))
                .isOneLine(ExitCode.USAGE, "input 'images'", "did you mean 'images.npy'?");
    }

    @Test
    void wrongName() {
        komodo("run", MODEL, "--input", "imagse=random")
                .isOneLine(
                        ExitCode.USAGE,
                        "no input 'imagse'",
                        "did you mean 'images'?",
                        "images f32[n, 64]");
        komodo("rnu").isOneLine(ExitCode.USAGE, "no command 'rnu'", "did you mean 'run'?");
        komodo("run", MODEL, "--inptu", IMAGES)
                .isOneLine(ExitCode.USAGE, "no option '--inptu'", "did you mean '--input'?");
        komodo("run", MODEL, "--input", "images=random", "--dim", "m=3")
                .isOneLine(ExitCode.USAGE, "no symbolic dim 'm'", "[n]");
    }

    @Test
    void noInputs() {
        komodo("run", MODEL)
                .isOneLine(
                        ExitCode.USAGE,
                        "images f32[n, 64]",
                        "--input images=FILE.npy",
                        "--input images=random --dim n=1");
    }

    @Test
    void wrongShape() throws IOException {
        Path wide = folder.resolve("wide.npy");
        NpyWriter.write(wide, NpyArray.ofFloats(List.of(2L, 65L), new float[130]));
        komodo("run", MODEL, "--input", "images=" + wide)
                .isOneLine(ExitCode.USAGE, "f32[n, 64]", "[2, 65]", "axis 1 must be 64");
        Path flat = folder.resolve("flat.npy");
        NpyWriter.write(flat, NpyArray.ofFloats(List.of(64L), new float[64]));
        komodo("run", MODEL, "--input", "images=" + flat)
                .isOneLine(ExitCode.USAGE, "f32[n, 64]", "f32[64]", "array.reshape");
        komodo("run", MODEL, "--input", "images=ones", "--dim", "n=100000000000")
                .isOneLine(ExitCode.USAGE, "f32[100000000000, 64]", "memory", "smaller sizes");
    }

    @Test
    void wrongDtype() throws IOException {
        Path doubles = folder.resolve("doubles.npy");
        NpyWriter.write(doubles, NpyArray.ofDoubles(List.of(2L, 64L), new double[128]));
        komodo("run", MODEL, "--input", "images=" + doubles)
                .isOneLine(
                        ExitCode.USAGE,
                        "must be f32[n, 64]",
                        "doubles.npy holds f64[2, 64]",
                        "array.astype('float32')");
    }

    @Test
    void truncatedModel() throws IOException {
        byte[] whole = Files.readAllBytes(Path.of(MODEL));
        Path cut = Files.write(folder.resolve("cut.onnx"), Arrays.copyOf(whole, 20_000));
        komodo("run", cut.toString()).isOneLine(ExitCode.USAGE, "cut.onnx", "truncated?");
        Path empty = Files.createFile(folder.resolve("empty.onnx"));
        komodo("run", empty.toString()).isOneLine(ExitCode.USAGE, "empty.onnx");
    }

    @Test
    void unknownOperator() throws IOException {
        String model = Files.readString(Path.of(MODEL), StandardCharsets.ISO_8859_1);
        Path file =
                Files.writeString(
                        folder.resolve("unknown.onnx"),
                        model.replace("\"\4Relu", "\"\4Rela"),
                        StandardCharsets.ISO_8859_1);
        komodo("run", file.toString())
                .isOneLine(ExitCode.USAGE, "Rela (ai.onnx 17)", "node #1", "docs/operators.md");
    }

    @Test
    void unsupportedProcessor() {
        HostCpu old = new HostCpu("penryn", "+sse4.1", List.of("sse4.1"), new CacheSizes(0, 0, 0));
        StringWriter err = new StringWriter();
        CommandLine line = Main.commandLine(() -> new Terminal(Map.of(), false, false), "run");
        line.setErr(new PrintWriter(err));
        UnsupportedHostException refused =
                catchThrowableOfType(UnsupportedHostException.class, () -> HostTarget.of(old));
        int status = FailureReport.of(line).report(refused);
        new Result(status, "", err.toString())
                .isOneLine(ExitCode.UNAVAILABLE, "penryn", "lacks sse4.2", "x86-64-v2");
        komodo("run", MODEL, "--input", IMAGES, "--target", "x86-64")
                .isOneLine(ExitCode.USAGE, "x86-64", "SSE4.2", "x86-64-v2");
    }

    @Test
    void noSpaceForAResult() {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.isWritable(full), "skipped: no /dev/full");
        komodo("run", MODEL, "--input", IMAGES, "--output", full.toString())
                .isOneLine(ExitCode.NOT_WRITTEN, "cannot write /dev/full", "--output");
        assertThat(Files.isRegularFile(full)).as("a device stays one").isFalse();
        komodo("run", MODEL, "--input", IMAGES, "--output-dir", "/proc/none")
                .isOneLine(ExitCode.NOT_WRITTEN, "cannot write /proc/none", "--output-dir");
    }

    /// On file systems of its own: one too small for libLLVM, one that has room for nothing more
    /// than that.
    @Test
    void noSpaceForTheCache() throws Exception {
        Result small =
                inNamespace(
                        "mount -t tmpfs -o size=1m,mode=700 tmpfs \"$KOMODO_CACHE\" && exec"
                                + " \"$@\"");
        small.isOneLine(
                ExitCode.UNAVAILABLE, "Cannot unpack libLLVM", "No space left", "KOMODO_CACHE");
    }

    @Test
    void aReadOnlyCacheServesWhatItHasAndWarnsOnce() throws Exception {
        Result empty =
                inNamespace("mount -t tmpfs -o ro,mode=700 tmpfs \"$KOMODO_CACHE\" && exec \"$@\"");
        assertThat(empty.err().lines().toList().getFirst())
                .startsWith("komodo: warning: no cache in ")
                .contains("Read-only", "KOMODO_CACHE");
        empty.afterOneWarning()
                .isOneLine(
                        ExitCode.UNAVAILABLE,
                        "Cannot unpack libkomodo",
                        "Read-only",
                        "KOMODO_CACHE");

        Result filled =
                inNamespace(
                        "\"$@\" >/dev/null && mount --bind \"$KOMODO_CACHE\" \"$KOMODO_CACHE\" && "
                                + "mount -o remount,bind,ro \"$KOMODO_CACHE\" && "
                                + "exec \"$@\" --target x86-64-v3");
        filled.isOneLine(ExitCode.OK, "warning: ", "can't be written", "KOMODO_CACHE");
        assertThat(filled.out()).contains("digits.onnx: cache miss", "probabilities f32[360, 10]");
    }

    /// Runs a script in a mount namespace of its own, with a cache folder of its own, and the call
    /// of the command as its arguments; skips the test where the system does not allow that.
    private Result inNamespace(String script) throws Exception {
        Path cache = Files.createDirectories(folder.resolve("cache"));
        assumeTrue(
                finish(new ProcessBuilder("unshare", "-rm", "mount", "-t", "tmpfs", "x", "/mnt"))
                                .status()
                        == 0,
                "skipped: no mount namespaces here");
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "unshare",
                                "-rm",
                                "sh",
                                "-c",
                                script,
                                "sh",
                                System.getProperty("java.home") + "/bin/java",
                                "--enable-native-access=ALL-UNNAMED",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1"));
        command.addAll(
                List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.komodo.cli.Main",
                        "run",
                        MODEL,
                        "--input",
                        IMAGES));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("KOMODO_CACHE", cache.toString());
        return finish(builder);
    }

    private Result finish(ProcessBuilder builder) throws Exception {
        Path err = folder.resolve("err");
        Process process;
        try {
            process = builder.redirectError(err.toFile()).start();
        } catch (IOException noSuchProgram) {
            return new Result(127, "", noSuchProgram.toString());
        }
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return new Result(process.exitValue(), out, Files.readString(err));
    }
}
