package dev.komodo.schedule;

import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Literal;
import dev.komodo.graph.Op;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Value;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// An operand of a contraction that is a conversion of 8-bit integers or of bf16: `cast x`, or
/// `cast x - zero` where the zero point is the same along the contracted axes and fits 9 bits.
///
/// @param core x, of the operand's shape
/// @param zero i32, of the operand's shape
record NarrowValue(Value core, Optional<Value> zero) {
    /// What a zero point may be: that of any 8-bit integer.
    private static final long LEAST = -128;

    private static final long MOST = 255;

    /// The operand's parts, if it is one.
    ///
    /// @param contracted its contracted axes
    static Optional<NarrowValue> of(Scope scope, Value operand, List<Integer> contracted) {
        return switch (scope.op(operand)) {
            case Op.Cast(Value core, DType to) when isNarrow(scope.dtype(core), to) ->
                    Optional.of(new NarrowValue(core, Optional.empty()));
            case Op.Binary(BinaryOp kind, Value wide, Value zero)
                    when kind == BinaryOp.SUBTRACT
                            && scope.op(wide) instanceof Op.Cast(Value core, DType to)
                            && to == DType.I32
                            && isNarrow(scope.dtype(core), to)
                            && isSmall(scope, zero)
                            && contracted.stream().allMatch(axis -> repeats(scope, zero, axis)) ->
                    Optional.of(new NarrowValue(core, Optional.of(zero)));
            default -> Optional.empty();
        };
    }

    private static boolean isNarrow(DType from, DType to) {
        return switch (from) {
            case U8, I8 -> to == DType.I32;
            case BF16 -> to == DType.F32;
            case F16, F32, F64, I16, I32, I64, U16, U32, U64, BOOL -> false;
        };
    }

    /// Whether all elements are known to be zero points.
    private static boolean isSmall(Scope scope, Value value) {
        return switch (scope.op(value)) {
            case Op.Broadcast(Value operand, Shape _, List<Integer> _) -> isSmall(scope, operand);
            case Op.Reshape(Value operand, Shape _) -> isSmall(scope, operand);
            case Op.Transpose(Value operand, List<Integer> _) -> isSmall(scope, operand);
            case Op.Cast(Value operand, DType _) -> scope.dtype(operand).byteSize() == 1;
            case Op.Constant(Literal literal) -> isSmall(literal);
            default -> false;
        };
    }

    private static boolean isSmall(Literal literal) {
        if (!literal.dtype().isInteger()) {
            return false;
        }
        for (long i = 0; i < literal.elements(); i++) {
            long bits = literal.bits(i);
            if (bits < LEAST || bits > MOST) {
                return false;
            }
        }
        return true;
    }

    /// Whether all elements along an axis are one, and none of them has a place of its own.
    private static boolean repeats(Scope scope, Value value, int axis) {
        Dim extent = scope.dims(value).get(axis);
        if (extent.is(1)) {
            return true;
        }
        if (scope.stored(value).isPresent()) {
            return false;
        }
        return switch (scope.op(value)) {
            case Op.Broadcast(Value operand, Shape _, List<Integer> axes) -> {
                int own = axes.indexOf(axis);
                yield own < 0 || scope.dims(operand).get(own).is(1) || repeats(scope, operand, own);
            }
            case Op.Cast(Value operand, DType _) -> repeats(scope, operand, axis);
            case Op.Transpose(Value operand, List<Integer> permutation) ->
                    repeats(scope, operand, permutation.get(axis));
            case Op.Reshape(Value operand, Shape _) -> {
                List<Integer> own = spread(scope.dims(value));
                List<Integer> from = spread(scope.dims(operand));
                List<Dim> dims = scope.dims(operand);
                boolean isSame = Domain.squeeze(scope.dims(value)).equals(Domain.squeeze(dims));
                yield isSame
                        ? repeats(scope, operand, from.get(own.indexOf(axis)))
                        : from.stream().allMatch(each -> repeats(scope, operand, each));
            }
            case Op.Constant(Literal literal) -> literal.isSplat();
            default -> false;
        };
    }

    /// The axes whose extent is not 1.
    private static List<Integer> spread(List<Dim> dims) {
        return IntStream.range(0, dims.size())
                .filter(axis -> !dims.get(axis).is(1))
                .boxed()
                .toList();
    }
}
