package dev.komodo.interp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.komodo.error.ExecutionException;
import dev.komodo.error.InvalidGraphException;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Graph;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.ScanResult;
import dev.komodo.graph.ScanStep;
import dev.komodo.graph.ScatterOp;
import dev.komodo.graph.Tensor;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

class InterpreterTest {
    private static final double NAN = Double.NaN;
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    @Test
    void addsWithBroadcasting() {
        Literal sum =
                run(
                        g -> {
                            Tensor x = g.input("x", DType.F32, "n", 3);
                            return x.add(g.input("y", DType.F32, 3));
                        },
                        literal(DType.F32, sizes(2, 3), 1, 2, 3, 4, 5, 6),
                        literal(DType.F32, sizes(3), 10, 20, 30));
        assertThat(sum).isEqualTo(literal(DType.F32, sizes(2, 3), 11, 22, 33, 14, 25, 36));
    }

    @Test
    void definesIntegerDivisionByZeroAndOverflow() {
        Literal a = literal(DType.I32, sizes(4), Integer.MIN_VALUE, 7, -7, -7);
        Literal b = literal(DType.I32, sizes(4), -1, 0, 2, 2);
        assertThat(values(binary(DType.I32, a, b, Tensor::div)))
                .containsExactly(Integer.MIN_VALUE, 0, -3, -3);
        assertThat(values(binary(DType.I32, a, b, Tensor::remainder)))
                .containsExactly(0, 0, -1, -1);
        assertThat(values(binary(DType.I32, a, b, Tensor::floorModulo)))
                .containsExactly(0, 0, 1, 1);
    }

    @Test
    void definesShiftsBeyondTheWidth() {
        Literal a = literal(DType.I32, sizes(4), -8, -8, 1, 3);
        Literal b = literal(DType.I32, sizes(4), 1, 32, 31, -1);
        assertThat(values(binary(DType.I32, a, b, Tensor::shiftRight)))
                .containsExactly(-4, -1, 0, 0);
        assertThat(values(binary(DType.I32, a, b, Tensor::shiftLeft)))
                .containsExactly(-16, 0, Integer.MIN_VALUE, 0);
    }

    @Test
    void raisesIntegersToPowers() {
        Literal a = literal(DType.I32, sizes(5), 3, 2, -1, 1, 2);
        Literal b = literal(DType.I32, sizes(5), 4, -1, -3, -9, 33);
        assertThat(values(binary(DType.I32, a, b, Tensor::pow))).containsExactly(81, 0, -1, 1, 0);
    }

    @Test
    void raisesFloatsToPowersAsIeee754() {
        Literal a = literal(DType.F64, sizes(4), 1, -1, 2, NAN);
        Literal b = literal(DType.F64, sizes(4), NAN, INFINITY, 0.5, 0);
        assertThat(values(binary(DType.F64, a, b, Tensor::pow)))
                .containsExactly(1, 1, Math.sqrt(2), 1);
    }

    @Test
    void castsFloatsToIntegersWithSaturation() {
        Literal x = literal(DType.F64, sizes(5), NAN, 1e300, -1e300, 2.9, -2.9);
        assertThat(values(unary(DType.F64, x, t -> t.cast(DType.I32))))
                .containsExactly(0, Integer.MAX_VALUE, Integer.MIN_VALUE, 2, -2);
        assertThat(values(unary(DType.F64, x, t -> t.cast(DType.BOOL))))
                .containsExactly(1, 1, 1, 1, 1);
    }

    @Test
    void roundsDoublesToHalvesOnce() {
        // 1 + 2^-11 is a tie of binary16; a little more must not round twice, to even.
        Literal x = literal(DType.F64, sizes(2), 1 + 0x1p-11, 1 + 0x1p-11 + 0x1p-50);
        assertThat(values(unary(DType.F64, x, t -> t.cast(DType.F16))))
                .containsExactly(1, 1 + 0x1p-10);
    }

    @Test
    void castsLongsToFloatsOnce() {
        long tie = (1L << 60) + (1L << 36) + 1;
        Literal x = new LiteralBuilder(DType.I64).putBits(0, tie).build();
        assertThat(values(unary(DType.I64, x, t -> t.cast(DType.F32))))
                .containsExactly((double) (float) tie);
    }

    @Test
    void letsNaNWinMinimaMaximaAndPositions() {
        Literal x = literal(DType.F32, sizes(2, 3), 3, NAN, 5, 2, 2, 1);
        assertThat(values(unary(DType.F32, x, t -> t.max(1)))).containsExactly(NAN, 2);
        assertThat(values(unary(DType.F32, x, t -> t.argMin(1)))).containsExactly(1, 2);
        assertThat(values(unary(DType.F32, x, t -> t.argMax(1)))).containsExactly(1, 0);
    }

    @Test
    void reducesNothingToTheIdentity() {
        Literal nothing = literal(DType.F32, sizes(0, 2));
        assertThat(values(unary(DType.F32, nothing, t -> t.sum(0)))).containsExactly(0, 0);
        assertThat(values(unary(DType.F32, nothing, t -> t.prod(0)))).containsExactly(1, 1);
        assertThat(values(unary(DType.F32, nothing, t -> t.max(0))))
                .containsExactly(-INFINITY, -INFINITY);
    }

    @Test
    void failsWhereAnEmptyAxisHasNoExtreme() {
        assertThatThrownBy(
                        () ->
                                run(
                                        g -> g.input("x", DType.F32, 2, "n").argMax(1),
                                        literal(DType.F32, sizes(2, 0))))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("EMPTY_REDUCTION");
    }

    @Test
    void multipliesMatricesAndBatches() {
        Literal a = literal(DType.F64, sizes(2, 2), 1, 2, 3, 4);
        Literal b = literal(DType.F64, sizes(2, 2), 5, 6, 7, 8);
        assertThat(values(binary(DType.F64, a, b, Tensor::matmul))).containsExactly(19, 22, 43, 50);
        Literal batch = literal(DType.F64, sizes(2, 2, 1), 1, 0, 0, 1);
        assertThat(
                        run(
                                g ->
                                        g.input("a", DType.F64, 2, 2)
                                                .matmul(g.input("b", DType.F64, 2, 2, 1)),
                                a,
                                batch))
                .isEqualTo(literal(DType.F64, sizes(2, 2, 1), 1, 3, 2, 4));
    }

    @Test
    void convolvesWithPaddingStrideAndGroups() {
        Literal x = literal(DType.F32, sizes(1, 2, 4), 1, 2, 3, 4, 10, 20, 30, 40);
        Literal w = literal(DType.F32, sizes(2, 1, 3), 1, 1, 1, 1, 0, -1);
        Literal y =
                run(
                        g ->
                                g.input("x", DType.F32, 1, 2, 4)
                                        .convolve(
                                                g.input("w", DType.F32, 2, 1, 3),
                                                List.of(2L),
                                                List.of(1L),
                                                List.of(1L),
                                                List.of(1L),
                                                2),
                        x,
                        w);
        assertThat(y).isEqualTo(literal(DType.F32, sizes(1, 2, 2), 3, 9, -20, -20));
    }

    @Test
    void thePaddingOfAConvolutionIsZerosOfWhichAnInfiniteWeightMakesNaN() {
        Literal x = literal(DType.F32, sizes(1, 1, 2), 1, 2);
        Literal w = literal(DType.F32, sizes(1, 1, 2), Double.POSITIVE_INFINITY, 1);
        List<Long> one = List.of(1L);
        Literal y =
                run(
                        g ->
                                g.input("x", DType.F32, 1, 1, 2)
                                        .convolve(
                                                g.input("w", DType.F32, 1, 1, 2),
                                                one,
                                                one,
                                                List.of(0L),
                                                one,
                                                1),
                        x,
                        w);
        assertThat(values(y)).containsExactly(Double.NaN, Double.POSITIVE_INFINITY);
    }

    @Test
    void movesElements() {
        Literal x = literal(DType.I64, sizes(2, 3), 1, 2, 3, 4, 5, 6);
        assertThat(values(unary(DType.I64, x, Tensor::transpose)))
                .containsExactly(1, 4, 2, 5, 3, 6);
        assertThat(values(unary(DType.I64, x, t -> t.reverse(1))))
                .containsExactly(3, 2, 1, 6, 5, 4);
        assertThat(values(unary(DType.I64, x, t -> t.slice(1, 1, -1)))).containsExactly(2, 5);
        List<Dim> one = List.of(Dim.of(0), Dim.of(1));
        List<Dim> none = List.of(Dim.of(0), Dim.of(0));
        assertThat(values(unary(DType.I64, x, t -> t.pad(9, one, none))))
                .containsExactly(9, 1, 2, 3, 9, 4, 5, 6);
        assertThat(values(unary(DType.I64, x, t -> Tensor.concat(0, t, t.slice(0, 0, 1)))))
                .containsExactly(1, 2, 3, 4, 5, 6, 1, 2, 3);
        assertThat(values(unary(DType.I64, x, t -> Tensor.concat(1, t, t.slice(1, 0, 1)))))
                .containsExactly(1, 2, 3, 1, 4, 5, 6, 4);
    }

    @Test
    void gathersAndNamesTheFirstIndexOutOfBounds() {
        Literal x = literal(DType.F32, sizes(2, 3), 1, 2, 3, 4, 5, 6);
        assertThat(run(g -> g.input("x", DType.F32, 2, 3).gather(g.constants(-1, 0), 1), x))
                .isEqualTo(literal(DType.F32, sizes(2, 2), 3, 1, 6, 4));
        assertThatThrownBy(
                        () ->
                                run(
                                        g ->
                                                g.input("x", DType.F32, 2, 3)
                                                        .gather(g.constants(0, 3, -4), 1),
                                        x))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("INDEX_OUT_OF_BOUNDS")
                .hasMessageContaining("flat index 1");
    }

    @Test
    void scattersInOrderAndNamesTheFirstIndexOutOfBounds() {
        Literal x = literal(DType.F32, sizes(2, 3), 1, 2, 3, 4, 5, 6);
        Literal u = literal(DType.F32, sizes(2, 3), 10, 20, 30, 40, 50, 60);
        assertThat(scatter(ScatterOp.REPLACE, x, u, 1, -2, 1))
                .isEqualTo(literal(DType.F32, sizes(2, 3), 1, 30, 3, 4, 60, 6));
        assertThat(scatter(ScatterOp.ADD, x, u, 1, -1, -2))
                .isEqualTo(literal(DType.F32, sizes(2, 3), 1, 42, 23, 4, 105, 56));
        assertThat(scatter(ScatterOp.MULTIPLY, x, u, 0, 0, 2))
                .isEqualTo(literal(DType.F32, sizes(2, 3), 200, 2, 90, 8000, 5, 360));
        assertThat(scatter(ScatterOp.MINIMUM, x, u, 0, 0, 2)).isEqualTo(x);
        assertThat(scatter(ScatterOp.MAXIMUM, x, u, 0, 0, 2))
                .isEqualTo(literal(DType.F32, sizes(2, 3), 20, 2, 30, 50, 5, 60));
        assertThatThrownBy(() -> scatter(ScatterOp.ADD, x, u, 0, 3, -4))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("INDEX_OUT_OF_BOUNDS")
                .hasMessageContaining("flat index 1");
    }

    private static Literal scatter(ScatterOp kind, Literal x, Literal u, long... at) {
        return run(
                g -> {
                    Tensor into = g.input("x", DType.F32, 2, 3);
                    Tensor updates = g.input("u", DType.F32, 2, 3);
                    return into.scatter(kind, g.constants(at), updates, 1);
                },
                x,
                u);
    }

    @Test
    void sumsWhatIsNotZero() {
        Literal x = literal(DType.F32, sizes(2, 3), 0, 2, NAN, -0.0, 5, 0);
        Literal positions = unary(DType.F32, x, Tensor::nonZero);
        assertThat(positions).isEqualTo(literal(DType.I64, sizes(2, 3), 0, 0, 1, 1, 2, 1));
        assertThat(values(unary(DType.F32, x, t -> t.nonZero().sum(1)))).containsExactly(1, 4);
    }

    @Test
    void scansUntilTheExit() {
        Graph graph =
                Graph.build(
                        "sums",
                        g -> {
                            Dim n = g.dim("n");
                            ScanResult result =
                                    g.scan(
                                            n,
                                            List.of(g.constant(DType.F64, 0)),
                                            List.of(g.input("x", DType.F64, n)),
                                            (carries, elements) -> {
                                                Tensor sum = carries.get(0).add(elements.get(0));
                                                return ScanStep.of(List.of(sum), List.of(sum))
                                                        .goOnWhile(sum.less(6));
                                            });
                            g.output("last", result.carries().getFirst());
                            g.output("sums", result.emitted().getFirst());
                        });
        List<Literal> results =
                Interpreter.run(graph, List.of(literal(DType.F64, sizes(5), 1, 2, 3, 4, 5)));
        assertThat(results.get(0)).isEqualTo(literal(DType.F64, sizes(), 6));
        assertThat(results.get(1)).isEqualTo(literal(DType.F64, sizes(3), 1, 3, 6));
        List<Literal> nothing = Interpreter.run(graph, List.of(literal(DType.F64, sizes(0))));
        assertThat(nothing.get(1)).isEqualTo(literal(DType.F64, sizes(0)));
    }

    @Test
    void repeatsWhileTheConditionHolds() {
        Literal collatz =
                run(
                        g -> {
                            Tensor start = g.input("start", DType.I64);
                            List<Tensor> last =
                                    g.whileLoop(
                                            List.of(start, g.constant(DType.I64, 0)),
                                            c -> c.get(0).notEqualTo(1),
                                            c -> {
                                                Tensor x = c.get(0);
                                                Tensor next =
                                                        x.floorModulo(2)
                                                                .equalTo(0)
                                                                .select(x.div(2), x.mul(3).add(1));
                                                return List.of(next, c.get(1).add(1));
                                            });
                            return last.get(1);
                        },
                        literal(DType.I64, sizes(), 27));
        assertThat(values(collatz)).containsExactly(111);
    }

    @Test
    void refusesArgumentsThatDoNotFit() {
        Graph graph =
                Graph.build(
                        "fit",
                        g -> {
                            Tensor x = g.input("x", DType.F32, "n");
                            g.output("z", x.add(g.input("y", DType.F32, "m")));
                        });
        Literal two = literal(DType.F32, sizes(2), 1, 2);
        Literal three = literal(DType.F32, sizes(3), 1, 2, 3);
        assertThatThrownBy(() -> Interpreter.run(graph, List.of(two, three)))
                .isInstanceOf(InvalidGraphException.class)
                .hasMessageContaining("n and m must be equal, found 2 and 3");
        assertThatThrownBy(() -> Interpreter.run(graph, List.of(two)))
                .isInstanceOf(InvalidGraphException.class);
        assertThatThrownBy(
                        () ->
                                Interpreter.run(
                                        graph, List.of(two, literal(DType.F64, sizes(2), 1, 2))))
                .isInstanceOf(InvalidGraphException.class)
                .hasMessageContaining("f64");
    }

    private static Literal run(Function<GraphBuilder, Tensor> body, Literal... arguments) {
        Graph graph = Graph.build("test", g -> g.output("result", body.apply(g)));
        return Interpreter.run(graph, List.of(arguments)).getFirst();
    }

    private static Literal unary(DType dtype, Literal x, Function<Tensor, Tensor> body) {
        Object[] sizes = Arrays.stream(x.sizes()).boxed().toArray();
        return run(g -> body.apply(g.input("x", dtype, sizes)), x);
    }

    private interface Binary {
        Tensor of(Tensor left, Tensor right);
    }

    private static Literal binary(DType dtype, Literal a, Literal b, Binary body) {
        Object[] sizes = Arrays.stream(a.sizes()).boxed().toArray();
        return run(g -> body.of(g.input("a", dtype, sizes), g.input("b", dtype, sizes)), a, b);
    }

    private static long[] sizes(long... sizes) {
        return sizes;
    }

    private static Literal literal(DType dtype, long[] sizes, double... values) {
        return LiteralBuilder.of(dtype, sizes, values);
    }

    private static double[] values(Literal literal) {
        double[] values = new double[(int) literal.elements()];
        Arrays.setAll(values, literal::asDouble);
        return values;
    }
}
