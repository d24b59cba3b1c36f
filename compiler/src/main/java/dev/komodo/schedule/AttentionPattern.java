package dev.komodo.schedule;

import dev.komodo.contract.Attention;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Value;
import dev.komodo.loop.Expr;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A softmax of products, multiplied by values: three kernels and two tensors of queries by keys as
/// the graph has it, one kernel without either as it is computed ([AttentionProduct]).
///
/// @param result the product of weights and values
/// @param product the products of queries and keys, `[heads..., rows..., keys]`
/// @param scores what the softmax is of: a function of the products, element by element
/// @param inside what is not computed by itself any more, products and scores among it
/// @param query the queries as a batch of matrices
/// @param key the keys
/// @param value the values
/// @param hidden what becomes of rows of which each score is minus infinity
/// @param limit how many keys a row sees, if they are the first ones
/// @param shape the extents of the scores
/// @param groups how many extents of the scores that are not 1 are heads', rows' and keys'
/// @param heads how many heads
/// @param rows how many rows a head has
/// @param keys how many keys
/// @param depth the extent of queries and keys
/// @param columns the extent of values
record AttentionPattern(
        Value result,
        Value product,
        Value scores,
        Set<Value> inside,
        MatrixAxes query,
        MatrixAxes key,
        MatrixAxes value,
        Attention.Hidden hidden,
        Optional<KeyLimit> limit,
        List<Dim> shape,
        List<Integer> groups,
        Dim heads,
        Dim rows,
        Dim keys,
        long depth,
        long columns) {
    AttentionPattern {
        inside = Set.copyOf(inside);
        shape = List.copyOf(shape);
        groups = List.copyOf(groups);
    }

    /// The place of scores.
    Index index(Expr head, Expr row, Position key) {
        List<Integer> counts = new ArrayList<>();
        List<Position> positions = new ArrayList<>();
        List<Position> all = List.of(Position.uniform(head), Position.uniform(row), key);
        for (int i = 0; i < all.size(); i++) {
            if (groups.get(i) > 0) {
                counts.add(groups.get(i));
                positions.add(all.get(i));
            }
        }
        return Index.grouped(shape, counts, positions);
    }
}
