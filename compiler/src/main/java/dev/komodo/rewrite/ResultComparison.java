package dev.komodo.rewrite;

import dev.komodo.graph.DType;
import dev.komodo.graph.Literal;

import java.util.List;
import java.util.Optional;

/// Compares what a program computed before a rule with what it computes after it.
final class ResultComparison {
    private ResultComparison() {}

    /// The first difference that the rule's promise does not allow.
    ///
    /// @param results before, after, and what else was computed on the way
    /// @param special whether arguments are NaN or infinite: a stabilising rule may then have a
    ///   number where the naive form had none, as it may where something overflowed on the way
    static Optional<String> difference(Rule rule, List<Literal> results, boolean special) {
        Literal before = results.get(0);
        Literal after = results.get(1);
        boolean exact = rule.validity() == Validity.EXACT || !before.dtype().isFloat();
        boolean overflows = special || hasInfinity(results);
        double tolerance = exact ? 0 : tolerance(before.dtype()) * scale(results);
        for (long i = 0; i < before.elements(); i++) {
            boolean agree =
                    exact
                            ? isSame(before, after, i)
                            : isClose(before.asDouble(i), after.asDouble(i), tolerance, overflows);
            if (!agree) {
                return Optional.of(
                        "element "
                                + i
                                + " of "
                                + before.type()
                                + " is "
                                + before.asDouble(i)
                                + " before and "
                                + after.asDouble(i)
                                + " after"
                                + (exact ? "" : ", tolerance " + tolerance));
            }
        }
        return Optional.empty();
    }

    private static boolean isSame(Literal before, Literal after, long i) {
        return before.bits(i) == after.bits(i)
                || (before.dtype().isFloat()
                        && Double.isNaN(before.asDouble(i))
                        && Double.isNaN(after.asDouble(i)));
    }

    private static boolean isClose(
            double before, double after, double tolerance, boolean overflows) {
        if (Double.isFinite(before)) {
            return Math.abs(before - after) <= tolerance;
        }
        return overflows || before == after || (Double.isNaN(before) && Double.isNaN(after));
    }

    private static boolean hasInfinity(List<Literal> results) {
        for (Literal literal : results) {
            for (long i = 0; literal.dtype().isFloat() && i < literal.elements(); i++) {
                if (Double.isInfinite(literal.asDouble(i))) {
                    return true;
                }
            }
        }
        return false;
    }

    /// Half of the digits: the naive form may have lost as many.
    private static double tolerance(DType dtype) {
        return Math.scalb(1.0, -Constants.precision(dtype) / 2);
    }

    /// The largest finite number on the way; 1 at least.
    private static double scale(List<Literal> results) {
        double largest = 1;
        for (Literal literal : results) {
            for (long i = 0; literal.dtype().isFloat() && i < literal.elements(); i++) {
                double magnitude = Math.abs(literal.asDouble(i));
                largest = Double.isFinite(magnitude) ? Math.max(largest, magnitude) : largest;
            }
        }
        return largest;
    }
}
