package dev.komodo.emit;

import dev.komodo.graph.DType;
import dev.komodo.llvm.BinaryOp;
import dev.komodo.llvm.CastOp;
import dev.komodo.llvm.FloatPredicate;
import dev.komodo.llvm.IntPredicate;
import dev.komodo.llvm.IrBuilder;
import dev.komodo.llvm.LlvmConstants;
import dev.komodo.llvm.LlvmType;
import dev.komodo.llvm.LlvmValue;
import dev.komodo.loop.LoopType;

/// Conversions of bf16, which is the upper half of an f32, by operations on bits that every
/// processor has for vectors.
final class BrainFloats {
    private static final int HALF = 16;

    /// Bits of an integer of 64 bits beyond a double's precision.
    private static final long REST = (1L << 11) - 1;

    private static final long EXACT = 1L << 53;

    private BrainFloats() {}

    /// bf16 to f32: exact.
    ///
    /// @param single f32 in the value's lanes
    static LlvmValue widened(FunctionScope scope, LoopType single, LlvmValue x) {
        IrBuilder builder = scope.builder();
        LlvmType words = scope.types().value(single.with(DType.I32));
        LlvmValue high =
                builder.shl(
                        builder.cast(CastOp.ZEXT, x, words),
                        scope.module().constants().integer(words, HALF));
        return builder.cast(CastOp.BITCAST, high, scope.types().value(single));
    }

    /// f32 to bf16: to nearest, ties to even; a NaN keeps its upper bits and is quiet.
    ///
    /// @param single f32 in the value's lanes
    static LlvmValue rounded(FunctionScope scope, LoopType single, LlvmValue x) {
        IrBuilder builder = scope.builder();
        LlvmConstants constants = scope.module().constants();
        LlvmType words = scope.types().value(single.with(DType.I32));
        LlvmValue shift = constants.integer(words, HALF);
        LlvmValue pattern = builder.cast(CastOp.BITCAST, x, words);
        LlvmValue upper = builder.binary(BinaryOp.LSHR, pattern, shift);
        LlvmValue odd = builder.and(upper, constants.integer(words, 1));
        LlvmValue moved = builder.add(builder.add(pattern, constants.integer(words, 0x7FFF)), odd);
        LlvmValue nearest = builder.binary(BinaryOp.LSHR, moved, shift);
        LlvmValue quiet = builder.or(upper, constants.integer(words, 0x40));
        LlvmValue isNan = builder.fcmp(FloatPredicate.UNO, x, x);
        LlvmValue bits = builder.select(isNan, quiet, nearest);
        return builder.cast(CastOp.TRUNC, bits, scope.types().value(single.with(DType.BF16)));
    }

    /// An integer of 64 bits as one that a double holds, on the way to a narrower format: the bits
    /// beyond a double's precision are joined into one that says whether any was set.
    static LlvmValue joined(FunctionScope scope, LoopType type, LlvmValue x) {
        IrBuilder builder = scope.builder();
        LlvmConstants constants = scope.module().constants();
        LlvmType words = x.type();
        LlvmValue rest = builder.and(x, constants.integer(words, REST));
        LlvmValue isWhole = builder.icmp(IntPredicate.EQ, rest, constants.zero(words));
        LlvmValue sticky =
                builder.select(isWhole, constants.zero(words), constants.integer(words, REST + 1));
        LlvmValue cut = builder.or(builder.and(x, constants.integer(words, ~REST)), sticky);
        long moved = type.dtype().isUnsigned() ? 0 : EXACT;
        LlvmValue isExact =
                builder.icmp(
                        IntPredicate.ULE,
                        builder.add(x, constants.integer(words, moved)),
                        constants.integer(words, EXACT + moved));
        return builder.select(isExact, x, cut);
    }
}
