package dev.komodo.onnx.model;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Brings the elements of a tensor into memory, from the model or from a file beside it.
public final class TensorContent {
    /// External files are read in pieces of this size, so that tensors beyond 2 GiB work.
    private static final long PIECE_BYTES = 1L << 26;

    private TensorContent() {}

    /// Copies a tensor's elements, in the layout of `raw_data`, to the start of a segment. The
    /// checksum that external data may state is not verified.
    ///
    /// @param modelFolder the folder that holds the model; external data may lie in it and below,
    ///   nowhere else
    /// @param destination at least [OnnxTensor#byteSize()] bytes
    /// @throws OnnxFormatException if external data leaves the folder or does not hold the elements
    /// @throws IllegalArgumentException for texts, and if the destination is too small
    /// @throws IOException if the file can't be read
    public static void copyTo(OnnxTensor tensor, Path modelFolder, MemorySegment destination)
            throws IOException {
        long size = tensor.byteSize();
        if (destination.byteSize() < size) {
            throw new IllegalArgumentException(
                    "tensor '"
                            + tensor.name()
                            + "' takes "
                            + size
                            + " bytes, the destination has "
                            + destination.byteSize());
        }
        switch (tensor.data()) {
            case OnnxTensorData.Inline inline ->
                    destination.copyFrom(MemorySegment.ofBuffer(inline.bytes().buffer()));
            case OnnxTensorData.External external ->
                    read(tensor, external, modelFolder, destination.asSlice(0, size));
            case OnnxTensorData.Strings _ ->
                    throw new IllegalArgumentException(
                            "tensor '" + tensor.name() + "' holds texts, which have no layout");
        }
    }

    private static void read(
            OnnxTensor tensor,
            OnnxTensorData.External external,
            Path modelFolder,
            MemorySegment destination)
            throws IOException {
        Path file = locateWhole(tensor, external, modelFolder);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            for (long done = 0; done < destination.byteSize(); ) {
                long piece = Math.min(PIECE_BYTES, destination.byteSize() - done);
                ByteBuffer target = ByteBuffer.allocate((int) piece);
                readFully(channel, target, external.byteOffset() + done);
                MemorySegment.copy(
                        target.array(), 0, destination, ValueLayout.JAVA_BYTE, done, (int) piece);
                done += piece;
            }
        }
    }

    /// The external file, which has the tensor's elements.
    ///
    /// @throws OnnxFormatException if it leaves the folder or is too short
    /// @throws IOException if it is not there
    static Path locateWhole(OnnxTensor tensor, OnnxTensorData.External external, Path modelFolder)
            throws IOException {
        Path file = locate(tensor, external, modelFolder);
        long available = Files.size(file) - external.byteOffset();
        if (tensor.byteSize() > available) {
            throw new OnnxFormatException(
                    file.toString(),
                    external.byteOffset(),
                    "tensor '" + tensor.name() + "'",
                    tensor.byteSize()
                            + " bytes are needed, the file has "
                            + Math.max(available, 0)
                            + " from here");
        }
        return file;
    }

    private static void readFully(FileChannel channel, ByteBuffer target, long position)
            throws IOException {
        while (target.hasRemaining()) {
            if (channel.read(target, position + target.position()) < 0) {
                throw new EOFException("external data ended while it was read");
            }
        }
    }

    /// The external file, which must be a regular one in the model's folder or below it when all
    /// links are resolved.
    private static Path locate(
            OnnxTensor tensor, OnnxTensorData.External external, Path modelFolder)
            throws IOException {
        Path folder = modelFolder.toRealPath();
        Path relative;
        try {
            relative = Path.of(external.location());
        } catch (InvalidPathException e) {
            OnnxFormatException fault = outside(tensor, external, folder);
            fault.initCause(e);
            throw fault;
        }
        // before the file system is asked anything about a path outside
        if (relative.isAbsolute() || !folder.resolve(relative).normalize().startsWith(folder)) {
            throw outside(tensor, external, folder);
        }
        Path file = folder.resolve(relative).toRealPath();
        if (!file.startsWith(folder) || !Files.isRegularFile(file)) {
            throw outside(tensor, external, folder);
        }
        return file;
    }

    private static OnnxFormatException outside(
            OnnxTensor tensor, OnnxTensorData.External external, Path folder) {
        return new OnnxFormatException(
                external.location(),
                external.byteOffset(),
                "tensor '" + tensor.name() + "'",
                "external data must be a regular file in " + folder);
    }
}
