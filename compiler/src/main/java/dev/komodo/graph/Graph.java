package dev.komodo.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/// An immutable tensor program: nodes in topological order, named outputs, the guards on its dims,
/// and the large constants that its [Op.Weight]s refer to. Safe between threads. Equality is that
/// of the program: weights count by their types only.
public final class Graph {
    /// A named result.
    ///
    /// @param name unique among the outputs
    /// @param value which value
    public record Output(String name, Value value) {
        /// Refuses null.
        public Output {
            Objects.requireNonNull(name);
            Objects.requireNonNull(value);
        }
    }

    private final String name;
    private final List<Node> nodes;
    private final List<Output> outputs;
    private final List<DimGuard> guards;
    private final List<Literal> weights;
    private final List<TensorType> types;
    private final List<Node> producers;
    private final int hash;

    /// A graph from its parts. Nothing is verified here: see [GraphVerifier].
    public Graph(
            String name,
            List<Node> nodes,
            List<Output> outputs,
            List<DimGuard> guards,
            List<Literal> weights) {
        this.name = Objects.requireNonNull(name);
        this.nodes = List.copyOf(nodes);
        this.outputs = List.copyOf(outputs);
        this.guards = List.copyOf(guards);
        this.weights = List.copyOf(weights);
        List<TensorType> allTypes = new ArrayList<>();
        List<Node> allProducers = new ArrayList<>();
        for (Node node : this.nodes) {
            for (TensorType type : node.types()) {
                allTypes.add(type);
                allProducers.add(node);
            }
        }
        this.types = List.copyOf(allTypes);
        this.producers = List.copyOf(allProducers);
        this.hash = Objects.hash(name, this.nodes, this.outputs, this.guards);
    }

    /// Builds a graph with a [GraphBuilder].
    ///
    /// @throws dev.komodo.error.InvalidGraphException if the graph has no meaning
    public static Graph build(String name, Consumer<GraphBuilder> body) {
        GraphBuilder builder = new GraphBuilder(name);
        body.accept(builder);
        return builder.build();
    }

    /// The graph's name, a hint for symbols and dumps; not part of a cache key.
    public String name() {
        return name;
    }

    /// The equations in topological order.
    public List<Node> nodes() {
        return nodes;
    }

    /// The results.
    public List<Output> outputs() {
        return outputs;
    }

    /// What must hold between dims at each call.
    public List<DimGuard> guards() {
        return guards;
    }

    /// The large constants, by slot.
    public List<Literal> weights() {
        return weights;
    }

    /// This program with other large constants, by slot.
    public Graph withWeights(List<Literal> replacements) {
        return new Graph(name, nodes, outputs, guards, replacements);
    }

    /// The nodes that are arguments, in the order of a call.
    public List<Op.Input> inputs() {
        List<Op.Input> inputs = new ArrayList<>();
        for (Node node : nodes) {
            if (node.op() instanceof Op.Input input) {
                inputs.add(input);
            }
        }
        return inputs;
    }

    /// The type of a value.
    public TensorType type(Value value) {
        return types.get(value.id());
    }

    /// The node that a value is a result of.
    public Node producer(Value value) {
        return producers.get(value.id());
    }

    /// How many values there are.
    public int valueCount() {
        return types.size();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Graph graph
                && name.equals(graph.name)
                && nodes.equals(graph.nodes)
                && outputs.equals(graph.outputs)
                && guards.equals(graph.guards);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /// The text form, as [GraphPrinter] gives it.
    @Override
    public String toString() {
        return GraphPrinter.print(this);
    }
}
