package dev.komodo.emit;

import dev.komodo.graph.DType;
import dev.komodo.llvm.IntPredicate;
import dev.komodo.llvm.IrBuilder;
import dev.komodo.llvm.LlvmConstants;
import dev.komodo.llvm.LlvmType;
import dev.komodo.llvm.LlvmValue;
import dev.komodo.loop.LoopType;

import java.util.ArrayList;
import java.util.List;

/// Numbers of a table of sixteen f32 by position: a permutation of a register where the processor
/// has one over all lanes, else a chain of selections.
final class TableLookups {
    private TableLookups() {}

    static LlvmValue emit(FunctionScope scope, List<Float> table, LlvmValue position) {
        ModuleScope module = scope.module();
        if (module.has("avx512f") && module.vectorBits() == 512) {
            return new VectorPieces(scope, 16)
                    .apply(List.of(position), p -> sixteen(scope, table, p.getFirst()));
        }
        if (module.has("avx2")) {
            return new VectorPieces(scope, 8)
                    .apply(List.of(position), p -> eight(scope, table, p.getFirst()));
        }
        return chosen(scope, table, position);
    }

    /// source: LLVM 20, `IntrinsicsX86.td`: `vpermps` of 512 bits takes the lowest four bits.
    private static LlvmValue sixteen(FunctionScope scope, List<Float> table, LlvmValue position) {
        return scope.builder()
                .intrinsic(
                        "llvm.x86.avx512.permvar.sf.512",
                        List.of(),
                        constant(scope, table),
                        position);
    }

    /// `vpermps` of 256 bits takes the lowest three bits; the fourth chooses between the halves.
    private static LlvmValue eight(FunctionScope scope, List<Float> table, LlvmValue position) {
        IrBuilder builder = scope.builder();
        LlvmConstants constants = scope.module().constants();
        LlvmType type = position.type();
        List<LlvmValue> halves = new ArrayList<>();
        for (List<Float> half : List.of(table.subList(0, 8), table.subList(8, 16))) {
            halves.add(
                    builder.intrinsic(
                            "llvm.x86.avx2.permps", List.of(), constant(scope, half), position));
        }
        // The bit as a sign: what a blend of registers looks at.
        LlvmValue sign = builder.shl(position, constants.integer(type, 28));
        LlvmValue isUpper = builder.icmp(IntPredicate.SLT, sign, constants.zero(type));
        return builder.select(isUpper, halves.getLast(), halves.getFirst());
    }

    private static LlvmValue constant(FunctionScope scope, List<Float> numbers) {
        return scope.module()
                .constants()
                .vector(numbers.stream().map(number -> scalar(scope, number)).toList());
    }

    private static LlvmValue scalar(FunctionScope scope, float number) {
        return scope.module()
                .constants()
                .floatingBits(
                        scope.types().value(LoopType.scalar(DType.F32)),
                        Float.floatToRawIntBits(number) & 0xFFFFFFFFL);
    }

    /// A tree of selections, bit by bit.
    private static LlvmValue chosen(FunctionScope scope, List<Float> table, LlvmValue position) {
        IrBuilder builder = scope.builder();
        LlvmConstants constants = scope.module().constants();
        LlvmType type = position.type();
        List<LlvmValue> left = new ArrayList<>();
        for (float number : table) {
            LlvmValue scalar = scalar(scope, number);
            left.add(type.isVector() ? constants.splat(scalar, type.lanes()) : scalar);
        }
        for (int bit = 0; left.size() > 1; bit++) {
            LlvmValue mask = builder.and(position, constants.integer(type, 1L << bit));
            LlvmValue isSet = builder.icmp(IntPredicate.NE, mask, constants.zero(type));
            List<LlvmValue> next = new ArrayList<>();
            for (int i = 0; i < left.size(); i += 2) {
                next.add(builder.select(isSet, left.get(i + 1), left.get(i)));
            }
            left = next;
        }
        return left.getFirst();
    }
}
