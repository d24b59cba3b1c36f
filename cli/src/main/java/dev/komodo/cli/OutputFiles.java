package dev.komodo.cli;

import dev.komodo.graph.DType;
import dev.komodo.onnx.numpy.NpyArray;
import dev.komodo.onnx.numpy.NpyType;
import dev.komodo.onnx.numpy.NpyWriter;
import dev.komodo.onnx.numpy.NpzFile;
import dev.komodo.runtime.NDArray;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/// Results into files. A file is there whole or not at all: it is written beside its place and then
/// renamed.
final class OutputFiles {
    private OutputFiles() {}

    /// Writes a file.
    @FunctionalInterface
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /// Writes each array to `NAME.npy` in a folder, which is made if it is absent. Characters that
    /// do not belong into a file name become `_`.
    ///
    /// @return the files by name
    /// @throws OutputException if one can't be written
    static Map<String, Path> writeFolder(Path folder, Map<String, NDArray> arrays) {
        Map<String, Path> files = new LinkedHashMap<>();
        for (String name : arrays.keySet()) {
            Path file = folder.resolve(name.replaceAll("[^A-Za-z0-9_.-]", "_") + ".npy");
            if (files.containsValue(file)) {
                throw new InputException(
                        "Two outputs would be written to "
                                + file
                                + "; use --output FILE.npz, which keeps their names");
            }
            files.put(name, file);
        }
        String advice = "make room, or choose another folder with --output-dir";
        try {
            Files.createDirectories(folder);
        } catch (IOException fault) {
            throw new OutputException(folder, fault, advice);
        }
        files.forEach(
                (name, file) -> {
                    NDArray array = arrays.get(name);
                    if (array != null) {
                        write(file, out -> NpyWriter.write(out, view(array)), advice);
                    }
                });
        return files;
    }

    /// Writes all arrays to one archive.
    ///
    /// @return the file by each name
    /// @throws OutputException if it can't be written
    static Map<String, Path> writeArchive(Path file, Map<String, NDArray> arrays) {
        Map<String, NpyArray> views = new LinkedHashMap<>();
        Map<String, Path> files = new LinkedHashMap<>();
        arrays.forEach(
                (name, array) -> {
                    views.put(name, view(array));
                    files.put(name, file);
                });
        write(
                file,
                out -> NpzFile.write(out, views),
                "make room, or choose another file with --output");
        return files;
    }

    /// Writes a file, whole or not at all.
    ///
    /// @param advice what to do if it can't be written
    /// @throws OutputException if it can't be written
    static void write(Path file, Content content, String advice) {
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) { // a device or a pipe stays one
                try (OutputStream out = Files.newOutputStream(file)) {
                    content.writeTo(out);
                }
            } else {
                publish(file, content);
            }
        } catch (IOException fault) {
            throw new OutputException(file, fault, advice);
        }
    }

    private static void publish(Path file, Content content) throws IOException {
        Path temporary = file.resolveSibling("." + UUID.randomUUID() + ".temporary");
        try {
            try (OutputStream out = Files.newOutputStream(temporary)) {
                content.writeTo(out);
            }
            Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /// An array as NumPy has it. NumPy has no bf16: its elements are written as f32, exactly.
    private static NpyArray view(NDArray array) {
        NDArray known = array.dtype() == DType.BF16 ? widened(array) : array;
        return NpyArray.wrap(
                type(known.dtype()),
                Arrays.stream(known.sizes()).boxed().toList(),
                known.segment());
    }

    private static NDArray widened(NDArray array) {
        NDArray wide = NDArray.of(Arena.ofAuto(), DType.F32, array.sizes());
        for (long i = 0; i < array.elements(); i++) {
            wide.set(i, array.get(i));
        }
        return wide;
    }

    private static NpyType type(DType dtype) {
        return switch (dtype) {
            case F16 -> NpyType.FLOAT16;
            case BF16, F32 -> NpyType.FLOAT32;
            case F64 -> NpyType.FLOAT64;
            case I8 -> NpyType.INT8;
            case I16 -> NpyType.INT16;
            case I32 -> NpyType.INT32;
            case I64 -> NpyType.INT64;
            case U8 -> NpyType.UINT8;
            case U16 -> NpyType.UINT16;
            case U32 -> NpyType.UINT32;
            case U64 -> NpyType.UINT64;
            case BOOL -> NpyType.BOOL;
        };
    }
}
