package dev.komodo.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

import dev.komodo.runtime.NDArray;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// ONNX Runtime on a model of f32 inputs and one f32 output, with its tensors made beforehand.
final class Peer implements AutoCloseable {
    private final OrtSession session;
    private final Map<String, OnnxTensor> inputs = new LinkedHashMap<>();

    /// A session with all optimisations.
    Peer(Path model, int threads, Map<String, NDArray> arguments) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            session = environment.createSession(model.toString(), options);
        }
        for (Map.Entry<String, NDArray> argument : arguments.entrySet()) {
            NDArray array = argument.getValue();
            FloatBuffer elements =
                    array.segment().asByteBuffer().order(ByteOrder.nativeOrder()).asFloatBuffer();
            inputs.put(
                    argument.getKey(),
                    OnnxTensor.createTensor(environment, elements, array.sizes()));
        }
    }

    /// One call.
    void run() {
        try {
            session.run(inputs).close();
        } catch (OrtException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /// One call, and its first output's elements.
    float[] result() throws OrtException {
        try (OrtSession.Result result = session.run(inputs)) {
            FloatBuffer elements = ((OnnxTensor) result.get(0)).getFloatBuffer();
            float[] values = new float[elements.remaining()];
            elements.get(values);
            return values;
        }
    }

    @Override
    public void close() {
        inputs.values().forEach(OnnxTensor::close);
        try {
            session.close();
        } catch (OrtException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
