package dev.komodo.peer.onnxruntime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;

import dev.komodo.measure.peer.PeerException;
import dev.komodo.measure.peer.PeerProvider;
import dev.komodo.measure.peer.PeerSession;
import dev.komodo.runtime.NDArray;

import java.nio.file.Path;
import java.util.Map;

/// ONNX Runtime, by its Java API.
public final class OnnxRuntimePeer implements PeerProvider {
    /// For the service loader.
    public OnnxRuntimePeer() {}

    @Override
    public String name() {
        return "onnxruntime";
    }

    @Override
    public String version() {
        return OrtEnvironment.getEnvironment().getVersion();
    }

    @Override
    public PeerSession open(Path model, int threads, Map<String, NDArray> inputs) {
        try {
            return new OnnxRuntimeSession(model, threads, inputs);
        } catch (OrtException refusal) {
            throw new PeerException(
                    "ONNX Runtime cannot run %s: %s".formatted(model, refusal.getMessage()),
                    refusal);
        }
    }
}
