package dev.komodo.rewrite;

import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Op;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.Value;

import java.util.Optional;

/// `select(c, x, x) -> x`, `select(true, x, y) -> x`, `select(false, x, y) -> y`.
public final class DropSelectOfSame implements Rule {
    @Override
    public Optional<Tensor> apply(Op op, GraphBuilder graph) {
        if (!(op instanceof Op.Select(Value condition, Value whenTrue, Value whenFalse))) {
            return Optional.empty();
        }
        if (whenTrue.equals(whenFalse) || Constants.isEverywhere(condition, 1, graph)) {
            return Optional.of(graph.tensor(whenTrue));
        }
        return Constants.isEverywhere(condition, 0, graph)
                ? Optional.of(graph.tensor(whenFalse))
                : Optional.empty();
    }
}
