package dev.komodo.onnx;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/// The folder of models and data that is not part of the repository: the property `komodo.shared`,
/// else `shared` beside the project. Tests that need it are skipped where it is absent.
public final class SharedFiles {
    private SharedFiles() {}

    public static Path path(String relative) {
        Path folder = Path.of(System.getProperty("komodo.shared", "../../shared"));
        Path file = folder.resolve(relative);
        assumeTrue(Files.exists(file), () -> file + " is absent (property komodo.shared)");
        return file;
    }
}
