package dev.komodo.emit;

import dev.komodo.error.InternalCompilerException;
import dev.komodo.error.UnsupportedException;
import dev.komodo.llvm.IrBuilder;
import dev.komodo.llvm.LlvmBlock;
import dev.komodo.llvm.LlvmFunction;
import dev.komodo.llvm.LlvmType;
import dev.komodo.llvm.LlvmValue;
import dev.komodo.loop.Buffer;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// One function while it is emitted: where instructions go, and what names stand for.
///
/// The entry block holds stack room and what the frame says; it ends in a jump to the first block
/// of the body when the function is finished.
final class FunctionScope {
    /// The most operations of one function, lanes beyond a register counted: LLVM's time grows
    /// faster than the function.
    static final int OPERATION_LIMIT = 60_000;

    private final ModuleScope module;
    private final LlvmFunction function;
    private final String hint;
    private final LlvmBlock entryBlock;
    private final LlvmBlock bodyBlock;
    private final IrBuilder entry;
    private final IrBuilder builder;
    private final Map<String, Variable> variables = new HashMap<>();
    private final Map<String, LlvmValue> buffers = new HashMap<>();
    private final Deque<LlvmBlock> breakTargets = new ArrayDeque<>();
    private final Map<Long, LlvmValue> frameWords = new HashMap<>();
    private @Nullable LlvmValue frame;
    private AliasScopes aliasScopes = AliasScopes.NONE;
    private @Nullable LlvmValue overflow;
    private boolean storesPastCaches;
    private final Set<LlvmValue> bits = new HashSet<>();
    private int operations;
    private int region = -1;

    FunctionScope(ModuleScope module, LlvmFunction function, String hint) {
        this.module = module;
        this.function = function;
        this.hint = hint;
        this.entryBlock = function.addBlock("entry");
        this.bodyBlock = function.addBlock("body");
        this.entry = module.module().builder().at(entryBlock);
        this.builder = module.module().builder().at(bodyBlock);
    }

    ModuleScope module() {
        return module;
    }

    Types types() {
        return module.types();
    }

    IrBuilder builder() {
        return builder;
    }

    /// A builder that stays in the entry block, before everything else.
    IrBuilder entry() {
        return entry;
    }

    String hint() {
        return hint;
    }

    LlvmBlock newBlock(String label) {
        return function.addBlock(label);
    }

    /// Ends the entry block; call it once, when the body is complete.
    void finish() {
        entry.br(bodyBlock);
    }

    /// Says where the frame is; pure functions and `plan` have none.
    void setFrame(LlvmValue address) {
        frame = address;
    }

    /// The frame's address.
    LlvmValue frame() {
        if (frame == null) {
            throw new InternalCompilerException(
                    "Emission met a statement in function '"
                            + hint
                            + "' that needs the frame; pure functions have none");
        }
        return frame;
    }

    /// The region of the profile that this function is, or -1; see [Timers].
    int region() {
        return region;
    }

    void setRegion(int number) {
        region = number;
    }

    /// A word of the frame, read once in the entry block.
    LlvmValue frameWord(long offset, LlvmType type) {
        LlvmValue known = frameWords.get(offset);
        if (known == null) {
            LlvmValue address = entry.byteAddress(frame(), types().index(offset));
            known = entry.load(type, address, Long.BYTES);
            frameWords.put(offset, known);
        }
        return known;
    }

    LlvmValue framePointer(long offset) {
        return frameWord(offset, types().pointer());
    }

    void define(String name, LlvmValue value) {
        variables.put(name, new Variable.Value(value));
    }

    void declare(String name, LlvmType type, LlvmValue initial) {
        LlvmValue address = entry.alloca(type, alignmentOf(type));
        builder.store(initial, address, alignmentOf(type));
        variables.put(name, new Variable.Slot(address, type));
    }

    void assign(String name, LlvmValue value) {
        if (!(variable(name) instanceof Variable.Slot(LlvmValue address, LlvmType type))) {
            throw new InternalCompilerException(
                    "Emission met an assignment to '" + name + "' in '" + hint + "': not declared");
        }
        builder.store(value, address, alignmentOf(type));
    }

    /// The current value of a variable.
    LlvmValue read(String name) {
        return switch (variable(name)) {
            case Variable.Value(LlvmValue value) -> value;
            case Variable.Slot(LlvmValue address, LlvmType type) -> {
                LlvmValue value = builder.load(type, address, alignmentOf(type));
                noteBits(value);
                yield value;
            }
        };
    }

    /// Notes that a value may come from operations on bits; see [SelectArms].
    void noteBits(LlvmValue value) {
        bits.add(value);
    }

    boolean mayBeBits(LlvmValue value) {
        return bits.contains(value);
    }

    private Variable variable(String name) {
        Variable variable = variables.get(name);
        if (variable == null) {
            throw new InternalCompilerException(
                    "Emission met variable '" + name + "' in '" + hint + "': not defined");
        }
        return variable;
    }

    void define(Buffer buffer, LlvmValue address) {
        buffers.put(buffer.name(), address);
    }

    /// Where a buffer begins.
    LlvmValue address(Buffer buffer) {
        LlvmValue address = buffers.get(buffer.name());
        if (address == null) {
            throw new InternalCompilerException(
                    "Emission met buffer '" + buffer.name() + "' in '" + hint + "': not visible");
        }
        return address;
    }

    Deque<LlvmBlock> breakTargets() {
        return breakTargets;
    }

    AliasScopes aliasScopes() {
        return aliasScopes;
    }

    void setAliasScopes(AliasScopes scopes) {
        aliasScopes = scopes;
    }

    /// The place that collects whether integer arithmetic overflowed; null where it wraps.
    @Nullable LlvmValue overflow() {
        return overflow;
    }

    void setOverflow(LlvmValue slot) {
        overflow = slot;
    }

    boolean storesPastCaches() {
        return storesPastCaches;
    }

    void markStoresPastCaches() {
        storesPastCaches = true;
    }

    /// Counts an operation on `bits` bits.
    ///
    /// @throws UnsupportedException if the function grows beyond the limit
    void count(int bits) {
        operations += Math.max(1, bits / module.vectorBits());
        if (operations > OPERATION_LIMIT) {
            throw new UnsupportedException(
                    "Function '"
                            + hint
                            + "' has more than "
                            + OPERATION_LIMIT
                            + " operations, which LLVM would compile for minutes. Split it, or"
                            + " unroll less.");
        }
    }

    /// A place on the stack is aligned to its size, up to a vector register.
    static int alignmentOf(LlvmType type) {
        int bytes = Math.max(1, type.isPointer() ? Long.BYTES : type.bits() * type.lanes() / 8);
        return Math.min(64, Integer.highestOneBit(bytes));
    }
}
