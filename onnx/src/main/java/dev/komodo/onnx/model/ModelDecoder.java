package dev.komodo.onnx.model;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// `ModelProto` and the messages that make up its graph. Field numbers are those of `onnx.proto`;
/// unknown ones are passed over, as protobuf demands.
final class ModelDecoder {
    private ModelDecoder() {}

    static OnnxModelFile model(WireReader reader) {
        long irVersion = 0;
        long modelVersion = 0;
        String producerName = "";
        String producerVersion = "";
        String domain = "";
        @Nullable OnnxGraph graph = null;
        List<OnnxOperatorSet> operatorSets = new ArrayList<>();
        List<OnnxFunction> functions = new ArrayList<>();
        Map<String, String> metadata = new HashMap<>();
        while (reader.nextField()) {
            switch (reader.field()) {
                case 1 -> irVersion = reader.varint();
                case 2 -> producerName = reader.text();
                case 3 -> producerVersion = reader.text();
                case 4 -> domain = reader.text();
                case 5 -> modelVersion = reader.varint();
                case 7 -> {
                    if (graph != null) {
                        throw reader.fault("a second graph");
                    }
                    graph = graph(reader.message("graph"));
                }
                case 8 -> operatorSets.add(operatorSet(reader.message("opset_import")));
                case 14 -> Scalars.textPair(reader.message("metadata_props"), metadata);
                case 25 -> functions.add(function(reader.message("functions")));
                default -> reader.skip();
            }
        }
        if (graph == null) {
            throw reader.fault("no graph: is this an ONNX model?");
        }
        return new OnnxModelFile(
                irVersion,
                producerName,
                producerVersion,
                domain,
                modelVersion,
                operatorSets,
                graph,
                functions,
                metadata);
    }

    static OnnxGraph graph(WireReader reader) {
        String name = "";
        List<OnnxNode> nodes = new ArrayList<>();
        List<OnnxTensor> initializers = new ArrayList<>();
        List<OnnxSparseTensor> sparseInitializers = new ArrayList<>();
        List<OnnxValueInfo> inputs = new ArrayList<>();
        List<OnnxValueInfo> outputs = new ArrayList<>();
        List<OnnxValueInfo> valueInfos = new ArrayList<>();
        while (reader.nextField()) {
            switch (reader.field()) {
                case 1 -> nodes.add(node(reader.message("node")));
                case 2 -> name = reader.text();
                case 5 -> initializers.add(TensorDecoder.tensor(reader.message("initializer")));
                case 11 -> inputs.add(TypeDecoder.valueInfo(reader.message("input")));
                case 12 -> outputs.add(TypeDecoder.valueInfo(reader.message("output")));
                case 13 -> valueInfos.add(TypeDecoder.valueInfo(reader.message("value_info")));
                case 15 ->
                        sparseInitializers.add(
                                TensorDecoder.sparseTensor(reader.message("sparse_initializer")));
                default -> reader.skip();
            }
        }
        return new OnnxGraph(
                name, nodes, initializers, sparseInitializers, inputs, outputs, valueInfos);
    }

    private static OnnxNode node(WireReader reader) {
        String name = "";
        String operator = "";
        String domain = "";
        String overload = "";
        List<String> inputs = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        List<OnnxAttribute> attributes = new ArrayList<>();
        Set<String> attributeNames = new HashSet<>();
        while (reader.nextField()) {
            switch (reader.field()) {
                case 1 -> inputs.add(reader.text());
                case 2 -> outputs.add(reader.text());
                case 3 -> name = reader.text();
                case 4 -> operator = reader.text();
                case 5 -> {
                    OnnxAttribute attribute =
                            AttributeDecoder.attribute(reader.message("attribute"));
                    if (!attributeNames.add(attribute.name())) {
                        throw reader.fault("a second attribute '" + attribute.name() + "'");
                    }
                    attributes.add(attribute);
                }
                case 7 -> domain = Scalars.domain(reader.text());
                case 8 -> overload = reader.text();
                default -> reader.skip();
            }
        }
        return new OnnxNode(name, operator, domain, overload, inputs, outputs, attributes);
    }

    private static OnnxFunction function(WireReader reader) {
        String name = "";
        String domain = "";
        String overload = "";
        List<String> inputs = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        List<String> attributes = new ArrayList<>();
        List<OnnxAttribute> defaults = new ArrayList<>();
        List<OnnxNode> nodes = new ArrayList<>();
        List<OnnxOperatorSet> operatorSets = new ArrayList<>();
        List<OnnxValueInfo> valueInfos = new ArrayList<>();
        while (reader.nextField()) {
            switch (reader.field()) {
                case 1 -> name = reader.text();
                case 4 -> inputs.add(reader.text());
                case 5 -> outputs.add(reader.text());
                case 6 -> attributes.add(reader.text());
                case 7 -> nodes.add(node(reader.message("node")));
                case 9 -> operatorSets.add(operatorSet(reader.message("opset_import")));
                case 10 -> domain = Scalars.domain(reader.text());
                case 11 ->
                        defaults.add(AttributeDecoder.attribute(reader.message("attribute_proto")));
                case 12 -> valueInfos.add(TypeDecoder.valueInfo(reader.message("value_info")));
                case 13 -> overload = reader.text();
                default -> reader.skip();
            }
        }
        return new OnnxFunction(
                name,
                domain,
                overload,
                inputs,
                outputs,
                attributes,
                defaults,
                nodes,
                operatorSets,
                valueInfos);
    }

    private static OnnxOperatorSet operatorSet(WireReader reader) {
        String domain = "";
        long version = 0;
        while (reader.nextField()) {
            switch (reader.field()) {
                case 1 -> domain = Scalars.domain(reader.text());
                case 2 -> version = reader.varint();
                default -> reader.skip();
            }
        }
        return new OnnxOperatorSet(domain, version);
    }
}
