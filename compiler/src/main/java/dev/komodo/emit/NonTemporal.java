package dev.komodo.emit;

import dev.komodo.llvm.CastOp;
import dev.komodo.llvm.IntPredicate;
import dev.komodo.llvm.IrBuilder;
import dev.komodo.llvm.LlvmBlock;
import dev.komodo.llvm.LlvmType;
import dev.komodo.llvm.LlvmValue;
import dev.komodo.llvm.MemoryOrdering;
import dev.komodo.loop.Buffer;

/// Stores past the caches. The processor has them for aligned vector registers only, so the address
/// decides at run time, by a branch that is always predicted.
final class NonTemporal {
    private NonTemporal() {}

    /// Whether a value is one or more whole vector registers.
    static boolean fits(LlvmType type) {
        int bytes = bytes(type);
        return type.isVector() && bytes >= 16 && Integer.bitCount(bytes) == 1;
    }

    static void store(FunctionScope scope, Buffer buffer, LlvmValue address, LlvmValue value) {
        IrBuilder builder = scope.builder();
        int alignment = Math.min(bytes(value.type()), scope.module().vectorBits() / Byte.SIZE);
        LlvmBlock aligned = scope.newBlock("past.caches");
        LlvmBlock unaligned = scope.newBlock("through.caches");
        LlvmBlock after = scope.newBlock("stored");
        LlvmValue bits = builder.cast(CastOp.PTRTOINT, address, scope.types().i64());
        LlvmValue low = builder.and(bits, scope.types().index(alignment - 1L));
        builder.condBr(
                builder.icmp(IntPredicate.EQ, low, scope.types().index(0)), aligned, unaligned);
        builder.at(aligned);
        builder.nonTemporal(builder.store(value, address, alignment));
        builder.br(after);
        builder.at(unaligned);
        Memory.plainStore(scope, buffer, address, value);
        builder.br(after);
        builder.at(after);
        scope.markStoresPastCaches();
    }

    /// Orders the stores past the caches before whatever tells another thread that they are done.
    static void finish(FunctionScope scope) {
        if (scope.storesPastCaches()) {
            scope.builder().fence(MemoryOrdering.SEQUENTIAL);
        }
    }

    private static int bytes(LlvmType type) {
        return type.bits() * type.lanes() / Byte.SIZE;
    }
}
