package dev.komodo.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.graph.Graph;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

final class BenchModelsTest {
    @Test
    void importsEveryBenchmarkModel() throws IOException {
        List<Path> models;
        try (Stream<Path> files = Files.list(SharedFiles.path("bench"))) {
            models = files.filter(file -> file.toString().endsWith(".onnx")).sorted().toList();
        }
        assertThat(models).isNotEmpty();
        for (Path model : models) {
            Graph graph = OnnxModel.read(model).graph();
            assertThat(graph.outputs()).as(model.toString()).isNotEmpty();
        }
    }
}
