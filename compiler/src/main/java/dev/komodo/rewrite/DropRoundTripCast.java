package dev.komodo.rewrite;

import dev.komodo.graph.DType;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Op;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.Value;

import java.util.Optional;

/// `cast(cast(x, wide), dtype of x) -> x`, where `wide` holds each value of x's dtype exactly.
public final class DropRoundTripCast implements Rule {
    @Override
    public Optional<Tensor> apply(Op op, GraphBuilder graph) {
        if (op instanceof Op.Cast(Value operand, DType dtype)
                && graph.producer(operand) instanceof Op.Cast(Value inner, DType wide)
                && graph.tensor(inner).dtype() == dtype
                && holds(wide, dtype)) {
            return Optional.of(graph.tensor(inner));
        }
        return Optional.empty();
    }

    private static boolean holds(DType wide, DType narrow) {
        return switch (narrow.kind()) {
            case BOOLEAN -> true;
            case FLOAT -> wide == narrow || (wide.isFloat() && wide.width() > narrow.width());
            case SIGNED, UNSIGNED ->
                    wide.isInteger()
                            ? wide.width() >= narrow.width()
                            : wide.isFloat() && precision(wide) >= narrow.width();
        };
    }

    /// How many bits of an integer a float holds.
    private static int precision(DType dtype) {
        return switch (dtype) {
            case F16 -> 11;
            case BF16 -> 8;
            case F32 -> 24;
            case F64 -> 53;
            case I8, I16, I32, I64, U8, U16, U32, U64, BOOL ->
                    throw new IllegalArgumentException(dtype + " is no float");
        };
    }
}
