package dev.komodo.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.komodo.graph.DType;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.interp.Interpreter;
import dev.komodo.onnx.ModelWriter.GraphWriter;
import dev.komodo.onnx.ModelWriter.Message;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// RNN, GRU and LSTM, as ONNX's documents describe their options.
final class RecurrentMeaningTest {
    private static final int STEPS = 5;
    private static final int FEATURES = 3;
    private static final int HIDDEN = 2;

    @TempDir private Path folder = Path.of("");

    private static Literal random(long seed, long... sizes) {
        SplittableRandom random = new SplittableRandom(seed);
        LiteralBuilder literal = new LiteralBuilder(DType.F64, sizes);
        for (long i = 0; i < literal.elements(); i++) {
            literal.put(i, random.nextDouble(-1, 1));
        }
        return literal.build();
    }

    /// The outputs of a node over sequences `[steps, batch, features]`.
    private List<Literal> run(
            String operator, String direction, Literal x, List<Long> lengths, Message... more) {
        int gates = operator.equals("RNN") ? 1 : operator.equals("GRU") ? 3 : 4;
        int directions = direction.equals("bidirectional") ? 2 : 1;
        int rows = gates * HIDDEN;
        ModelWriter model = new ModelWriter(22);
        GraphWriter graph =
                model.graph()
                        .constant("x", x)
                        .constant("w", random(1, directions, rows, FEATURES))
                        .constant("r", random(2, directions, rows, HIDDEN))
                        .constant("b", random(3, directions, 2L * rows));
        String given = "x, w, r, b";
        if (!lengths.isEmpty()) {
            double[] values = lengths.stream().mapToDouble(Long::doubleValue).toArray();
            graph.constant("lengths", LiteralBuilder.vector(DType.I32, values));
            given += ", lengths";
        }
        String outputs = operator.equals("LSTM") ? "y, h, c" : "y, h";
        List<Message> attributes = new ArrayList<>(List.of(more));
        attributes.add(ModelWriter.attribute("direction", direction));
        graph.node(outputs + " = " + operator + " " + given, attributes.toArray(Message[]::new));
        for (String output : List.of(outputs.split(", ", -1))) {
            graph.output(output);
        }
        return Interpreter.run(model.read(folder).graph(), List.of());
    }

    /// One sequence of a batch, as long as it is.
    private static Literal alone(Literal batch, int index, long length) {
        long count = batch.sizes()[1];
        LiteralBuilder one = new LiteralBuilder(DType.F64, length, 1, FEATURES);
        for (int t = 0; t < length; t++) {
            for (int f = 0; f < FEATURES; f++) {
                one.put(
                        (long) t * FEATURES + f,
                        batch.asDouble((t * count + index) * FEATURES + f));
            }
        }
        return one.build();
    }

    /// A sequence of a batch gives what it gives alone, and zeros behind its end.
    @ParameterizedTest
    @CsvSource({
        "RNN, forward", "RNN, reverse", "RNN, bidirectional",
        "GRU, forward", "GRU, reverse", "GRU, bidirectional",
        "LSTM, forward", "LSTM, reverse", "LSTM, bidirectional"
    })
    void sequencesOfABatchHaveTheirOwnLengths(String operator, String direction) {
        List<Long> lengths = List.of(5L, 2L, 3L);
        Literal batch = random(4, STEPS, lengths.size(), FEATURES);
        List<Literal> all = run(operator, direction, batch, lengths);
        int directions = direction.equals("bidirectional") ? 2 : 1;
        for (int b = 0; b < lengths.size(); b++) {
            List<Literal> one =
                    run(operator, direction, alone(batch, b, lengths.get(b)), List.of());
            List<Double> expected = new ArrayList<>(ModelWriter.elements(one.getFirst()));
            while (expected.size() < STEPS * directions * HIDDEN) {
                expected.add(0.0);
            }
            assertClose(picked(all.getFirst(), b), expected);
            for (int state = 1; state < all.size(); state++) {
                assertClose(picked(all.get(state), b), ModelWriter.elements(one.get(state)));
            }
        }
    }

    /// The elements of `[..., batch, hidden]` that belong to one sequence.
    private static List<Double> picked(Literal literal, int index) {
        int count = (int) literal.sizes()[literal.rank() - 2];
        List<Double> elements = ModelWriter.elements(literal);
        List<Double> picked = new ArrayList<>();
        for (int i = 0; i < elements.size(); i++) {
            if (i / HIDDEN % count == index) {
                picked.add(elements.get(i));
            }
        }
        return picked;
    }

    private static void assertClose(List<Double> found, List<Double> expected) {
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < found.size(); i++) {
            assertThat(found.get(i)).isCloseTo(expected.get(i), within(1e-12));
        }
    }

    /// One step of an RNN is `f(w x + wb + rb)`.
    private double simple(double input, Message... attributes) {
        ModelWriter model = new ModelWriter(22);
        model.graph()
                .constant("x", LiteralBuilder.of(DType.F64, new long[] {1, 1, 1}, input))
                .constant("w", LiteralBuilder.of(DType.F64, new long[] {1, 1, 1}, 1))
                .constant("r", LiteralBuilder.of(DType.F64, new long[] {1, 1, 1}, 1))
                .node("y = RNN x, w, r", attributes)
                .output("y");
        return Interpreter.run(model.read(folder).graph(), List.of()).getFirst().asDouble(0);
    }

    private static Message floats(String name, float value) {
        return new Message().text(1, name).single(7, value).number(20, 6);
    }

    private static Message texts(String name, String value) {
        return new Message().text(1, name).text(9, value).number(20, 8);
    }

    @ParameterizedTest
    @CsvSource({
        "Affine, 2, 0.5, -3, -5.5",
        "ScaledTanh, 2, 0.5, 1, 0.9242343145200195",
        "LeakyRelu, 0.25, 0, -4, -1",
        "ThresholdedRelu, 2, 0, 1.5, 0",
        "ThresholdedRelu, 2, 0, 2.5, 2.5",
        "HardSigmoid, 0.5, 0.25, 1, 0.75",
        "Elu, 2, 0, -1, -1.2642411176571153",
        "Softsign, 0, 0, -3, -0.75"
    })
    void activationsTakeTheirParameters(
            String name, float alpha, float beta, double input, double expected) {
        double found =
                simple(
                        input,
                        texts("activations", name),
                        floats("activation_alpha", alpha),
                        floats("activation_beta", beta));
        assertThat(found).isCloseTo(expected, within(1e-12));
    }

    @Test
    void whatActivationsTakeIsClipped() {
        Message clip = ModelWriter.attribute("clip", 0.5f);
        assertThat(simple(7, texts("activations", "Affine"), clip)).isEqualTo(0.5);
        assertThat(simple(-7, texts("activations", "Affine"), clip)).isEqualTo(-0.5);
    }

    /// With coupled gates the forget gate's weights have no part.
    @Test
    void coupledGatesForgetWhatTheyDoNotLetIn() {
        List<Literal> first =
                run(
                        "LSTM",
                        "forward",
                        random(4, STEPS, 1, FEATURES),
                        List.of(),
                        ModelWriter.attribute("input_forget", 1));
        List<Literal> usual = run("LSTM", "forward", random(4, STEPS, 1, FEATURES), List.of());
        // after one step from a state of zeros nothing can be forgotten
        assertThat(first.getFirst().asDouble(0)).isEqualTo(usual.getFirst().asDouble(0));
        assertThat(first.getFirst().asDouble(HIDDEN))
                .isNotEqualTo(usual.getFirst().asDouble(HIDDEN));
    }
}
