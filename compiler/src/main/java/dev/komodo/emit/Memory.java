package dev.komodo.emit;

import dev.komodo.graph.DType;
import dev.komodo.llvm.CastOp;
import dev.komodo.llvm.IntPredicate;
import dev.komodo.llvm.IrBuilder;
import dev.komodo.llvm.LlvmBlock;
import dev.komodo.llvm.LlvmConstants;
import dev.komodo.llvm.LlvmPhi;
import dev.komodo.llvm.LlvmType;
import dev.komodo.llvm.LlvmValue;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopType;
import dev.komodo.loop.Stmt;

import java.util.List;

/// Loads and stores. Accesses promise the alignment of one element only: a caller's memory is not
/// aligned to vectors, and on the targets in question an aligned address costs the same either way.
/// Lanes that are masked off touch no memory.
final class Memory {
    private Memory() {}

    static LlvmValue load(FunctionScope scope, ExpressionEmitter expressions, Expr.Load load) {
        Buffer buffer = load.buffer();
        LoopType type = load.type();
        LlvmValue index = expressions.emit(load.index());
        LlvmValue raw;
        if (load.mask().isEmpty()) {
            raw =
                    index.type().isVector()
                            ? gather(scope, buffer, type, index, allTrue(scope, type.lanes()))
                            : plainLoad(scope, buffer, type, index);
        } else {
            LlvmValue mask = expressions.emit(load.mask().get());
            raw =
                    index.type().isVector()
                            ? gather(scope, buffer, type, index, mask)
                            : maskedLoad(scope, buffer, type, index, mask);
        }
        return buffer.dtype() == DType.BOOL ? isNotZero(scope, raw) : raw;
    }

    static void store(FunctionScope scope, ExpressionEmitter expressions, Stmt.Store store) {
        Buffer buffer = store.buffer();
        LlvmValue index = expressions.emit(store.index());
        LlvmValue value = inMemory(scope, buffer, expressions.emit(store.value()));
        if (store.mask().isEmpty()) {
            storeAll(scope, store, index, value);
            return;
        }
        LlvmValue mask = expressions.emit(store.mask().get());
        if (index.type().isVector()) {
            scatter(scope, buffer, index, value, mask);
        } else {
            maskedStore(scope, buffer, index, value, mask);
        }
    }

    private static void storeAll(
            FunctionScope scope, Stmt.Store store, LlvmValue index, LlvmValue value) {
        Buffer buffer = store.buffer();
        if (index.type().isVector()) {
            scatter(scope, buffer, index, value, allTrue(scope, value.type().lanes()));
        } else if (store.kind() == Stmt.StoreKind.NON_TEMPORAL && NonTemporal.fits(value.type())) {
            NonTemporal.store(scope, buffer, address(scope, buffer, index), value);
        } else {
            plainStore(scope, buffer, address(scope, buffer, index), value);
        }
    }

    static void plainStore(FunctionScope scope, Buffer buffer, LlvmValue address, LlvmValue value) {
        mark(scope, buffer, scope.builder().store(value, address, alignment(buffer)));
    }

    /// source: LLVM 20 Language Reference, `llvm.prefetch`: read or write, locality 3 (all levels),
    /// data.
    static void prefetch(
            FunctionScope scope, ExpressionEmitter expressions, Stmt.Prefetch prefetch) {
        LlvmConstants constants = scope.module().constants();
        LlvmType number = scope.types().i32();
        LlvmValue index = expressions.emit(prefetch.index());
        scope.builder()
                .intrinsic(
                        "llvm.prefetch",
                        List.of(scope.types().pointer()),
                        address(scope, prefetch.buffer(), index),
                        constants.integer(number, prefetch.write() ? 1 : 0),
                        constants.integer(number, 3),
                        constants.integer(number, 1));
    }

    private static LlvmValue plainLoad(
            FunctionScope scope, Buffer buffer, LoopType type, LlvmValue index) {
        LlvmValue address = address(scope, buffer, index);
        LlvmType memory = scope.types().memory(type);
        return mark(scope, buffer, scope.builder().load(memory, address, alignment(buffer)));
    }

    private static LlvmValue maskedLoad(
            FunctionScope scope, Buffer buffer, LoopType type, LlvmValue index, LlvmValue mask) {
        if (type.isScalar()) {
            return guardedLoad(scope, buffer, type, index, mask);
        }
        LlvmType memory = scope.types().memory(type);
        return mark(
                scope,
                buffer,
                scope.builder()
                        .intrinsic(
                                "llvm.masked.load",
                                List.of(memory, scope.types().pointer()),
                                address(scope, buffer, index),
                                alignmentOperand(scope, buffer),
                                mask,
                                scope.module().constants().zero(memory)));
    }

    /// A scalar under a mask: a branch around the load.
    private static LlvmValue guardedLoad(
            FunctionScope scope, Buffer buffer, LoopType type, LlvmValue index, LlvmValue mask) {
        IrBuilder builder = scope.builder();
        LlvmBlock before = builder.block();
        LlvmBlock inside = scope.newBlock("load");
        LlvmBlock after = scope.newBlock("loaded");
        builder.condBr(mask, inside, after);
        builder.at(inside);
        LlvmValue loaded = plainLoad(scope, buffer, type, index);
        builder.br(after);
        builder.at(after);
        LlvmPhi phi = builder.phi(loaded.type());
        LlvmValue zero = scope.module().constants().zero(loaded.type());
        return phi.addIncoming(loaded, inside).addIncoming(zero, before);
    }

    private static void maskedStore(
            FunctionScope scope, Buffer buffer, LlvmValue index, LlvmValue value, LlvmValue mask) {
        if (!value.type().isVector()) {
            guardedStore(scope, buffer, index, value, mask);
            return;
        }
        mark(
                scope,
                buffer,
                scope.builder()
                        .intrinsic(
                                "llvm.masked.store",
                                List.of(value.type(), scope.types().pointer()),
                                value,
                                address(scope, buffer, index),
                                alignmentOperand(scope, buffer),
                                mask));
    }

    private static void guardedStore(
            FunctionScope scope, Buffer buffer, LlvmValue index, LlvmValue value, LlvmValue mask) {
        IrBuilder builder = scope.builder();
        LlvmBlock inside = scope.newBlock("store");
        LlvmBlock after = scope.newBlock("stored");
        builder.condBr(mask, inside, after);
        builder.at(inside);
        plainStore(scope, buffer, address(scope, buffer, index), value);
        builder.br(after);
        builder.at(after);
    }

    private static LlvmValue gather(
            FunctionScope scope, Buffer buffer, LoopType type, LlvmValue indices, LlvmValue mask) {
        LlvmType memory = scope.types().memory(type);
        LlvmValue addresses = address(scope, buffer, indices);
        return mark(
                scope,
                buffer,
                scope.builder()
                        .intrinsic(
                                "llvm.masked.gather",
                                List.of(memory, addresses.type()),
                                addresses,
                                alignmentOperand(scope, buffer),
                                mask,
                                scope.module().constants().zero(memory)));
    }

    /// LLVM writes the lanes in order, so the highest of those that name one element wins.
    ///
    /// source: LLVM 20 Language Reference, `llvm.masked.scatter`.
    private static void scatter(
            FunctionScope scope,
            Buffer buffer,
            LlvmValue indices,
            LlvmValue value,
            LlvmValue mask) {
        LlvmValue addresses = address(scope, buffer, indices);
        mark(
                scope,
                buffer,
                scope.builder()
                        .intrinsic(
                                "llvm.masked.scatter",
                                List.of(value.type(), addresses.type()),
                                value,
                                addresses,
                                alignmentOperand(scope, buffer),
                                mask));
    }

    /// The address of the element at `index`, or of one element per lane. No promise to stay in
    /// bounds: a lane that is masked off may have any index.
    static LlvmValue address(FunctionScope scope, Buffer buffer, LlvmValue index) {
        LlvmType element = scope.types().memory(buffer.dtype());
        LlvmValue base = scope.address(buffer);
        return scope.builder().address(false, element, base, List.of(index));
    }

    private static LlvmValue mark(FunctionScope scope, Buffer buffer, LlvmValue access) {
        return scope.aliasScopes().mark(scope.builder(), access, buffer);
    }

    private static LlvmValue allTrue(FunctionScope scope, int lanes) {
        return scope.module().constants().allOnes(scope.types().mask(lanes));
    }

    private static LlvmValue isNotZero(FunctionScope scope, LlvmValue bytes) {
        LlvmValue zero = scope.module().constants().zero(bytes.type());
        return scope.builder().icmp(IntPredicate.NE, bytes, zero);
    }

    private static LlvmValue inMemory(FunctionScope scope, Buffer buffer, LlvmValue value) {
        if (buffer.dtype() != DType.BOOL) {
            return value;
        }
        LlvmType bytes = scope.types().integer(Byte.SIZE, value.type().lanes());
        return scope.builder().cast(CastOp.ZEXT, value, bytes);
    }

    private static int alignment(Buffer buffer) {
        return buffer.dtype().byteSize();
    }

    private static LlvmValue alignmentOperand(FunctionScope scope, Buffer buffer) {
        return scope.module().constants().integer(scope.types().i32(), alignment(buffer));
    }
}
