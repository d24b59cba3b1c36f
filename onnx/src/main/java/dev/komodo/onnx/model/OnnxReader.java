package dev.komodo.onnx.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Reads ONNX files. A file is read whole, never mapped, and not kept open.
public final class OnnxReader {
    private OnnxReader() {}

    /// Reads a model (`ModelProto`). Data that it keeps in other files is not read; see
    /// [TensorContent].
    ///
    /// @throws OnnxFormatException if the file is not a model
    /// @throws IOException if it can't be read
    public static OnnxModelFile readModel(Path file) throws IOException {
        return readModel(file.toString(), content(file));
    }

    /// Decodes a model.
    ///
    /// @param name a name for messages
    /// @param content belongs to the result: the caller must not change it any more
    /// @throws OnnxFormatException if the bytes are not a model
    public static OnnxModelFile readModel(String name, byte[] content) {
        return ModelDecoder.model(WireReader.of(name, content, "model"));
    }

    /// Reads a tensor (`TensorProto`), as in the files `input_0.pb` of ONNX's test data.
    ///
    /// @throws OnnxFormatException if the file is not a tensor
    /// @throws IOException if it can't be read
    public static OnnxTensor readTensor(Path file) throws IOException {
        return readTensor(file.toString(), content(file));
    }

    /// Decodes a tensor.
    ///
    /// @param name a name for messages
    /// @param content belongs to the result: the caller must not change it any more
    /// @throws OnnxFormatException if the bytes are not a tensor
    public static OnnxTensor readTensor(String name, byte[] content) {
        return TensorDecoder.tensor(WireReader.of(name, content, "tensor"));
    }

    private static byte[] content(Path file) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new OnnxFormatException(file.toString(), 0, "file", "not a regular file");
        }
        long limit = Math.min(Integer.MAX_VALUE - 8, Runtime.getRuntime().maxMemory() / 2);
        long size = Files.size(file);
        if (size > limit) {
            throw new OnnxFormatException(
                    file.toString(),
                    limit,
                    "file",
                    "it has "
                            + size
                            + " bytes; the limit is protobuf's 2 GiB and half of the heap, here "
                            + limit
                            + " (java -Xmx raises the heap; external data keeps weights out of the"
                            + " file)");
        }
        return Files.readAllBytes(file);
    }
}
