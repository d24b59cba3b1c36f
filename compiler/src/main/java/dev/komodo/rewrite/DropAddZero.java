package dev.komodo.rewrite;

import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Op;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.Value;

import java.util.Optional;

/// What adds nothing:
///
/// - `x + -0.0 -> x`, `-0.0 + x -> x`, `x - 0.0 -> x` on floats. Not `x + 0.0`, which turns -0.0
///   into 0.0, and not `x - -0.0`;
/// - `x + 0 -> x`, `0 + x -> x`, `x - 0 -> x`, `x | 0 -> x`, `x ^ 0 -> x` on integers, and the last
///   two on bool.
public final class DropAddZero implements Rule {
    @Override
    public Optional<Tensor> apply(Op op, GraphBuilder graph) {
        if (!(op instanceof Op.Binary(BinaryOp kind, Value left, Value right))) {
            return Optional.empty();
        }
        double neutral = kind == BinaryOp.ADD && graph.tensor(left).dtype().isFloat() ? -0.0 : 0.0;
        return switch (kind) {
            case ADD, OR, XOR -> {
                if (Constants.isEverywhere(right, neutral, graph)) {
                    yield Optional.of(graph.tensor(left));
                }
                yield Constants.isEverywhere(left, neutral, graph)
                        ? Optional.of(graph.tensor(right))
                        : Optional.empty();
            }
            case SUBTRACT, SHIFT_LEFT, SHIFT_RIGHT ->
                    Constants.isEverywhere(right, neutral, graph)
                            ? Optional.of(graph.tensor(left))
                            : Optional.empty();
            case MULTIPLY, DIVIDE, REMAINDER, FLOOR_MODULO, POWER, ATAN2, MINIMUM, MAXIMUM, AND ->
                    Optional.empty();
        };
    }
}
