package dev.komodo.distribution;

import dev.komodo.graph.DType;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.Tensor;

/// Where a variate is outside the support. Formulas are evaluated at a point inside instead, so
/// that neither they nor their derivatives meet what they are not made for, and -inf is added: NaN
/// of a parameter stays NaN.
///
/// @param outside a bool tensor, false where the variate is NaN
record Support(Tensor outside) {
    /// The numbers not below 0.
    static Support notNegative(Tensor x) {
        return new Support(x.less(0));
    }

    /// The finite numbers above 0.
    static Support positive(Tensor x) {
        return new Support(x.lessEqual(0).or(x.equalTo(Double.POSITIVE_INFINITY)));
    }

    /// The finite integers not below 0.
    ///
    /// @param given the dtype that x came in: of an integer dtype it is an integer
    static Support counts(DType given, Tensor x) {
        if (!given.isFloat()) {
            return notNegative(x);
        }
        Tensor fraction = x.floor().notEqualTo(x).and(x.equalTo(x));
        return new Support(x.less(0).or(x.equalTo(Double.POSITIVE_INFINITY)).or(fraction));
    }

    /// 0 and 1.
    ///
    /// @param given the dtype that x came in
    static Support truth(DType given, Tensor x) {
        if (given == DType.BOOL) {
            return new Support(x.builder().constant(LiteralBuilder.scalar(DType.BOOL, 0)));
        }
        return new Support(x.sub(1).mul(x).abs().greater(0));
    }

    /// This, or outside of another support.
    Support and(Tensor alsoOutside) {
        return new Support(outside.or(alsoOutside));
    }

    /// The variate, or a point of the support where it is outside.
    Tensor inside(Tensor x, double point) {
        return outside.select(x.builder().constant(x.dtype(), point), x);
    }

    /// The log-density, less infinity where the variate is outside.
    Tensor restrict(Tensor logDensity) {
        return logDensity.add(
                outside.select(
                        logDensity.builder().constant(logDensity.dtype(), Double.NEGATIVE_INFINITY),
                        logDensity.builder().constant(logDensity.dtype(), 0.0)));
    }
}
