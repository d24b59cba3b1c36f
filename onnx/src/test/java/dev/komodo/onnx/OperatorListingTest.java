package dev.komodo.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.onnx.importer.OperatorTable;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

final class OperatorListingTest {
    @Test
    void theReadmeListsTheTable() throws IOException {
        Path fromRoot = Path.of("onnx", "README.md");
        Path readme = Files.exists(fromRoot) ? fromRoot : Path.of("README.md");

        assertThat(Files.readString(readme))
                .as("onnx/README.md has this table; paste it there")
                .contains(OperatorTable.markdown());
    }
}
