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
        return switch (narrow) {
            case BOOL -> true;
            case F16 -> wide.isFloat();
            case F32 -> wide == DType.F32 || wide == DType.F64;
            case I32 -> wide == DType.I32 || wide == DType.I64 || wide == DType.F64;
            case F64, I64 -> wide == narrow;
        };
    }
}
