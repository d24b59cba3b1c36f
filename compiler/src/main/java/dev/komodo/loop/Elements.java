package dev.komodo.loop;

import dev.komodo.graph.DType;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;

/// Elements in memory as raw bits: floats as their bit pattern, integers sign-extended, bool as its
/// byte.
final class Elements {
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Elements() {}

    /// Element `index` of a segment.
    static long get(DType dtype, MemorySegment segment, long index) {
        long at = index * dtype.byteSize();
        return switch (dtype) {
            case F16 -> segment.get(SHORT, at) & 0xFFFFL;
            case F32 -> segment.get(INT, at) & 0xFFFFFFFFL;
            case I32 -> segment.get(INT, at);
            case F64, I64 -> segment.get(LONG, at);
            case BOOL -> segment.get(ValueLayout.JAVA_BYTE, at);
        };
    }

    /// Writes element `index` of a segment.
    static void set(DType dtype, MemorySegment segment, long index, long bits) {
        long at = index * dtype.byteSize();
        switch (dtype) {
            case F16 -> segment.set(SHORT, at, (short) bits);
            case F32, I32 -> segment.set(INT, at, (int) bits);
            case F64, I64 -> segment.set(LONG, at, bits);
            case BOOL -> segment.set(ValueLayout.JAVA_BYTE, at, (byte) bits);
        }
    }

    /// A new segment with the elements, aligned to 8 bytes.
    static MemorySegment segment(DType dtype, List<Long> elements) {
        long bytes = (long) elements.size() * dtype.byteSize();
        MemorySegment segment =
                MemorySegment.ofArray(new long[(int) ((bytes + 7) / 8)]).asSlice(0, bytes);
        for (int i = 0; i < elements.size(); i++) {
            set(dtype, segment, i, elements.get(i));
        }
        return segment;
    }
}
