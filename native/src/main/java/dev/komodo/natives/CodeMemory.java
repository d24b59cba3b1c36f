package dev.komodo.natives;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicBoolean;

/// Memory of its own for a linked image: executable code, then constants that can be read. It is
/// never writable and executable at once, and not writable at all once it is here.
///
/// Safe from many threads. [#close] frees it: the caller makes sure that nobody runs the code.
/// Closing twice is harmless.
public final class CodeMemory implements AutoCloseable {
    /// The unit in which the system protects memory, in bytes.
    public static final int PAGE_BYTES = 4096;

    private final long address;
    private final long byteSize;
    private final AtomicBoolean closed = new AtomicBoolean();

    private CodeMemory(long address, long byteSize) {
        this.address = address;
        this.byteSize = byteSize;
    }

    /// Copies an image into memory of its own. It may lie anywhere, so the image must be
    /// position-independent.
    ///
    /// @param image a positive multiple of [#PAGE_BYTES] bytes
    /// @param codeBytes how many of them, from the first, are code; the rest are constants; a
    ///   positive multiple of [#PAGE_BYTES]
    /// @throws IllegalArgumentException if the sizes are not such multiples
    /// @throws NativeLibraryException if the system refuses the memory, or to execute it
    public static CodeMemory place(byte[] image, int codeBytes) {
        if (codeBytes <= 0
                || codeBytes > image.length
                || codeBytes % PAGE_BYTES != 0
                || image.length % PAGE_BYTES != 0) {
            throw new IllegalArgumentException(
                    "An image has whole pages of code and of constants, found "
                            + codeBytes
                            + " bytes of code in "
                            + image.length);
        }
        MemorySegment publish = RuntimeLibrary.load().symbol("komodo_code_publish");
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment copy = arena.allocate(image.length, Long.BYTES);
            MemorySegment.copy(image, 0, copy, ValueLayout.JAVA_BYTE, 0, image.length);
            long address = NativeCalls.call(publish, copy.address(), image.length, codeBytes);
            if (address < 0) {
                throw new NativeLibraryException(
                        "The system gave no executable memory for "
                                + image.length
                                + " bytes of a kernel (error "
                                + -address
                                + " of mmap or mprotect, see errno(3)): either memory is short, or"
                                + " a security policy forbids programs to make code (SELinux:"
                                + " execmem), which Komodo needs.");
            }
            return new CodeMemory(address, image.length);
        }
    }

    /// Where the image begins; a multiple of [#PAGE_BYTES].
    public long address() {
        return address;
    }

    /// How many bytes it has.
    public long byteSize() {
        return byteSize;
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) return;
        MemorySegment withdraw = RuntimeLibrary.load().symbol("komodo_code_withdraw");
        long fault = NativeCalls.call(withdraw, address, byteSize);
        if (fault != 0)
            throw new NativeLibraryException(
                    "The system did not take back "
                            + byteSize
                            + " bytes of a kernel (error "
                            + -fault
                            + " of munmap, see errno(3))");
    }
}
