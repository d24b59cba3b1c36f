package dev.komodo.onnx.importer;

import dev.komodo.graph.DType;
import dev.komodo.graph.Literal;
import dev.komodo.onnx.model.OnnxTensor;
import dev.komodo.onnx.model.TensorContent;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/// Turns the constants of a file into literals.
public final class TensorLiterals {
    private TensorLiterals() {}

    /// The elements of a tensor; those of external files are read now.
    ///
    /// @param folder where external data may lie: here and below, nowhere else
    /// @throws IOException if an external file can't be read
    /// @throws dev.komodo.error.UnsupportedException if the graph language lacks the element type
    public static Literal load(OnnxTensor tensor, Path folder) throws IOException {
        DType dtype = ElementTypes.of(tensor.type(), "The tensor '" + tensor.name() + "'");
        MemorySegment data = allocate(tensor.byteSize());
        TensorContent.copyTo(tensor, folder, data);
        long[] sizes = tensor.dims().stream().mapToLong(Long::longValue).toArray();
        return Literal.of(dtype, sizes, data);
    }

    private static MemorySegment allocate(long bytes) {
        return bytes <= Integer.MAX_VALUE - 8
                ? MemorySegment.ofArray(new byte[(int) bytes])
                : Arena.ofAuto().allocate(bytes, 64);
    }
}
