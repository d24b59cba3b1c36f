package dev.komodo.measure.peer;

import dev.komodo.runtime.NDArray;

import java.nio.file.Path;
import java.util.Map;

/// A runtime that can run ONNX models; a service of [java.util.ServiceLoader].
public interface PeerProvider {
    /// The name that a user asks for, such as `onnxruntime`.
    String name();

    /// The runtime's version.
    String version();

    /// Loads a model with all optimisations that keep its results.
    ///
    /// @param threads the threads that a call may use, the caller's included
    /// @param inputs for each input's name, its array; it outlives the session
    /// @throws PeerException if the runtime refuses the model or the inputs
    PeerSession open(Path model, int threads, Map<String, NDArray> inputs);
}
