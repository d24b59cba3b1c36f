package dev.komodo.llvm;

import static java.lang.foreign.ValueLayout.ADDRESS;

import dev.komodo.llvm.generated.Llvm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The owner of everything one compile builds: types, constants, metadata and modules.
///
/// Belongs to the compile thread that made it; another thread gets a `WrongThreadException`.
/// Closing it closes its modules first; closing twice is harmless; use of anything it owned after
/// that throws `IllegalStateException`.
public final class LlvmContext implements AutoCloseable {
    private static final int FIRST_SCRATCH_BYTES = 1024;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment handle;
    private final Diagnostics diagnostics;
    private final LlvmTypes types;
    private final LlvmConstants constants;
    private final LlvmMetadataFactory metadata;
    private final Set<LlvmModule> modules = new LinkedHashSet<>();
    private MemorySegment scratch;

    private LlvmContext() {
        this.handle = scoped(Llvm.LLVMContextCreate());
        this.diagnostics = Diagnostics.install(handle);
        this.scratch = arena.allocate(FIRST_SCRATCH_BYTES, ADDRESS.byteSize());
        this.types = new LlvmTypes(this);
        this.constants = new LlvmConstants(this);
        this.metadata = new LlvmMetadataFactory(this);
    }

    /// An empty context, with a diagnostic handler, owned by the current compile thread.
    ///
    /// @throws IllegalStateException if this is not a compile thread of [LlvmThreads]
    public static LlvmContext create() {
        CompileThread.require("create an LLVM context");
        return new LlvmContext();
    }

    /// The types of this context.
    public LlvmTypes types() {
        return types;
    }

    /// The constants of this context.
    public LlvmConstants constants() {
        return constants;
    }

    /// The metadata of this context.
    public LlvmMetadataFactory metadata() {
        return metadata;
    }

    /// A new, empty module, owned by this context.
    public LlvmModule module(String name) {
        LlvmModule module = new LlvmModule(this, name);
        modules.add(module);
        return module;
    }

    /// The warnings that LLVM gave so far, as of a frame larger than `"warn-stack-size"`.
    public List<String> warnings() {
        requireOpen();
        return diagnostics.warnings();
    }

    @Override
    public void close() {
        if (!arena.scope().isAlive()) {
            return;
        }
        List.copyOf(modules).forEach(LlvmModule::close);
        Llvm.LLVMContextDispose(handle);
        diagnostics.remove();
        arena.close();
    }

    MemorySegment handle() {
        return handle;
    }

    Diagnostics diagnostics() {
        return diagnostics;
    }

    void forget(LlvmModule module) {
        modules.remove(module);
    }

    /// `pointer` with this context's lifetime and thread.
    MemorySegment scoped(MemorySegment pointer) {
        return pointer.reinterpret(arena, null);
    }

    /// Pointers in a row, valid until the next call.
    MemorySegment pointers(List<MemorySegment> handles) {
        long bytes = handles.size() * ADDRESS.byteSize();
        if (scratch.byteSize() < bytes) {
            scratch = arena.allocate(bytes * 2, ADDRESS.byteSize());
        }
        for (int i = 0; i < handles.size(); i++) {
            scratch.setAtIndex(ADDRESS, i, handles.get(i));
        }
        return scratch;
    }

    /// Throws if the context is closed or another thread's.
    private void requireOpen() {
        scratch.get(ADDRESS, 0);
    }
}
