package dev.komodo.peer.onnxruntime;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

import dev.komodo.graph.DType;
import dev.komodo.measure.peer.PeerException;
import dev.komodo.measure.peer.PeerSession;
import dev.komodo.runtime.NDArray;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// A model in ONNX Runtime. Inputs are views of the caller's arrays; after the first call outputs
/// are views of arrays of this session.
final class OnnxRuntimeSession implements PeerSession {
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final Path model;
    private final OrtSession session;
    private final Arena arena = Arena.ofShared();
    private final Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
    private final Map<String, OnnxTensor> outputs = new LinkedHashMap<>();

    OnnxRuntimeSession(Path model, int threads, Map<String, NDArray> arguments)
            throws OrtException {
        this.model = model;
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            session = environment.createSession(model.toString(), options);
        }
        try {
            for (Map.Entry<String, NDArray> argument : arguments.entrySet()) {
                inputs.put(argument.getKey(), view(argument.getValue()));
            }
        } catch (OrtException | RuntimeException failure) {
            close();
            throw failure;
        }
    }

    private OnnxTensor view(NDArray array) throws OrtException {
        ByteBuffer bytes = array.segment().asByteBuffer().order(ByteOrder.nativeOrder());
        OnnxJavaType type = type(array.dtype());
        if (type == OnnxJavaType.UNKNOWN) {
            throw new PeerException(
                    "ONNX Runtime's Java interface has no tensors of %s".formatted(array.dtype()));
        }
        return OnnxTensor.createTensor(environment, bytes, array.sizes(), type);
    }

    /// The name that ONNX Runtime's Java interface has for a dtype, or `UNKNOWN`.
    private static OnnxJavaType type(DType dtype) {
        return switch (dtype) {
            case F16 -> OnnxJavaType.FLOAT16;
            case BF16 -> OnnxJavaType.BFLOAT16;
            case F32 -> OnnxJavaType.FLOAT;
            case F64 -> OnnxJavaType.DOUBLE;
            case I8 -> OnnxJavaType.INT8;
            case I16 -> OnnxJavaType.INT16;
            case I32 -> OnnxJavaType.INT32;
            case I64 -> OnnxJavaType.INT64;
            case U8 -> OnnxJavaType.UINT8;
            case U16, U32, U64 -> OnnxJavaType.UNKNOWN;
            case BOOL -> OnnxJavaType.BOOL;
        };
    }

    @Override
    public Map<String, NDArray> results(Arena results) {
        try (OrtSession.Result result = session.run(inputs)) {
            Map<String, NDArray> arrays = new LinkedHashMap<>();
            for (Map.Entry<String, OnnxValue> entry : result) {
                NDArray copy = copy(results, entry.getKey(), entry.getValue());
                arrays.put(entry.getKey(), copy);
                if (!outputs.containsKey(entry.getKey()) && copy.elements() > 0) {
                    NDArray own = NDArray.of(arena, copy.dtype(), copy.sizes());
                    outputs.put(entry.getKey(), view(own));
                }
            }
            return arrays;
        } catch (OrtException failure) {
            throw failed(failure);
        }
    }

    private NDArray copy(Arena results, String name, OnnxValue value) {
        if (!(value instanceof OnnxTensor tensor)) {
            throw new PeerException(
                    "The output '%s' of %s is no tensor but %s"
                            .formatted(name, model, value.getType()));
        }
        NDArray array =
                NDArray.of(
                        results, dtype(name, tensor.getInfo().type), tensor.getInfo().getShape());
        array.segment().copyFrom(MemorySegment.ofBuffer(tensor.getByteBuffer()));
        return array;
    }

    private DType dtype(String name, OnnxJavaType type) {
        for (DType dtype : DType.values()) {
            if (type(dtype) == type) {
                return dtype;
            }
        }
        throw new PeerException(
                "The output '%s' of %s has the type %s, which Komodo has not"
                        .formatted(name, model, type));
    }

    @Override
    public void run() {
        try {
            if (outputs.isEmpty()) {
                session.run(inputs).close();
            } else {
                // what is bound is written in place; the result owns nothing then
                session.run(inputs, outputs).close();
            }
        } catch (OrtException failure) {
            throw failed(failure);
        }
    }

    private PeerException failed(OrtException failure) {
        return new PeerException(
                "ONNX Runtime failed on %s: %s".formatted(model, failure.getMessage()), failure);
    }

    @Override
    public void close() {
        inputs.values().forEach(OnnxTensor::close);
        outputs.values().forEach(OnnxTensor::close);
        arena.close();
        try {
            session.close();
        } catch (OrtException failure) {
            throw failed(failure);
        }
    }
}
