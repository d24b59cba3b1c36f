package dev.komodo.onnx.numpy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Rearranges the bytes of elements.
final class ElementOrder {
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private ElementOrder() {}

    /// Reverses the bytes of each of the elements in the first `length` bytes.
    ///
    /// @param elementBytes 1, 2, 4 or 8
    static void swapBytes(byte[] chunk, int length, int elementBytes) {
        ByteBuffer little = ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer big = ByteBuffer.wrap(chunk).order(ByteOrder.BIG_ENDIAN);
        switch (elementBytes) {
            case Short.BYTES -> {
                for (int i = 0; i < length; i += Short.BYTES) {
                    little.putShort(i, big.getShort(i));
                }
            }
            case Integer.BYTES -> {
                for (int i = 0; i < length; i += Integer.BYTES) {
                    little.putInt(i, big.getInt(i));
                }
            }
            case Long.BYTES -> {
                for (int i = 0; i < length; i += Long.BYTES) {
                    little.putLong(i, big.getLong(i));
                }
            }
            default -> {} // single bytes have one order
        }
    }

    /// Copies equally spaced elements.
    ///
    /// @param position of the first element in `chunk`, in bytes; the others follow without gaps
    /// @param offset of the first element in `destination`, in bytes
    /// @param stride from one element to the next in `destination`, in bytes
    static void spread(
            byte[] chunk,
            int position,
            int count,
            int elementBytes,
            MemorySegment destination,
            long offset,
            long stride) {
        ByteBuffer source = ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN);
        int end = position + count * elementBytes;
        long to = offset;
        switch (elementBytes) {
            case Short.BYTES -> {
                for (int from = position; from < end; from += Short.BYTES, to += stride) {
                    destination.set(SHORT, to, source.getShort(from));
                }
            }
            case Integer.BYTES -> {
                for (int from = position; from < end; from += Integer.BYTES, to += stride) {
                    destination.set(INT, to, source.getInt(from));
                }
            }
            case Long.BYTES -> {
                for (int from = position; from < end; from += Long.BYTES, to += stride) {
                    destination.set(LONG, to, source.getLong(from));
                }
            }
            default -> {
                for (int from = position; from < end; from++, to += stride) {
                    destination.set(ValueLayout.JAVA_BYTE, to, chunk[from]);
                }
            }
        }
    }
}
