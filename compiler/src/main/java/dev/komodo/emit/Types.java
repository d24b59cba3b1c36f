package dev.komodo.emit;

import dev.komodo.graph.DType;
import dev.komodo.llvm.LlvmContext;
import dev.komodo.llvm.LlvmType;
import dev.komodo.llvm.LlvmTypes;
import dev.komodo.llvm.LlvmValue;
import dev.komodo.loop.LoopType;

/// The types of the loop language in LLVM: a bool is `i1` as a value and a byte in memory; one lane
/// is a scalar.
final class Types {
    private final LlvmContext context;
    private final LlvmTypes types;

    Types(LlvmContext context) {
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
            case F16 -> types.f16();
            case F32 -> types.f32();
            case F64 -> types.f64();
            case I32 -> types.i32();
            case I64 -> types.i64();
            case BOOL -> types.i1();
        };
    }

    /// The same constant in every lane.
    ///
    /// @param bits a float's pattern, an integer sign-extended, bool 0 or 1
    LlvmValue constant(LoopType type, long bits) {
        LlvmType value = value(type);
        return type.dtype().isFloat()
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
