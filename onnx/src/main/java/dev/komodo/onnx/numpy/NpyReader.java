package dev.komodo.onnx.numpy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;

/// Reads `.npy` files.
public final class NpyReader {
    private NpyReader() {}

    /// Opens a file and reads its header. The caller closes the result.
    ///
    /// @throws NumpyFormatException if it is not a `.npy` file of a supported type, of exactly the
    ///   size it claims
    /// @throws IOException if it can't be read
    public static NpyStream open(Path file) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new NumpyFormatException(file.toString(), 0, "not a regular file");
        }
        InputStream in = Files.newInputStream(file);
        try {
            return NpyStream.of(file.toString(), in, Files.size(file));
        } catch (IOException | RuntimeException fault) {
            try (in) {
                throw fault;
            }
        }
    }

    /// Reads the array in a file into memory outside of the heap.
    ///
    /// @throws NumpyFormatException if it is not a `.npy` file of a supported type, of exactly the
    ///   size it claims
    /// @throws IOException if it can't be read
    public static NpyArray read(Path file) throws IOException {
        try (NpyStream stream = open(file)) {
            return NpyArray.read(stream, Arena.ofAuto());
        }
    }

    /// Reads the array in memory that has the content of a `.npy` file.
    ///
    /// @param name a name for messages
    /// @throws NumpyFormatException if it is not a `.npy` file of a supported type, of exactly the
    ///   size it claims
    public static NpyArray read(String name, byte[] content) throws IOException {
        try (NpyStream stream =
                NpyStream.of(name, new ByteArrayInputStream(content), content.length)) {
            return NpyArray.read(stream, Arena.ofAuto());
        }
    }
}
