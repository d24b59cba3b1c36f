package dev.komodo.llvm;

import dev.komodo.llvm.generated.Llvm;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/// A function of a module: a declaration until it gets its first block. As a value, its address.
public final class LlvmFunction extends LlvmValue {
    private final LlvmModule module;
    private final String name;
    private final LlvmType signature;
    private final List<LlvmValue> parameters;
    private @Nullable LlvmBlock entry;

    LlvmFunction(LlvmModule module, MemorySegment handle, String name, LlvmType signature) {
        super(handle, module.context().types().pointer());
        this.module = module;
        this.name = name;
        this.signature = signature;
        List<LlvmType> types = signature.parameters();
        this.parameters =
                IntStream.range(0, types.size())
                        .mapToObj(
                                i ->
                                        new LlvmValue(
                                                module.scoped(Llvm.LLVMGetParam(handle, i)),
                                                types.get(i)))
                        .toList();
    }

    /// The symbol.
    public String name() {
        return name;
    }

    /// The module that holds the function.
    public LlvmModule module() {
        return module;
    }

    /// The function type.
    public LlvmType signature() {
        return signature;
    }

    /// The parameters, in order.
    public List<LlvmValue> parameters() {
        return parameters;
    }

    /// The parameter at `index`, from 0.
    public LlvmValue parameter(int index) {
        return parameters.get(index);
    }

    /// The first block, where control enters.
    ///
    /// @throws IllegalStateException if the function has no block yet
    public LlvmBlock entry() {
        if (entry == null) {
            throw new IllegalStateException(
                    "Asked for the entry of %s, which has no block yet".formatted(name));
        }
        return entry;
    }

    /// Appends an empty block.
    public LlvmBlock addBlock(String label) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment raw =
                    Llvm.LLVMAppendBasicBlockInContext(
                            module.context().handle(), handle(), arena.allocateFrom(label));
            LlvmBlock block = new LlvmBlock(this, module.scoped(raw));
            entry = entry == null ? block : entry;
            return block;
        }
    }

    /// Adds attributes to the function.
    public LlvmFunction with(LlvmAttribute... attributes) {
        return add(Llvm.LLVMAttributeFunctionIndex(), attributes);
    }

    /// Adds attributes to the parameter at `index`, from 0.
    public LlvmFunction withParameter(int index, LlvmAttribute... attributes) {
        return add(Objects.checkIndex(index, parameters.size()) + 1, attributes);
    }

    /// Adds attributes to the result.
    public LlvmFunction withResult(LlvmAttribute... attributes) {
        return add(Llvm.LLVMAttributeReturnIndex(), attributes);
    }

    private LlvmFunction add(int place, LlvmAttribute... attributes) {
        for (LlvmAttribute attribute : attributes) {
            Llvm.LLVMAddAttributeAtIndex(
                    handle(), place, AttributeHandles.of(module.context(), attribute));
        }
        return this;
    }
}
