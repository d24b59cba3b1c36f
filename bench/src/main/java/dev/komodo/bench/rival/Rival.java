package dev.komodo.bench.rival;

import dev.komodo.runtime.NDArray;

import java.util.List;

/// Somebody who can compute what a model computes.
public interface Rival {
    /// A short name: `openblas`, `c` ...
    String name();

    /// What exactly it is: version, kernels, flags.
    String description();

    /// Prepares calls.
    ///
    /// @param computation what is computed
    /// @param threads the threads of a call, the caller's included
    /// @param inputs in the model's order
    /// @param result its result; each call may write it, [RivalSession#publish] must
    /// @throws IllegalArgumentException if this rival cannot compute that
    RivalSession open(Computation computation, int threads, List<NDArray> inputs, NDArray result);
}
