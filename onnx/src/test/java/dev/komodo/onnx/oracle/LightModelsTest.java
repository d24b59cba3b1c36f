package dev.komodo.onnx.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;

import dev.komodo.onnx.SharedFiles;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The whole networks of ONNX's `light` models with random weights give what ONNX Runtime gives.
/// With their own weights, all of one number, eight of nine give 1/1000 everywhere: a wrong network
/// would still pass.
///
/// `-Dkomodo.light=all` runs all nine (vgg19 takes 4 GB), or names them: `-Dkomodo.light=vgg19`.
final class LightModelsTest {
    /// Sums of up to 25088 terms, through up to 120 layers, each adding its rounding to that of the
    /// layers before. Measured on all nine: at most 2.5e-6 (vgg19).
    private static final double CANCELLATION = 1e-5;

    private static final int THREADS = 2;

    static List<String> models() {
        return switch (System.getProperty("komodo.light", "")) {
            case "" -> List.of("squeezenet", "shufflenet", "resnet50");
            case "all" ->
                    List.of(
                            "bvlc_alexnet",
                            "densenet121",
                            "inception_v1",
                            "inception_v2",
                            "resnet50",
                            "shufflenet",
                            "squeezenet",
                            "vgg19",
                            "zfnet512");
            case String names -> List.of(names.split(",", -1));
        };
    }

    @ParameterizedTest
    @MethodSource("models")
    void agreesWithOnnxRuntime(String name, @TempDir Path scratch)
            throws IOException, OrtException {
        Path original = scratch.resolve(name + ".onnx");
        try (FileSystem zip = FileSystems.newFileSystem(SharedFiles.path("onnx/models.zip"));
                Stream<Path> files = Files.walk(zip.getPath("light", "test_" + name))) {
            Files.copy(
                    files.filter(file -> file.endsWith("model.onnx")).findFirst().orElseThrow(),
                    original);
        }
        Path model =
                RandomWeights.write(original, Files.createDirectory(scratch.resolve("random")));
        assertThat(Files.size(model.resolveSibling("weights.bin"))).isGreaterThan(4_000_000);

        Agreement.require(
                model,
                scratch.resolve("cache"),
                THREADS,
                CANCELLATION,
                (_, random) -> random.nextDouble(-1, 1));
    }
}
