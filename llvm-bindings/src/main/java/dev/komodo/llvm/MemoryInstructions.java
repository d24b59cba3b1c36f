package dev.komodo.llvm;

import dev.komodo.llvm.generated.Llvm;

import java.lang.foreign.MemorySegment;
import java.util.List;

/// Instructions on memory. Addresses are pointers in address space 0; alignments are in bytes.
public abstract sealed class MemoryInstructions extends VectorInstructions permits IrBuilder {
    MemoryInstructions(LlvmModule module, MemorySegment builder) {
        super(module, builder);
    }

    /// A value of type `type` from `address`, a multiple of `alignment`.
    public LlvmValue load(LlvmType type, LlvmValue address, int alignment) {
        Operands.requirePointer("load", address);
        Operands.requireAlignment(alignment);
        LlvmTypes.requireSized(type);
        LlvmValue loaded =
                value(
                        Llvm.LLVMBuildLoad2(
                                builder(), type.handle(), address.handle(), NativeText.EMPTY),
                        type);
        Llvm.LLVMSetAlignment(loaded.handle(), alignment);
        return loaded;
    }

    /// Writes `value` to `address`, a multiple of `alignment`; the instruction, for metadata.
    public LlvmValue store(LlvmValue value, LlvmValue address, int alignment) {
        Operands.requirePointer("store", address);
        LlvmTypes.requireSized(value.type());
        Operands.requireAlignment(alignment);
        LlvmValue stored =
                value(
                        Llvm.LLVMBuildStore(builder(), value.handle(), address.handle()),
                        module().context().types().voidType());
        Llvm.LLVMSetAlignment(stored.handle(), alignment);
        return stored;
    }

    /// `base + index * sizeof(element)`: the address of an element, inside the object that `base`
    /// points into.
    public LlvmValue elementAddress(LlvmType element, LlvmValue base, LlvmValue index) {
        return address(true, element, base, List.of(index));
    }

    /// `base + byteOffset`, inside the object that `base` points into.
    public LlvmValue byteAddress(LlvmValue base, LlvmValue byteOffset) {
        return elementAddress(module().context().types().i8(), base, byteOffset);
    }

    /// The address of a field of the struct at `base`.
    ///
    /// @throws IllegalArgumentException if `struct` is no struct or has no such field
    public LlvmValue fieldAddress(LlvmType struct, LlvmValue base, int field) {
        if (field < 0 || field >= struct.fields().size()) {
            throw new IllegalArgumentException(
                    "Asked for the address of field %d of %s".formatted(field, struct));
        }
        LlvmContext context = module().context();
        LlvmValue zero = context.constants().integer(context.types().i32(), 0);
        LlvmValue index = context.constants().integer(context.types().i32(), field);
        Operands.requirePointer("getelementptr", base);
        return address(true, struct, base, base.type(), List.of(zero, index));
    }

    /// LLVM's `getelementptr` over elements and arrays; [#fieldAddress] steps into structs.
    ///
    /// @param inBounds promises that the result stays inside (or one past) the object of `base`
    /// @param type what the first index steps over
    /// @param indices integers; a vector of them, or of bases, gives a vector of addresses
    public LlvmValue address(
            boolean inBounds, LlvmType type, LlvmValue base, List<LlvmValue> indices) {
        if (!base.type().isPointer()) {
            Operands.requirePointer("getelementptr", base);
        }
        LlvmType result = base.type();
        for (LlvmValue index : indices) {
            Operands.requireInteger("getelementptr", index);
            result = result.isVector() ? result : index.type().withScalar(result);
        }
        LlvmType stepped = type;
        for (int i = 1; i < indices.size(); i++) {
            stepped = Operands.requireArray("getelementptr", stepped).element();
        }
        LlvmTypes.requireSized(type);
        return address(inBounds, type, base, result, indices);
    }

    private LlvmValue address(
            boolean inBounds,
            LlvmType type,
            LlvmValue base,
            LlvmType result,
            List<LlvmValue> indices) {
        MemorySegment pointers =
                module().context().pointers(indices.stream().map(LlvmValue::handle).toList());
        MemorySegment raw =
                inBounds
                        ? Llvm.LLVMBuildInBoundsGEP2(
                                builder(),
                                type.handle(),
                                base.handle(),
                                pointers,
                                indices.size(),
                                NativeText.EMPTY)
                        : Llvm.LLVMBuildGEP2(
                                builder(),
                                type.handle(),
                                base.handle(),
                                pointers,
                                indices.size(),
                                NativeText.EMPTY);
        return value(raw, result);
    }

    /// Room on the stack for a `type`; build it in the entry block, or the stack grows per pass.
    public LlvmValue alloca(LlvmType type, int alignment) {
        Operands.requireAlignment(alignment);
        LlvmTypes.requireSized(type);
        LlvmValue room =
                value(
                        Llvm.LLVMBuildAlloca(builder(), type.handle(), NativeText.EMPTY),
                        module().context().types().pointer());
        Llvm.LLVMSetAlignment(room.handle(), alignment);
        return room;
    }

    /// Copies `bytes` (i64) bytes between regions that do not overlap.
    public LlvmValue memcpy(
            LlvmValue to, int toAlignment, LlvmValue from, int fromAlignment, LlvmValue bytes) {
        requireCopy("memcpy", to, toAlignment, from, fromAlignment);
        return nothing(
                Llvm.LLVMBuildMemCpy(
                        builder(),
                        to.handle(),
                        toAlignment,
                        from.handle(),
                        fromAlignment,
                        bytes.handle()));
    }

    /// Copies `bytes` (i64) bytes between regions that may overlap.
    public LlvmValue memmove(
            LlvmValue to, int toAlignment, LlvmValue from, int fromAlignment, LlvmValue bytes) {
        requireCopy("memmove", to, toAlignment, from, fromAlignment);
        return nothing(
                Llvm.LLVMBuildMemMove(
                        builder(),
                        to.handle(),
                        toAlignment,
                        from.handle(),
                        fromAlignment,
                        bytes.handle()));
    }

    /// Fills `bytes` (i64) bytes with `filler` (i8).
    public LlvmValue memset(LlvmValue to, int alignment, LlvmValue filler, LlvmValue bytes) {
        Operands.requirePointer("memset", to);
        Operands.requireAlignment(alignment);
        Operands.requireType("the filler of memset", filler, module().context().types().i8());
        return nothing(
                Llvm.LLVMBuildMemSet(
                        builder(), to.handle(), filler.handle(), bytes.handle(), alignment));
    }

    /// Atomically replaces what `address` holds by `op(old, operand)`; the old value.
    public LlvmValue atomic(
            AtomicOp op, LlvmValue address, LlvmValue operand, MemoryOrdering ordering) {
        Operands.requirePointer("atomicrmw", address);
        return value(
                Llvm.LLVMBuildAtomicRMW(
                        builder(),
                        op.code(),
                        address.handle(),
                        operand.handle(),
                        ordering.code(),
                        0),
                operand.type());
    }

    /// Orders accesses before it against those after it.
    public LlvmValue fence(MemoryOrdering ordering) {
        if (ordering == MemoryOrdering.RELAXED) {
            throw new IllegalArgumentException("Asked for a relaxed fence; it would order nothing");
        }
        return nothing(Llvm.LLVMBuildFence(builder(), ordering.code(), 0, NativeText.EMPTY));
    }

    /// Makes a load or store one that LLVM neither drops nor duplicates; the same value.
    public LlvmValue makeVolatile(LlvmValue access) {
        Llvm.LLVMSetVolatile(requireInstruction("volatile", access).handle(), 1);
        return access;
    }

    /// Makes a load or store atomic; the same value.
    public LlvmValue makeAtomic(LlvmValue access, MemoryOrdering ordering) {
        Llvm.LLVMSetOrdering(requireInstruction("atomic access", access).handle(), ordering.code());
        return access;
    }

    /// Lets a load or store bypass the caches; the same value.
    public LlvmValue nonTemporal(LlvmValue access) {
        LlvmContext context = module().context();
        LlvmValue one = context.constants().integer(context.types().i32(), 1);
        LlvmMetadataFactory metadata = context.metadata();
        return attach(access, "nontemporal", metadata.node(metadata.constant(one)));
    }

    /// Promises that a load sees the same value whenever it runs; the same value.
    public LlvmValue invariant(LlvmValue load) {
        return attach(load, "invariant.load", module().context().metadata().node());
    }

    /// Places an access in alias scopes, and promises that it touches no memory of others.
    ///
    /// @param in the scopes of the access
    /// @param notIn scopes whose accesses never overlap this one
    /// @return the same value
    public LlvmValue alias(LlvmValue access, List<LlvmMetadata> in, List<LlvmMetadata> notIn) {
        LlvmMetadataFactory metadata = module().context().metadata();
        if (!in.isEmpty()) {
            attach(access, "alias.scope", metadata.node(in));
        }
        if (!notIn.isEmpty()) {
            attach(access, "noalias", metadata.node(notIn));
        }
        return access;
    }

    /// Attaches metadata of any kind to an instruction; the same value.
    public LlvmValue attach(LlvmValue instruction, String kind, LlvmMetadata node) {
        module().context().metadata().attach(instruction, kind, node);
        return instruction;
    }

    final LlvmValue nothing(MemorySegment raw) {
        return value(raw, module().context().types().voidType());
    }

    private static LlvmValue requireInstruction(String work, LlvmValue value) {
        if (!value.isInstruction()) {
            throw new IllegalArgumentException(
                    "Asked to make %s of %s, which is no instruction".formatted(work, value));
        }
        return value;
    }

    private static void requireCopy(
            String work, LlvmValue to, int toAlignment, LlvmValue from, int fromAlignment) {
        Operands.requirePointer(work, to);
        Operands.requirePointer(work, from);
        Operands.requireAlignment(toAlignment);
        Operands.requireAlignment(fromAlignment);
    }
}
