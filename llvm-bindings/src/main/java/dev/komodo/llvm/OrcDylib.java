package dev.komodo.llvm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/// One linked image: objects and absolute symbols that see each other and nothing else.
///
/// Safe from many threads. [#close] frees the code: the caller makes sure that nobody runs it.
/// Closing twice is harmless; use after close throws `IllegalStateException`.
public final class OrcDylib implements AutoCloseable {
    private final OrcJit owner;
    private final OrcSession session;
    private final MemorySegment handle;
    private final AtomicBoolean closed = new AtomicBoolean();

    OrcDylib(OrcJit owner, OrcSession session, MemorySegment handle) {
        this.owner = owner;
        this.session = session;
        this.handle = handle;
    }

    /// Defines symbols at fixed addresses, for objects of this dylib to call.
    ///
    /// @throws LlvmException if one is defined already
    public void defineAbsolute(Map<String, Long> addresses) {
        run("define absolute symbols", () -> addresses.isEmpty() || define(Map.copyOf(addresses)));
    }

    /// Adds a relocatable object. It is linked at the first lookup of a symbol of its.
    ///
    /// @throws LlvmException if the bytes are no object for this machine, or a strong symbol of it
    ///   is defined already
    public void addObject(byte[] object) {
        run("add an object", () -> add(object));
    }

    /// The address of `symbol`, linked and ready to be called.
    ///
    /// @throws LlvmException if the symbol is not defined in this dylib, or its object refers to
    ///   one that is not, or linking failed
    public long lookup(String symbol) {
        Map<String, Long> found = lookup(List.of(symbol));
        Long address = found.get(symbol);
        if (address == null) {
            throw new LlvmException(
                    "LLVM was asked to look up %s and answered %s".formatted(symbol, found));
        }
        return address;
    }

    /// The addresses of `symbols`, by name; as [#lookup(String)].
    public Map<String, Long> lookup(List<String> symbols) {
        String work = "look up " + String.join(", ", symbols);
        return run(work, () -> OrcLookup.run(session, handle, work, symbols));
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        owner.opened(-1);
        if (!session.isAbandoned()) {
            owner.run(
                    session,
                    "clear a dylib",
                    () -> {
                        session.giveBack(handle);
                        return true;
                    });
        }
    }

    OrcSession session() {
        return session;
    }

    private boolean define(Map<String, Long> addresses) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pairs =
                    arena.allocate(OrcLayouts.SYMBOL_BYTES * addresses.size(), Long.BYTES);
            long index = 0;
            for (Map.Entry<String, Long> entry : addresses.entrySet()) {
                fill(pairs.asSlice(index * OrcLayouts.SYMBOL_BYTES), entry);
                index++;
            }
            long unit = StartFunction.ABSOLUTE_SYMBOLS.call(pairs.address(), addresses.size());
            MemorySegment error = StartFunction.DEFINE.pointer(handle.address(), unit);
            if (error.address() != 0) {
                // on failure the unit stays ours
                StartFunction.DISPOSE_UNIT.call(unit);
            }
            session.check("define " + addresses.keySet(), error);
            return true;
        }
    }

    private void fill(MemorySegment pair, Map.Entry<String, Long> entry) {
        pair.set(ADDRESS, OrcLayouts.SYMBOL_NAME, session.intern(entry.getKey()));
        pair.set(JAVA_LONG, OrcLayouts.SYMBOL_ADDRESS, entry.getValue());
        pair.set(JAVA_BYTE, OrcLayouts.SYMBOL_FLAGS, OrcLayouts.EXPORTED_AND_CALLABLE);
    }

    private boolean add(byte[] object) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(Math.max(object.length, 1), 16);
            MemorySegment.copy(object, 0, bytes, JAVA_BYTE, 0, object.length);
            // LLVM copies the bytes, owns the copy, and drops it on failure as well
            long buffer =
                    StartFunction.COPY_TO_BUFFER.call(
                            bytes.address(), object.length, arena.allocateFrom("kernel").address());
            session.check(
                    "add an object",
                    StartFunction.ADD_OBJECT.pointer(
                            session.jit().address(), handle.address(), buffer));
            return true;
        }
    }

    /// Runs `body` alone in the session, while the dylib is open: once it is closed its handle may
    /// be another image's.
    private <T> T run(String work, Supplier<T> body) {
        return owner.run(
                session,
                work,
                () -> {
                    if (closed.get()) {
                        throw new IllegalStateException(
                                "Asked to %s in a dylib that is closed".formatted(work));
                    }
                    return body.get();
                });
    }
}
