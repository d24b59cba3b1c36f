package dev.komodo.bench.targets;

import dev.komodo.measure.Samples;

/// The times of a side.
///
/// @param side `komodo`, a peer's name, or a way to call
/// @param threads the threads of a call
record Timing(String side, int threads, Samples samples) {
    /// Komodo's name as a side.
    static final String KOMODO = "komodo";

    /// ONNX Runtime's name as a side.
    static final String ONNX_RUNTIME = "onnxruntime";
}
