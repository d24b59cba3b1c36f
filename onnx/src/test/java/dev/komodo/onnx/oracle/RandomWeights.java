package dev.komodo.onnx.oracle;

import dev.komodo.onnx.ModelWriter.Message;
import dev.komodo.onnx.model.OnnxGraph;
import dev.komodo.onnx.model.OnnxModelFile;
import dev.komodo.onnx.model.OnnxNode;
import dev.komodo.onnx.model.OnnxReader;
import dev.komodo.onnx.model.OnnxTensor;
import dev.komodo.onnx.model.OnnxTensorData;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/// Rewrites a network of ONNX's `light` models, whose weights are all one number, into one with
/// seeded random weights in an external file. Where it ends in a Softmax, the input of that becomes
/// an output too: probabilities of random weights are close to 0 and 1, which hides differences.
///
/// Activations stay of one order of magnitude through the layers: weights of Conv and Gemm are
/// uniform with the variance 2 / (inputs of a sum) (He et al. 2015, formula 10), statistics of
/// batch normalisations have means near 0 and variances near 1.
final class RandomWeights {
    /// Fields of `ModelProto`, `GraphProto` and `TensorProto`; source: onnx.proto.
    private static final int GRAPH = 7;

    private static final int NODE = 1;
    private static final int INITIALIZER = 5;
    private static final int OUTPUT = 12;
    private static final String FILE = "weights.bin";

    private final OnnxGraph graph;
    private final SplittableRandom random = new SplittableRandom(20_26);
    private final Map<String, OnnxTensor> constants = new HashMap<>();
    private final Set<String> replaced = new HashSet<>();
    private final ByteArrayOutputStream added = new ByteArrayOutputStream();
    private long offset;

    private RandomWeights(OnnxGraph graph) {
        this.graph = graph;
        graph.initializers().forEach(tensor -> constants.put(tensor.name(), tensor));
    }

    /// Writes the new model and its weights into a folder.
    ///
    /// @return the model's file
    static Path write(Path model, Path folder) throws IOException {
        byte[] content = Files.readAllBytes(model);
        OnnxModelFile file = OnnxReader.readModel(model.toString(), content.clone());
        RandomWeights weights = new RandomWeights(file.graph());
        try (OutputStream out = Files.newOutputStream(folder.resolve(FILE))) {
            weights.replace(out);
        }
        Message rewritten = new Message();
        for (WireFields.Field field : WireFields.of(content)) {
            if (field.number() == GRAPH) {
                rewritten.bytes(GRAPH, weights.graph(field.content()));
            } else {
                rewritten.raw(field.bytes());
            }
        }
        return Files.write(folder.resolve(model.getFileName()), rewritten.bytes());
    }

    /// Draws new weights for what is a constant of one number, and for all statistics.
    private void replace(OutputStream out) throws IOException {
        Map<String, String> uses = new HashMap<>();
        for (OnnxNode node : graph.nodes()) {
            for (int i = 0; i < node.inputs().size(); i++) {
                uses.putIfAbsent(node.inputs().get(i), node.operator() + " " + i);
            }
        }
        for (OnnxNode node : graph.nodes()) {
            if (node.operator().equals("ConstantOfShape")) {
                String name = node.outputs().getFirst();
                replace(name, shape(node.inputs().getFirst()), uses.getOrDefault(name, ""), out);
            }
        }
        for (OnnxTensor tensor : graph.initializers()) {
            String use = uses.getOrDefault(tensor.name(), "");
            if (use.startsWith("BatchNormalization")) {
                replace(tensor.name(), tensor.dims(), use, out);
            }
        }
    }

    private List<Long> shape(String name) {
        OnnxTensor tensor = constants.get(name);
        if (tensor == null || !(tensor.data() instanceof OnnxTensorData.Inline(var bytes))) {
            throw new IllegalStateException("no shape " + name);
        }
        List<Long> shape = new ArrayList<>();
        for (ByteBuffer elements = bytes.buffer(); elements.hasRemaining(); ) {
            shape.add(elements.getLong());
        }
        return shape;
    }

    private void replace(String name, List<Long> dims, String use, OutputStream out)
            throws IOException {
        long elements = dims.stream().reduce(1L, Math::multiplyExact);
        ByteBuffer data =
                ByteBuffer.allocate(Math.toIntExact(elements * Float.BYTES))
                        .order(ByteOrder.LITTLE_ENDIAN);
        double middle = middle(dims, use);
        double spread = spread(dims, use, elements);
        while (data.hasRemaining()) {
            data.putFloat((float) (middle + spread * random.nextDouble(-1, 1)));
        }
        out.write(data.array());
        Message tensor = new Message();
        dims.forEach(dim -> tensor.number(1, dim));
        tensor.number(2, 1).text(8, name);
        tensor.message(13, entry("location", FILE));
        tensor.message(13, entry("offset", Long.toString(offset)));
        tensor.message(13, entry("length", Long.toString(data.capacity()))).number(14, 1);
        added.writeBytes(new Message().message(INITIALIZER, tensor).bytes());
        offset += data.capacity();
        replaced.add(name);
    }

    private static Message entry(String key, String value) {
        return new Message().text(1, key).text(2, value);
    }

    private static double middle(List<Long> dims, String use) {
        return switch (use) {
            case "BatchNormalization 1", "BatchNormalization 4" -> 1;
            case "BatchNormalization 2", "BatchNormalization 3", "Conv 2", "Gemm 2" -> 0;
            default -> dims.size() > 1 ? 0 : 1;
        };
    }

    private static double spread(List<Long> dims, String use, long elements) {
        return switch (use) {
            case "Conv 1", "Gemm 1" -> Math.sqrt(6.0 * dims.getFirst() / elements);
            case "Conv 2", "Gemm 2" -> 0.1;
            default -> 0.2;
        };
    }

    private byte[] graph(byte[] content) {
        Message rewritten = new Message();
        int node = 0;
        int initializer = 0;
        for (WireFields.Field field : WireFields.of(content)) {
            boolean kept =
                    switch (field.number()) {
                        case NODE ->
                                !replaced.contains(graph.nodes().get(node++).outputs().getFirst());
                        case INITIALIZER ->
                                !replaced.contains(graph.initializers().get(initializer++).name());
                        default -> true;
                    };
            if (kept) {
                rewritten.raw(field.bytes());
            }
        }
        OnnxNode last = graph.nodes().getLast();
        if (last.operator().equals("Softmax")) {
            Message type = new Message().message(1, new Message().number(1, 1));
            rewritten.message(
                    OUTPUT, new Message().text(1, last.inputs().getFirst()).message(2, type));
        }
        return rewritten.raw(added.toByteArray()).bytes();
    }
}
