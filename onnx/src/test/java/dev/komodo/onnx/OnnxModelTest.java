package dev.komodo.onnx;

import static dev.komodo.onnx.ModelWriter.attribute;
import static dev.komodo.onnx.ModelWriter.elements;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.komodo.error.InvalidGraphException;
import dev.komodo.error.UnsupportedException;
import dev.komodo.graph.DType;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.Op;
import dev.komodo.interp.Interpreter;
import dev.komodo.onnx.ModelWriter.Message;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

final class OnnxModelTest {
    @TempDir private Path folder = Path.of("");

    private static Literal longs(double... values) {
        return LiteralBuilder.vector(DType.I64, values);
    }

    private static Literal floats(double... values) {
        return LiteralBuilder.vector(DType.F32, values);
    }

    @Test
    void namesEveryUnknownOperatorAndItsNodes() {
        ModelWriter model = new ModelWriter(17).imports("org.example", 3);
        model.graph().input("x", 4).output("z");
        model.graph().node("y = Frobnicate x").node("w = Relu y").node("z = Twiddle w");

        assertThatThrownBy(() -> model.read(folder).graph())
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("Frobnicate (ai.onnx 17) in node 'the Frobnicate'")
                .hasMessageContaining("Twiddle (ai.onnx 17) in node 'the Twiddle'");
    }

    @Test
    void namesTheNodeWhoseTextIsNone() {
        Message approximate =
                new Message()
                        .text(1, "approximate")
                        .bytes(4, new byte[] {(byte) 0xFF})
                        .number(20, 3);
        ModelWriter model = new ModelWriter(20);
        model.graph().input("x", 2).node("y = Gelu x", approximate).output("y");

        assertThatThrownBy(() -> model.read(folder).graph())
                .isInstanceOf(InvalidGraphException.class)
                .hasMessageContaining("node 'the Gelu' (Gelu): ")
                .hasMessageContaining("UTF-8");
    }

    @Test
    void namesTheNodeOfAFault() {
        ModelWriter model = new ModelWriter(17);
        model.graph().input("a", 2, 3).input("b", 4, 5).node("c = MatMul a, b").output("c");

        assertThatThrownBy(() -> model.read(folder).graph())
                .isInstanceOf(InvalidGraphException.class)
                .hasMessageContaining("node 'the MatMul' (MatMul): ");
    }

    @Test
    void refusesUndefinedAndRedefinedValues() {
        ModelWriter undefined = new ModelWriter(17);
        undefined.graph().input("a", 2).node("c = Relu b").output("c");
        assertThatThrownBy(() -> undefined.read(folder).graph())
                .isInstanceOf(InvalidGraphException.class)
                .hasMessageContaining("'b' is used and not defined");

        ModelWriter twice = new ModelWriter(17);
        twice.graph().input("a", 2).node("a = Relu a").output("a");
        assertThatThrownBy(() -> twice.read(folder).graph())
                .isInstanceOf(InvalidGraphException.class)
                .hasMessageContaining("'a' is defined twice");
    }

    @Test
    void namesElementTypesThatItLacks() {
        ModelWriter model = new ModelWriter(17);
        model.graph().input(14, "x", 4).node("y = Identity x").output("y");

        assertThatThrownBy(() -> model.read(folder).graph())
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("The input 'x' has the element type COMPLEX64");
    }

    @Test
    void asksForARankWhereNoneIsDeclared() {
        ModelWriter model = new ModelWriter(17);
        model.graph().inputOfUnknownRank("x").node("y = Relu x").output("y");

        assertThatThrownBy(() -> model.read(folder).graph())
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("The rank of the input 'x' is not declared");
    }

    @Test
    void refusesOperatorSetsThatItDoesNotKnow() {
        ModelWriter model = new ModelWriter(99);
        model.graph().input("x", 2).node("y = Relu x").output("y");

        assertThatThrownBy(() -> model.read(folder).graph())
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("99");
    }

    @Test
    void makesSizesSymbolsOfDistinctNames() {
        ModelWriter model = new ModelWriter(17);
        model.graph()
                .input("x", "batch-size", "batch.size", "", 3)
                .input("y", "batch-size")
                .node("z = Relu x")
                .output("z");

        Graph graph = model.read(folder).graph();

        assertThat(graph.inputs().get(0).type())
                .hasToString("f32[batch_size, batch_size_1, x_2, 3]");
        assertThat(graph.inputs().get(1).type()).hasToString("f32[batch_size]");
    }

    @Test
    void keepsShapeArithmeticSymbolic() {
        ModelWriter model = new ModelWriter(17);
        model.graph()
                .input("x", "n", "m", 8)
                .constant("zero", LiteralBuilder.scalar(DType.I64, 0))
                .constant("one", LiteralBuilder.scalar(DType.I64, 1))
                .constant("axis", longs(0))
                .constant("last", longs(2, 4))
                .node("shape = Shape x")
                .node("n = Gather shape, zero")
                .node("m = Gather shape, one")
                .node("nm = Mul n, m")
                .node("lead = Unsqueeze nm, axis")
                .node("wanted = Concat lead, last", attribute("axis", 0))
                .node("y = Reshape x, wanted")
                .output("y");

        Graph graph = model.read(folder).graph();

        assertThat(graph.type(graph.outputs().getFirst().value())).hasToString("f32[m*n, 2, 4]");
        assertThat(graph.guards()).isEmpty();
        assertThat(graph.nodes()).hasSize(2);
    }

    @Test
    void sizesOfAnOutputAreTensorsAgain() {
        ModelWriter model = new ModelWriter(17);
        model.graph()
                .input("x", "n", 3)
                .node("shape = Shape x")
                .node("size = Size x")
                .output("shape")
                .output("size");

        List<Literal> results =
                Interpreter.run(
                        model.read(folder).graph(),
                        List.of(LiteralBuilder.splat(DType.F32, 0, 5, 3)));

        assertThat(elements(results.get(0))).containsExactly(5.0, 3.0);
        assertThat(results.get(1).rank()).isZero();
        assertThat(elements(results.get(1))).containsExactly(15.0);
    }

    @Test
    void specialisesOnlyOnWhatDeterminesShapes() {
        ModelWriter model = new ModelWriter(17);
        model.graph()
                .input("x", 2, 3)
                .input(7, "shape", 2)
                .input(7, "index", 1)
                .node("y = Reshape x, shape")
                .node("z = Gather y, index")
                .output("z");
        OnnxModel read = model.read(folder);

        assertThatThrownBy(read::graph)
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("inputs [shape]");

        Literal x = LiteralBuilder.of(DType.F32, new long[] {2, 3}, 1, 2, 3, 4, 5, 6);
        OnnxModel fixed = read.specialise(Map.of("x", x, "shape", longs(3, 2), "index", longs(2)));
        assertThat(fixed.fixedInputs()).containsExactly("shape");
        assertThat(fixed.inputs()).containsExactly("x", "index");
        assertThat(elements(Interpreter.run(fixed.graph(), List.of(x, longs(1))).getFirst()))
                .containsExactly(3.0, 4.0);
    }

    @Test
    void fixesSymbolicDims() {
        ModelWriter model = new ModelWriter(17);
        model.graph().input("x", "rows", 3).node("y = Relu x").output("y");
        OnnxModel read = model.read(folder);

        OnnxModel fixed = read.withDims(Map.of("rows", 2L));
        assertThat(fixed.graph().toString()).contains("f32[2, 3]").doesNotContain("rows");
        assertThat(read.graph().toString()).contains("f32[rows, 3]");

        OnnxModel unknown = read.withDims(Map.of("columns", 2L));
        assertThatThrownBy(unknown::graph)
                .isInstanceOf(InvalidGraphException.class)
                .hasMessageContaining("no symbolic dim [columns]; their symbolic dims: [rows]");
        assertThatThrownBy(() -> read.withDims(Map.of("rows", -1L)))
                .isInstanceOf(InvalidGraphException.class)
                .hasMessageContaining("cannot be -1");
    }

    @Test
    void refusesToFixWhatDoesNotFit() {
        ModelWriter model = new ModelWriter(17);
        model.graph().input("x", 2).node("y = Relu x").output("y");
        OnnxModel read = model.read(folder);

        assertThatThrownBy(() -> read.withInputs(Map.of("w", floats(1))))
                .isInstanceOf(InvalidGraphException.class)
                .hasMessageContaining("no open input 'w'");
        OnnxModel wrong = read.withInputs(Map.of("x", floats(1, 2, 3)));
        assertThatThrownBy(wrong::graph)
                .isInstanceOf(InvalidGraphException.class)
                .hasMessageContaining("cannot be fixed to f32[3]");
    }

    @Test
    void takesInitializersThatAreInputsForConstants() {
        ModelWriter model = new ModelWriter(6);
        model.graph()
                .input("w", 2)
                .input("x", 2)
                .constant("w", floats(1, 2))
                .node("y = Add x, w")
                .output("y");
        OnnxModel read = model.read(folder);

        assertThat(read.inputs()).containsExactly("x");
        assertThat(elements(Interpreter.run(read.graph(), List.of(floats(1, 1))).getFirst()))
                .containsExactly(2.0, 3.0);
    }

    @Test
    void passesLargeConstantsByReference() {
        ModelWriter model = new ModelWriter(17);
        Literal weights = new LiteralBuilder(DType.F32, 2048).put(7, 1).build();
        model.graph().input("x", 2048).constant("w", weights).node("y = Add x, w").output("y");

        Graph graph = model.read(folder).graph();

        assertThat(graph.weights()).containsExactly(weights);
        assertThat(graph.nodes()).anyMatch(node -> node.op() instanceof Op.Weight);
    }

    @Test
    void readsExternalDataBesideTheModelOnly() throws IOException {
        Files.write(folder.resolve("w.bin"), new byte[] {0, 0, (byte) 0x80, 0x3F});
        ModelWriter inside = new ModelWriter(17);
        inside.graph().input("x", 1).external("w", "w.bin", 1).node("y = Add x, w").output("y");
        assertThat(
                        elements(
                                Interpreter.run(inside.read(folder).graph(), List.of(floats(2)))
                                        .getFirst()))
                .containsExactly(3.0);

        ModelWriter outside = new ModelWriter(17);
        outside.graph().external("w", "../w.bin", 1).node("y = Relu w").output("y");
        assertThatThrownBy(() -> outside.read(Files.createDirectory(folder.resolve("deeper"))))
                .isInstanceOf(InvalidGraphException.class)
                .hasMessageContaining("external data must be a regular file in");
    }

    @Test
    void callsTheModelsOwnFunctions() {
        ModelWriter.Message function =
                new ModelWriter.Message()
                        .text(1, "Scaled")
                        .text(4, "x")
                        .text(4, "bound")
                        .text(5, "y")
                        .text(6, "axis")
                        .message(7, ModelWriter.node("low = Clip x, bound"))
                        .message(
                                7,
                                ModelWriter.node(
                                        "y = Softmax low", ModelWriter.reference("axis", "axis")))
                        .text(10, "org.example")
                        .message(9, new ModelWriter.Message().text(1, "").number(2, 17));
        ModelWriter model = new ModelWriter(17).imports("org.example", 1).function(function);
        ModelWriter.Message call =
                ModelWriter.node("y = Scaled x", attribute("axis", 0)).text(7, "org.example");
        model.graph().input("x", 2, 1).output("y").message().message(1, call);

        Literal result =
                Interpreter.run(
                                model.read(folder).graph(),
                                List.of(LiteralBuilder.splat(DType.F32, 3, 2, 1)))
                        .getFirst();

        assertThat(elements(result)).containsExactly(0.5, 0.5);
    }

    @Test
    void functionsThatCallThemselvesOrGrowWithoutBoundAreRefused() {
        ModelWriter recursive =
                new ModelWriter(17)
                        .imports("org.example", 1)
                        .function(function("F0", List.of(call("F0", "y", "x"))));
        recursive.graph().input("x", 2).output("y").message().message(1, call("F0", "y", "x"));
        assertThatThrownBy(() -> recursive.read(folder).graph())
                .isInstanceOf(InvalidGraphException.class)
                .hasMessageContaining("a function must not call itself");

        ModelWriter doubling = new ModelWriter(17).imports("org.example", 1);
        for (int i = 0; i < 50; i++) {
            String next = "F" + (i + 1);
            doubling.function(
                    function("F" + i, List.of(call(next, "z", "x"), call(next, "y", "z"))));
        }
        doubling.function(function("F50", List.of(ModelWriter.node("y = Relu x"))));
        doubling.graph().input("x", 2).output("y").message().message(1, call("F0", "y", "x"));
        assertThatThrownBy(() -> doubling.read(folder).graph())
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("more than 200000 nodes");
    }

    private static ModelWriter.Message function(String name, List<ModelWriter.Message> nodes) {
        ModelWriter.Message function =
                new ModelWriter.Message().text(1, name).text(4, "x").text(5, "y");
        nodes.forEach(node -> function.message(7, node));
        return function.text(10, "org.example")
                .message(9, new ModelWriter.Message().text(1, "").number(2, 17))
                .message(9, new ModelWriter.Message().text(1, "org.example").number(2, 1));
    }

    private static ModelWriter.Message call(String function, String output, String input) {
        return ModelWriter.node(output + " = " + function + " " + input).text(7, "org.example");
    }

    @Test
    void sparseConstantsAreRefusedByName() {
        ModelWriter.Message values =
                ModelWriter.tensor("w", floats(5)); // one element, at the index 1
        ModelWriter.Message sparse =
                new ModelWriter.Message()
                        .message(1, values)
                        .message(2, ModelWriter.tensor("at", longs(1)))
                        .number(3, 4);
        ModelWriter initializer = new ModelWriter(17);
        initializer.graph().input("x", 4).node("y = Add x, w").output("y");
        initializer.graph().message().message(15, sparse);
        assertThatThrownBy(() -> initializer.read(folder))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("The constant 'w' is stored sparsely");

        ModelWriter node = new ModelWriter(17);
        node.graph()
                .node(
                        "y = Constant",
                        new ModelWriter.Message()
                                .text(1, "sparse_value")
                                .message(22, sparse)
                                .number(20, 11))
                .output("y");
        assertThatThrownBy(() -> node.read(folder).graph())
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("a Constant of [sparse_value]");
    }

    @Test
    void externalDataOfANodesConstantStaysBesideTheModelToo() {
        ModelWriter.Message tensor =
                new ModelWriter.Message()
                        .number(1, 1)
                        .number(2, 1)
                        .message(
                                13,
                                new ModelWriter.Message()
                                        .text(1, "location")
                                        .text(2, "../outside.bin"))
                        .number(14, 1);
        ModelWriter model = new ModelWriter(17);
        model.graph()
                .node(
                        "y = Constant",
                        new ModelWriter.Message().text(1, "value").message(5, tensor).number(20, 4))
                .output("y");

        assertThatThrownBy(() -> model.read(folder).graph())
                .isInstanceOf(InvalidGraphException.class)
                .hasMessageContaining("node 'the Constant'")
                .hasMessageContaining("external data must be a regular file in");
    }

    @Test
    void filesThatAreNoModelAreRefused() throws IOException {
        Path file = Files.write(folder.resolve("bad.onnx"), new byte[] {7, 7, 7});

        assertThatThrownBy(() -> OnnxModel.read(file)).isInstanceOf(InvalidGraphException.class);
        assertThatThrownBy(() -> OnnxModel.read(folder.resolve("absent.onnx")))
                .isInstanceOf(IOException.class);
    }
}
