package dev.komodo.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.komodo.error.ExecutionException;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.ScanResult;
import dev.komodo.graph.ScanStep;
import dev.komodo.graph.Tensor;
import dev.komodo.interp.Interpreter;
import dev.komodo.rewrite.Rewriter;
import dev.komodo.rewrite.RuleSet;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

class LoopDerivativesTest {
    private static final double ERROR = 5e-8;

    @Test
    void recurrencesAreDerivedByStartSequenceAndWeights() {
        checkTwice(LoopDerivativesTest::recurrence, random(1, 3), random(2, 4, 3), random(3, 3, 3));
    }

    /// `h' = tanh(w h + x)`, emits `h' * x` and a number of the step.
    private static Tensor recurrence(List<Tensor> xs) {
        Tensor start = xs.get(0);
        Tensor rows = xs.get(1);
        Tensor weights = xs.get(2);
        Tensor none = start.builder().constant(DType.I64, 0L);
        ScanResult result =
                start.builder()
                        .scan(
                                rows.dim(0),
                                List.of(start, none),
                                List.of(rows),
                                (carries, elements) -> {
                                    Tensor x = elements.getFirst();
                                    Tensor next = weights.matmul(carries.get(0)).add(x).tanh();
                                    Tensor number =
                                            carries.get(1).add(x.builder().constant(DType.I64, 1L));
                                    return ScanStep.of(
                                            List.of(next, number),
                                            List.of(
                                                    next.mul(x).mul(number.cast(DType.F64)),
                                                    number));
                                });
        return Tensor.concat(
                0, result.carries().getFirst(), result.emitted().getFirst().reshape(12));
    }

    @Test
    void stepsWithoutCarriesAreDerivedBySequences() {
        checkTwice(
                xs ->
                        xs.getFirst()
                                .builder()
                                .scan(
                                        Dim.of(3),
                                        List.of(),
                                        List.of(xs.getFirst()),
                                        (_, elements) ->
                                                ScanStep.of(
                                                        List.of(),
                                                        List.of(
                                                                elements.getFirst()
                                                                        .exp()
                                                                        .mul(xs.get(1)))))
                                .emitted()
                                .getFirst(),
                random(4, 3, 2),
                random(5, 2));
    }

    @Test
    void scansInScansAreDerived() {
        checkTwice(
                xs ->
                        xs.getFirst()
                                .builder()
                                .scan(
                                        Dim.of(3),
                                        List.of(xs.get(0)),
                                        List.of(),
                                        (outer, _) ->
                                                ScanStep.of(
                                                        List.of(
                                                                powers(outer.getFirst(), xs.get(1))
                                                                        .mul(0.5)),
                                                        List.of()))
                                .carries()
                                .getFirst(),
                random(6, 2),
                random(7, 2));
    }

    private static Tensor powers(Tensor start, Tensor factor) {
        return start.builder()
                .scan(
                        Dim.of(2),
                        List.of(start),
                        List.of(),
                        (carries, _) ->
                                ScanStep.of(
                                        List.of(carries.getFirst().sin().add(factor)), List.of()))
                .carries()
                .getFirst();
    }

    @Test
    void anEarlyExitCountsTheStepsThatWereDone() {
        Function<List<Tensor>, Tensor> function =
                xs -> {
                    ScanResult result =
                            xs.getFirst()
                                    .builder()
                                    .scan(
                                            Dim.of(6),
                                            List.of(xs.get(0)),
                                            List.of(xs.get(1)),
                                            (carries, elements) -> {
                                                Tensor next =
                                                        carries.getFirst()
                                                                .mul(1.7)
                                                                .add(elements.getFirst())
                                                                .mul(xs.get(2));
                                                return ScanStep.of(
                                                                List.of(next),
                                                                List.of(next.square()))
                                                        .goOnWhile(next.less(8));
                                            });
                    return result.carries()
                            .getFirst()
                            .mul(2)
                            .add(result.emitted().getFirst().sum());
                };
        Literal sequence = LiteralBuilder.vector(DType.F64, 0.5, 0.25, 0.75, 1, 0.1, 0.2);
        for (double start : List.of(1.0, 3.0, 20.0, 0.01)) {
            check(
                    function,
                    LiteralBuilder.scalar(DType.F64, start),
                    sequence,
                    LiteralBuilder.scalar(DType.F64, 1.1));
        }
        checkTwice(
                function,
                LiteralBuilder.scalar(DType.F64, 1.0),
                sequence,
                LiteralBuilder.scalar(DType.F64, 1.1));
    }

    @Test
    void anUnboundedLoopHasNoDerivativeAndSaysWhatHas() {
        assertThatThrownBy(
                        () ->
                                GradientCheck.of(
                                        xs ->
                                                xs.getFirst()
                                                        .builder()
                                                        .whileLoop(
                                                                xs,
                                                                now -> now.getFirst().less(10),
                                                                now ->
                                                                        List.of(
                                                                                now.getFirst()
                                                                                        .mul(2)))
                                                        .getFirst(),
                                        List.of(LiteralBuilder.scalar(DType.F64, 1.0))))
                .hasMessageContaining("BoundedLoop.whileLoop");
    }

    @Test
    void loopsWithABoundAreDerived() {
        for (double start : List.of(0.3, 4.0, 100.0)) {
            checkTwice(
                    LoopDerivativesTest::untilLarge,
                    LiteralBuilder.scalar(DType.F64, start),
                    LiteralBuilder.scalar(DType.F64, 1.9));
        }
        assertThatThrownBy(
                        () ->
                                GradientCheck.of(
                                        LoopDerivativesTest::untilLarge,
                                        List.of(
                                                LiteralBuilder.scalar(DType.F64, 0.01),
                                                LiteralBuilder.scalar(DType.F64, 1.1))))
                .isInstanceOf(ExecutionException.class);
    }

    /// Multiplies until 10 is reached, in 8 steps at most.
    private static Tensor untilLarge(List<Tensor> xs) {
        return BoundedLoop.whileLoop(
                        xs.getFirst().builder(),
                        Dim.of(8),
                        List.of(xs.get(0)),
                        now -> now.getFirst().less(10),
                        now -> List.of(now.getFirst().mul(xs.get(1)).add(0.1)))
                .getFirst();
    }

    @Test
    void segmentsChangeNoDerivative() {
        Literal rows = random(8, 7, 2);
        for (long segment : List.of(1L, 2L, 3L, 7L, 9L)) {
            check(xs -> segmented(xs, segment), random(9, 2), rows, random(10, 2));
        }
        List<Literal> point = List.of(random(9, 2), rows, random(10, 2));
        GradientCheck whole = GradientCheck.of(xs -> segmented(xs, 7), point);
        GradientCheck parts = GradientCheck.of(xs -> segmented(xs, 3), point);
        for (int i = 0; i < whole.elements().size(); i++) {
            assertThat(parts.elements().get(i).derivative())
                    .isCloseTo(whole.elements().get(i).derivative(), within(1e-13));
        }
    }

    private static Tensor segmented(List<Tensor> xs, long segment) {
        ScanResult result =
                Checkpoints.scan(
                        xs.getFirst().builder(),
                        Dim.of(7),
                        segment,
                        List.of(xs.get(0)),
                        List.of(xs.get(1)),
                        (carries, elements) -> {
                            Tensor next =
                                    carries.getFirst()
                                            .mul(xs.get(2))
                                            .add(elements.getFirst())
                                            .tanh();
                            return ScanStep.of(List.of(next), List.of(next.square()));
                        });
        return result.emitted().getFirst().sum(0).add(result.carries().getFirst());
    }

    /// What a step takes from a long tensor goes back where it belongs: the way back has no tensor
    /// of zeros in its body.
    @Test
    void aStepThatTakesElementsGivesThemBackOneByOne() {
        Literal places = LiteralBuilder.vector(DType.I64, 3, 1, 3, 0);
        Function<List<Tensor>, Tensor> function =
                xs -> {
                    Tensor table = xs.get(0);
                    Tensor at = table.builder().constant(places);
                    return table.builder()
                            .scan(
                                    Dim.of(4),
                                    List.of(xs.get(1)),
                                    List.of(at),
                                    (now, row) -> {
                                        Tensor taken = table.gather(row.getFirst(), 0);
                                        Tensor other =
                                                table.gather(
                                                        row.getFirst()
                                                                .builder()
                                                                .constant(DType.I64, 2L),
                                                        0);
                                        Tensor next = now.getFirst().mul(taken).add(other.sin());
                                        return ScanStep.of(List.of(next), List.of());
                                    })
                            .carries()
                            .getFirst();
                };
        checkTwice(function, random(31, 5), random(32));
        Graph gradient =
                Graph.build(
                        "gradient",
                        g -> {
                            Tensor table = g.input("table", DType.F64, 5);
                            Tensor start = g.input("start", DType.F64);
                            Tensor value = function.apply(List.of(table, start));
                            g.output("by_table", Derivatives.gradient(value, table));
                        });
        String text = Rewriter.rewrite(gradient, RuleSet.simplify()).toString();
        String back = text.substring(text.lastIndexOf("scan"));
        assertThat(back.split("scatter_add|scatter", -1)).hasSize(3);
        assertThat(back).doesNotContain("broadcast");
    }

    @Test
    void theJacobianOfAScanIsAScanOfScans() {
        Graph graph =
                Graph.build(
                        "jacobian",
                        g -> {
                            Tensor x = g.input("x", DType.F64, "n");
                            Tensor sums =
                                    g.scan(
                                                    x.dim(0),
                                                    List.of(g.constant(DType.F64, 0.0)),
                                                    List.of(x),
                                                    (carries, elements) -> {
                                                        Tensor next =
                                                                carries.getFirst()
                                                                        .add(
                                                                                elements.getFirst()
                                                                                        .square());
                                                        return ScanStep.of(
                                                                List.of(next), List.of(next));
                                                    })
                                            .emitted()
                                            .getFirst();
                            g.output("j", Derivatives.jacobian(sums, x));
                            g.output("h", Derivatives.hessian(sums.sum(), x));
                        });
        List<Literal> found =
                Interpreter.run(graph, List.of(LiteralBuilder.vector(DType.F64, 1, 2, 3)));
        assertThat(values(found.get(0))).containsExactly(2, 0, 0, 2, 4, 0, 2, 4, 6);
        assertThat(values(found.get(1)))
                .containsExactly(new double[] {6, 0, 0, 0, 4, 0, 0, 0, 2}, within(1e-14));
    }

    private static double[] values(Literal literal) {
        double[] values = new double[(int) literal.elements()];
        Arrays.setAll(values, literal::asDouble);
        return values;
    }

    private static void check(Function<List<Tensor>, Tensor> function, Literal... point) {
        GradientCheck check = GradientCheck.of(function, List.of(point));
        assertThat(check.largestError()).as(check.toString()).isLessThan(ERROR);
    }

    private static void checkTwice(Function<List<Tensor>, Tensor> function, Literal... point) {
        check(function, point);
        check(
                xs ->
                        Derivatives.gradient(function.apply(xs).square().sum(), xs).stream()
                                .map(gradient -> gradient.mul(0.3).sum())
                                .reduce(Tensor::add)
                                .orElseThrow(),
                point);
    }

    private static Literal random(long seed, long... sizes) {
        Random random = new Random(seed);
        LiteralBuilder literal = new LiteralBuilder(DType.F64, sizes);
        for (long i = 0; i < literal.elements(); i++) {
            literal.put(i, random.nextGaussian());
        }
        return literal.build();
    }
}
