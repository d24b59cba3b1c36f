package dev.komodo.onnx;

import static dev.komodo.onnx.ModelWriter.attribute;
import static dev.komodo.onnx.ModelWriter.elements;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.komodo.error.InvalidGraphException;
import dev.komodo.graph.DType;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.interp.Interpreter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

/// Order and random numbers where ONNX's own cases leave them open.
final class OrderMeaningTest {
    @TempDir private Path folder = Path.of("");

    private List<Literal> run(ModelWriter model, Literal... arguments) {
        return Interpreter.run(model.read(folder).graph(), List.of(arguments));
    }

    private static Literal floats(double... values) {
        return LiteralBuilder.vector(DType.F32, values);
    }

    @Test
    void oldTopKTakesItsCountFromAnAttribute() {
        ModelWriter model = new ModelWriter(1);
        model.graph()
                .input("x", "n")
                .node("y, i = TopK x", attribute("k", 2))
                .output("y")
                .output("i");

        List<Literal> found = run(model, floats(1, 5, 2, 5));

        assertThat(elements(found.getFirst())).containsExactly(5.0, 5.0);
        assertThat(elements(found.getLast())).containsExactly(1.0, 3.0);
    }

    @Test
    void refusesMoreThanThereAre() {
        ModelWriter model = new ModelWriter(1);
        model.graph().input("x", 3).node("y, i = TopK x", attribute("k", 4)).output("y");

        assertThatThrownBy(() -> run(model, floats(1, 2, 3)))
                .isInstanceOf(InvalidGraphException.class)
                .hasMessageContaining("between 0 and the extent");
    }

    private static ModelWriter random(String node) {
        ModelWriter model = new ModelWriter(22);
        model.graph().input("x", 1000).node(node).output("y");
        return model;
    }

    private List<Double> drawn(String node) {
        return elements(run(random(node), floats(new double[1000])).getFirst());
    }

    /// A kernel has no state, so neither has a model; nodes differ from each other.
    @Test
    void drawsTheSameInEachCallAndOthersInOtherNodes() {
        assertThat(drawn("y = RandomNormalLike x")).isEqualTo(drawn("y = RandomNormalLike x"));
        ModelWriter two = new ModelWriter(22);
        two.graph()
                .input("x", 1000)
                .node("a = RandomUniformLike x")
                .node("b = RandomUniformLike x")
                .output("a")
                .output("b");
        List<Literal> found = run(two, floats(new double[1000]));
        assertThat(found.getFirst()).isNotEqualTo(found.getLast());
    }

    @Test
    void drawsWithinBoundsAndAroundMeans() {
        ModelWriter model = new ModelWriter(22);
        model.graph()
                .input("p", 2)
                .node(
                        "u = RandomUniform",
                        attribute("shape", new long[] {4000}),
                        attribute("low", -2f),
                        attribute("high", 6f),
                        attribute("seed", 1f))
                .node(
                        "n = RandomNormal",
                        attribute("shape", new long[] {4000}),
                        attribute("mean", 3f),
                        attribute("scale", 0.5f),
                        attribute("seed", 2f))
                .output("u")
                .output("n");

        List<Literal> found = run(model, floats(0, 1));

        List<Double> uniform = elements(found.getFirst());
        assertThat(uniform).allMatch(u -> u >= -2 && u < 6);
        assertThat(mean(uniform)).isBetween(1.8, 2.2);
        assertThat(mean(elements(found.getLast()))).isBetween(2.95, 3.05);
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(x -> x).average().orElseThrow();
    }

    @Test
    void drawsClassesByTheirLogarithms() {
        ModelWriter model = new ModelWriter(7);
        model.graph()
                .input("x", 2, 3)
                .node("y = Multinomial x", attribute("sample_size", 2000))
                .output("y");
        double never = Double.NEGATIVE_INFINITY;
        Literal logits =
                new LiteralBuilder(DType.F32, 2, 3)
                        .put(0, never)
                        .put(1, Math.log(3))
                        .put(2, 0)
                        .put(3, 5)
                        .put(4, never)
                        .put(5, never)
                        .build();

        Literal found = run(model, logits).getFirst();

        assertThat(found.dtype()).isEqualTo(DType.I32);
        List<Double> drawn = elements(found);
        assertThat(mean(drawn.subList(0, 2000))).isBetween(1.2, 1.3);
        assertThat(drawn.subList(2000, 4000)).containsOnly(0.0);
    }
}
