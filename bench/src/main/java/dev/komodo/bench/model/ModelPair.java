package dev.komodo.bench.model;

import dev.komodo.Komodo;
import dev.komodo.Options;
import dev.komodo.graph.Graph;
import dev.komodo.measure.Agreement;
import dev.komodo.measure.RandomArrays;
import dev.komodo.measure.peer.PeerSession;
import dev.komodo.peer.onnxruntime.OnnxRuntimePeer;
import dev.komodo.runtime.Binding;
import dev.komodo.runtime.Kernel;
import dev.komodo.runtime.NDArray;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/// A model in Komodo and in ONNX Runtime at one number of threads, with the same arguments bound.
/// Belongs to the thread that opened it.
public final class ModelPair implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final Komodo komodo;
    private final Kernel kernel;
    private final Binding binding;
    private final PeerSession session;
    private final Map<String, NDArray> expected;

    /// Compiles without a cache, loads the model into ONNX Runtime, calls both and compares.
    ///
    /// @param model the file that `graph` was read from
    /// @param arguments are filled with positive numbers if the results of others are NaN
    /// @throws MismatchException if results differ
    public ModelPair(Path model, Graph graph, ModelArguments arguments, int threads) {
        komodo = Komodo.open(Options.defaults().threads(threads).withoutCache());
        kernel = komodo.compile(graph);
        Binding.Builder builder = kernel.bind();
        arguments.arrays().forEach(builder::input);
        binding = builder.allocateOutputs(arena).build();
        binding.run();
        if (hasNaN()) {
            arguments.fill(RandomArrays.Draw.POSITIVE);
            binding.run();
        }
        session = new OnnxRuntimePeer().open(model, threads, arguments.arrays());
        expected = session.results(arena);
        for (String name : expected.keySet()) {
            requireAgreement("Komodo", name, binding.output(name));
        }
    }

    private boolean hasNaN() {
        for (NDArray output : binding.outputs()) {
            for (long i = 0; output.dtype().isFloat() && i < output.elements(); i++) {
                if (Double.isNaN(output.get(i))) {
                    return true;
                }
            }
        }
        return false;
    }

    /// Holds somebody's result against ONNX Runtime's.
    ///
    /// @throws MismatchException if they differ
    public void requireAgreement(String side, String output, NDArray found) {
        Agreement.of(output, found, Objects.requireNonNull(expected.get(output)))
                .mismatch()
                .ifPresent(
                        text -> {
                            throw new MismatchException(side + " and ONNX Runtime differ: " + text);
                        });
    }

    /// ONNX Runtime's results by name.
    public Map<String, NDArray> expected() {
        return expected;
    }

    /// Calls Komodo.
    public void runKomodo() {
        binding.run();
    }

    /// Calls ONNX Runtime.
    public void runOnnxRuntime() {
        session.run();
    }

    /// The last-level cache that Komodo compiles for, in bytes.
    public long cacheBytes() {
        return komodo.target().level3Bytes();
    }

    @Override
    public void close() {
        session.close();
        binding.close();
        kernel.close();
        komodo.close();
        arena.close();
    }
}
