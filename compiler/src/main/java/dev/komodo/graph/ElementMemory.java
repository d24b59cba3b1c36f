package dev.komodo.graph;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Elements in memory as raw bits ([DType]): little-endian, one after another, aligned to nothing.
public final class ElementMemory {
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private ElementMemory() {}

    /// The raw bits of element `index`; of a bool, its byte.
    ///
    /// @throws IndexOutOfBoundsException if it lies outside the segment
    public static long get(DType dtype, MemorySegment segment, long index) {
        return switch (dtype) {
            case I8, BOOL -> segment.get(ValueLayout.JAVA_BYTE, index);
            case U8 -> segment.get(ValueLayout.JAVA_BYTE, index) & 0xFFL;
            case I16 -> segment.get(SHORT, 2 * index);
            case F16, BF16, U16 -> segment.get(SHORT, 2 * index) & 0xFFFFL;
            case I32 -> segment.get(INT, 4 * index);
            case F32, U32 -> segment.get(INT, 4 * index) & 0xFFFFFFFFL;
            case F64, I64, U64 -> segment.get(LONG, 8 * index);
        };
    }

    /// As [#get(DType, MemorySegment, long)] of a little-endian buffer, from its first byte. The
    /// first access through a layout makes a handle at run time, which takes a young process
    /// milliseconds; a buffer needs none.
    static long get(DType dtype, ByteBuffer buffer, int index) {
        return switch (dtype) {
            case I8, BOOL -> buffer.get(index);
            case U8 -> buffer.get(index) & 0xFFL;
            case I16 -> buffer.getShort(2 * index);
            case F16, BF16, U16 -> buffer.getShort(2 * index) & 0xFFFFL;
            case I32 -> buffer.getInt(4 * index);
            case F32, U32 -> buffer.getInt(4 * index) & 0xFFFFFFFFL;
            case F64, I64, U64 -> buffer.getLong(8 * index);
        };
    }

    /// As [#set(DType, MemorySegment, long, long)] of a little-endian buffer.
    static void set(DType dtype, ByteBuffer buffer, int index, long bits) {
        switch (dtype) {
            case I8, U8, BOOL -> buffer.put(index, (byte) bits);
            case F16, BF16, I16, U16 -> buffer.putShort(2 * index, (short) bits);
            case F32, I32, U32 -> buffer.putInt(4 * index, (int) bits);
            case F64, I64, U64 -> buffer.putLong(8 * index, bits);
        }
    }

    /// Writes element `index`: the lowest bits of `bits`.
    ///
    /// @throws IndexOutOfBoundsException if it lies outside the segment
    public static void set(DType dtype, MemorySegment segment, long index, long bits) {
        switch (dtype) {
            case I8, U8, BOOL -> segment.set(ValueLayout.JAVA_BYTE, index, (byte) bits);
            case F16, BF16, I16, U16 -> segment.set(SHORT, 2 * index, (short) bits);
            case F32, I32, U32 -> segment.set(INT, 4 * index, (int) bits);
            case F64, I64, U64 -> segment.set(LONG, 8 * index, bits);
        }
    }
}
