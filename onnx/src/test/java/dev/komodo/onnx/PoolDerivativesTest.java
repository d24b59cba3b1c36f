package dev.komodo.onnx;

import static dev.komodo.onnx.ModelWriter.attribute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.autodiff.GradientCheck;
import dev.komodo.graph.DType;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.Node;
import dev.komodo.graph.Op;
import dev.komodo.graph.Operands;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.Value;
import dev.komodo.onnx.ModelWriter.Message;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/// Derivatives of pools and convolutions as models write them: reverse and forward mode against
/// differences of their values.
final class PoolDerivativesTest {
    private static final double ERROR = 5e-8;

    @TempDir private Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MaxPool kernel_shape=2,2",
                "MaxPool kernel_shape=3,2 strides=2,1",
                "MaxPool kernel_shape=3,3 pads=1,1,1,1",
                "MaxPool kernel_shape=2,3 pads=1,0,0,2 strides=2,2",
                "MaxPool kernel_shape=2,2 dilations=2,3",
                "MaxPool kernel_shape=3,2 dilations=2,1 pads=2,1,1,0 strides=2,3",
                "MaxPool kernel_shape=2,2 strides=2,2 ceil_mode=1",
                "MaxPool kernel_shape=2,2 auto_pad=SAME_LOWER",
                "AveragePool kernel_shape=2,2",
                "AveragePool kernel_shape=3,2 strides=2,1",
                "AveragePool kernel_shape=3,3 pads=1,1,1,1",
                "AveragePool kernel_shape=3,3 pads=1,1,1,1 count_include_pad=1",
                "AveragePool kernel_shape=2,3 pads=1,0,0,2 strides=2,2",
                "AveragePool kernel_shape=2,3 pads=1,0,0,2 strides=2,2 count_include_pad=1",
                "AveragePool kernel_shape=2,2 dilations=2,3",
                "AveragePool kernel_shape=3,2 dilations=2,1 pads=2,1,1,0 strides=2,3",
                "AveragePool kernel_shape=2,2 strides=2,2 ceil_mode=1 count_include_pad=1",
                "AveragePool kernel_shape=2,2 auto_pad=SAME_UPPER",
                "LpPool kernel_shape=3,2 strides=2,1 pads=1,0,0,1 p=3",
                "GlobalAveragePool",
                "GlobalMaxPool",
                "GlobalLpPool p=3"
            })
    void poolsDeriveInBothModes(String node) {
        check(node, List.of(random(1, 1, 2, 5, 5)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Conv",
                "Conv pads=1,2,0,1 strides=2,1",
                "Conv dilations=2,1 pads=2,1,1,2 strides=2,3",
                "ConvTranspose",
                "ConvTranspose strides=2,1 pads=1,0,0,1 output_padding=1,0",
                "ConvTranspose dilations=2,1 strides=1,3 pads=2,1,1,2"
            })
    void convolutionsDeriveInBothModes(String node) {
        check(node, List.of(random(1, 1, 2, 5, 5), random(2, 2, 2, 3, 2), random(3, 2)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Conv group=2 pads=1,1,1,1", "ConvTranspose group=2 strides=2,2"})
    void groupedConvolutionsDeriveInBothModes(String node) {
        check(node, List.of(random(1, 1, 2, 5, 5), random(2, 2, 1, 3, 2), random(3, 2)));
    }

    private void check(String node, List<Literal> point) {
        Graph graph = model(node, point);
        GradientCheck check = GradientCheck.of(inputs -> inlined(graph, inputs), point);
        assertThat(check.elements()).isNotEmpty();
        assertThat(check.largestError()).as(() -> node + "\n" + check).isLessThan(ERROR);
    }

    private Graph model(String node, List<Literal> point) {
        String[] words = node.split(" ", -1);
        Message[] attributes =
                Arrays.stream(words)
                        .skip(1)
                        .map(PoolDerivativesTest::option)
                        .toArray(Message[]::new);
        ModelWriter model = new ModelWriter(22);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < point.size(); i++) {
            Object[] sizes =
                    Arrays.stream(point.get(i).sizes()).mapToObj(Math::toIntExact).toArray();
            model.graph().input(11, "x" + i, sizes);
            names.add("x" + i);
        }
        model.graph()
                .node("y = " + words[0] + " " + String.join(", ", names), attributes)
                .output("y");
        return model.read(folder).graph();
    }

    private static Message option(String text) {
        String[] sides = text.split("=", -1);
        if (sides[1].contains(",")) {
            return attribute(
                    sides[0],
                    Arrays.stream(sides[1].split(",")).mapToLong(Long::parseLong).toArray());
        }
        return sides[1].matches("[0-9]+")
                ? attribute(sides[0], Long.parseLong(sides[1]))
                : attribute(sides[0], sides[1]);
    }

    /// The graph's only output, as part of the graph that the inputs belong to.
    private static Tensor inlined(Graph graph, List<Tensor> inputs) {
        Map<Value, Value> copies = new HashMap<>();
        int next = 0;
        for (Node node : graph.nodes()) {
            List<Tensor> results =
                    node.op() instanceof Op.Input
                            ? List.of(inputs.get(next++))
                            : inputs.getFirst()
                                    .builder()
                                    .apply(
                                            Operands.replace(
                                                    node.op(),
                                                    value ->
                                                            Objects.requireNonNull(
                                                                    copies.get(value))));
            for (int i = 0; i < results.size(); i++) {
                copies.put(node.result(i), results.get(i).value());
            }
        }
        Value output = Objects.requireNonNull(copies.get(graph.outputs().getFirst().value()));
        return inputs.getFirst().builder().tensor(output);
    }

    /// Numbers in random order, far enough apart for the differences to change no maximum.
    private static Literal random(long seed, long... sizes) {
        LiteralBuilder literal = new LiteralBuilder(DType.F64, sizes);
        List<Double> values = new ArrayList<>();
        for (long i = 0; i < literal.elements(); i++) {
            values.add((2 * i + 1.0) / literal.elements() - 1);
        }
        Collections.shuffle(values, new Random(seed));
        for (int i = 0; i < values.size(); i++) {
            literal.put(i, values.get(i));
        }
        return literal.build();
    }
}
