package dev.komodo.cli;

import dev.komodo.graph.DType;
import dev.komodo.onnx.ElementType;
import dev.komodo.onnx.TensorFile;
import dev.komodo.onnx.numpy.NpzFile;
import dev.komodo.runtime.NDArray;
import dev.komodo.runtime.Signature;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Arguments from files. A file gives an input exactly the dtype and rank that the model declares:
/// nothing is converted.
final class InputFiles {
    private InputFiles() {}

    /// Reads a file of one tensor.
    ///
    /// @throws InputException if the file cannot be read, or has another dtype or rank
    static NDArray read(Arguments.Memory memory, Path file, Signature.Parameter parameter) {
        try (TensorFile tensor = TensorFile.open(file)) {
            return read(memory, file.toString(), tensor, parameter);
        } catch (IOException unreadable) {
            throw unreadable(parameter.name(), unreadable);
        }
    }

    /// Reads an array of an archive.
    ///
    /// @throws InputException if there is no such array, it cannot be read, or has another dtype or
    ///   rank
    static NDArray read(
            Arguments.Memory memory, Path file, String array, Signature.Parameter parameter) {
        try (NpzFile archive = NpzFile.open(file)) {
            if (!archive.names().contains(array.replaceFirst("\\.npy$", ""))) {
                throw new InputException(
                        "The archive "
                                + file
                                + " has no array '"
                                + array
                                + "'"
                                + Spelling.suggest(array, archive.names())
                                + "; its arrays: "
                                + archive.names());
            }
            try (TensorFile tensor = TensorFile.open(archive, array)) {
                return read(memory, file + "[" + array + "]", tensor, parameter);
            }
        } catch (IOException unreadable) {
            throw unreadable(parameter.name(), unreadable);
        }
    }

    static InputException unreadable(String input, IOException fault) {
        return failure("The file for input '" + input + "'", fault);
    }

    static InputException unreadable(Path archive, IOException fault) {
        return failure("The archive of inputs " + archive, fault);
    }

    private static InputException failure(String what, IOException fault) {
        String text = FailureReport.oneLine(fault);
        if (fault instanceof NoSuchFileException absent) {
            text += NearbyFiles.suggest(Path.of(absent.getFile()));
        }
        return new InputException(what + " cannot be read: " + text, fault);
    }

    private static NDArray read(
            Arguments.Memory memory, String place, TensorFile tensor, Signature.Parameter parameter)
            throws IOException {
        DType dtype = parameter.type().dtype();
        int rank = parameter.type().shape().rank();
        boolean isOfType = tensor.type() == type(dtype);
        if (!isOfType || tensor.shape().size() != rank) {
            throw new InputException(
                    "Input '"
                            + parameter.name()
                            + "' must be "
                            + parameter.type()
                            + "; "
                            + place
                            + " holds "
                            + tensor
                            + ". "
                            + (isOfType
                                    ? "Give it rank " + rank + ", in NumPy with array.reshape"
                                    : "Convert it, in NumPy with array.astype('"
                                            + numpyName(dtype)
                                            + "')"));
        }
        long[] sizes = tensor.shape().stream().mapToLong(Long::longValue).toArray();
        NDArray array = memory.allocate(parameter, sizes);
        tensor.readInto(array.segment());
        return array;
    }

    private static ElementType type(DType dtype) {
        return switch (dtype) {
            case F16 -> ElementType.F16;
            case F32 -> ElementType.F32;
            case F64 -> ElementType.F64;
            case I32 -> ElementType.I32;
            case I64 -> ElementType.I64;
            case BOOL -> ElementType.BOOL;
        };
    }

    private static String numpyName(DType dtype) {
        return switch (dtype) {
            case F16 -> "float16";
            case F32 -> "float32";
            case F64 -> "float64";
            case I32 -> "int32";
            case I64 -> "int64";
            case BOOL -> "bool";
        };
    }
}
