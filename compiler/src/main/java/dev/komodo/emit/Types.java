package dev.komodo.emit;

import dev.komodo.graph.DType;
import dev.komodo.llvm.LlvmContext;
import dev.komodo.llvm.LlvmType;
import dev.komodo.llvm.LlvmTypes;
import dev.komodo.llvm.LlvmValue;
import dev.komodo.loop.LoopType;

/// The types of the loop language in LLVM: a bool is `i1` as a value and a byte in memory; a bf16
/// is its bits, as LLVM has its arithmetic and its conversions on few processors; integers have no
/// sign in LLVM, operations do; one lane is a scalar.
final class Types {
    private final LlvmContext context;
    private final LlvmTypes types;
    private final boolean halvesAreBits;

    /// @param halvesAreBits whether f16 is its bits as well: where the processor has no conversions
    ///   of it, LLVM would call a library for whatever it finds to do with the type
    Types(LlvmContext context, boolean halvesAreBits) {
        this.halvesAreBits = halvesAreBits;
        this.context = context;
        this.types = context.types();
    }

    /// The type of a value.
    LlvmType value(LoopType type) {
        return lanes(element(type.dtype()), type.lanes());
    }

    /// The type of as many elements in memory.
    LlvmType memory(LoopType type) {
        return lanes(memory(type.dtype()), type.lanes());
    }

    /// The type of one element in memory.
    LlvmType memory(DType dtype) {
        return dtype == DType.BOOL ? types.i8() : element(dtype);
    }

    /// The integer type of the given bits, in as many lanes.
    LlvmType integer(int bits, int lanes) {
        return lanes(types.integer(bits), lanes);
    }

    /// A mask of as many lanes.
    LlvmType mask(int lanes) {
        return lanes(types.i1(), lanes);
    }

    /// A scalar type in as many lanes; itself for one.
    LlvmType lanes(LlvmType scalar, int lanes) {
        return lanes == 1 ? scalar : types.vector(scalar, lanes);
    }

    LlvmType element(DType dtype) {
        return switch (dtype) {
            case F16 -> halvesAreBits ? types.integer(16) : types.f16();
            case BF16, I16, U16 -> types.i16();
            case F32 -> types.f32();
            case F64 -> types.f64();
            case I8, U8 -> types.i8();
            case I32, U32 -> types.i32();
            case I64, U64 -> types.i64();
            case BOOL -> types.i1();
        };
    }

    /// The same constant in every lane.
    ///
    /// @param bits the element's raw bits
    LlvmValue constant(LoopType type, long bits) {
        LlvmType value = value(type);
        boolean isBits = type.dtype() == DType.BF16 || (type.dtype() == DType.F16 && halvesAreBits);
        return type.dtype().isFloat() && !isBits
                ? context.constants().floatingBits(value, bits)
                : context.constants().integer(value, bits);
    }

    /// An `i64` constant.
    LlvmValue index(long value) {
        return context.constants().integer(types.i64(), value);
    }

    LlvmType pointer() {
        return types.pointer();
    }

    LlvmType i32() {
        return types.i32();
    }

    LlvmType i64() {
        return types.i64();
    }
}
