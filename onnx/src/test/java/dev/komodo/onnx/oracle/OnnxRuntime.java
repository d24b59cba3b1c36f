package dev.komodo.onnx.oracle;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;

import dev.komodo.runtime.NDArray;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// Models of f32 inputs and outputs, run by ONNX Runtime.
final class OnnxRuntime {
    private OnnxRuntime() {}

    /// The outputs by name.
    static Map<String, float[]> run(Path model, int threads, Map<String, NDArray> arguments)
            throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
        try (OrtSession.SessionOptions options = options(threads);
                OrtSession session = environment.createSession(model.toString(), options)) {
            for (Map.Entry<String, NDArray> argument : arguments.entrySet()) {
                NDArray array = argument.getValue();
                inputs.put(
                        argument.getKey(),
                        OnnxTensor.createTensor(environment, elements(array), array.sizes()));
            }
            Map<String, float[]> outputs = new LinkedHashMap<>();
            try (OrtSession.Result result = session.run(inputs)) {
                for (Map.Entry<String, OnnxValue> output : result) {
                    FloatBuffer found = ((OnnxTensor) output.getValue()).getFloatBuffer();
                    float[] values = new float[found.remaining()];
                    found.get(values);
                    outputs.put(output.getKey(), values);
                }
            }
            return outputs;
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    private static OrtSession.SessionOptions options(int threads) throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(threads);
        options.setInterOpNumThreads(1);
        // its warnings speak of constants that a rewritten model does not use
        options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
        return options;
    }

    private static FloatBuffer elements(NDArray array) {
        return array.segment().asByteBuffer().order(ByteOrder.nativeOrder()).asFloatBuffer();
    }
}
