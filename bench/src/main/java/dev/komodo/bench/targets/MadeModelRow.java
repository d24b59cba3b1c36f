package dev.komodo.bench.targets;

import dev.komodo.bench.sweep.SmallModel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/// A model that is made here, as a file for as long as it is measured.
///
/// @param model what it computes
/// @param row measures the file
record MadeModelRow(String name, SmallModel model, Function<Path, ModelRow> row)
        implements TargetRow {
    @Override
    public RowResult measure(int turns) throws IOException {
        Path file = Files.createTempFile(name, ".onnx");
        try {
            Files.write(file, model.bytes());
            return row.apply(file).measure(turns);
        } finally {
            Files.delete(file);
        }
    }
}
