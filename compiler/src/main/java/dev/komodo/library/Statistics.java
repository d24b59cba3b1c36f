package dev.komodo.library;

import dev.komodo.graph.Dim;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

/// Descriptive statistics over axes, which are dropped; over all axes if none is named.
public final class Statistics {
    private Statistics() {}

    /// `sum((x - mean)^2) / count`, in two passes: no cancellation where the mean is large. NaN of
    /// nothing.
    ///
    /// Source: T. F. Chan, G. H. Golub, R. J. LeVeque, "Algorithms for computing the sample
    /// variance", Am. Stat. 37 (1983), the two-pass form.
    public static Tensor variance(Tensor x, int... axes) {
        return x.sub(x.mean(true, axes)).square().mean(axes);
    }

    /// The unbiased estimate `sum((x - mean)^2) / (count - 1)` along an axis. NaN of one element or
    /// nothing.
    ///
    /// Source: as [#variance].
    public static Tensor sampleVariance(Tensor x, int axis) {
        Tensor squares = x.sub(x.mean(true, axis)).square().sum(axis);
        return squares.div(count(x, x.dim(axis)).sub(1));
    }

    /// The square root of [#variance].
    public static Tensor standardDeviation(Tensor x, int... axes) {
        return variance(x, axes).sqrt();
    }

    /// The distribution function of the standard normal: `(1 + erf(x / sqrt(2))) / 2`.
    ///
    /// Source: M. Abramowitz, I. A. Stegun, "Handbook of mathematical functions", 26.2.29 (1964).
    /// Absolute error of a few ulp of 1; the relative error grows below -1.
    public static Tensor normalCdf(Tensor x) {
        return x.mul(Math.sqrt(0.5)).erf().add(1).mul(0.5);
    }

    private static Tensor count(Tensor x, Dim extent) {
        return x.builder().dims(extent).reshape(Shape.SCALAR).cast(x.dtype());
    }
}
