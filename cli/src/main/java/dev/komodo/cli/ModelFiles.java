package dev.komodo.cli;

import dev.komodo.onnx.OnnxModel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Models from files, with messages for paths that are not one.
final class ModelFiles {
    private ModelFiles() {}

    /// Reads a model.
    ///
    /// @throws InputException if there is no such file
    /// @throws IOException if it can't be read
    /// @throws dev.komodo.error.CompilerException if it is no model that Komodo can import
    static OnnxModel read(Path file) throws IOException {
        try {
            if (Files.isDirectory(file)) {
                throw new InputException(
                        file
                                + " is a folder; give the model's file, as in "
                                + file
                                + "/model.onnx");
            }
            return OnnxModel.read(file);
        } catch (NoSuchFileException absent) {
            boolean isModel = Path.of(absent.getFile()).equals(file);
            throw new InputException(
                    (isModel ? "There is no model file " : "The model's data is missing: no file ")
                            + absent.getFile()
                            + NearbyFiles.suggest(Path.of(absent.getFile())),
                    absent);
        }
    }
}
