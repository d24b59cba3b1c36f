package dev.komodo.rewrite;

import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.Op;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.UnaryOp;
import dev.komodo.graph.Value;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A tree of products and quotients, seen as its factors. A factor can be replaced, or left out;
/// the tree keeps its form, so that no other product is made than those that were written.
///
/// @param root what the tree computes
/// @param factors from left to right
/// @param at where it is
record Product(Value root, List<Factor> factors, Site at) {
    private static final int DEPTH = 5;
    private static final int MOST_FACTORS = 10;

    /// A factor.
    ///
    /// @param value what it is; of a divisor that is guarded against 0 / 0, the divisor
    /// @param isInverse whether the product is divided by it
    record Factor(Value value, boolean isInverse) {}

    /// The tree above a value; empty if it is too large to be worth a look.
    static Optional<Product> of(Value root, Site at) {
        List<Factor> factors = new ArrayList<>();
        collect(root, false, DEPTH, factors, at);
        return factors.size() >= 2 && factors.size() <= MOST_FACTORS
                ? Optional.of(new Product(root, List.copyOf(factors), at))
                : Optional.empty();
    }

    private static void collect(
            Value value, boolean inverse, int depth, List<Factor> factors, Site at) {
        if (depth > 0 && factors.size() <= MOST_FACTORS) {
            switch (at.producer(value)) {
                case Op.Binary(BinaryOp kind, Value left, Value right)
                        when kind == BinaryOp.MULTIPLY || kind == BinaryOp.DIVIDE -> {
                    collect(left, inverse, depth - 1, factors, at);
                    collect(
                            right,
                            kind == BinaryOp.DIVIDE ? !inverse : inverse,
                            depth - 1,
                            factors,
                            at);
                    return;
                }
                case Op.Unary(UnaryOp kind, Value inner) when kind == UnaryOp.NEGATE -> {
                    collect(inner, inverse, depth - 1, factors, at);
                    return;
                }
                case Op.Unary(UnaryOp kind, Value inner) when kind == UnaryOp.RECIPROCAL -> {
                    collect(inner, !inverse, depth - 1, factors, at);
                    return;
                }
                case Op _ -> {}
            }
        }
        factors.add(new Factor(inverse ? at.unguarded(value) : value, inverse));
    }

    /// The product with other factors.
    ///
    /// @param edits by the number of a factor, what takes its place; nothing leaves it out
    Tensor with(Map<Integer, Optional<Tensor>> edits) {
        return new Rebuilding(edits).tensor(root, DEPTH).orElseGet(() -> at.everywhere(1, root));
    }

    /// One walk over the tree, in the order of the factors.
    private final class Rebuilding {
        private final Map<Integer, Optional<Tensor>> edits;
        private int next;

        Rebuilding(Map<Integer, Optional<Tensor>> edits) {
            this.edits = edits;
        }

        Optional<Tensor> tensor(Value value, int depth) {
            if (depth > 0) {
                switch (at.producer(value)) {
                    case Op.Binary(BinaryOp kind, Value left, Value right)
                            when kind == BinaryOp.MULTIPLY || kind == BinaryOp.DIVIDE -> {
                        Optional<Tensor> one = tensor(left, depth - 1);
                        Optional<Tensor> other = tensor(right, depth - 1);
                        return kind == BinaryOp.MULTIPLY
                                ? product(one, other)
                                : quotient(one, other);
                    }
                    case Op.Unary(UnaryOp kind, Value inner) when kind == UnaryOp.NEGATE -> {
                        Optional<Tensor> rest = tensor(inner, depth - 1);
                        return Optional.of(
                                rest.map(Tensor::neg).orElseGet(() -> at.everywhere(-1, root)));
                    }
                    case Op.Unary(UnaryOp kind, Value inner) when kind == UnaryOp.RECIPROCAL -> {
                        return tensor(inner, depth - 1).map(Tensor::reciprocal);
                    }
                    case Op _ -> {}
                }
            }
            int number = next++;
            return edits.containsKey(number) ? edits.get(number) : Optional.of(at.tensor(value));
        }

        private Optional<Tensor> product(Optional<Tensor> one, Optional<Tensor> other) {
            return one.isPresent() && other.isPresent()
                    ? Optional.of(one.get().mul(other.get()))
                    : one.or(() -> other);
        }

        private Optional<Tensor> quotient(Optional<Tensor> one, Optional<Tensor> other) {
            if (other.isEmpty()) {
                return one;
            }
            return Optional.of(
                    one.map(above -> above.div(other.get()))
                            .orElseGet(() -> other.get().reciprocal()));
        }
    }
}
