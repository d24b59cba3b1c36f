package dev.komodo.emit;

import dev.komodo.graph.DType;
import dev.komodo.llvm.BinaryOp;
import dev.komodo.llvm.CastOp;
import dev.komodo.llvm.IrBuilder;
import dev.komodo.llvm.LlvmConstants;
import dev.komodo.llvm.LlvmType;
import dev.komodo.llvm.LlvmTypes;
import dev.komodo.llvm.LlvmValue;
import dev.komodo.loop.DotKind;
import dev.komodo.loop.LoopType;

import java.util.List;

/// Sums of products of the parts of words: an instruction where the processor has one that is
/// exact, else the parts one by one. The saturating forms, and `pmaddubsw`, are never used.
///
/// source of the intrinsics: LLVM 20, `IntrinsicsX86.td`.
final class DotProducts {
    private static final int WORD = 32;

    private DotProducts() {}

    /// @param type of the sum
    static LlvmValue emit(
            FunctionScope scope,
            DotKind kind,
            LoopType type,
            LlvmValue sum,
            LlvmValue left,
            LlvmValue right) {
        return switch (kind) {
            case BYTES -> bytes(scope, type, sum, left, right);
            case SHORTS -> shorts(scope, type, sum, left, right);
            case BRAIN -> brain(scope, type, sum, left, right);
        };
    }

    /// Whether the processor multiplies and adds integers in parts of words, in registers of every
    /// width that kernels use: AVX-512 VNNI with its short registers, or AVX-VNNI.
    private static boolean addsIntegers(ModuleScope module) {
        boolean isWide = module.has("avx512vnni") && module.has("avx512vl");
        return isWide || (module.has("avxvnni") && module.vectorBits() <= 256);
    }

    private static VectorPieces pieces(FunctionScope scope, LoopType type) {
        int widest = scope.module().vectorBits() / WORD;
        return new VectorPieces(
                scope, Math.max(4, Math.min(widest, Integer.highestOneBit(type.lanes()))));
    }

    private static int bits(LlvmValue piece) {
        return piece.type().lanes() * WORD;
    }

    private static LlvmValue bytes(
            FunctionScope scope, LoopType type, LlvmValue sum, LlvmValue left, LlvmValue right) {
        if (addsIntegers(scope.module())) {
            return integers(scope, "llvm.x86.avx512.vpdpbusd.", type, sum, left, right);
        }
        IrBuilder builder = scope.builder();
        LlvmValue total = sum;
        for (int part = 0; part < DotKind.BYTES.parts(); part++) {
            int above = WORD - (part + 1) * Byte.SIZE;
            LlvmValue x = moved(scope, left, above, BinaryOp.LSHR, WORD - Byte.SIZE);
            LlvmValue y = moved(scope, right, above, BinaryOp.ASHR, WORD - Byte.SIZE);
            total = builder.add(builder.mul(x, y), total);
        }
        return total;
    }

    private static LlvmValue shorts(
            FunctionScope scope, LoopType type, LlvmValue sum, LlvmValue left, LlvmValue right) {
        ModuleScope module = scope.module();
        if (addsIntegers(module)) {
            return integers(scope, "llvm.x86.avx512.vpdpwssd.", type, sum, left, right);
        }
        if (module.isX86()) {
            return pieces(scope, type)
                    .apply(
                            List.of(sum, left, right),
                            o -> scope.builder().add(pairs(scope, o.get(1), o.get(2)), o.get(0)));
        }
        IrBuilder builder = scope.builder();
        LlvmValue total = sum;
        for (int above : new int[] {WORD / 2, 0}) {
            LlvmValue x = moved(scope, left, above, BinaryOp.ASHR, WORD / 2);
            LlvmValue y = moved(scope, right, above, BinaryOp.ASHR, WORD / 2);
            total = builder.add(builder.mul(x, y), total);
        }
        return total;
    }

    /// `pmaddwd`: products of pairs of i16, added; exact but for `2 * 2^15 * 2^15`, which wraps.
    private static LlvmValue pairs(FunctionScope scope, LlvmValue left, LlvmValue right) {
        int bits = bits(left);
        String name =
                switch (bits) {
                    case 512 -> "llvm.x86.avx512.pmaddw.d.512";
                    case 256 -> "llvm.x86.avx2.pmadd.wd";
                    default -> "llvm.x86.sse2.pmadd.wd";
                };
        LlvmType shorts = scope.types().value(new LoopType(DType.I16, bits / 16));
        IrBuilder builder = scope.builder();
        return builder.intrinsic(
                name,
                List.of(),
                builder.cast(CastOp.BITCAST, left, shorts),
                builder.cast(CastOp.BITCAST, right, shorts));
    }

    private static LlvmValue integers(
            FunctionScope scope,
            String intrinsic,
            LoopType type,
            LlvmValue sum,
            LlvmValue left,
            LlvmValue right) {
        return pieces(scope, type)
                .apply(
                        List.of(sum, left, right),
                        o ->
                                scope.builder()
                                        .intrinsic(
                                                intrinsic + bits(o.get(0)),
                                                List.of(),
                                                o.get(0),
                                                o.get(1),
                                                o.get(2)));
    }

    /// `(x << above) >> beside`: one part of each word, with or without its sign.
    private static LlvmValue moved(
            FunctionScope scope, LlvmValue x, int above, BinaryOp shift, int beside) {
        LlvmConstants constants = scope.module().constants();
        IrBuilder builder = scope.builder();
        LlvmValue high = above == 0 ? x : builder.shl(x, constants.integer(x.type(), above));
        return builder.binary(shift, high, constants.integer(x.type(), beside));
    }

    private static LlvmValue brain(
            FunctionScope scope, LoopType type, LlvmValue sum, LlvmValue left, LlvmValue right) {
        ModuleScope module = scope.module();
        if (module.has("avx512bf16") && module.has("avx512vl")) {
            return pieces(scope, type)
                    .apply(
                            List.of(sum, left, right),
                            o -> pairsOfBrain(scope, o.get(0), o.get(1), o.get(2)));
        }
        LlvmValue first =
                Arithmetic.fma(
                        scope, type, upper(scope, type, left), upper(scope, type, right), sum);
        return Arithmetic.fma(
                scope, type, lower(scope, type, left), lower(scope, type, right), first);
    }

    private static LlvmValue pairsOfBrain(
            FunctionScope scope, LlvmValue sum, LlvmValue left, LlvmValue right) {
        IrBuilder builder = scope.builder();
        LlvmTypes types = scope.module().module().context().types();
        LlvmType brain = types.vector(types.bf16(), 2 * sum.type().lanes());
        return builder.intrinsic(
                "llvm.x86.avx512bf16.dpbf16ps." + bits(sum),
                List.of(),
                sum,
                builder.cast(CastOp.BITCAST, left, brain),
                builder.cast(CastOp.BITCAST, right, brain));
    }

    private static LlvmValue upper(FunctionScope scope, LoopType type, LlvmValue words) {
        LlvmConstants constants = scope.module().constants();
        IrBuilder builder = scope.builder();
        LlvmValue kept = builder.and(words, constants.integer(words.type(), -(1L << (WORD / 2))));
        return builder.cast(CastOp.BITCAST, kept, scope.types().value(type));
    }

    private static LlvmValue lower(FunctionScope scope, LoopType type, LlvmValue words) {
        LlvmConstants constants = scope.module().constants();
        IrBuilder builder = scope.builder();
        LlvmValue moved = builder.shl(words, constants.integer(words.type(), WORD / 2));
        return builder.cast(CastOp.BITCAST, moved, scope.types().value(type));
    }
}
