package dev.komodo.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.komodo.error.InvalidGraphException;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

class GraphVerifierTest {
    private static final TensorType VECTOR = new TensorType(DType.F32, Shape.of(Dim.symbol("n")));
    private static final Node INPUT = new Node(0, new Op.Input("x", VECTOR), List.of(VECTOR));

    @Test
    void acceptsWhatHasAMeaning() {
        assertThat(faults(List.of(INPUT), 0)).isEmpty();
    }

    @Test
    void reportsEveryFaultInsideTheListing() {
        Node wrongType = unary(1, UnaryOp.EXP, 0, new TensorType(DType.F64, VECTOR.shape()));
        Node later = unary(2, UnaryOp.EXP, 7, VECTOR);
        Graph graph = graph(List.of(INPUT, wrongType, later), 9);
        assertThatThrownBy(() -> GraphVerifier.verify(graph))
                .isInstanceOf(InvalidGraphException.class)
                .hasMessageContaining("has 3 faults:")
                .hasMessageContaining("%1 = exp: gives [f32[n]], found [f64[n]]")
                .hasMessageContaining("  %2 = exp %7 : f32[n]\n  ^ uses %7, which is not defined")
                .hasMessageContaining("the output 'y' is %9, which does not exist");
    }

    @Test
    void refusesGapsInTheNumbering() {
        assertThat(faults(List.of(INPUT, unary(3, UnaryOp.EXP, 0, VECTOR)), 0))
                .contains("is numbered %3, expected %1");
    }

    @Test
    void refusesNamesTwice() {
        Node again = new Node(1, new Op.Input("x", VECTOR), List.of(VECTOR));
        assertThat(faults(List.of(INPUT, again), 0)).contains("the input 'x' is declared twice");
        List<Graph.Output> outputs =
                List.of(new Graph.Output("y", new Value(0)), new Graph.Output("y", new Value(0)));
        Graph graph = new Graph("g", List.of(INPUT), outputs, List.of(), List.of());
        assertThat(report(graph)).contains("the output 'y' is declared twice");
    }

    @Test
    void refusesAGraphWithoutOutputs() {
        Graph graph = new Graph("g", List.of(INPUT), List.of(), List.of(), List.of());
        assertThat(report(graph)).contains("one output or more");
    }

    @Test
    void refusesSymbolsThatNoInputBinds() {
        TensorType type = new TensorType(DType.F32, Shape.of(Dim.symbol("m")));
        Node iota = new Node(1, new Op.Iota(type, 0), List.of(type));
        assertThat(faults(List.of(INPUT, iota), 1))
                .contains("the symbol m in f32[m] is the extent of no input's axis");
    }

    @Test
    void refusesReshapesThatNothingProves() {
        Shape shape = Shape.of(Dim.of(4), Dim.symbol("n").floorDivide(Dim.of(4)));
        TensorType type = new TensorType(DType.F32, shape);
        Node reshape = new Node(1, new Op.Reshape(new Value(0), shape), List.of(type));
        assertThat(faults(List.of(INPUT, reshape), 1)).contains("nothing says that n elements are");
        DimGuard guard = new DimGuard(Dim.symbol("n"), shape.elements(), "reshape");
        Graph guarded =
                new Graph(
                        "g",
                        List.of(INPUT, reshape),
                        List.of(new Graph.Output("y", new Value(1))),
                        List.of(guard),
                        List.of());
        assertThat(report(guarded)).isEmpty();
    }

    @Test
    void refusesDataDimsBeforeTheirDefinition() {
        Dim.Data count = new Dim.Data("k", Dim.symbol("n"));
        TensorType type = new TensorType(DType.I64, Shape.of(count));
        Node iota = new Node(1, new Op.Iota(type, 0), List.of(type));
        assertThat(faults(List.of(INPUT, iota), 1)).contains("is not defined here");
        TensorType positions = new TensorType(DType.I64, Shape.of(Dim.of(1), count));
        Op op = new Op.NonZero(new Value(0), count);
        Node first = new Node(1, op, List.of(positions));
        assertThat(
                        faults(
                                List.of(
                                        INPUT,
                                        first,
                                        new Node(2, new Op.Iota(type, 0), List.of(type))),
                                2))
                .isEmpty();
        assertThat(faults(List.of(INPUT, first, new Node(2, op, List.of(positions))), 1))
                .contains("the data dim ?k is defined twice");
    }

    @Test
    void refusesDataDimsOfSubgraphsOutside() {
        assertThatThrownBy(
                        () ->
                                Graph.build(
                                        "escape",
                                        g -> {
                                            Tensor x = g.input("x", DType.F32, 3, 4);
                                            ScanResult result =
                                                    g.scan(
                                                            Dim.of(3),
                                                            List.of(),
                                                            List.of(x),
                                                            (_, elements) ->
                                                                    ScanStep.of(
                                                                            List.of(),
                                                                            List.of(
                                                                                    elements.get(0)
                                                                                            .nonZero())));
                                            g.output("y", result.emitted().getFirst());
                                        }))
                .isInstanceOf(InvalidGraphException.class)
                .hasMessageContaining("is not defined here");
    }

    @Test
    void refusesDimsThatAreNotCanonical() {
        Dim crooked = new Dim.Polynomial(List.of(new Dim.Term(1, List.of(Dim.symbol("n")))));
        TensorType type = new TensorType(DType.F32, Shape.of(crooked));
        Node iota = new Node(1, new Op.Iota(type, 0), List.of(type));
        assertThat(faults(List.of(INPUT, iota), 1)).contains("is not in canonical form");
    }

    @Test
    void refusesWeightsThatAreNotThere() {
        TensorType type = new TensorType(DType.F32, Shape.of(3));
        Node weight = new Node(1, new Op.Weight(0, type), List.of(type));
        assertThat(faults(List.of(INPUT, weight), 1)).contains("there is no weight 0");
        Graph other =
                graph(List.of(INPUT, weight), 1)
                        .withWeights(List.of(LiteralBuilder.vector(DType.F32, 1, 2)));
        assertThat(report(other)).contains("weight 0 is f32[2]");
    }

    @Test
    void refusesLargeConstants() {
        Literal large = new LiteralBuilder(DType.F32, 5000).build();
        Node constant = new Node(1, new Op.Constant(large), List.of(large.type()));
        assertThat(faults(List.of(INPUT, constant), 1)).contains("use a weight");
    }

    @Test
    void refusesSubgraphsThatDoNotFit() {
        Graph body = graph("body", List.of(INPUT), 0);
        Op scan =
                new Op.Scan(
                        body,
                        List.of(new Value(0)),
                        List.of(new Value(0)),
                        List.of(),
                        Dim.symbol("n"),
                        Optional.empty());
        assertThat(faults(List.of(INPUT, new Node(1, scan, List.of(VECTOR))), 1))
                .contains("scan body takes inputs of types");
    }

    private static Node unary(int id, UnaryOp kind, int operand, TensorType type) {
        return new Node(id, new Op.Unary(kind, new Value(operand)), List.of(type));
    }

    private static Graph graph(List<Node> nodes, int output) {
        return graph("g", nodes, output);
    }

    private static Graph graph(String name, List<Node> nodes, int output) {
        Graph.Output named = new Graph.Output("y", new Value(output));
        return new Graph(name, nodes, List.of(named), List.of(), List.of());
    }

    private static String faults(List<Node> nodes, int output) {
        return report(graph(nodes, output));
    }

    private static String report(Graph graph) {
        return String.join("\n", GraphVerifier.faults(graph));
    }
}
