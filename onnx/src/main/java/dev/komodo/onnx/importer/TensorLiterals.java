package dev.komodo.onnx.importer;

import dev.komodo.graph.DType;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.onnx.model.OnnxTensor;
import dev.komodo.onnx.model.TensorContent;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/// Turns the constants of a file into literals.
public final class TensorLiterals {
    private TensorLiterals() {}

    /// The elements of a tensor; those of external files are read now. Elements of types that the
    /// graph language lacks come as codes, one in a byte.
    ///
    /// @param folder where external data may lie: here and below, nowhere else
    /// @throws IOException if an external file can't be read
    /// @throws dev.komodo.error.UnsupportedException if the graph language lacks the element type
    public static Literal load(OnnxTensor tensor, Path folder) throws IOException {
        DType dtype = ElementTypes.stored(tensor.type(), "The tensor '" + tensor.name() + "'");
        MemorySegment data = allocate(tensor.byteSize());
        TensorContent.copyTo(tensor, folder, data);
        long[] sizes = tensor.dims().stream().mapToLong(Long::longValue).toArray();
        int bits = tensor.type().bits();
        return bits < Byte.SIZE
                ? unpacked(dtype, sizes, data, bits)
                : Literal.of(dtype, sizes, data);
    }

    /// Codes of a few bits, the first in the lowest ones, one in each element.
    private static Literal unpacked(DType dtype, long[] sizes, MemorySegment packed, int bits) {
        LiteralBuilder codes = new LiteralBuilder(dtype, sizes);
        int inByte = Byte.SIZE / bits;
        int unused = Long.SIZE - bits;
        for (long i = 0; i < codes.elements(); i++) {
            long octet = packed.get(ValueLayout.JAVA_BYTE, i / inByte);
            long top = octet >> (i % inByte * bits) << unused;
            codes.putBits(i, dtype.isUnsigned() ? top >>> unused : top >> unused);
        }
        return codes.build();
    }

    private static MemorySegment allocate(long bytes) {
        return bytes <= Integer.MAX_VALUE - 8
                ? MemorySegment.ofArray(new byte[(int) bytes])
                : Arena.ofAuto().allocate(bytes, 64);
    }
}
