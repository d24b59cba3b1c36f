package dev.komodo.graph;

import dev.komodo.error.InvalidGraphException;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Reads the text form of graphs that [GraphPrinter] writes. Any other text is an
/// [InvalidGraphException] that names line and column; hostile text is safe to read.
public final class GraphParser {
    private static final int DEPTH = 16;

    private final TextReader in;
    private final TypeParser types;
    private final OpParser ops;
    private final Map<Integer, TensorType> weights = new TreeMap<>();
    private int depth;

    private GraphParser(String text) {
        this.in = new TextReader(text);
        this.types = new TypeParser(in);
        this.ops = new OpParser(in, types, role -> block(role, List.of()));
    }

    /// The graph, verified. The text has the types of weights only: their elements are zeros.
    ///
    /// @throws InvalidGraphException if the text is malformed or its graph has no meaning
    public static Graph parse(String text) {
        GraphParser parser = new GraphParser(text);
        return verified(parser.whole().withWeights(parser.zeros()));
    }

    /// The graph, verified, with these weights, by slot.
    ///
    /// @throws InvalidGraphException if the text is malformed or its graph has no meaning
    public static Graph parse(String text, List<Literal> weights) {
        return verified(new GraphParser(text).whole().withWeights(weights));
    }

    private static Graph verified(Graph graph) {
        GraphVerifier.verify(graph);
        return graph;
    }

    private List<Literal> zeros() {
        List<Literal> zeros = new ArrayList<>();
        for (Map.Entry<Integer, TensorType> weight : weights.entrySet()) {
            if (weight.getKey() != zeros.size() || !weight.getValue().shape().isFixed()) {
                throw new InvalidGraphException(
                        "Weights take the slots from 0 on and have fixed shapes, found slot "
                                + weight.getKey()
                                + " of type "
                                + weight.getValue());
            }
            long[] sizes =
                    weight.getValue().shape().dims().stream()
                            .mapToLong(dim -> dim.evaluate(_ -> 0))
                            .toArray();
            zeros.add(LiteralBuilder.splat(weight.getValue().dtype(), 0, sizes));
        }
        return zeros;
    }

    private Graph whole() {
        in.expect("graph");
        in.expect("@");
        String name = in.name("the graph's name");
        Map<Integer, Op.Input> header = header();
        in.expect("{");
        List<DimGuard> guards = new ArrayList<>();
        while (in.accept("guard")) {
            Dim left = types.dim();
            in.expect("==");
            Dim right = types.dim();
            guards.add(new DimGuard(left, right, in.quoted()));
        }
        Graph graph = body(name, header, guards);
        if (!in.atEnd()) {
            throw in.fault("the end");
        }
        return graph;
    }

    private Graph block(String role, List<DimGuard> guards) {
        if (++depth > DEPTH) {
            throw in.fault("sub-graphs nested no deeper than " + DEPTH);
        }
        in.expect(role);
        Map<Integer, Op.Input> header = header();
        in.expect("{");
        Graph graph = body(role, header, guards);
        depth--;
        return graph;
    }

    private Map<Integer, Op.Input> header() {
        Map<Integer, Op.Input> inputs = new TreeMap<>();
        in.list(
                "(",
                () -> {
                    int id = ops.value().id();
                    in.expect(":");
                    Op.Input input = new Op.Input(in.name("an input's name"), types.type());
                    if (inputs.put(id, input) != null) {
                        throw in.fault("inputs of different numbers before this");
                    }
                    return id;
                },
                ")");
        return inputs;
    }

    private Graph body(String name, Map<Integer, Op.Input> header, List<DimGuard> guards) {
        List<Node> nodes = new ArrayList<>();
        int next = inputs(header, 0, nodes);
        while (in.sees("%") || in.sees("=")) {
            Node node = node(next);
            nodes.add(node);
            next = inputs(header, next + node.types().size(), nodes);
        }
        if (!header.isEmpty()) {
            throw in.fault("a node for each number below that of the inputs " + header.keySet());
        }
        in.expect("return");
        List<Graph.Output> outputs = new ArrayList<>();
        while (!in.accept("}")) {
            if (!outputs.isEmpty()) {
                in.expect(",");
            }
            String output = in.name("an output's name");
            in.expect("=");
            outputs.add(new Graph.Output(output, ops.value()));
        }
        return new Graph(name, nodes, outputs, guards, List.of());
    }

    /// Moves the inputs whose numbers come next from the header to the nodes.
    private static int inputs(Map<Integer, Op.Input> header, int from, List<Node> nodes) {
        int next = from;
        for (Op.Input input = header.remove(next); input != null; input = header.remove(next)) {
            nodes.add(new Node(next, input, List.of(input.type())));
            next++;
        }
        return next;
    }

    private Node node(int first) {
        int count = 0;
        while (!in.accept("=")) {
            if (count > 0) {
                in.expect(",");
            }
            int id = ops.value().id();
            if (id != first + count) {
                throw in.fault("%" + (first + count) + " in place of %" + id + " before this");
            }
            count++;
        }
        OpParser.Parsed parsed = ops.parse(count);
        if (parsed.types().size() != count) {
            throw in.fault(
                    parsed.types().size() + " results in place of " + count + " before this");
        }
        if (parsed.op() instanceof Op.Weight(int slot, TensorType type)) {
            weights.put(slot, type);
        }
        return new Node(first, parsed.op(), parsed.types());
    }
}
