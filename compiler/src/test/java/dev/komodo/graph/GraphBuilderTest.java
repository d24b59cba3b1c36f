package dev.komodo.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.komodo.error.InvalidGraphException;

import org.junit.jupiter.api.Test;

import java.util.List;

class GraphBuilderTest {
    @Test
    void writesTheLogitExample() {
        Graph graph =
                Graph.build(
                        "logit",
                        g -> {
                            Dim n = g.dim("n");
                            Tensor x = g.input("x", DType.F64, n, 20);
                            Tensor y = g.input("y", DType.F64, n);
                            Tensor beta = g.input("beta", DType.F64, 20);
                            Tensor eta = x.matmul(beta);
                            g.output("logp", y.mul(eta).sub(eta.softplus()).sum());
                        });
        assertThat(GraphPrinter.print(graph))
                .isEqualTo(
                        """
                        graph @logit(%0: x f64[n, 20], %1: y f64[n], %2: beta f64[20]) {
                          %3 = contract %0, %2 leftBatch=[] rightBatch=[] leftContracted=[1] rightContracted=[0] : f64[n]
                          %4 = multiply %1, %3 : f64[n]
                          %5 = softplus %3 : f64[n]
                          %6 = subtract %4, %5 : f64[n]
                          %7 = reduce sum %6 axes=[0] : f64[]
                          return logp = %7
                        }
                        """);
    }

    @Test
    void makesEqualPureNodesOneNode() {
        Graph graph =
                Graph.build(
                        "twice",
                        g -> {
                            Tensor x = g.input("x", DType.F32, 3);
                            g.output("y", x.exp().add(x.exp()));
                        });
        assertThat(graph.nodes()).hasSize(3);
    }

    @Test
    void guardsWhereTwoSymbolsMeet() {
        Graph graph =
                Graph.build(
                        "guarded",
                        g -> {
                            Tensor x = g.input("x", DType.F32, "n", 1);
                            Tensor y = g.input("y", DType.F32, "m", 7);
                            g.output("z", x.add(y).mul(y));
                        });
        assertThat(graph.guards()).hasSize(1);
        assertThat(graph.guards().getFirst().left()).isEqualTo(Dim.symbol("n"));
        assertThat(graph.guards().getFirst().right()).isEqualTo(Dim.symbol("m"));
    }

    @Test
    void refusesExtentsThatCanNeverBeEqual() {
        assertThatThrownBy(
                        () ->
                                Graph.build(
                                        "wrong",
                                        g -> {
                                            Tensor x = g.input("x", DType.F32, 2);
                                            g.output("y", x.add(g.input("z", DType.F32, 3)));
                                        }))
                .isInstanceOf(InvalidGraphException.class)
                .hasMessageContaining("add of [2] and [3]")
                .hasMessageContaining("never be equal");
    }

    @Test
    void capturesWhatAWhileUsesFromOutside() {
        Graph graph =
                Graph.build(
                        "loop",
                        g -> {
                            Tensor limit = g.input("limit", DType.I64);
                            Tensor step = g.input("step", DType.I64);
                            List<Tensor> last =
                                    g.whileLoop(
                                            List.of(g.constant(DType.I64, 0)),
                                            carries -> carries.get(0).less(limit),
                                            carries ->
                                                    List.of(carries.get(0).add(step).add(limit)));
                            g.output("last", last.getFirst());
                        });
        Op.While loop = (Op.While) graph.nodes().getLast().op();
        assertThat(loop.captures()).containsExactly(new Value(0), new Value(1));
        assertThat(loop.condition().inputs()).hasSize(3);
        assertThat(loop.body().inputs()).hasSize(3);
    }

    @Test
    void scansWithEarlyExitToADataDim() {
        Graph graph =
                Graph.build(
                        "scan",
                        g -> {
                            Dim n = g.dim("n");
                            Tensor x = g.input("x", DType.F32, n);
                            ScanResult result =
                                    g.scan(
                                            n,
                                            List.of(g.constant(DType.F32, 0)),
                                            List.of(x),
                                            (carries, elements) -> {
                                                Tensor sum = carries.get(0).add(elements.get(0));
                                                return ScanStep.of(List.of(sum), List.of(sum))
                                                        .goOnWhile(sum.less(10));
                                            });
                            g.output("sums", result.emitted().getFirst());
                        });
        assertThat(graph.type(graph.outputs().getFirst().value()).toString())
                .isEqualTo("f32[?steps<=n]");
    }

    @Test
    void multipliesBatchesAsNumPy() {
        GraphBuilder g = new GraphBuilder("shapes");
        Tensor a = g.input("a", DType.F32, 5, 1, 2, 3);
        Tensor b = g.input("b", DType.F32, 4, 3, 6);
        assertThat(a.matmul(b).shape()).isEqualTo(Shape.of(5, 4, 2, 6));
        Tensor row = g.input("row", DType.F32, 3);
        assertThat(row.matmul(b).shape()).isEqualTo(Shape.of(4, 6));
        assertThat(a.matmul(row).shape()).isEqualTo(Shape.of(5, 1, 2));
        assertThat(row.matmul(row).shape()).isEqualTo(Shape.SCALAR);
        Tensor square = g.input("square", DType.F32, 3, 3);
        assertThat(square.matmul(b).shape()).isEqualTo(Shape.of(4, 3, 6));
    }
}
