package dev.komodo.bench.rival;

import dev.komodo.runtime.NDArray;

import java.util.List;

/// Somebody who can compute what one model computes.
public interface Rival {
    /// A short name: `openblas`, `c` ...
    String name();

    /// What exactly it is: version, kernels, flags.
    String description();

    /// Prepares calls.
    ///
    /// @param threads the threads of a call, the caller's included
    /// @param inputs in the model's order
    /// @param result its result; each call may write it, [RivalSession#publish] must
    RivalSession open(int threads, List<NDArray> inputs, NDArray result);
}
