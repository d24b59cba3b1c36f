package dev.komodo.emit;

import dev.komodo.graph.DType;
import dev.komodo.llvm.CastOp;
import dev.komodo.llvm.FloatPredicate;
import dev.komodo.llvm.IrBuilder;
import dev.komodo.llvm.LlvmConstants;
import dev.komodo.llvm.LlvmType;
import dev.komodo.llvm.LlvmValue;
import dev.komodo.loop.LoopType;

import java.util.ArrayList;
import java.util.List;

/// `value * 2^floor(power)`: an instruction of AVX-512, and three products elsewhere.
final class Scaling {
    /// LLVM's `_MM_FROUND_CUR_DIRECTION`: rounds as the processor is set to.
    private static final int CURRENT_DIRECTION = 4;

    private Scaling() {}

    /// Whether the target has the instruction for registers of every width.
    static boolean isInstruction(FunctionScope scope) {
        return scope.module().has("avx512vl");
    }

    static LlvmValue emit(FunctionScope scope, LoopType type, LlvmValue value, LlvmValue power) {
        if (!isInstruction(scope)) {
            return products(scope, type, value, power);
        }
        int bits = type.dtype().byteSize() * Byte.SIZE;
        int widest = scope.module().vectorBits() / bits;
        int lanes = Math.max(128 / bits, Math.min(widest, Integer.highestOneBit(type.lanes())));
        return new VectorPieces(scope, lanes)
                .apply(List.of(value, power), o -> instruction(scope, o.get(0), o.get(1)));
    }

    /// source: LLVM 20, `IntrinsicsX86.td`, `int_x86_avx512_mask_scalef_*`: operands, what masked
    /// lanes hold, the mask, and for 512 bits the rounding.
    private static LlvmValue instruction(FunctionScope scope, LlvmValue value, LlvmValue power) {
        LlvmConstants constants = scope.module().constants();
        LlvmType type = value.type();
        int width = type.lanes() * type.bits();
        String letter = type.bits() == 32 ? "ps" : "pd";
        LlvmType mask = scope.types().integer(Math.max(Byte.SIZE, type.lanes()), 1);
        List<LlvmValue> operands =
                new ArrayList<>(
                        List.of(value, power, constants.zero(type), constants.integer(mask, -1)));
        if (width == 512) {
            operands.add(constants.integer(scope.types().i32(), CURRENT_DIRECTION));
        }
        return scope.builder()
                .intrinsic(
                        "llvm.x86.avx512.mask.scalef.%s.%d".formatted(letter, width),
                        List.of(),
                        operands.toArray(LlvmValue[]::new));
    }

    /// The power in three parts, each a normal float's, of which the last is as near the whole as
    /// can be: where a product before it is not exact, the result is 0 or infinity anyway.
    private static LlvmValue products(
            FunctionScope scope, LoopType type, LlvmValue value, LlvmValue power) {
        IrBuilder builder = scope.builder();
        int bias = type.dtype() == DType.F32 ? 127 : 1023;
        LlvmValue whole = integer(scope, type, power, 3.0 * (bias - 1));
        LlvmValue last = between(scope, whole, 1L - bias, bias);
        LlvmValue rest = builder.sub(whole, last);
        LlvmValue second = between(scope, rest, 1L - bias, bias);
        LlvmValue scaled = value;
        for (LlvmValue part : List.of(builder.sub(rest, second), second, last)) {
            scaled = builder.fmul(scaled, powerOfTwo(scope, type, part, bias));
        }
        LlvmValue infinite =
                builder.fcmp(
                        FloatPredicate.UEQ,
                        Arithmetic.call(scope, "llvm.fabs", power),
                        number(scope, type, Double.POSITIVE_INFINITY));
        LlvmValue zero = number(scope, type, 0);
        LlvmValue isBelow = builder.fcmp(FloatPredicate.OLT, power, zero);
        LlvmValue limit = builder.select(isBelow, zero, power);
        return builder.select(infinite, builder.fmul(value, limit), scaled);
    }

    /// The floor as an integer of the float's width, in `[-limit, limit]`; 0 for NaN.
    private static LlvmValue integer(
            FunctionScope scope, LoopType type, LlvmValue power, double limit) {
        IrBuilder builder = scope.builder();
        LlvmValue zero = number(scope, type, 0);
        LlvmValue isNumber = builder.fcmp(FloatPredicate.ORD, power, power);
        LlvmValue total = builder.select(isNumber, power, zero);
        LlvmValue most = number(scope, type, limit);
        LlvmValue least = number(scope, type, -limit);
        LlvmValue above = builder.fcmp(FloatPredicate.OLT, most, total);
        LlvmValue below = builder.fcmp(FloatPredicate.OLT, total, least);
        LlvmValue held = builder.select(above, most, builder.select(below, least, total));
        LlvmValue floor = Arithmetic.call(scope, "llvm.floor", held);
        LlvmType narrow = scope.types().value(type.with(DType.I32));
        LlvmValue integer = builder.cast(CastOp.FPTOSI, floor, narrow);
        return type.dtype() == DType.F32
                ? integer
                : builder.cast(CastOp.SEXT, integer, scope.types().value(type.with(DType.I64)));
    }

    private static LlvmValue between(FunctionScope scope, LlvmValue x, long least, long most) {
        LlvmConstants constants = scope.module().constants();
        LlvmValue low = Arithmetic.call(scope, "llvm.smax", x, constants.integer(x.type(), least));
        return Arithmetic.call(scope, "llvm.smin", low, constants.integer(x.type(), most));
    }

    private static LlvmValue powerOfTwo(
            FunctionScope scope, LoopType type, LlvmValue power, int bias) {
        IrBuilder builder = scope.builder();
        LlvmConstants constants = scope.module().constants();
        LlvmType integers = power.type();
        int fraction = type.dtype() == DType.F32 ? 23 : 52;
        LlvmValue exponent = builder.add(power, constants.integer(integers, bias));
        LlvmValue bits = builder.shl(exponent, constants.integer(integers, fraction));
        return builder.cast(CastOp.BITCAST, bits, scope.types().value(type));
    }

    private static LlvmValue number(FunctionScope scope, LoopType type, double value) {
        return scope.module().constants().floating(scope.types().value(type), value);
    }
}
