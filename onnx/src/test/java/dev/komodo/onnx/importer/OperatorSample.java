package dev.komodo.onnx.importer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A node of an operator as `operator-samples.txt` writes it.
///
/// @param inputs of the node, in order
/// @param attributes by name, as written
/// @param captured further inputs of the model, as written: `name:type[shape]`
/// @param outputs how many are asked for; -1 for one of each that is not optional
record OperatorSample(
        List<String> inputs, Map<String, String> attributes, List<String> captured, int outputs) {
    private static final Map<String, OperatorSample> WRITTEN = written();

    OperatorSample {
        inputs = List.copyOf(inputs);
        captured = List.copyOf(captured);
    }

    /// The sample for an operator: what is written, else inputs `[2,3]`.
    static OperatorSample of(StandardOperator operator) {
        OperatorSample written = WRITTEN.get(operator.label());
        if (written != null) {
            return written;
        }
        List<String> inputs =
                operator.inputs().stream()
                        .filter(input -> !input.isOptional())
                        .flatMap(
                                input ->
                                        Collections.nCopies(input.isRepeated() ? 2 : 1, "[2,3]")
                                                .stream())
                        .toList();
        return new OperatorSample(inputs, Map.of(), List.of(), -1);
    }

    private static Map<String, OperatorSample> written() {
        Map<String, OperatorSample> samples = new HashMap<>();
        for (String line : StandardOperator.lines("operator-samples.txt")) {
            String[] words = line.split(" ", -1);
            List<String> inputs = new ArrayList<>();
            Map<String, String> attributes = new HashMap<>();
            List<String> captured = new ArrayList<>();
            int outputs = -1;
            for (String word : Stream.of(words).skip(1).toList()) {
                if (word.startsWith("->")) {
                    outputs = Integer.parseInt(word.substring(2));
                } else if (word.matches("_|[\\[{<].*")) {
                    inputs.add(word);
                } else if (word.contains("=")) {
                    int at = word.indexOf('=');
                    attributes.put(word.substring(0, at), word.substring(at + 1));
                } else {
                    captured.add(word);
                }
            }
            samples.put(words[0], new OperatorSample(inputs, attributes, captured, outputs));
        }
        return samples;
    }

    /// The operators that samples are written for.
    static List<String> labels() {
        return List.copyOf(WRITTEN.keySet());
    }

    /// This sample with the constant at an index an input of the model instead.
    OperatorSample open(int index) {
        List<String> opened = new ArrayList<>(inputs);
        String constant = inputs.get(index);
        opened.set(
                index,
                constant.startsWith("<")
                        ? "[]"
                        : "["
                                + constant.substring(1, constant.length() - 1).split(",").length
                                + "]");
        return new OperatorSample(opened, attributes, captured, outputs);
    }

    /// This sample with an input left out.
    OperatorSample without(int index) {
        List<String> fewer = new ArrayList<>(inputs);
        fewer.set(index, "_");
        return new OperatorSample(fewer, attributes, captured, outputs);
    }

    /// Whether an input is a constant.
    boolean isConstant(int index) {
        return inputs.get(index).matches("[{<].*");
    }
}
