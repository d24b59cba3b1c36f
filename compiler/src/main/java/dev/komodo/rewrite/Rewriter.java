package dev.komodo.rewrite;

import dev.komodo.error.InternalCompilerException;
import dev.komodo.graph.DimGuard;
import dev.komodo.graph.Graph;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.GraphPrinter;
import dev.komodo.graph.Literal;
import dev.komodo.graph.Node;
import dev.komodo.graph.Op;
import dev.komodo.graph.Operands;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.TensorType;
import dev.komodo.graph.Value;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Applies a [RuleSet] to a graph and its sub-graphs until no rule fires: each round rebuilds the
/// graph from the nodes that its outputs need. Same graph in, same graph out. Safe between threads.
public final class Rewriter {
    private static final int ROUNDS = 64;

    private final RuleSet rules;
    private final List<Literal> weights;
    private final Set<String> fired = new TreeSet<>();

    private Rewriter(RuleSet rules, List<Literal> weights) {
        this.rules = rules;
        this.weights = weights;
    }

    /// The simplified graph.
    ///
    /// @param graph a verified graph
    /// @throws InternalCompilerException if the rules go on for ever, or one changes a type
    public static Graph rewrite(Graph graph, RuleSet rules) {
        Graph current = graph;
        Set<String> last = Set.of();
        for (int round = 0; round < ROUNDS; round++) {
            Rewriter rewriter = new Rewriter(rules, current.weights());
            Graph next = rewriter.whole(current);
            last = rewriter.fired;
            if (last.isEmpty() && next.equals(current)) {
                return next;
            }
            current = next;
        }
        throw new InternalCompilerException(
                "Rewriting '"
                        + graph.name()
                        + "' has no end after "
                        + ROUNDS
                        + " rounds; the last one applied "
                        + last
                        + " to\n"
                        + GraphPrinter.print(current));
    }

    private Graph whole(Graph graph) {
        GraphBuilder builder = new GraphBuilder(graph.name());
        for (DimGuard guard : graph.guards()) {
            builder.requireEqual(guard.left(), guard.right(), guard.reason());
        }
        return rebuild(graph, builder).build();
    }

    private GraphBuilder rebuild(Graph graph, GraphBuilder builder) {
        Set<Node> live = LiveNodes.of(graph);
        Value[] renamed = new Value[graph.valueCount()];
        for (Node node : graph.nodes()) {
            if (live.contains(node)) {
                List<Tensor> results = node(node, renamed, builder);
                for (int i = 0; i < results.size(); i++) {
                    renamed[node.firstResult() + i] = results.get(i).value();
                }
            }
        }
        for (Graph.Output output : graph.outputs()) {
            builder.output(output.name(), builder.tensor(renamed[output.value().id()]));
        }
        return builder;
    }

    private List<Tensor> node(Node node, Value[] renamed, GraphBuilder builder) {
        return switch (node.op()) {
            case Op.Input(String name, TensorType type) -> List.of(builder.input(name, type));
            case Op.Weight(int slot, TensorType _) -> List.of(builder.weight(weights.get(slot)));
            case Op.While loop ->
                    builder.apply(
                            Operands.replace(
                                    new Op.While(
                                            inner("condition", loop.condition(), builder),
                                            inner("body", loop.body(), builder),
                                            loop.carries(),
                                            loop.captures()),
                                    value -> renamed[value.id()]));
            case Op.Scan scan ->
                    builder.apply(
                            Operands.replace(
                                    new Op.Scan(
                                            inner("body", scan.body(), builder),
                                            scan.carries(),
                                            scan.sequences(),
                                            scan.captures(),
                                            scan.length(),
                                            scan.steps()),
                                    value -> renamed[value.id()]));
            // Rules replace one value.
            case Op op when node.types().size() > 1 ->
                    builder.apply(Operands.replace(op, value -> renamed[value.id()]));
            case Op op ->
                    List.of(
                            simplified(
                                    Operands.replace(op, value -> renamed[value.id()]),
                                    node.types().getFirst(),
                                    builder));
        };
    }

    private Graph inner(String role, Graph graph, GraphBuilder builder) {
        return rebuild(graph, builder.subgraph(role)).finish();
    }

    private Tensor simplified(Op op, TensorType type, GraphBuilder builder) {
        for (Rule rule : rules.rules()) {
            Optional<Tensor> replacement = rule.apply(op, builder);
            if (replacement.isPresent()) {
                Tensor found = replacement.get();
                String name = rule.getClass().getSimpleName();
                if (!found.type().equals(type)) {
                    throw new InternalCompilerException(
                            "The rule "
                                    + name
                                    + " replaces a "
                                    + type
                                    + " by a "
                                    + found.type()
                                    + ": "
                                    + op);
                }
                fired.add(name);
                return found;
            }
        }
        return builder.apply(op).getFirst();
    }
}
