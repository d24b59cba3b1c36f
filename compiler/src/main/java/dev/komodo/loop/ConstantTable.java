package dev.komodo.loop;

import dev.komodo.graph.DType;
import dev.komodo.graph.ElementMemory;
import dev.komodo.graph.Literal;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;

/// A small constant array that is embedded in the object code (an internal constant global), so a
/// kernel that comes from the cache needs nothing but its object. At most [Literal#INLINE_BYTES]
/// bytes.
///
/// @param buffer in [Space#CONSTANT]; `prepare` and `run` see it, functions get it as a buffer
///   argument
/// @param data its elements
public record ConstantTable(Buffer buffer, Literal data) {
    /// Refuses null.
    public ConstantTable {
        Objects.requireNonNull(buffer);
        Objects.requireNonNull(data);
    }

    /// A new segment with elements of the given raw bits, aligned to 8 bytes.
    static MemorySegment segment(DType dtype, List<Long> elements) {
        long bytes = (long) elements.size() * dtype.byteSize();
        MemorySegment segment =
                MemorySegment.ofArray(new long[(int) ((bytes + 7) / 8)]).asSlice(0, bytes);
        for (int i = 0; i < elements.size(); i++) {
            ElementMemory.set(dtype, segment, i, elements.get(i));
        }
        return segment;
    }
}
