package dev.komodo.examples.posterior.nuts;

/// The logarithm of a density on R^d, up to a constant, with its gradient. For one thread.
public interface LogDensity {
    /// The number of coordinates, at least 1.
    int dimension();

    /// The value and the gradient at a position. Where there is no density, minus infinity or NaN:
    /// the sampler turns back there.
    ///
    /// @param position `dimension()` coordinates, which stay as they are
    /// @param gradient set to the `dimension()` partial derivatives
    double evaluate(double[] position, double[] gradient);
}
