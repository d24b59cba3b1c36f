package dev.komodo.onnx;

import static dev.komodo.onnx.ModelWriter.attribute;
import static dev.komodo.onnx.ModelWriter.elements;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.komodo.error.ExecutionException;
import dev.komodo.error.InvalidGraphException;
import dev.komodo.error.UnsupportedException;
import dev.komodo.graph.DType;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.interp.Interpreter;
import dev.komodo.onnx.ModelWriter.GraphWriter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/// What ONNX's own cases leave open: symbolic sizes, old operator sets, loops, accuracy.
final class OperatorMeaningTest {
    @TempDir private Path folder = Path.of("");

    private List<Literal> run(ModelWriter model, Literal... arguments) {
        return Interpreter.run(model.read(folder).graph(), List.of(arguments));
    }

    private static Literal floats(double... values) {
        return LiteralBuilder.vector(DType.F32, values);
    }

    private static Literal number(double value) {
        return LiteralBuilder.scalar(DType.I64, value);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 3, 1, '0 1 2'",
        "-3, 9223372036854775807, 1, '2 3 4'",
        "1, -1, 2, '1 3'",
        "9223372036854775807, -9223372036854775807, -2, '4 2 0'",
        "3, 0, -1, '3 2 1'",
        "7, 9, 1, ''",
    })
    void slicesSymbolicExtentsAsNumpyDoes(long start, long end, long step, String expected) {
        ModelWriter model = new ModelWriter(17);
        model.graph()
                .input("x", "n")
                .constant("start", vector(start))
                .constant("end", vector(end))
                .constant("axes", vector(0))
                .constant("step", vector(step))
                .node("y = Slice x, start, end, axes, step")
                .output("y");

        List<Double> results = elements(run(model, floats(0, 1, 2, 3, 4)).getFirst());

        List<Double> wanted =
                expected.isEmpty()
                        ? List.of()
                        : List.of(expected.split(" ")).stream().map(Double::valueOf).toList();
        assertThat(results).isEqualTo(wanted);
    }

    private static Literal vector(long value) {
        return new LiteralBuilder(DType.I64, 1).putBits(0, value).build();
    }

    @Test
    void aSliceBeyondAShortSymbolicExtentIsShort() {
        ModelWriter model = new ModelWriter(9);
        model.graph()
                .input("x", "n")
                .node(
                        "y = Slice x",
                        attribute("starts", new long[] {-9}),
                        attribute("ends", new long[] {3}))
                .output("y");

        assertThat(elements(run(model, floats(5, 6)).getFirst())).containsExactly(5.0, 6.0);
    }

    @Test
    void softmaxOfOldOperatorSetsFlattens() {
        Literal data = LiteralBuilder.splat(DType.F32, 1, 1, 2, 2);
        ModelWriter old = new ModelWriter(11);
        old.graph().input("x", "n", 2, 2).node("y = Softmax x").output("y");
        ModelWriter recent = new ModelWriter(13);
        recent.graph().input("x", "n", 2, 2).node("y = Softmax x").output("y");

        assertThat(elements(run(old, data).getFirst())).containsOnly(0.25);
        assertThat(elements(run(recent, data).getFirst())).containsOnly(0.5);
    }

    @Test
    void oldOperatorSetsBroadcastFromAnAxis() {
        ModelWriter model = new ModelWriter(6);
        model.graph()
                .input("x", 1, 2, 2)
                .constant("b", floats(1, 2))
                .node("y = Add x, b", attribute("broadcast", 1), attribute("axis", 1))
                .output("y");

        assertThat(elements(run(model, LiteralBuilder.splat(DType.F32, 0, 1, 2, 2)).getFirst()))
                .containsExactly(1.0, 1.0, 2.0, 2.0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Atan", "Asin", "Acos", "Sinh", "Cosh", "Asinh", "Acosh", "Atanh", "Tan"})
    void derivedFunctionsAreAccurateToAFewUlps(String operator) {
        ModelWriter model = new ModelWriter(17);
        model.graph().input(11, "x", "n").node("y = " + operator + " x").output("y");
        double[] points = new double[400];
        for (int i = 0; i < points.length; i++) {
            double unit = (i + 0.5) / points.length;
            points[i] =
                    switch (operator) {
                        case "Asin", "Acos", "Atanh" -> 2 * unit - 1;
                        case "Acosh" -> 1 + 30 * unit;
                        default -> 60 * unit - 30;
                    };
        }

        List<Double> results =
                elements(run(model, LiteralBuilder.vector(DType.F64, points)).getFirst());

        DoubleUnaryOperator function = reference(operator);
        for (int i = 0; i < points.length; i++) {
            double expected = function.applyAsDouble(points[i]);
            assertThat(results.get(i))
                    .as("%s(%s)", operator, points[i])
                    .isCloseTo(expected, within(4e-15 * Math.abs(expected)));
        }
    }

    private static DoubleUnaryOperator reference(String operator) {
        return switch (operator) {
            case "Atan" -> Math::atan;
            case "Asin" -> Math::asin;
            case "Acos" -> Math::acos;
            case "Sinh" -> Math::sinh;
            case "Cosh" -> Math::cosh;
            case "Tan" -> Math::tan;
            case "Asinh" ->
                    x -> Math.signum(x) * Math.log1p(Math.abs(x) + x * x / (1 + Math.hypot(1, x)));
            case "Acosh" -> x -> Math.log1p(x - 1 + Math.sqrt((x - 1) * (x + 1)));
            default -> x -> 0.5 * (Math.log1p(x) - Math.log1p(-x));
        };
    }

    private static ModelWriter transform(int length, int inverse) {
        ModelWriter model = new ModelWriter(17);
        model.graph()
                .input("x", 1, 5, 2)
                .constant("length", number(length))
                .node("y = DFT x, length", attribute("axis", 1), attribute("inverse", inverse))
                .output("y");
        return model;
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5, 7})
    void fourierTransformsOfAnyLengthFollowTheirDefinition(int length) {
        LiteralBuilder data = new LiteralBuilder(DType.F32, 1, 5, 2);
        for (int i = 0; i < 10; i++) {
            data.put(i, Math.sin(3.0 * i) + i);
        }
        Literal signal = data.build();

        List<Double> found = elements(run(transform(length, 0), signal).getFirst());

        for (int k = 0; k < length; k++) {
            double re = 0;
            double im = 0;
            for (int j = 0; j < Math.min(length, 5); j++) {
                double angle = -2 * Math.PI * j * k / length;
                double x = elements(signal).get(2 * j);
                double y = elements(signal).get(2 * j + 1);
                re += x * Math.cos(angle) - y * Math.sin(angle);
                im += x * Math.sin(angle) + y * Math.cos(angle);
            }
            assertThat(found.get(2 * k)).isCloseTo(re, within(2e-5));
            assertThat(found.get(2 * k + 1)).isCloseTo(im, within(2e-5));
        }
    }

    @Test
    void anInverseFourierTransformGivesTheSignalBack() {
        LiteralBuilder data = new LiteralBuilder(DType.F32, 1, 5, 2);
        for (int i = 0; i < 10; i++) {
            data.put(i, Math.cos(2.0 * i));
        }
        Literal signal = data.build();

        Literal there = run(transform(5, 0), signal).getFirst();
        List<Double> back = elements(run(transform(5, 1), there).getFirst());

        for (int i = 0; i < 10; i++) {
            assertThat(back.get(i)).isCloseTo(elements(signal).get(i), within(1e-6));
        }
    }

    @Test
    void fourierTransformsOfNoLengthAreRefused() {
        assertThatThrownBy(() -> transform(0, 0).read(folder).graph())
                .isInstanceOf(InvalidGraphException.class)
                .hasMessageContaining("a transform of length 0; at least 1 is needed");
    }

    private static ModelWriter.Message countingBody() {
        return new GraphWriter("body")
                .input(7, "i")
                .input(9, "going")
                .input("total")
                .constant("limit", LiteralBuilder.scalar(DType.F32, 10.0))
                .node("step = Cast i", attribute("to", 1))
                .node("next = Add total, step")
                .node("go_on = Less next, limit")
                .output("go_on")
                .output("next")
                .message();
    }

    @Test
    void aLoopStopsWhenItsConditionFails() {
        ModelWriter model = new ModelWriter(17);
        model.graph()
                .input(7, "trips")
                .input("start")
                .node("y = Loop trips, _, start", attribute("body", countingBody()))
                .output("y");
        Literal zero = LiteralBuilder.scalar(DType.F32, 0.0);

        assertThat(elements(run(model, number(3), zero).getFirst())).containsExactly(3.0);
        assertThat(elements(run(model, number(99), zero).getFirst())).containsExactly(10.0);
        assertThat(elements(run(model, number(0), zero).getFirst())).containsExactly(0.0);
    }

    @Test
    void aLoopEmitsWhatItsStepsGiveUntilItStops() {
        ModelWriter model = new ModelWriter(17);
        ModelWriter.Message body =
                new GraphWriter("body")
                        .input(7, "i")
                        .input(9, "going")
                        .input("total")
                        .node("next = Add total, outer")
                        .node("go_on = Less next, limit")
                        .node("emitted = Identity next")
                        .output("go_on")
                        .output("next")
                        .output("emitted")
                        .message();
        model.graph()
                .input("start")
                .input("outer")
                .constant("trips", number(8))
                .constant("limit", LiteralBuilder.scalar(DType.F32, 6.0))
                .node("y, all = Loop trips, _, start", attribute("body", body))
                .output("y")
                .output("all");
        Literal zero = LiteralBuilder.scalar(DType.F32, 0.0);
        Literal two = LiteralBuilder.scalar(DType.F32, 2.0);

        List<Literal> results = run(model, zero, two);

        assertThat(elements(results.get(0))).containsExactly(6.0);
        assertThat(elements(results.get(1))).containsExactly(2.0, 4.0, 6.0);
    }

    @Test
    void aConditionThatOnlyACallKnowsChoosesInTheCall() {
        ModelWriter model = new ModelWriter(17);
        model.graph()
                .input("x", "n")
                .input(9, "c")
                .node(
                        "y, i = If c",
                        attribute(
                                "then_branch",
                                new GraphWriter("negated")
                                        .node("z = Neg x")
                                        .node("p = Gather x, far")
                                        .output("z")
                                        .output("p")
                                        .message()),
                        attribute(
                                "else_branch",
                                new GraphWriter("same")
                                        .node("w = Gather x, zero")
                                        .output("x")
                                        .output("w")
                                        .message()))
                .constant("far", number(2))
                .constant("zero", number(0))
                .output("y")
                .output("i");
        Literal yes = LiteralBuilder.scalar(DType.BOOL, 1);
        Literal no = LiteralBuilder.scalar(DType.BOOL, 0);

        List<Literal> negated = run(model, floats(1, 2, 3), yes);
        assertThat(elements(negated.get(0))).containsExactly(-1.0, -2.0, -3.0);
        assertThat(elements(negated.get(1))).containsExactly(3.0);
        // the branch that is not chosen would fail
        List<Literal> same = run(model, floats(1, 2), no);
        assertThat(elements(same.get(0))).containsExactly(1.0, 2.0);
        assertThat(elements(same.get(1))).containsExactly(1.0);
        assertThatThrownBy(() -> run(model, floats(1, 2), yes))
                .isInstanceOf(ExecutionException.class);
    }

    @Test
    void theFirstScanHadABatchAndDirections() {
        ModelWriter model = new ModelWriter(8);
        model.graph()
                .input("s", "b")
                .input("x", "b", "l")
                .node(
                        "last, sums = Scan _, s, x",
                        attribute(
                                "body",
                                new GraphWriter("step")
                                        .input("before")
                                        .input("element")
                                        .node("after = Add before, element")
                                        .node("emitted = Identity after")
                                        .output("after")
                                        .output("emitted")
                                        .message()),
                        attribute("num_scan_inputs", 1),
                        attribute("directions", new long[] {1}))
                .output("last")
                .output("sums");
        Literal x =
                new LiteralBuilder(DType.F32, 2, 3).put(0, 1).put(1, 2).put(2, 3).put(5, 7).build();

        List<Literal> results = run(model, floats(10, 20), x);

        assertThat(elements(results.get(0))).containsExactly(16.0, 27.0);
        assertThat(elements(results.get(1))).containsExactly(13.0, 15.0, 16.0, 27.0, 27.0, 27.0);
    }

    @Test
    void aConditionThatOnlyACallKnowsIsRefusedWhereBranchesDiffer() {
        ModelWriter model = new ModelWriter(17);
        model.graph()
                .input("x", 2)
                .input(9, "c")
                .node(
                        "y = If c",
                        attribute(
                                "then_branch",
                                new GraphWriter("one").node("z = Neg x").output("z").message()),
                        attribute(
                                "else_branch",
                                new GraphWriter("two")
                                        .node("z = ReduceSum x")
                                        .output("z")
                                        .message()))
                .output("y");

        assertThatThrownBy(() -> model.read(folder).graph())
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("the condition of an If")
                .hasMessageContaining("[c]");
    }

    @Test
    void gatherElementsRefusesWhatIsOutsideOneAxisThoughInsideTheWhole() {
        ModelWriter model = new ModelWriter(17);
        model.graph()
                .input("x", 2, 2)
                .input(7, "i", 1, 2)
                .node("y = GatherElements x, i", attribute("axis", 1))
                .output("y");
        Literal data = LiteralBuilder.of(DType.F32, new long[] {2, 2}, 1, 2, 3, 4);

        Literal inside = LiteralBuilder.of(DType.I64, new long[] {1, 2}, -1, 0);
        assertThat(elements(run(model, data, inside).getFirst())).containsExactly(2.0, 1.0);
        Literal outside = LiteralBuilder.of(DType.I64, new long[] {1, 2}, 2, 0);
        assertThatThrownBy(() -> run(model, data, outside))
                .hasMessageContaining("INDEX_OUT_OF_BOUNDS");
    }
}
