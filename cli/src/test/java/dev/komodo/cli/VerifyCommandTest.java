package dev.komodo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.onnx.numpy.NpyArray;
import dev.komodo.onnx.numpy.NpyReader;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// `komodo verify` on the digits example as a case that passes, one that fails, and one that is
/// unsupported.
final class VerifyCommandTest {
    private static final Path DIGITS = Path.of("../examples/digits");
    private static final int FLOAT = 1;
    private static final int INT64 = 7;

    @TempDir Path folder;

    private record Result(int status, String out, String err) {
        String lastLine() {
            return out.lines().toList().getLast();
        }
    }

    private static Result komodo(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Main.commandLine(() -> new Terminal(Map.of(), false, false), arguments);
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return new Result(line.execute(arguments), out.toString(), err.toString());
    }

    private Path cases() {
        return folder.resolve("cases");
    }

    @BeforeEach
    void writeCases() throws IOException {
        write("digits/test_right", 0);
        write("digits/test_wrong", 0.5f);
        Path strange = write("test_strange", 0).resolve("model.onnx");
        String model = Files.readString(strange, StandardCharsets.ISO_8859_1);
        assertThat(model).contains("Relu");
        Files.writeString(strange, model.replace("Relu", "Rely"), StandardCharsets.ISO_8859_1);
    }

    /// The digits model with its images and its probabilities, the first of which is off by so
    /// much.
    private Path write(String name, float error) throws IOException {
        Path test = cases().resolve(name);
        Path data = Files.createDirectories(test.resolve("test_data_set_0"));
        Files.copy(DIGITS.resolve("digits.onnx"), test.resolve("model.onnx"));
        Files.write(data.resolve("input_0.pb"), tensor(FLOAT, bytes("images.npy"), 360, 64));
        byte[] probabilities = bytes("expected_probabilities.npy");
        byte[] digits = best(probabilities);
        ByteBuffer first = ByteBuffer.wrap(probabilities).order(ByteOrder.LITTLE_ENDIAN);
        first.putFloat(0, first.getFloat(0) + error);
        Files.write(data.resolve("output_0.pb"), tensor(FLOAT, probabilities, 360, 10));
        Files.write(data.resolve("output_1.pb"), tensor(INT64, digits, 360));
        return test;
    }

    private static byte[] bytes(String file) throws IOException {
        NpyArray array = NpyReader.read(DIGITS.resolve(file));
        byte[] bytes = new byte[array.data().remaining()];
        array.data().get(bytes);
        return bytes;
    }

    private static byte[] best(byte[] probabilities) {
        ByteBuffer in = ByteBuffer.wrap(probabilities).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer out = ByteBuffer.allocate(360 * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int image = 0; image < 360; image++) {
            int best = 0;
            for (int digit = 1; digit < 10; digit++) {
                if (in.getFloat(40 * image + 4 * digit) > in.getFloat(40 * image + 4 * best)) {
                    best = digit;
                }
            }
            out.putLong(best);
        }
        return out.array();
    }

    /// A `TensorProto`: dims 1, data_type 2, raw_data 9.
    private static byte[] tensor(int type, byte[] raw, int... dims) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int dim : dims) {
            out.write(1 << 3);
            varint(out, dim);
        }
        out.write(2 << 3);
        varint(out, type);
        out.write((9 << 3) | 2);
        varint(out, raw.length);
        out.writeBytes(raw);
        return out.toByteArray();
    }

    private static void varint(ByteArrayOutputStream out, int value) {
        int rest = value;
        for (; rest >= 0x80; rest >>>= 7) {
            out.write((rest & 0x7F) | 0x80);
        }
        out.write(rest);
    }

    @Test
    void theLastLineCountsAndTheStatusSaysWhetherOneFailed() {
        Result all = komodo("verify", cases().toString(), "--threads", "1");
        assertThat(all.err()).isEmpty();
        assertThat(all.lastLine()).isEqualTo("1 passed, 1 failed, 1 unsupported");
        assertThat(all.status()).isEqualTo(ExitCode.FAILED);
        assertThat(all.out().lines().toList())
                .satisfiesExactly(
                        line ->
                                assertThat(line)
                                        .startsWith("failed digits/test_wrong: output")
                                        .contains("1 of 3600 elements of f32[360, 10] differ"),
                        line ->
                                assertThat(line)
                                        .startsWith("unsupported test_strange: ")
                                        .contains("Rely (ai.onnx"),
                        line -> assertThat(line).isEqualTo(all.lastLine()));

        Result right = komodo("verify", cases().resolve("digits/test_right").toString());
        assertThat(right.out().strip()).isEqualTo("1 passed, 0 failed, 0 unsupported");
        assertThat(right.status()).isZero();
    }

    @Test
    void theJsonListsEachCase() throws IOException {
        Path file = folder.resolve("results.json");
        komodo("verify", cases().toString(), "--json", file.toString());
        assertThat(Files.readString(file))
                .startsWith(
                        "[{\"name\": \"digits/test_right\", \"status\": \"passed\", \"detail\":"
                                + " \"\"}, {\"name\": \"digits/test_wrong\", \"status\":"
                                + " \"failed\", \"detail\": \"output")
                .contains(
                        "{\"name\": \"test_strange\", \"status\": \"unsupported\", \"detail\": \"")
                .endsWith("}]" + System.lineSeparator());
    }

    @Test
    void aFileThatCannotBeWrittenIsOneLineBeforeTheWork() {
        Path file = folder.resolve("absent/results.json");
        Result result = komodo("verify", cases().toString(), "--json", file.toString());
        assertThat(result.status()).isEqualTo(ExitCode.NOT_WRITTEN);
        assertThat(result.out()).isEmpty();
        assertThat(result.err().lines()).hasSize(1);
        assertThat(result.err()).contains("cannot write " + file);
    }

    @Test
    void filtersAreTextsOrPatternsOfAName() {
        List<List<String>> filtersAndCounts =
                List.of(
                        List.of("ight", "1 passed, 0 failed, 0 unsupported"),
                        List.of("test_r*", "1 passed, 0 failed, 0 unsupported"),
                        List.of("digits/test_?????", "1 passed, 1 failed, 0 unsupported"),
                        List.of("*str*", "0 passed, 0 failed, 1 unsupported"));
        for (List<String> each : filtersAndCounts) {
            Result result = komodo("verify", cases().toString(), "--filter", each.getFirst());
            assertThat(result.lastLine()).as(each.toString()).isEqualTo(each.getLast());
        }
        assertThat(
                        komodo("verify", cases().toString(), "--filter", "r", "--filter", "x")
                                .lastLine())
                .isEqualTo("1 passed, 1 failed, 1 unsupported");
    }

    @Test
    void anArchiveIsACollectionToo() throws IOException {
        Path archive = folder.resolve("cases.zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive));
                var files = Files.walk(cases().resolve("digits"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                zip.putNextEntry(new ZipEntry(cases().relativize(file).toString()));
                Files.copy(file, zip);
            }
        }
        assertThat(komodo("verify", archive.toString()).lastLine())
                .isEqualTo("1 passed, 1 failed, 0 unsupported");
    }

    @Test
    void mistakesAreOneLine() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        Path text = Files.writeString(folder.resolve("text.zip"), "no archive");
        Path model = cases().resolve("test_strange/model.onnx");
        List<List<String>> mistakes =
                List.of(
                        List.of("PATH", "verify"),
                        List.of("no such file", "verify", folder.resolve("absent").toString()),
                        List.of("no folder with a model.onnx", "verify", empty.toString()),
                        List.of("is not a zip archive", "verify", text.toString()),
                        List.of("give the folder that holds it", "verify", model.toString()),
                        List.of(
                                "None of the 3 cases matches [zzz]",
                                "verify",
                                cases().toString(),
                                "--filter",
                                "zzz"));
        for (List<String> mistake : mistakes) {
            Result result = komodo(mistake.subList(1, mistake.size()).toArray(String[]::new));
            assertThat(result.status()).as(mistake.toString()).isEqualTo(ExitCode.USAGE);
            assertThat(result.err().lines()).hasSize(1);
            assertThat(result.err()).startsWith("komodo: ").contains(mistake.getFirst());
        }
    }
}
