package dev.komodo.cli;

import dev.komodo.graph.DType;
import dev.komodo.graph.Literal;
import dev.komodo.onnx.TensorFile;
import dev.komodo.onnx.numpy.NpzFile;
import dev.komodo.runtime.NDArray;
import dev.komodo.runtime.Signature;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/// Arguments from files. A file gives an input exactly the dtype and rank that the model declares:
/// nothing is converted. Elements of types that the graph language lacks come as codes.
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
        try (NpzFile archive = NpzFile.open(file);
                TensorFile tensor = member(archive, file, array)) {
            return read(memory, file + "[" + array + "]", tensor, parameter);
        } catch (IOException unreadable) {
            throw unreadable(parameter.name(), unreadable);
        }
    }

    private static TensorFile member(NpzFile archive, Path file, String array) throws IOException {
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
        return TensorFile.open(archive, array);
    }

    /// The tensor of a file, if the graph language knows its elements and it is small.
    ///
    /// @throws InputException if the file cannot be read
    static Optional<Literal> literal(String input, Path file, long mostBytes) {
        try (TensorFile tensor = TensorFile.open(file)) {
            return literal(tensor, mostBytes);
        } catch (IOException unreadable) {
            throw unreadable(input, unreadable);
        }
    }

    /// An array of an archive, if the graph language knows its elements and it is small.
    ///
    /// @throws InputException if there is no such array, or it cannot be read
    static Optional<Literal> literal(String input, Path file, String array, long mostBytes) {
        try (NpzFile archive = NpzFile.open(file);
                TensorFile tensor = member(archive, file, array)) {
            return literal(tensor, mostBytes);
        } catch (IOException unreadable) {
            throw unreadable(input, unreadable);
        }
    }

    private static Optional<Literal> literal(TensorFile tensor, long mostBytes) throws IOException {
        Optional<DType> dtype = tensor.type().dtype();
        if (dtype.isEmpty() || tensor.codesByteSize() > mostBytes) {
            return Optional.empty();
        }
        MemorySegment elements = Arena.ofAuto().allocate(Math.max(1, tensor.codesByteSize()), 8);
        MemorySegment exact = elements.asSlice(0, tensor.codesByteSize());
        tensor.readCodesInto(exact);
        long[] sizes = tensor.shape().stream().mapToLong(Long::longValue).toArray();
        return Optional.of(Literal.of(dtype.get(), sizes, exact));
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
        boolean isOfType = tensor.type().dtype().equals(Optional.of(dtype));
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
                                    : conversion(dtype)));
        }
        long[] sizes = tensor.shape().stream().mapToLong(Long::longValue).toArray();
        NDArray array = memory.allocate(parameter, sizes);
        tensor.readCodesInto(array.segment());
        return array;
    }

    /// How to make a file of a dtype. NumPy has no bf16.
    private static String conversion(DType dtype) {
        String name =
                switch (dtype) {
                    case F16 -> "float16";
                    case BF16 -> "";
                    case F32 -> "float32";
                    case F64 -> "float64";
                    case I8 -> "int8";
                    case I16 -> "int16";
                    case I32 -> "int32";
                    case I64 -> "int64";
                    case U8 -> "uint8";
                    case U16 -> "uint16";
                    case U32 -> "uint32";
                    case U64 -> "uint64";
                    case BOOL -> "bool";
                };
        return name.isEmpty()
                ? "Give an ONNX tensor (.pb): NumPy's files have no " + dtype
                : "Convert it, in NumPy with array.astype('" + name + "')";
    }
}
