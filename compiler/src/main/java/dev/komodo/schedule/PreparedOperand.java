package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.multiply;

import dev.komodo.contract.PackedRight;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Op;
import dev.komodo.graph.Value;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;
import dev.komodo.loop.Space;
import dev.komodo.target.Target;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A right operand that depends on nothing but constants: `prepare` packs it, once for all calls
/// and for all products that use it in the same way.
///
/// @param scope where the operand is defined
/// @param axes the operand; without batch axes where all matrices are the same
/// @param dtype what is computed in
/// @param count how many matrices
/// @param columns the extent of the operand's own axes
/// @param depth the extent of the contracted axes
record PreparedOperand(
        Scope scope, MatrixAxes axes, DType dtype, long count, long columns, long depth) {
    /// What makes two packed operands the same.
    private record Key(
            Storage memory,
            List<Dim> strides,
            List<Dim> dims,
            List<Integer> batch,
            List<Integer> own,
            List<Integer> contracted,
            DType dtype) {}

    /// The operand, if it depends on constants only and its extents are known.
    static Optional<PreparedOperand> of(Scope scope, MatrixAxes axes, DType dtype) {
        if (!isConstant(scope, axes.value())) {
            return Optional.empty();
        }
        MatrixAxes used = isRepeated(scope, axes) ? axes.withoutBatch() : axes;
        Dim count = Index.product(used.dims(used.batch()));
        Dim columns = Index.product(used.dims(used.own()));
        Dim depth = Index.product(used.dims(used.contracted()));
        if (List.of(count, columns, depth).stream().anyMatch(dim -> dim.constant().isEmpty())) {
            return Optional.empty();
        }
        return Optional.of(
                new PreparedOperand(
                        scope,
                        used,
                        dtype,
                        count.constant().getAsLong(),
                        columns.constant().getAsLong(),
                        depth.constant().getAsLong()));
    }

    /// Whether a value is computed from constants in memory, element by element.
    private static boolean isConstant(Scope scope, Value value) {
        Set<Value> seen = new HashSet<>(Set.of(value));
        Deque<Value> open = new ArrayDeque<>(seen);
        while (!open.isEmpty()) {
            Value next = open.pop();
            Optional<Storage> stored = scope.stored(next);
            if (stored.isPresent() && stored.get().buffer().space() != Space.CONSTANT) {
                return false;
            }
            if (stored.isEmpty()) {
                Op op = scope.op(next);
                if (!isElementwise(op)) {
                    return false;
                }
                op.operands().stream().filter(seen::add).forEach(open::push);
            }
        }
        return true;
    }

    private static boolean isElementwise(Op op) {
        return switch (op) {
            case Op.Constant _,
                    Op.Unary _,
                    Op.Binary _,
                    Op.Compare _,
                    Op.Select _,
                    Op.Cast _,
                    Op.Bitcast _,
                    Op.Opaque _,
                    Op.Reshape _,
                    Op.Transpose _,
                    Op.Broadcast _,
                    Op.Slice _,
                    Op.Pad _,
                    Op.Concat _ ->
                    true;
            case Op.Input _,
                    Op.Weight _,
                    Op.DimVector _,
                    Op.Iota _,
                    Op.Reduce _,
                    Op.ArgReduce _,
                    Op.Contract _,
                    Op.Convolve _,
                    Op.Gather _,
                    Op.Scatter _,
                    Op.NonZero _,
                    Op.LinearAlgebra _,
                    Op.Sort _,
                    Op.Fourier _,
                    Op.While _,
                    Op.Scan _ ->
                    false;
        };
    }

    /// Whether the same matrix in memory serves all positions of the batch.
    private static boolean isRepeated(Scope scope, MatrixAxes axes) {
        StridedView view = StridedView.of(scope, axes.value());
        return scope.stored(view.base()).isPresent()
                && MatrixAxes.stride(view, axes.own()).isPresent()
                && MatrixAxes.stride(view, axes.contracted()).isPresent()
                && axes.batch().stream()
                        .allMatch(
                                axis ->
                                        view.dims().get(axis).is(1)
                                                || view.strides().get(axis).is(0));
    }

    /// Whether packing it once is worth it.
    ///
    /// @param rows how many rows the products have
    boolean pays(Target target, Expr rows) {
        return PackedRight.pays(target, dtype, rows, columns, depth, axes.direction(scope));
    }

    /// The packed operand as a kernel sees it.
    ///
    /// @param lowering of the kernel
    /// @param batch the position of the batch
    PackedRight packed(Lowering lowering, ProgramWriter program, Expr batch) {
        Target target = program.target();
        long each = PackedRight.elements(target, dtype, columns, depth);
        Storage storage =
                program.prepared(
                        key(),
                        "packed",
                        dtype,
                        Math.multiplyExact(count, each),
                        (kernel, place) -> fill(kernel, place, target, each));
        Buffer buffer = lowering.writer().buffer(storage);
        Expr offset = count == 1 ? index(0) : multiply(batch, index(each));
        return PackedRight.of(target, buffer, offset, columns, depth);
    }

    private void fill(KernelWriter kernel, Storage place, Target target, long each) {
        Lowering lowering = new Lowering(kernel, scope);
        Buffer buffer = kernel.buffer(place);
        if (count == 1) {
            matrix(lowering, PackedRight.of(target, buffer, index(0), columns, depth), index(0));
            return;
        }
        kernel.loop(
                "matrix",
                index(0),
                index(count),
                number -> {
                    Expr offset = kernel.let("offset", multiply(number, index(each)));
                    matrix(
                            lowering,
                            PackedRight.of(target, buffer, offset, columns, depth),
                            number);
                });
    }

    private void matrix(Lowering lowering, PackedRight packed, Expr batch) {
        packed.pack(lowering.writer().block(), axes.source(lowering, batch, dtype));
    }

    private Object key() {
        StridedView view = StridedView.of(scope, axes.value());
        Optional<Storage> memory = scope.stored(view.base());
        // What is computed is the same as itself only.
        return memory.<Object>map(
                        storage ->
                                new Key(
                                        storage,
                                        view.strides(),
                                        view.dims(),
                                        axes.batch(),
                                        axes.own(),
                                        axes.contracted(),
                                        dtype))
                .orElse(this);
    }
}
