package dev.komodo.onnx.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;

import dev.komodo.onnx.SharedFiles;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/// Every benchmark model gives what ONNX Runtime gives.
final class BenchModelsTest {
    /// Sums of up to 4096 terms, in f32: rounding grows like the square root of their number, 64
    /// units of 6e-8.
    private static final double CANCELLATION = 4e-6;

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void agreeWithOnnxRuntime(int threads, @TempDir Path cache) throws IOException, OrtException {
        List<Path> models;
        try (Stream<Path> files = Files.list(SharedFiles.path("bench"))) {
            models = files.filter(file -> file.toString().endsWith(".onnx")).sorted().toList();
        }
        assertThat(models).hasSizeGreaterThan(10);
        for (Path model : models) {
            boolean isOptions = model.endsWith("black_scholes.onnx");
            Agreement.require(
                    model,
                    cache,
                    threads,
                    CANCELLATION,
                    isOptions ? BenchModelsTest::option : (_, random) -> random.nextDouble(-1, 1));
        }
    }

    /// Of an option: the price of the share S, of the exercise K, the years t, the volatility sig.
    private static double option(String input, SplittableRandom random) {
        return switch (input) {
            case "S", "K" -> random.nextDouble(50, 150);
            case "t" -> random.nextDouble(0.1, 2);
            case "sig" -> random.nextDouble(0.1, 0.5);
            default -> throw new IllegalArgumentException(input);
        };
    }
}
