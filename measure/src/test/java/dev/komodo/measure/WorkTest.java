package dev.komodo.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Graph;
import dev.komodo.graph.ScanStep;
import dev.komodo.graph.Tensor;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

final class WorkTest {
    @Test
    void aProductCountsTwoFlopsForEachTermAndBytesOnce() {
        Graph graph =
                Graph.build(
                        "product",
                        g -> {
                            Tensor a = g.input("a", DType.F32, g.dim("n"), Dim.of(20));
                            Tensor b = g.input("b", DType.F32, Dim.of(20), Dim.of(3));
                            g.output("y", a.matmul(b).exp());
                        });
        Work work = Work.of(graph, Map.of(Dim.symbol("n"), 100L));
        assertThat(work.productFlops()).isEqualTo(2.0 * 100 * 20 * 3);
        assertThat(work.elementOps()).isEqualTo(100 * 3);
        assertThat(work.f64Ops()).isZero();
        assertThat(work.readBytes()).isEqualTo(4.0 * (100 * 20 + 20 * 3));
        assertThat(work.writtenBytes()).isEqualTo(4.0 * 100 * 3);
    }

    @Test
    void whatNoOutputNeedsDoesNotCount() {
        Graph graph =
                Graph.build(
                        "half_dead",
                        g -> {
                            Tensor x = g.input("x", DType.F64, Dim.of(8));
                            Tensor unused = g.input("unused", DType.F64, Dim.of(1000));
                            unused.exp();
                            g.output("y", x.sum());
                        });
        assertThat(Work.of(graph, Map.of())).isEqualTo(new Work(0, 8, 8, 64, 8));
    }

    @Test
    void theBodyOfAScanCountsForEachStep() {
        Graph graph =
                Graph.build(
                        "scan",
                        g -> {
                            Tensor x = g.input("x", DType.F32, g.dim("n"));
                            g.output(
                                    "last",
                                    g.scan(
                                                    x.dim(0),
                                                    List.of(g.constant(DType.F32, 0)),
                                                    List.of(x),
                                                    (carries, elements) ->
                                                            ScanStep.of(
                                                                    List.of(
                                                                            carries.getFirst()
                                                                                    .add(
                                                                                            elements
                                                                                                    .getFirst())),
                                                                    List.of()))
                                            .carries()
                                            .getFirst());
                        });
        Work work = Work.of(graph, Map.of(Dim.symbol("n"), 50L));
        assertThat(work.elementOps()).isEqualTo(50);
        assertThat(work.readBytes()).isEqualTo(200);
    }

    @Test
    void theNearerCeilingBinds() {
        Map<Ceiling, Double> rates =
                Map.of(
                        Ceiling.FMA_F32, 100.0,
                        Ceiling.READ, 20.0,
                        Ceiling.COPY, 15.0,
                        Ceiling.STREAM_COPY, 30.0);
        Work copy = new Work(0, 1e6, 0, 60e6, 40e6);
        CeilingShare share = CeilingShare.of(copy, 10e6, rates, 1 << 20);
        // 80 MB copied at 30 GB/s and 20 MB read at 20 GB/s
        assertThat(share.memory()).isEqualTo((80e6 / 30 + 20e6 / 20) / 10e6);
        assertThat(share.compute()).isEqualTo(1e6 / 100 / 10e6);
        assertThat(share.binding()).isEqualTo("memory");
        assertThat(CeilingShare.of(copy, 10e6, rates, 1L << 30).binding()).isEqualTo("compute");
    }
}
