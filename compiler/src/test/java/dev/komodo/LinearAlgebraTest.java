package dev.komodo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.komodo.error.ExecutionException;
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
import dev.komodo.runtime.Kernel;
import dev.komodo.runtime.NDArray;
import dev.komodo.testing.WellConditioned;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/// Linear algebra as machine code: factors multiply to what was factorized, solutions solve, and
/// what has no result is reported.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LinearAlgebraTest {
    private final Random random = new Random(12);
    private Komodo komodo;

    @BeforeAll
    void open() {
        komodo = Komodo.open(Options.defaults().threads(2).withoutCache());
    }

    @AfterAll
    void close() {
        komodo.close();
    }

    private List<Literal> run(Graph graph, Literal... arguments) {
        try (Kernel kernel = komodo.compile(graph);
                Arena arena = Arena.ofShared()) {
            Map<String, NDArray> named = new LinkedHashMap<>();
            for (int i = 0; i < arguments.length; i++) {
                named.put(graph.inputs().get(i).name(), NDArray.copyOf(arena, arguments[i]));
            }
            List<Literal> results = new ArrayList<>();
            kernel.call(arena, named).values().forEach(array -> results.add(array.toLiteral()));
            return results;
        }
    }

    private static Graph graph(Consumer<GraphBuilder> body) {
        return Graph.build("algebra", body);
    }

    private static void requireSmall(Literal difference, double limit) {
        for (long i = 0; i < difference.elements(); i++) {
            assertThat(difference.asDouble(i)).as("element " + i).isBetween(-limit, limit);
        }
    }

    @Test
    void factorsMultiplyToTheMatrix() {
        for (long order : new long[] {5, 64, 200}) {
            Graph graph =
                    graph(
                            g -> {
                                Tensor a = g.input("a", DType.F64, 2, order, order);
                                Tensor l = LinearAlgebra.cholesky(a);
                                g.output("rest", l.matmul(l.transpose(0, 2, 1)).sub(a));
                            });
            Literal a = WellConditioned.definite(random, DType.F64, 2, order, order);
            requireSmall(run(graph, a).getFirst(), 1e-14 * order);
        }
    }

    @Test
    void solutionsSolve() {
        Graph graph =
                graph(
                        g -> {
                            Tensor a = g.input("a", DType.F64, "n", "n");
                            Tensor b = g.input("b", DType.F64, 3, "n", "k");
                            Tensor l = LinearAlgebra.cholesky(a);
                            Tensor y = LinearAlgebra.solveTriangular(l, b, true, false, false);
                            Tensor x = LinearAlgebra.solveTriangular(l, y, true, true, false);
                            g.output("rest", a.matmul(x).sub(b));
                        });
        Literal a = WellConditioned.definite(random, DType.F64, 77, 77);
        Literal b = WellConditioned.any(random, DType.F64, 3, 77, 10);
        requireSmall(run(graph, a, b).getFirst(), 1e-14);
    }

    @Test
    void machineAndInterpreterAgreeToTheBit() {
        for (DType dtype : List.of(DType.F32, DType.F64)) {
            Graph graph =
                    graph(
                            g -> {
                                Tensor a = g.input("a", dtype, "c", 37, 37);
                                Tensor b = g.input("b", dtype, 37);
                                Tensor l = LinearAlgebra.cholesky(a);
                                g.output("l", l);
                                g.output(
                                        "x",
                                        LinearAlgebra.solveTriangular(a, b, false, true, false));
                            });
            Literal a = WellConditioned.definite(random, dtype, 5, 37, 37);
            Literal b = WellConditioned.any(random, dtype, 37);
            assertThat(run(graph, a, b)).isEqualTo(Interpreter.run(graph, List.of(a, b)));
        }
    }

    private static Literal singularIn(DType dtype, int matrices, int... without) {
        LiteralBuilder literal = new LiteralBuilder(dtype, matrices, 3, 3);
        for (int i = 0; i < matrices * 9; i++) {
            literal.put(i, i % 9 % 4 == 0 ? 2 : 0);
        }
        for (int matrix : without) {
            literal.put(matrix * 9L + 4, 0);
        }
        return literal.build();
    }

    @Test
    void theFirstMatrixWithoutAResultIsNamed() {
        Graph cholesky =
                graph(g -> g.output("l", LinearAlgebra.cholesky(g.input("a", DType.F32, 9, 3, 3))));
        Graph solve =
                graph(
                        g -> {
                            Tensor a = g.input("a", DType.F32, 9, 3, 3);
                            Tensor b = g.constant(DType.F32, 1).broadcastTo(3);
                            g.output("x", LinearAlgebra.solveTriangular(a, b, true, false, false));
                        });
        Literal a = singularIn(DType.F32, 9, 7, 4);
        assertThatThrownBy(() -> run(cholesky, a))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("NOT_POSITIVE_DEFINITE: a matrix is not positive definite")
                .hasMessageContaining("flat index 4");
        assertThatThrownBy(() -> Interpreter.run(cholesky, List.of(a)))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("NOT_POSITIVE_DEFINITE: a matrix is not positive definite")
                .hasMessageContaining("flat index 4");
        assertThatThrownBy(() -> run(solve, a))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("SINGULAR: a matrix is singular")
                .hasMessageContaining("flat index 4");
        assertThatThrownBy(() -> Interpreter.run(solve, List.of(a)))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("SINGULAR: a matrix is singular")
                .hasMessageContaining("flat index 4");
    }

    @Test
    void onlyTheMatrixWithoutAResultIsNanWhereThatIsWanted() {
        Graph graph =
                graph(
                        g -> {
                            Tensor a = g.input("a", DType.F64, 4, 3, 3);
                            Tensor b = g.constant(DType.F64, 1).broadcastTo(3);
                            g.output("l", LinearAlgebra.cholesky(a, OnFailure.NAN));
                            g.output(
                                    "x",
                                    LinearAlgebra.solveTriangular(
                                            a, b, false, true, false, OnFailure.NAN));
                        });
        Literal a = singularIn(DType.F64, 4, 2);
        List<Literal> results = run(graph, a);
        assertThat(results).isEqualTo(Interpreter.run(graph, List.of(a)));
        for (Literal result : results) {
            long each = result.elements() / 4;
            for (long i = 0; i < result.elements(); i++) {
                assertThat(Double.isNaN(result.asDouble(i))).isEqualTo(i / each == 2);
            }
        }
    }

    @Test
    void equationsInversesAndDeterminants() {
        Graph graph =
                graph(
                        g -> {
                            Tensor a = g.input("a", DType.F64, "n", "n");
                            Tensor b = g.input("b", DType.F64, 3, "n", 2);
                            Tensor identity = LinearAlgebra.identity(g, DType.F64, a.dim(0));
                            g.output("solved", a.matmul(LinearAlgebra.solve(a, b)).sub(b));
                            g.output("inverse", a.matmul(LinearAlgebra.inverse(a)).sub(identity));
                            LinearAlgebra.LogDeterminant logarithm =
                                    LinearAlgebra.logDeterminant(a);
                            g.output(
                                    "determinant",
                                    logarithm
                                            .sign()
                                            .mul(logarithm.logarithm().exp())
                                            .div(LinearAlgebra.determinant(a))
                                            .sub(1));
                            LinearAlgebra.Lu lu = LinearAlgebra.lu(a);
                            g.output(
                                    "factors",
                                    lu.lower()
                                            .matmul(lu.upper())
                                            .sub(a.permuteRows(lu.permutation())));
                        });
        Literal a =
                WellConditioned.shuffled(
                        random, WellConditioned.dominant(random, DType.F64, 50, 50));
        Literal b = WellConditioned.any(random, DType.F64, 3, 50, 2);
        run(graph, a, b).forEach(rest -> requireSmall(rest, 1e-12));
    }

    @Test
    void determinantsOfKnownMatrices() {
        Graph graph =
                graph(
                        g -> {
                            Tensor a = g.input("a", DType.F64, 4, 3, 3);
                            g.output("determinant", LinearAlgebra.determinant(a));
                            g.output("sign", LinearAlgebra.logDeterminant(a).sign());
                            g.output("logarithm", LinearAlgebra.logDeterminant(a).logarithm());
                            g.output("trace", LinearAlgebra.trace(a));
                        });
        double[] elements = {
            2, 0, 0, 0, 3, 0, 0, 0, 4,
            0, 1, 0, 1, 0, 0, 0, 0, 1,
            1, 2, 3, 4, 5, 6, 7, 8, 10,
            1, 2, 3, 2, 4, 6, 1, 0, 1
        };
        LiteralBuilder a = new LiteralBuilder(DType.F64, 4, 3, 3);
        for (int i = 0; i < elements.length; i++) {
            a.put(i, elements[i]);
        }
        List<Literal> results = run(graph, a.build());
        double[][] expected = {
            {24, -1, -3, 0},
            {1, -1, -1, 0},
            {Math.log(24), 0, Math.log(3), Double.NEGATIVE_INFINITY},
            {9, 1, 16, 6}
        };
        for (int i = 0; i < expected.length; i++) {
            for (int j = 0; j < 4; j++) {
                double found = results.get(i).asDouble(j);
                if (Double.isInfinite(expected[i][j])) {
                    assertThat(found).isEqualTo(expected[i][j]);
                } else {
                    assertThat(found).isCloseTo(expected[i][j], within(1e-14));
                }
            }
        }
    }

    @Test
    void equationsWithoutAUniqueSolutionAreReported() {
        Graph graph =
                graph(
                        g ->
                                g.output(
                                        "inverse",
                                        LinearAlgebra.inverse(g.input("a", DType.F64, 4, 3, 3))));
        assertThatThrownBy(() -> run(graph, singularIn(DType.F64, 4, 3)))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("SINGULAR")
                .hasMessageContaining("flat index 3");
    }

    private static Tensor square(Tensor columns) {
        Tensor product = LinearAlgebra.transposed(columns).matmul(columns);
        Tensor identity =
                LinearAlgebra.identity(columns.builder(), columns.dtype(), columns.dim(-1));
        return product.sub(identity);
    }

    /// What must be zeros: products less the matrix, and orthonormal columns less the identity.
    private static void orthogonal(GraphBuilder g, Tensor a) {
        LinearAlgebra.Qr qr = LinearAlgebra.qr(a);
        g.output("qr", qr.q().matmul(qr.r()).sub(a));
        g.output("q", square(qr.q()));
        g.output("r", LinearAlgebra.lowerTriangle(qr.r(), -1));
        LinearAlgebra.Svd svd = LinearAlgebra.svd(a);
        Tensor scaled = svd.left().mul(svd.values().expandDims(-2));
        g.output("svd", scaled.matmul(svd.rightTransposed()).sub(a));
        g.output("u", square(svd.left()));
        g.output("v", square(LinearAlgebra.transposed(svd.rightTransposed())));
    }

    @Test
    void orthogonalFactorsMultiplyToTheMatrix() {
        Graph graph = graph(g -> orthogonal(g, g.input("a", DType.F64, 2, "m", "n")));
        Graph fixed = graph(g -> orthogonal(g, g.input("a", DType.F32, 120, 7)));
        for (long[] extents : new long[][] {{1, 1}, {70, 33}, {20, 41}, {64, 64}}) {
            Literal a = WellConditioned.any(random, DType.F64, 2, extents[0], extents[1]);
            run(graph, a).forEach(rest -> requireSmall(rest, 2e-13));
        }
        Literal a = WellConditioned.any(random, DType.F32, 120, 7);
        run(fixed, a).forEach(rest -> requireSmall(rest, 2e-5));
    }

    @Test
    void matricesOfLowRankHaveOrthonormalFactorsToo() {
        Graph graph = graph(g -> orthogonal(g, g.input("a", DType.F64, 4, 6, 5)));
        LiteralBuilder a = new LiteralBuilder(DType.F64, 4, 6, 5);
        for (int i = 0; i < 30; i++) {
            int row = i / 5;
            int column = i % 5;
            a.put(30 + i, column == 2 && row == 4 ? -3 : 0); // one element
            a.put(60 + i, (column + 1) * (row - 2)); // rank 1
            a.put(90 + i, column % 2 + 1e-300 * row); // two equal groups of columns
        }
        run(graph, a.build()).forEach(rest -> requireSmall(rest, 1e-14 * 100));
    }

    @Test
    void eigenvectorsDiagonalise() {
        Graph graph =
                graph(
                        g -> {
                            Tensor a = g.input("a", DType.F64, 2, "n", "n");
                            LinearAlgebra.Eigh eigh = LinearAlgebra.eigh(a);
                            Tensor scaled = eigh.vectors().mul(eigh.values().expandDims(-2));
                            Tensor lower = LinearAlgebra.lowerTriangle(a, 0);
                            Tensor upper =
                                    LinearAlgebra.transposed(LinearAlgebra.lowerTriangle(a, -1));
                            g.output("rest", a.matmul(eigh.vectors()).sub(scaled));
                            g.output("v", square(eigh.vectors()));
                            g.output("symmetric", lower.add(upper).sub(a));
                        });
        for (long order : new long[] {1, 2, 5, 60, 130}) {
            Literal a = WellConditioned.definite(random, DType.F64, 2, order, order);
            run(graph, a).forEach(rest -> requireSmall(rest, 1e-12));
        }
        LiteralBuilder special = new LiteralBuilder(DType.F64, 2, 4, 4);
        for (int i = 0; i < 16; i++) {
            special.put(i, i % 5 == 0 ? 1e200 : 0); // equal eigenvalues, large
        }
        Graph vectors =
                graph(
                        g -> {
                            LinearAlgebra.Eigh eigh =
                                    LinearAlgebra.eigh(g.input("a", DType.F64, 2, 4, 4));
                            g.output("values", eigh.values());
                            g.output("vectors", eigh.vectors());
                        });
        List<Literal> results = run(vectors, special.build());
        for (int i = 0; i < 8; i++) {
            assertThat(results.get(0).asDouble(i)).isEqualTo(i < 4 ? 1e200 : 0);
        }
        requireSmall(results.get(1), 1);
    }

    @Test
    void whatIsNotFiniteIsReportedOrNan() {
        LiteralBuilder a = new LiteralBuilder(DType.F64, 3, 2, 2);
        a.put(0, 1).put(3, 1).put(4, Double.NaN).put(8, Double.POSITIVE_INFINITY);
        for (FactorizeOp kind : List.of(FactorizeOp.EIGH, FactorizeOp.SVD)) {
            Graph reported = factors(kind, OnFailure.REPORT);
            assertThatThrownBy(() -> run(reported, a.build()))
                    .isInstanceOf(ExecutionException.class)
                    .hasMessageContaining("NOT_CONVERGED")
                    .hasMessageContaining("flat index 1");
            assertThatThrownBy(() -> Interpreter.run(reported, List.of(a.build())))
                    .isInstanceOf(ExecutionException.class)
                    .hasMessageContaining("NOT_CONVERGED")
                    .hasMessageContaining("flat index 1");
            for (Literal result : run(factors(kind, OnFailure.NAN), a.build())) {
                long each = result.elements() / 3;
                for (long i = 0; i < result.elements(); i++) {
                    assertThat(Double.isNaN(result.asDouble(i))).isEqualTo(i >= each);
                }
            }
        }
    }

    private static Graph factors(FactorizeOp kind, OnFailure onFailure) {
        return graph(
                g -> {
                    List<Tensor> factors =
                            g.input("a", DType.F64, 3, 2, 2).factorize(kind, onFailure);
                    for (int i = 0; i < factors.size(); i++) {
                        g.output("factor" + i, factors.get(i));
                    }
                });
    }

    @Test
    void pseudoInversesAreInversesWhereThereAreSome() {
        Graph graph =
                graph(
                        g -> {
                            Tensor a = g.input("a", DType.F64, 9, 4);
                            Tensor inverse = LinearAlgebra.pseudoInverse(a, 1e-12);
                            Tensor identity = LinearAlgebra.identity(g, DType.F64, a.dim(1));
                            g.output("rest", inverse.matmul(a).sub(identity));
                        });
        Literal a = WellConditioned.any(random, DType.F64, 9, 4);
        requireSmall(run(graph, a).getFirst(), 1e-12);
    }
}
