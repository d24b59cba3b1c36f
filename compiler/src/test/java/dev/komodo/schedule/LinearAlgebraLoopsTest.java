package dev.komodo.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.graph.DType;
import dev.komodo.graph.FactorizeOp;
import dev.komodo.graph.Graph;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.OnFailure;
import dev.komodo.graph.Tensor;
import dev.komodo.interp.Interpreter;
import dev.komodo.library.LinearAlgebra;
import dev.komodo.loop.LoopOutcome;
import dev.komodo.loop.LoopProgram;
import dev.komodo.loop.Status;
import dev.komodo.loop.pass.InsertFma;
import dev.komodo.testing.WellConditioned;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Random;

/// The loops of linear algebra compute, bit for bit, what the interpreter does.
final class LinearAlgebraLoopsTest {
    private static final Random RANDOM = new Random(6);

    /// The loops give the interpreter's bits: each element is one sequence of roundings.
    private static void check(Graph graph, Literal... arguments) {
        Differential.check(graph, arguments);
        List<Literal> expected = Interpreter.run(graph, List.of(arguments));
        LoopProgram program = new InsertFma().run(Scheduler.schedule(graph, Differential.WIDE));
        assertThat(Differential.call(graph, program, 1, List.of(arguments)).outputs())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 7, 8, 9, 17, 33})
    void choleskyOfAnyOrder(long order) {
        for (DType dtype : List.of(DType.F32, DType.F64)) {
            Graph fixed =
                    Graph.build(
                            "fixed",
                            g ->
                                    g.output(
                                            "l",
                                            LinearAlgebra.cholesky(
                                                    g.input("a", dtype, order, order))));
            check(fixed, WellConditioned.definite(RANDOM, dtype, order, order));
        }
        Graph symbolic =
                Graph.build(
                        "symbolic",
                        g ->
                                g.output(
                                        "l",
                                        LinearAlgebra.cholesky(
                                                g.input("a", DType.F64, "b", 2, "n", "n"))));
        check(symbolic, WellConditioned.definite(RANDOM, DType.F64, 3, 2, order, order));
    }

    @Test
    void choleskyReadsWhatIsComputedOnTheWay() {
        Graph graph =
                Graph.build(
                        "kernel",
                        g -> {
                            Tensor x = g.input("x", DType.F64, "n");
                            Tensor apart = x.expandDims(1).sub(x.expandDims(0));
                            Tensor covariance = apart.square().neg().exp();
                            Tensor noise = g.iota(DType.I64, 0, x.dim(0));
                            Tensor same = noise.expandDims(1).equalTo(noise.expandDims(0));
                            g.output(
                                    "l",
                                    LinearAlgebra.cholesky(covariance.add(same.cast(DType.F64))));
                        });
        Differential.check(graph, Differential.random(RANDOM, DType.F64, 19));
    }

    @ParameterizedTest
    @CsvSource({"1,1", "2,1", "3,5", "8,1", "9,16", "17,3", "20,33", "0,4", "4,0"})
    void triangularSystems(long order, long sides) {
        for (int variant = 0; variant < 8; variant++) {
            boolean lower = (variant & 1) != 0;
            boolean transposed = (variant & 2) != 0;
            boolean unit = (variant & 4) != 0;
            DType dtype = variant % 3 == 0 ? DType.F32 : DType.F64;
            Graph fixed =
                    Graph.build(
                            "fixed",
                            g ->
                                    g.output(
                                            "x",
                                            LinearAlgebra.solveTriangular(
                                                    g.input("a", dtype, 2, order, order),
                                                    g.input("b", dtype, 2, order, sides),
                                                    lower,
                                                    transposed,
                                                    unit)));
            if ((order + variant) % 2 == 0) {
                Literal a = WellConditioned.dominant(RANDOM, dtype, 2, order, order);
                check(fixed, a, WellConditioned.any(RANDOM, dtype, 2, order, sides));
                continue;
            }
            Graph symbolic =
                    Graph.build(
                            "symbolic",
                            g ->
                                    g.output(
                                            "x",
                                            LinearAlgebra.solveTriangular(
                                                    g.input("a", dtype, "n", "n"),
                                                    g.input("b", dtype, "c", "n", "k"),
                                                    lower,
                                                    transposed,
                                                    unit)));
            Literal one = WellConditioned.dominant(RANDOM, dtype, order, order);
            check(symbolic, one, WellConditioned.any(RANDOM, dtype, 3, order, sides));
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1", "3,5", "8,8", "9,16", "17,3", "40,37", "0,4", "4,0"})
    void factorsWithPivots(long rows, long columns) {
        Graph fixed =
                Graph.build("fixed", g -> outputs(g.input("a", DType.F32, 2, rows, columns), g));
        check(fixed, WellConditioned.any(RANDOM, DType.F32, 2, rows, columns));
        Graph symbolic =
                Graph.build("symbolic", g -> outputs(g.input("a", DType.F64, "m", "n"), g));
        check(symbolic, WellConditioned.any(RANDOM, DType.F64, rows, columns));
    }

    private static void outputs(Tensor a, GraphBuilder g) {
        List<Tensor> factors = a.factorize(FactorizeOp.LU, OnFailure.REPORT);
        g.output("factors", factors.get(0));
        g.output("permutation", factors.get(1));
        g.output("sign", factors.get(2));
    }

    @ParameterizedTest
    @CsvSource({"1,1", "2,2", "3,5", "9,16", "17,3", "20,20", "0,4", "4,0"})
    void orthogonalFactors(long rows, long columns) {
        for (FactorizeOp kind : List.of(FactorizeOp.QR, FactorizeOp.SVD)) {
            Graph fixed =
                    Graph.build(
                            "fixed", g -> outputs(kind, g.input("a", DType.F32, rows, columns), g));
            Differential.check(fixed, WellConditioned.spread(RANDOM, DType.F32, rows, columns));
            Graph symbolic =
                    Graph.build(
                            "symbolic",
                            g -> outputs(kind, g.input("a", DType.F64, 2, "m", "n"), g));
            Literal two = WellConditioned.spread(RANDOM, DType.F64, 2, rows, columns);
            Differential.check(symbolic, two);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 8, 9, 20})
    void eigenvectors(long order) {
        Graph fixed =
                Graph.build(
                        "fixed",
                        g -> outputs(FactorizeOp.EIGH, g.input("a", DType.F32, order, order), g));
        Differential.check(fixed, WellConditioned.spread(RANDOM, DType.F32, order, order));
        Graph symbolic =
                Graph.build(
                        "symbolic",
                        g -> outputs(FactorizeOp.EIGH, g.input("a", DType.F64, 2, "n", "n"), g));
        Differential.check(symbolic, WellConditioned.spread(RANDOM, DType.F64, 2, order, order));
    }

    private static void outputs(FactorizeOp kind, Tensor a, GraphBuilder g) {
        List<Tensor> factors = a.factorize(kind, OnFailure.REPORT);
        factors.forEach(factor -> g.output("factor" + factor.value().id(), factor));
    }

    @Test
    void theFirstMatrixWithoutAResultIsReported() {
        Graph graph =
                Graph.build(
                        "cholesky",
                        g ->
                                g.output(
                                        "l",
                                        LinearAlgebra.cholesky(g.input("a", DType.F64, 4, 3, 3))));
        LiteralBuilder matrices = new LiteralBuilder(DType.F64, 4, 3, 3);
        for (int i = 0; i < 36; i++) {
            matrices.put(i, i / 9 % 2 == 0 && i % 9 % 4 == 0 ? 2 : 0);
        }
        LoopProgram program = new InsertFma().run(Scheduler.schedule(graph, Differential.WIDE));
        LoopOutcome outcome =
                Differential.call(graph, program, 3, List.of(matrices.build())).outcome();
        assertThat(outcome).isEqualTo(new LoopOutcome(Status.NOT_POSITIVE_DEFINITE, 1));
    }
}
