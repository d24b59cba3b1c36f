package dev.komodo.schedule;

import dev.komodo.graph.Dim;
import dev.komodo.graph.Value;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A product with, or a fold of, values over the space of scores that have no place in memory: they
/// are computed anew, block by block, from products that are computed anew ([ScoreKernel]). What
/// derivatives of attention consist of.
///
/// @param result the product or the fold
/// @param weights what is multiplied or folded: a function of products, element by element
/// @param products the products of matrices that the weights are computed from
/// @param fold what is done with the weights
/// @param other the other operand of a product
/// @param isTransposed whether rows are the last axis of the scores, and what is folded the one
///   before
/// @param isExchanged whether the weights are the right operand of a product
/// @param shape the extents of the scores
/// @param batch how many leading axes are heads'
/// @param columns the extent of the other operand; 1 for folds
record ScorePattern(
        Value result,
        Value weights,
        List<Product> products,
        Fold fold,
        Optional<MatrixAxes> other,
        boolean isTransposed,
        boolean isExchanged,
        List<Dim> shape,
        int batch,
        long columns) {
    /// A product of matrices over the space of scores.
    record Product(Value value, MatrixAxes left, MatrixAxes right, long depth) {}

    /// What is done with weights.
    enum Fold {
        PRODUCT,
        SUM,
        MAXIMUM
    }

    ScorePattern {
        products = List.copyOf(products);
        shape = List.copyOf(shape);
    }

    Dim heads() {
        return Index.product(shape.subList(0, batch));
    }

    private Dim first() {
        return Index.product(shape.subList(batch, shape.size() - 1));
    }

    Dim rows() {
        return isTransposed ? shape.getLast() : first();
    }

    Dim folded() {
        return isTransposed ? first() : shape.getLast();
    }

    /// The place of a score.
    Index index(Position head, Position row, Position folded) {
        List<List<Dim>> parts =
                List.of(
                        shape.subList(0, batch),
                        shape.subList(batch, shape.size() - 1),
                        List.of(shape.getLast()));
        List<Position> all = isTransposed ? List.of(head, folded, row) : List.of(head, row, folded);
        List<Integer> counts = new ArrayList<>();
        List<Position> positions = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            int count = Domain.squeeze(parts.get(i)).size();
            if (count > 0) {
                counts.add(count);
                positions.add(all.get(i));
            }
        }
        return Index.grouped(shape, counts, positions);
    }
}
