package dev.komodo.onnx.conformance;

import dev.komodo.graph.Literal;
import dev.komodo.onnx.ModelWriter;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Writes cases into folders and archives, for tests.
final class SmallCase {
    private SmallCase() {}

    /// A case of one operator on the f32 input `x` of two elements.
    static Path write(Path folder, String operator, Literal input, Literal output)
            throws IOException {
        ModelWriter model = new ModelWriter(17);
        model.graph().input("x", 2).node("y = " + operator + " x").output("y");
        Files.createDirectories(folder);
        model.write(folder.resolve("model.onnx"));
        dataSet(folder.resolve("test_data_set_0"), input, output);
        return folder;
    }

    static void dataSet(Path folder, Literal input, Literal output) throws IOException {
        Files.createDirectories(folder);
        Files.write(folder.resolve("input_0.pb"), ModelWriter.tensor("x", input).bytes());
        Files.write(folder.resolve("output_0.pb"), ModelWriter.tensor("y", output).bytes());
    }

    /// The files below a folder, in an archive.
    static Path zip(Path folder, Path archive) throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.walk(folder)) {
            files = found.filter(Files::isRegularFile).toList();
        }
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            for (Path file : files) {
                entry(zip, folder.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return archive;
    }

    /// An archive of empty files with these names.
    static Path zip(Path archive, String... names) throws IOException {
        try (OutputStream out = Files.newOutputStream(archive);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (String name : names) {
                entry(zip, name, new byte[0]);
            }
        }
        return archive;
    }

    static void entry(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
    }
}
