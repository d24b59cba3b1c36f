package dev.komodo.distribution;

import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Tensor;

/// What a [Distribution] has whose mean and variance are known in closed form. Both come in a shape
/// that broadcasts to that of the variate, in the dtype of the parameters (f64 of numbers only),
/// and are NaN where a parameter is outside its domain or the moment does not exist, infinite where
/// it diverges.
public interface Moments {
    /// The mean.
    ///
    /// @param builder where numbers become constants
    Tensor mean(GraphBuilder builder);

    /// The variance; of a vector, that of each element.
    ///
    /// @param builder where numbers become constants
    Tensor variance(GraphBuilder builder);
}
