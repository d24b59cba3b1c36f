package dev.komodo.measure;

import dev.komodo.llvm.Assembler;
import dev.komodo.llvm.OrcDylib;
import dev.komodo.llvm.OrcJit;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// A probe's text, assembled and linked. Callable from several threads at once; the owner closes it
/// when nobody runs it.
final class ProbeCode implements AutoCloseable {
    private static final MethodHandle RUN =
            Linker.nativeLinker()
                    .downcallHandle(
                            FunctionDescriptor.ofVoid(
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.ADDRESS,
                                    ValueLayout.ADDRESS));

    private final OrcDylib dylib;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment entry;

    /// Assembles and links a text of [ProbeText].
    ///
    /// @throws dev.komodo.llvm.LlvmException if LLVM refuses it
    ProbeCode(OrcJit linker, String name, String text) {
        dylib = linker.dylib();
        dylib.addObject(Assembler.assemble(name, text));
        entry = MemorySegment.ofAddress(dylib.lookup(ProbeText.SYMBOL)).reinterpret(arena, null);
    }

    /// Runs the probe.
    void run(long rounds, MemorySegment from, MemorySegment to) {
        try {
            RUN.invokeExact(entry, rounds, from, to);
        } catch (RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable failure) {
            throw new IllegalStateException("A probe cannot be called", failure);
        }
    }

    @Override
    public void close() {
        arena.close();
        dylib.close();
    }
}
