package dev.komodo.onnx.importer;

import dev.komodo.error.CompilerException;
import dev.komodo.graph.DType;
import dev.komodo.graph.GraphVerifier;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.onnx.ModelWriter;
import dev.komodo.onnx.ModelWriter.GraphWriter;
import dev.komodo.onnx.ModelWriter.Message;
import dev.komodo.onnx.OnnxModel;
import dev.komodo.onnx.importer.StandardOperator.Formal;
import dev.komodo.onnx.model.OnnxDataType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A model of one node of an operator, and whether it can be imported.
final class SampleModel {
    private final StandardOperator operator;
    private final OperatorSample sample;
    private final Map<String, String> types;

    /// @param types the element type for each type parameter
    SampleModel(StandardOperator operator, OperatorSample sample, Map<String, String> types) {
        this.operator = operator;
        this.sample = sample;
        this.types = Map.copyOf(types);
    }

    /// Why the importer refuses the model; empty where it makes a graph of it.
    ///
    /// @param version the operator set of the operator's domain
    Optional<String> refusal(int version, Path file) {
        boolean isOwn = operator.domain().isEmpty();
        ModelWriter model = new ModelWriter(isOwn ? version : Operator.NEWEST);
        if (!isOwn) {
            model.imports(operator.domain(), version);
        }
        write(model.graph());
        try {
            GraphVerifier.verify(OnnxModel.read(model.write(file)).graph());
            return Optional.empty();
        } catch (CompilerException refused) {
            return Optional.of(String.valueOf(refused.getMessage()));
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private void write(GraphWriter graph) {
        List<String> inputs = new ArrayList<>();
        for (int i = 0; i < sample.inputs().size(); i++) {
            inputs.add(input(graph, i));
        }
        for (String captured : sample.captured()) {
            String[] parts = captured.split("[:\\[\\]]", -1);
            graph.input(code(type("$" + parts[1])), parts[0], shape("[" + parts[2] + "]"));
        }
        int outputs = outputs();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < outputs; i++) {
            names.add("out" + i);
            graph.output("out" + i);
        }
        String node =
                String.join(", ", names)
                        + " = "
                        + operator.name()
                        + " "
                        + String.join(", ", inputs);
        Message[] attributes =
                sample.attributes().entrySet().stream()
                        .map(attribute -> attribute(attribute.getKey(), attribute.getValue()))
                        .toArray(Message[]::new);
        graph.message()
                .message(1, ModelWriter.node(node.strip(), attributes).text(7, operator.domain()));
    }

    private int outputs() {
        return sample.outputs() >= 0
                ? sample.outputs()
                : Math.max(
                        1, (int) operator.outputs().stream().filter(o -> !o.isOptional()).count());
    }

    /// The name of an input, which is then in the graph.
    private String input(GraphWriter graph, int index) {
        String written = sample.inputs().get(index);
        if (written.equals("_")) {
            return "_";
        }
        Formal formal = operator.input(index);
        String type = types.getOrDefault(formal.type(), formal.type());
        String name = "in" + index;
        if (sample.isConstant(index)) {
            graph.message().message(5, constant(name, type, written));
        } else {
            graph.input(code(type), name, shape(written));
        }
        return name;
    }

    private static Object[] shape(String written) {
        String sizes = written.substring(1, written.length() - 1);
        return sizes.isEmpty()
                ? new Object[0]
                : Arrays.stream(sizes.split(",", -1)).map(Integer::valueOf).toArray();
    }

    private static Message constant(String name, String type, String written) {
        String[] numbers = written.substring(1, written.length() - 1).split(",", -1);
        long[] sizes = written.startsWith("<") ? new long[0] : new long[] {numbers.length};
        Optional<DType> dtype = ElementTypes.find(dataType(type));
        if (dtype.isPresent()) {
            double[] values = Arrays.stream(numbers).mapToDouble(Double::parseDouble).toArray();
            Literal literal = LiteralBuilder.of(dtype.get(), sizes, values);
            return ModelWriter.tensor(name, literal);
        }
        Message tensor = new Message().number(2, code(type)).text(8, name);
        for (long size : sizes) {
            tensor.number(1, size);
        }
        return type.equals("string")
                ? tensor.text(6, "a text")
                : tensor.bytes(9, new byte[Math.max(1, dataType(type).bits() / Byte.SIZE)]);
    }

    private Message attribute(String name, String value) {
        if (value.startsWith("$")) {
            return ModelWriter.attribute(name, (long) code(type(value)));
        }
        if (value.startsWith("%")) {
            return new Message()
                    .text(1, name)
                    .message(5, constant("", type(value), "{1}"))
                    .number(20, 4);
        }
        if (value.startsWith("@")) {
            return ModelWriter.attribute(name, body(value));
        }
        if (value.matches("-?[0-9]+(,-?[0-9]+)*,?") && value.contains(",")) {
            return ModelWriter.attribute(
                    name, Arrays.stream(value.split(",")).mapToLong(Long::parseLong).toArray());
        }
        if (value.matches("-?[0-9]+")) {
            return ModelWriter.attribute(name, Long.parseLong(value));
        }
        return value.matches("-?[0-9]+\\.[0-9]+")
                ? ModelWriter.attribute(name, Float.parseFloat(value))
                : ModelWriter.attribute(name, value);
    }

    private String type(String reference) {
        return types.getOrDefault(reference.substring(1), reference.substring(1));
    }

    /// A sub-graph of nodes that hand on what they get.
    private Message body(String name) {
        GraphWriter body = new GraphWriter(name.substring(1));
        int element = code(type("$V"));
        return switch (name) {
            case "@same" -> body.node("y = Identity x").output("y").message();
            case "@loop" ->
                    body.input(code("i64"), "step")
                            .input(code("bool"), "go")
                            .input(element, "state", 2)
                            .node("on = Identity go")
                            .node("next = Identity state")
                            .output("on")
                            .output("next")
                            .message();
            case "@scan" ->
                    body.input(element, "state", 2)
                            .input(element, "given", 2)
                            .node("next = Identity state")
                            .node("emitted = Identity given")
                            .output("next")
                            .output("emitted")
                            .message();
            default -> throw new IllegalArgumentException("no sub-graph " + name);
        };
    }

    private static int code(String type) {
        return dataType(type).code();
    }

    private static OnnxDataType dataType(String type) {
        return Arrays.stream(OnnxDataType.values())
                .filter(candidate -> text(candidate).equals(type))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no element type " + type));
    }

    /// The name of a type as in `standard-operators.tsv`.
    private static String text(OnnxDataType type) {
        return ElementTypes.find(type)
                .map(DType::text)
                .orElseGet(() -> type.name().replace("_", "").toLowerCase(Locale.ROOT));
    }
}
