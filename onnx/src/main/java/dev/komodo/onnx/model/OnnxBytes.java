package dev.komodo.onnx.model;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Bytes of a file, unchangeable. A view: it keeps the file's content in memory.
public final class OnnxBytes {
    private final String file;
    private final int byteOffset;
    private final ByteBuffer bytes;

    private OnnxBytes(String file, int byteOffset, ByteBuffer bytes) {
        this.file = file;
        this.byteOffset = byteOffset;
        this.bytes = bytes.slice().asReadOnlyBuffer();
    }

    /// A copy of an array.
    public static OnnxBytes copyOf(byte[] bytes) {
        return view("memory", bytes.clone(), 0, bytes.length);
    }

    /// A part of a file's content, an array that nobody will change.
    static OnnxBytes view(String file, byte[] content, int offset, int size) {
        return new OnnxBytes(file, offset, ByteBuffer.wrap(content, offset, size));
    }

    /// How many bytes there are.
    public int size() {
        return bytes.remaining();
    }

    /// A new read-only, little-endian view from the first byte to the last.
    public ByteBuffer buffer() {
        return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /// The bytes as a text in UTF-8.
    ///
    /// @throws OnnxFormatException if they are not one
    public String text() {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate()).toString();
        } catch (CharacterCodingException e) {
            OnnxFormatException fault =
                    new OnnxFormatException(file, byteOffset, "text", "it is not UTF-8: " + this);
            fault.initCause(e);
            throw fault;
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof OnnxBytes view && view.bytes.equals(bytes);
    }

    @Override
    public int hashCode() {
        return bytes.hashCode();
    }

    @Override
    public String toString() {
        return "OnnxBytes[" + size() + "]";
    }
}
