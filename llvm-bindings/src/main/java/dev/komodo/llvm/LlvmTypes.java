package dev.komodo.llvm;

import static java.lang.foreign.ValueLayout.ADDRESS;

import dev.komodo.llvm.LlvmType.Kind;
import dev.komodo.llvm.generated.Llvm;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// The types of one context.
public final class LlvmTypes {
    private final LlvmContext context;
    private final Map<Long, LlvmType> byAddress = new HashMap<>();

    LlvmTypes(LlvmContext context) {
        this.context = context;
    }

    public LlvmType voidType() {
        return leaf(Llvm.LLVMVoidTypeInContext(context.handle()), Kind.VOID, 0);
    }

    public LlvmType i1() {
        return integer(1);
    }

    public LlvmType i8() {
        return integer(8);
    }

    public LlvmType i16() {
        return integer(16);
    }

    public LlvmType i32() {
        return integer(32);
    }

    public LlvmType i64() {
        return integer(64);
    }

    /// An integer of `bits` bits, 1 to 1024.
    public LlvmType integer(int bits) {
        if (bits < 1 || bits > 1024) {
            throw new IllegalArgumentException("Asked for an integer type of " + bits + " bits");
        }
        return leaf(Llvm.LLVMIntTypeInContext(context.handle(), bits), Kind.INTEGER, bits);
    }

    /// IEEE binary16.
    public LlvmType f16() {
        return leaf(Llvm.LLVMHalfTypeInContext(context.handle()), Kind.HALF, 16);
    }

    /// The upper half of a binary32.
    public LlvmType bf16() {
        return leaf(Llvm.LLVMBFloatTypeInContext(context.handle()), Kind.BFLOAT, 16);
    }

    /// IEEE binary32.
    public LlvmType f32() {
        return leaf(Llvm.LLVMFloatTypeInContext(context.handle()), Kind.FLOAT, 32);
    }

    /// IEEE binary64.
    public LlvmType f64() {
        return leaf(Llvm.LLVMDoubleTypeInContext(context.handle()), Kind.DOUBLE, 64);
    }

    /// An opaque pointer in address space 0.
    public LlvmType pointer() {
        return leaf(Llvm.LLVMPointerTypeInContext(context.handle(), 0), Kind.POINTER, 64);
    }

    /// The type of metadata passed as an argument of an intrinsic.
    public LlvmType metadata() {
        return leaf(Llvm.LLVMMetadataTypeInContext(context.handle()), Kind.METADATA, 0);
    }

    /// A vector of `lanes` (at least 1) scalars.
    public LlvmType vector(LlvmType lane, int lanes) {
        boolean scalar =
                lane.kind() == Kind.INTEGER
                        || lane.kind() == Kind.POINTER
                        || lane.kind().isFloating();
        if (!scalar || lanes < 1) {
            throw new IllegalArgumentException(
                    "Asked for a vector of %d lanes of %s".formatted(lanes, lane));
        }
        return remember(
                Llvm.LLVMVectorType(lane.handle(), lanes), Kind.VECTOR, lanes, List.of(lane));
    }

    /// An array of `length` elements.
    public LlvmType array(LlvmType element, long length) {
        requireSized(element);
        if (length < 0) {
            throw new IllegalArgumentException("Asked for an array of " + length + " elements");
        }
        return remember(
                Llvm.LLVMArrayType2(element.handle(), length),
                Kind.ARRAY,
                length,
                List.of(element));
    }

    /// A literal struct with natural padding.
    public LlvmType struct(List<LlvmType> fields) {
        fields.forEach(LlvmTypes::requireSized);
        MemorySegment pointers = context.pointers(handles(fields));
        return remember(
                Llvm.LLVMStructTypeInContext(context.handle(), pointers, fields.size(), 0),
                Kind.STRUCT,
                0,
                fields);
    }

    /// A function type without variable arguments.
    public LlvmType function(LlvmType result, List<LlvmType> parameters) {
        for (LlvmType parameter : parameters) {
            if (parameter.kind() == Kind.VOID || parameter.kind() == Kind.FUNCTION) {
                throw new IllegalArgumentException("Asked for a parameter of type " + parameter);
            }
        }
        MemorySegment pointers = context.pointers(handles(parameters));
        return remember(
                Llvm.LLVMFunctionType(result.handle(), pointers, parameters.size(), 0),
                Kind.FUNCTION,
                0,
                resultFirst(result, parameters));
    }

    /// A function type without variable arguments.
    public LlvmType function(LlvmType result, LlvmType... parameters) {
        return function(result, List.of(parameters));
    }

    /// The instance for a type that LLVM made itself, as for an intrinsic.
    LlvmType ofHandle(MemorySegment raw) {
        LlvmType known = byAddress.get(raw.address());
        if (known != null) {
            return known;
        }
        MemorySegment handle = context.scoped(raw);
        int kind = Llvm.LLVMGetTypeKind(handle);
        if (kind == Llvm.LLVMVoidTypeKind()) {
            return voidType();
        } else if (kind == Llvm.LLVMIntegerTypeKind()) {
            return integer(Llvm.LLVMGetIntTypeWidth(handle));
        } else if (kind == Llvm.LLVMHalfTypeKind()) {
            return f16();
        } else if (kind == Llvm.LLVMBFloatTypeKind()) {
            return bf16();
        } else if (kind == Llvm.LLVMFloatTypeKind()) {
            return f32();
        } else if (kind == Llvm.LLVMDoubleTypeKind()) {
            return f64();
        } else if (kind == Llvm.LLVMMetadataTypeKind()) {
            return metadata();
        } else if (kind == Llvm.LLVMX86_AMXTypeKind()) {
            return leaf(handle, Kind.X86_AMX, 8192);
        } else if (kind == Llvm.LLVMPointerTypeKind()) {
            return leaf(handle, Kind.POINTER, 64);
        } else if (kind == Llvm.LLVMVectorTypeKind()) {
            return vector(
                    ofHandle(Llvm.LLVMGetElementType(handle)), Llvm.LLVMGetVectorSize(handle));
        } else if (kind == Llvm.LLVMArrayTypeKind()) {
            return array(
                    ofHandle(Llvm.LLVMGetElementType(handle)), Llvm.LLVMGetArrayLength2(handle));
        } else if (kind == Llvm.LLVMStructTypeKind()) {
            int count = Llvm.LLVMCountStructElementTypes(handle);
            return struct(list(count, out -> Llvm.LLVMGetStructElementTypes(handle, out)));
        } else if (kind == Llvm.LLVMFunctionTypeKind()) {
            int count = Llvm.LLVMCountParamTypes(handle);
            List<LlvmType> parameters = list(count, out -> Llvm.LLVMGetParamTypes(handle, out));
            return remember(
                    handle,
                    Kind.FUNCTION,
                    0,
                    resultFirst(ofHandle(Llvm.LLVMGetReturnType(handle)), parameters));
        }
        throw new LlvmException(
                "The type layer knows no type kind %d: %s"
                        .formatted(kind, NativeText.owned(Llvm.LLVMPrintTypeToString(handle))));
    }

    private List<LlvmType> list(int count, Consumer<MemorySegment> fill) {
        MemorySegment out = context.pointers(Collections.nCopies(count, MemorySegment.NULL));
        fill.accept(out);
        List<MemorySegment> raw =
                IntStream.range(0, count).mapToObj(i -> out.getAtIndex(ADDRESS, i)).toList();
        return raw.stream().map(this::ofHandle).toList();
    }

    private LlvmType leaf(MemorySegment raw, Kind kind, long count) {
        return remember(raw, kind, count, List.of());
    }

    private LlvmType remember(MemorySegment raw, Kind kind, long count, List<LlvmType> parts) {
        LlvmType known = byAddress.get(raw.address());
        if (known == null) {
            known = new LlvmType(context, context.scoped(raw), kind, count, parts);
            byAddress.put(raw.address(), known);
        }
        return known;
    }

    private static List<LlvmType> resultFirst(LlvmType result, List<LlvmType> parameters) {
        List<LlvmType> parts = new ArrayList<>();
        parts.add(result);
        parts.addAll(parameters);
        return parts;
    }

    static void requireSized(LlvmType type) {
        if (type.kind() == Kind.VOID || type.kind() == Kind.FUNCTION) {
            throw new IllegalArgumentException("Asked to hold a " + type + " in memory");
        }
    }

    static List<MemorySegment> handles(List<LlvmType> types) {
        return types.stream().map(LlvmType::handle).toList();
    }
}
