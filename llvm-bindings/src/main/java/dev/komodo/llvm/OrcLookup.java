package dev.komodo.llvm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// One lookup in one dylib: ORC answers through a callback, perhaps on another thread.
///
/// LLVM calls back with a number, never with a Java object; nothing thrown leaves the upcall.
final class OrcLookup {
    private static final AtomicLong NUMBERS = new AtomicLong();
    private static final Map<Long, CompletableFuture<Map<String, Long>>> PENDING =
            new ConcurrentHashMap<>();
    private static final MemorySegment HANDLER =
            NativeCallback.allocate(OrcLookup::handle, Arena.global());

    private OrcLookup() {}

    /// The addresses of `symbols` in `dylib` and nowhere else.
    static Map<String, Long> run(
            OrcSession session, MemorySegment dylib, String work, List<String> symbols) {
        long number = NUMBERS.incrementAndGet();
        CompletableFuture<Map<String, Long>> answer = new CompletableFuture<>();
        PENDING.put(number, answer);
        try (Arena arena = Arena.ofConfined()) {
            StartFunction.LOOK_UP.call(
                    session.handle().address(),
                    OrcLayouts.LOOKUP_KIND_STATIC,
                    only(dylib, arena).address(),
                    1,
                    names(session, symbols, arena).address(),
                    symbols.size(),
                    HANDLER.address(),
                    number);
            return answer.join();
        } catch (CompletionException _) {
            throw session.failure(work, String.valueOf(answer.exceptionNow().getMessage()));
        } finally {
            PENDING.remove(number);
        }
    }

    private static MemorySegment only(MemorySegment dylib, Arena arena) {
        MemorySegment order = arena.allocate(OrcLayouts.ELEMENT_BYTES, Long.BYTES);
        order.set(ADDRESS, OrcLayouts.ELEMENT_POINTER, dylib);
        order.set(JAVA_INT, OrcLayouts.ELEMENT_FLAGS, OrcLayouts.MATCH_EXPORTED_ONLY);
        return order;
    }

    private static MemorySegment names(OrcSession session, List<String> symbols, Arena arena) {
        MemorySegment names = arena.allocate(OrcLayouts.ELEMENT_BYTES * symbols.size(), Long.BYTES);
        for (int i = 0; i < symbols.size(); i++) {
            MemorySegment element = names.asSlice(OrcLayouts.ELEMENT_BYTES * i);
            // the lookup takes the reference over
            element.set(ADDRESS, OrcLayouts.ELEMENT_POINTER, session.intern(symbols.get(i)));
            element.set(JAVA_INT, OrcLayouts.ELEMENT_FLAGS, OrcLayouts.REQUIRED_SYMBOL);
        }
        return names;
    }

    /// The upcall.
    private static void handle(long error, long pairs, long count, long number) {
        CompletableFuture<Map<String, Long>> answer = PENDING.get(number);
        if (answer == null) {
            return;
        }
        try {
            if (error != 0) {
                answer.completeExceptionally(
                        new LlvmException(NativeText.ofError(MemorySegment.ofAddress(error))));
            } else {
                answer.complete(read(pairs, count));
            }
        } catch (Throwable thrown) {
            // an exception that leaves an upcall ends the JVM: the waiting thread gets it
            answer.completeExceptionally(thrown);
        }
    }

    private static Map<String, Long> read(long pairs, long count) {
        MemorySegment all =
                MemorySegment.ofAddress(pairs).reinterpret(count * OrcLayouts.SYMBOL_BYTES);
        Map<String, Long> addresses = new HashMap<>();
        for (long at = 0; at < all.byteSize(); at += OrcLayouts.SYMBOL_BYTES) {
            long name = all.get(JAVA_LONG, at + OrcLayouts.SYMBOL_NAME);
            addresses.put(
                    NativeText.borrowed(StartFunction.STRING_OF_ENTRY.pointer(name)),
                    all.get(JAVA_LONG, at + OrcLayouts.SYMBOL_ADDRESS));
        }
        return Map.copyOf(addresses);
    }
}
