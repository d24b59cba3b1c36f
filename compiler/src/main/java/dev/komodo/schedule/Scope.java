package dev.komodo.schedule;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Node;
import dev.komodo.graph.Op;
import dev.komodo.graph.Value;
import dev.komodo.loop.Expr;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Where the values of one graph (or sub-graph) are found while its kernels are written: in memory,
/// as one scalar, or nowhere yet, to be computed from their operands.
final class Scope {
    private final Graph graph;
    private final Map<Value, Storage> stored = new HashMap<>();
    private final Map<Value, Expr> scalars = new HashMap<>();
    private final Map<Value, AttentionPattern> attentions = new HashMap<>();
    private final Map<Value, ScorePattern> scores = new HashMap<>();
    private final Set<Value> inside = new HashSet<>();

    Scope(Graph graph) {
        this.graph = graph;
    }

    Graph graph() {
        return graph;
    }

    Op op(Value value) {
        return graph.producer(value).op();
    }

    Node node(Value value) {
        return graph.producer(value);
    }

    List<Dim> dims(Value value) {
        return graph.type(value).shape().dims();
    }

    DType dtype(Value value) {
        return graph.type(value).dtype();
    }

    void store(Value value, Storage storage) {
        stored.put(value, storage);
    }

    Optional<Storage> stored(Value value) {
        return Optional.ofNullable(stored.get(value));
    }

    /// Every element of the value is this constant.
    void constant(Value value, Expr constant) {
        scalars.put(value, constant);
    }

    Optional<Expr> constant(Value value) {
        return Optional.ofNullable(scalars.get(value));
    }

    /// From now on a contraction is computed together with the weights that it multiplies.
    void attend(AttentionPattern pattern) {
        attentions.put(pattern.result(), pattern);
        inside.addAll(pattern.inside());
    }

    /// The attention whose result a value is.
    Optional<AttentionPattern> attention(Value value) {
        return Optional.ofNullable(attentions.get(value));
    }

    /// From now on values over a space of scores are computed where they are folded.
    void fold(ScoreSearch.Found found) {
        found.patterns().forEach(pattern -> scores.put(pattern.result(), pattern));
        inside.addAll(found.inside());
    }

    /// What a value is of scores, if it is a fold of them or a product with them.
    Optional<ScorePattern> score(Value value) {
        return Optional.ofNullable(scores.get(value));
    }

    /// Whether a value exists inside an attention only.
    boolean isInside(Value value) {
        return inside.contains(value);
    }
}
