package dev.komodo.llvm;

import static java.lang.foreign.ValueLayout.ADDRESS;

import dev.komodo.llvm.generated.Llvm;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One unit of compilation. Owns its functions, globals, instructions and builders; owned by its
/// context, whose thread it belongs to. Closing twice is harmless; use after close throws
/// `IllegalStateException`.
public final class LlvmModule implements AutoCloseable {
    private final LlvmContext context;
    private final String name;
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment handle;
    private final List<MemorySegment> builders = new ArrayList<>();
    private final Map<String, LlvmFunction> functions = new HashMap<>();
    private final Intrinsics intrinsics = new Intrinsics(this);
    private final Set<LlvmValue> kept = new LinkedHashSet<>();
    private @Nullable MemorySegment keptGlobal;

    LlvmModule(LlvmContext context, String name) {
        this.context = context;
        this.name = name;
        try (Arena text = Arena.ofConfined()) {
            this.handle =
                    scoped(
                            Llvm.LLVMModuleCreateWithNameInContext(
                                    text.allocateFrom(name), context.handle()));
        }
    }

    /// The context that owns this module.
    public LlvmContext context() {
        return context;
    }

    /// The name the module was made with.
    public String name() {
        return name;
    }

    /// Sets triple and data layout to those of `target`; do so before building anything.
    public LlvmModule setTarget(TargetMachine target) {
        try (Arena text = Arena.ofConfined()) {
            Llvm.LLVMSetTarget(handle, text.allocateFrom(target.options().triple()));
            Llvm.LLVMSetDataLayout(handle, text.allocateFrom(target.dataLayout()));
        }
        return this;
    }

    /// Declares a function; it becomes a definition with its first block.
    ///
    /// @throws IllegalArgumentException if the module has a symbol of that name
    public LlvmFunction addFunction(String symbol, LlvmType signature, Linkage linkage) {
        requireNew(symbol);
        try (Arena text = Arena.ofConfined()) {
            MemorySegment raw =
                    scoped(
                            Llvm.LLVMAddFunction(
                                    handle, text.allocateFrom(symbol), signature.handle()));
            Llvm.LLVMSetLinkage(raw, linkage.code());
            LlvmFunction function = new LlvmFunction(this, raw, symbol, signature);
            functions.put(symbol, function);
            return function;
        }
    }

    /// The function of that name, if [#addFunction] made one.
    public Optional<LlvmFunction> function(String symbol) {
        return Optional.ofNullable(functions.get(symbol));
    }

    /// Adds a read-only table.
    ///
    /// @param alignment in bytes, a power of two
    /// @throws IllegalArgumentException if the module has a symbol of that name
    public LlvmGlobal addConstant(
            String symbol, LlvmValue content, Linkage linkage, int alignment) {
        LlvmGlobal global = addVariable(symbol, content, linkage, alignment);
        Llvm.LLVMSetGlobalConstant(global.handle(), 1);
        Llvm.LLVMSetUnnamedAddress(global.handle(), Llvm.LLVMGlobalUnnamedAddr());
        return global;
    }

    /// Adds a variable that starts as `content`.
    ///
    /// @param alignment in bytes, a power of two
    /// @throws IllegalArgumentException if the module has a symbol of that name
    public LlvmGlobal addVariable(
            String symbol, LlvmValue content, Linkage linkage, int alignment) {
        requireNew(symbol);
        Operands.requireAlignment(alignment);
        MemorySegment raw = addRawGlobal(symbol, content.type());
        Llvm.LLVMSetInitializer(raw, content.handle());
        Llvm.LLVMSetLinkage(raw, linkage.code());
        Llvm.LLVMSetAlignment(raw, alignment);
        return new LlvmGlobal(raw, symbol, content.type());
    }

    /// Keeps a definition that nothing in the module refers to (`llvm.compiler.used`): O3 would
    /// drop an entry with linkage [Linkage#LINK_ONCE_ODR].
    public void keep(LlvmFunction function) {
        kept.add(function);
        if (keptGlobal != null) {
            Llvm.LLVMDeleteGlobal(keptGlobal);
        }
        LlvmValue list = context.constants().array(context.types().pointer(), List.copyOf(kept));
        MemorySegment global = addRawGlobal("llvm.compiler.used", list.type());
        Llvm.LLVMSetInitializer(global, list.handle());
        Llvm.LLVMSetLinkage(global, Llvm.LLVMAppendingLinkage());
        try (Arena text = Arena.ofConfined()) {
            Llvm.LLVMSetSection(global, text.allocateFrom("llvm.metadata"));
        }
        keptGlobal = global;
    }

    /// The declaration of an intrinsic.
    ///
    /// @param base without the type suffix: `llvm.fma`, not `llvm.fma.v16f32`
    /// @param overloads the overloaded types in the order of the suffix, as many as the intrinsic
    ///   has (LLVM-C cannot count them for us)
    /// @throws LlvmException if LLVM knows no such intrinsic
    public LlvmFunction intrinsic(String base, List<LlvmType> overloads) {
        return intrinsics.get(base, overloads);
    }

    /// A builder of instructions for this module.
    public IrBuilder builder() {
        MemorySegment builder = scoped(Llvm.LLVMCreateBuilderInContext(context.handle()));
        builders.add(builder);
        return new IrBuilder(this, builder);
    }

    /// Checks the module.
    ///
    /// @throws LlvmException with all that LLVM's verifier found, and the module's name
    public void verify() {
        try (Arena out = Arena.ofConfined()) {
            MemorySegment message = out.allocate(ADDRESS);
            int broken = Llvm.LLVMVerifyModule(handle, Llvm.LLVMReturnStatusAction(), message);
            String text = NativeText.owned(message.get(ADDRESS, 0));
            if (broken != 0) {
                throw new LlvmException(
                        "LLVM's verifier refused module %s: %s".formatted(name, text.strip()));
            }
        }
    }

    /// The module as LLVM prints it.
    public String print() {
        return NativeText.owned(Llvm.LLVMPrintModuleToString(handle));
    }

    @Override
    public void close() {
        if (!arena.scope().isAlive()) {
            return;
        }
        builders.forEach(Llvm::LLVMDisposeBuilder);
        Llvm.LLVMDisposeModule(handle);
        context.forget(this);
        arena.close();
    }

    MemorySegment handle() {
        return handle;
    }

    /// `pointer` with this module's lifetime and thread.
    MemorySegment scoped(MemorySegment pointer) {
        return pointer.reinterpret(arena, null);
    }

    private MemorySegment addRawGlobal(String symbol, LlvmType type) {
        try (Arena text = Arena.ofConfined()) {
            return scoped(Llvm.LLVMAddGlobal(handle, type.handle(), text.allocateFrom(symbol)));
        }
    }

    private void requireNew(String symbol) {
        try (Arena arenaOfName = Arena.ofConfined()) {
            MemorySegment text = arenaOfName.allocateFrom(symbol);
            long length = text.byteSize() - 1;
            if (Llvm.LLVMGetNamedFunctionWithLength(handle, text, length).address() != 0
                    || Llvm.LLVMGetNamedGlobalWithLength(handle, text, length).address() != 0) {
                throw new IllegalArgumentException(
                        "Asked to add symbol %s to module %s, which has it already"
                                .formatted(symbol, name));
            }
        }
    }
}
