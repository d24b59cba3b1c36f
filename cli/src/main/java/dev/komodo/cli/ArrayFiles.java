package dev.komodo.cli;

import dev.komodo.graph.DType;
import dev.komodo.onnx.numpy.NpyArray;
import dev.komodo.onnx.numpy.NpyReader;
import dev.komodo.onnx.numpy.NpyType;
import dev.komodo.onnx.numpy.NpyWriter;
import dev.komodo.runtime.NDArray;
import dev.komodo.runtime.Signature;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Arguments from NumPy files, and outputs into them.
final class ArrayFiles {
    private ArrayFiles() {}

    /// Reads a file as the array for a parameter.
    ///
    /// @throws InputException if the file cannot be read, or has another dtype or rank
    static NDArray read(Arena arena, Path file, Signature.Parameter parameter) {
        NpyArray content;
        try {
            content = NpyReader.read(file);
        } catch (IOException unreadable) {
            throw new InputException(
                    "The file for input '"
                            + parameter.name()
                            + "' cannot be read: "
                            + FailureReport.oneLine(unreadable),
                    unreadable);
        }
        if (content.type() != type(parameter.type().dtype())
                || content.shape().size() != parameter.type().shape().rank()) {
            throw new InputException(
                    "Input '"
                            + parameter.name()
                            + "' must be "
                            + parameter.type()
                            + "; "
                            + file
                            + " holds "
                            + content.type().description()
                            + " "
                            + content.shape());
        }
        long[] sizes = content.shape().stream().mapToLong(Long::longValue).toArray();
        NDArray array = NDArray.of(arena, parameter.type().dtype(), sizes);
        array.segment().copyFrom(MemorySegment.ofBuffer(content.data()));
        return array;
    }

    /// Writes each array to `NAME.npy` in a folder, which is made if it is absent. Characters that
    /// do not belong into a file name become `_`.
    ///
    /// @return the files by name
    static Map<String, Path> writeAll(Path folder, Map<String, NDArray> arrays) throws IOException {
        Files.createDirectories(folder);
        Map<String, Path> files = new LinkedHashMap<>();
        for (Map.Entry<String, NDArray> entry : arrays.entrySet()) {
            Path file = folder.resolve(entry.getKey().replaceAll("[^A-Za-z0-9_.-]", "_") + ".npy");
            if (files.containsValue(file)) {
                throw new InputException(
                        "Two outputs would be written to " + file + "; rename one in the model");
            }
            NDArray array = entry.getValue();
            ByteBuffer bytes = array.segment().asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
            List<Long> shape = Arrays.stream(array.sizes()).boxed().toList();
            try {
                NpyWriter.write(file, NpyArray.of(type(array.dtype()), shape, bytes));
            } catch (IOException fault) {
                throw new OutputException(
                        file, fault, "make room, or choose another folder with --output-dir");
            }
            files.put(entry.getKey(), file);
        }
        return files;
    }

    private static NpyType type(DType dtype) {
        return switch (dtype) {
            case F16 -> NpyType.FLOAT16;
            case F32 -> NpyType.FLOAT32;
            case F64 -> NpyType.FLOAT64;
            case I32 -> NpyType.INT32;
            case I64 -> NpyType.INT64;
            case BOOL -> NpyType.BOOL;
        };
    }
}
