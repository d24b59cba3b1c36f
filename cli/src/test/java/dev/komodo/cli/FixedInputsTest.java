package dev.komodo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.onnx.numpy.NpyArray;
import dev.komodo.onnx.numpy.NpyReader;
import dev.komodo.onnx.numpy.NpyWriter;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A model whose result's shape is the value of an input.
final class FixedInputsTest {
    private static final byte FLOAT = 1;
    private static final byte INT64 = 7;

    @TempDir Path folder;
    private Path model = Path.of("");

    @BeforeEach
    void writeFiles() throws IOException {
        model = folder.resolve("reshape.onnx");
        byte[] node = join(field(1, "x"), field(1, "shape"), field(2, "y"), field(4, "Reshape"));
        byte[] graph =
                join(
                        field(1, node),
                        field(2, "reshape"),
                        field(11, value("x", FLOAT)),
                        field(11, value("shape", INT64)),
                        field(12, value("y", FLOAT)));
        byte[] operators = new byte[] {2 << 3, 17};
        Files.write(model, join(new byte[] {1 << 3, 8}, field(7, graph), field(8, operators)));
        NpyWriter.write(
                folder.resolve("x.npy"),
                NpyArray.ofFloats(List.of(6L), new float[] {1, 2, 3, 4, 5, 6}));
        NpyWriter.write(
                folder.resolve("shape.npy"), NpyArray.ofLongs(List.of(2L), new long[] {3, 2}));
    }

    /// A value of one axis of any size.
    private static byte[] value(String name, byte elements) {
        byte[] dim = field(2, "n_" + name);
        byte[] tensor = join(new byte[] {1 << 3, elements}, field(2, field(1, dim)));
        return join(field(1, name), field(2, field(1, tensor)));
    }

    private static byte[] field(int number, String text) {
        return field(number, text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] field(int number, byte[] content) {
        return join(new byte[] {(byte) (number << 3 | 2), (byte) content.length}, content);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    private record Result(int status, String out, String err) {}

    private Result run(String... inputs) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> arguments = new ArrayList<>(List.of("run", model.toString()));
        for (String input : inputs) {
            arguments.addAll(List.of("--input", input));
        }
        arguments.addAll(List.of("--output-dir", folder.toString()));
        String[] words = arguments.toArray(String[]::new);
        CommandLine line = Main.commandLine(() -> new Terminal(Map.of(), false, false), words);
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        int status = line.execute(words);
        return new Result(status, out.toString(), err.toString());
    }

    @Test
    void theValueOfAnInputDeterminesAShape() throws IOException {
        Result result = run("x=" + folder.resolve("x.npy"), "shape=" + folder.resolve("shape.npy"));

        assertThat(result.err()).isEmpty();
        assertThat(result.status()).isZero();
        assertThat(result.out()).contains("y f32[3, 2]");
        NpyArray y = NpyReader.read(folder.resolve("y.npy"));
        assertThat(y.shape()).containsExactly(3L, 2L);
    }

    @Test
    void numbersThatNobodyChoseDetermineNoShape() {
        Result result = run("x=" + folder.resolve("x.npy"), "shape=random");

        assertThat(result.status()).isEqualTo(ExitCode.USAGE);
        assertThat(result.err()).contains("inputs [shape]").hasLineCount(1);
    }
}
