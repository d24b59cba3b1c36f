package dev.komodo.rewrite;

import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.Op;
import dev.komodo.graph.UnaryOp;
import dev.komodo.graph.Value;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Sums of which every term is an exponential, or 1.
final class ExponentialSum {
    private static final int MOST_TERMS = 8;

    private ExponentialSum() {}

    /// The exponents of the terms, nothing for the term 1: empty if a term is something else.
    static Optional<List<Optional<Value>>> terms(Value sum, Site at) {
        List<Optional<Value>> terms = new ArrayList<>();
        return collect(sum, terms, at) ? Optional.of(terms) : Optional.empty();
    }

    private static boolean collect(Value value, List<Optional<Value>> terms, Site at) {
        if (terms.size() == MOST_TERMS) {
            return false;
        }
        if (at.producer(value) instanceof Op.Binary(BinaryOp kind, Value left, Value right)
                && kind == BinaryOp.ADD) {
            return collect(left, terms, at) && collect(right, terms, at);
        }
        Optional<Value> exponent = at.argument(UnaryOp.EXP, value);
        if (exponent.isPresent() || at.is(value, 1)) {
            terms.add(exponent);
            return true;
        }
        return false;
    }
}
