package dev.komodo.jit;

import dev.komodo.emit.NameSource;
import dev.komodo.error.NativeFailureException;
import dev.komodo.natives.NativeCalls;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
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
        static final MemorySegment GETRANDOM =
                Linker.nativeLinker().defaultLookup().findOrThrow("getrandom");
    }

    /// A source.
    public RandomNames() {}

    @Override
    public String next(String hint) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(BYTES);
            long drawn = NativeCalls.call(Calls.GETRANDOM, bytes.address(), BYTES, 0);
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
}
