package dev.komodo.jit;

import dev.komodo.emit.NameSource;
import dev.komodo.error.NativeFailureException;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteOrder;

/// Random UUIDs (RFC 9562, version 4), 16 bytes from the operating system at every draw.
///
/// No counter, no seed and no buffer stands between the system and a name: a process that was
/// cloned by a snapshot, a checkpoint or a fork must not repeat one. Safe between threads.
public final class RandomNames implements NameSource {
    private static final int BYTES = 16;
    private static final ValueLayout.OfLong BIG_ENDIAN =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    /// `ssize_t getrandom(void *, size_t, unsigned)`
    private static final class Calls {
        static final MethodHandle GETRANDOM =
                Linker.nativeLinker()
                        .downcallHandle(
                                Linker.nativeLinker().defaultLookup().findOrThrow("getrandom"),
                                FunctionDescriptor.of(
                                        ValueLayout.JAVA_LONG,
                                        ValueLayout.ADDRESS,
                                        ValueLayout.JAVA_LONG,
                                        ValueLayout.JAVA_INT));
    }

    /// A source.
    public RandomNames() {}

    @Override
    public String next(String hint) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(BYTES);
            long drawn = draw(bytes);
            if (drawn != BYTES) {
                // fewer than 256 bytes come whole or not at all, see getrandom(2)
                throw new NativeFailureException(
                        "getrandom(2) was asked for "
                                + BYTES
                                + " bytes to name a definition, and answered "
                                + drawn
                                + ". Names must not repeat, so nothing is compiled without it.");
            }
            return NameSource.symbol(
                    hint,
                    Uuids.withVersion(bytes.get(BIG_ENDIAN, 0), 4),
                    Uuids.withVariant(bytes.get(BIG_ENDIAN, Long.BYTES)));
        }
    }

    private static long draw(MemorySegment bytes) {
        try {
            return (long) Calls.GETRANDOM.invokeExact(bytes, bytes.byteSize(), 0);
        } catch (Throwable failure) {
            throw new NativeFailureException("getrandom(2) could not be called", failure);
        }
    }
}
