package dev.komodo.onnx.model;

import java.util.Arrays;

/// Collects the elements of a tensor in the layout of `raw_data`.
final class ElementBuffer {
    private static final int MAX_BYTES = Integer.MAX_VALUE - 8;
    private static final int FIRST_BYTES = 64;

    private final long maxBytes;
    private byte[] content = new byte[0];
    private int size;

    /// @param maxBytes how many bytes the tensor may have; more are not kept, and counted only
    ElementBuffer(long maxBytes) {
        this.maxBytes = Math.min(maxBytes, MAX_BYTES);
    }

    /// Appends the lowest `width` bytes of a number, the lowest first.
    ///
    /// @return false if there is no room
    boolean append(long value, int width) {
        if (!reserve(width)) {
            return false;
        }
        for (int i = 0; i < width; i++) {
            content[size++] = (byte) (value >>> (Byte.SIZE * i));
        }
        return true;
    }

    /// Appends bytes.
    ///
    /// @return false if there is no room
    boolean append(byte[] source, int offset, int length) {
        if (!reserve(length)) {
            return false;
        }
        System.arraycopy(source, offset, content, size, length);
        size += length;
        return true;
    }

    /// What was collected. The buffer must not be used any more.
    OnnxBytes toBytes() {
        return OnnxBytes.view("elements", content, 0, size);
    }

    private boolean reserve(int more) {
        if (more > maxBytes - size) {
            return false;
        }
        if (size + more > content.length) {
            long wanted = Math.max(Math.max(2L * content.length, FIRST_BYTES), (long) size + more);
            content = Arrays.copyOf(content, (int) Math.min(wanted, maxBytes));
        }
        return true;
    }
}
