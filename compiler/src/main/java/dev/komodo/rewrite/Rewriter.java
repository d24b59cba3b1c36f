package dev.komodo.rewrite;

import dev.komodo.error.InternalCompilerException;
import dev.komodo.graph.DimGuard;
import dev.komodo.graph.Graph;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.GraphPrinter;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiveNodes;
import dev.komodo.graph.Node;
import dev.komodo.graph.Op;
import dev.komodo.graph.Operands;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.TensorType;
import dev.komodo.graph.Value;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Applies a [RuleSet] to a graph and its sub-graphs until no rule fires. A round rebuilds the
/// graph from the nodes that its outputs need, operands first; each node is settled before the next
/// one ([Settlement]), so the work of a round is in proportion to the nodes and the rules that
/// fire, and the second round usually has nothing to do but to leave out what the first one
/// replaced. Same graph in, same graph out. Safe between threads.
public final class Rewriter {
    private static final int ROUNDS = 32;

    private final RuleSet rules;
    private final RewriteListener listener;
    private final List<Literal> weights;
    private final Set<String> fired = new TreeSet<>();

    private Rewriter(RuleSet rules, RewriteListener listener, List<Literal> weights) {
        this.rules = rules;
        this.listener = listener;
        this.weights = weights;
    }

    /// The simplified graph.
    ///
    /// @param graph a verified graph
    /// @throws InternalCompilerException if the rules go on for ever, or one changes a type
    public static Graph rewrite(Graph graph, RuleSet rules) {
        return rewrite(graph, rules, RewriteListener.NONE);
    }

    /// The simplified graph.
    ///
    /// @param graph a verified graph
    /// @param listener told about each rule that fires
    /// @throws InternalCompilerException if the rules go on for ever, one changes a type, or the
    ///   listener objects
    public static Graph rewrite(Graph graph, RuleSet rules, RewriteListener listener) {
        Graph current = graph;
        for (int round = 0; round < ROUNDS; round++) {
            Rewriter rewriter = new Rewriter(rules, listener, current.weights());
            current = rewriter.whole(current);
            if (rewriter.fired.isEmpty()) {
                return current;
            }
            if (round == ROUNDS - 1) {
                throw new InternalCompilerException(
                        "Rewriting '"
                                + graph.name()
                                + "' has no end after "
                                + ROUNDS
                                + " rounds; the last one applied "
                                + rewriter.fired
                                + " to\n"
                                + GraphPrinter.print(current));
            }
        }
        return current;
    }

    /// A part of a larger program, simplified: nothing if no rule fires.
    ///
    /// @param part a graph as [GraphBuilder#finish] gives it: it need not stand alone
    /// @throws InternalCompilerException if the rules go on for ever, or one changes a type
    public static Optional<Graph> rewritePart(Graph part, RuleSet rules) {
        Graph current = part;
        for (int round = 0; round < ROUNDS; round++) {
            Rewriter rewriter = new Rewriter(rules, RewriteListener.NONE, part.weights());
            Graph next = rewriter.rebuild(current, new GraphBuilder(part.name())).finish();
            if (rewriter.fired.isEmpty()) {
                return round == 0 ? Optional.empty() : Optional.of(current);
            }
            current = next;
        }
        throw new InternalCompilerException(
                "Rewriting a part has no end after "
                        + ROUNDS
                        + " rounds:\n"
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
        UseCounts uses = UseCounts.of(graph, live);
        Settlement settlement = new Settlement(builder, rules, uses, this::report);
        Value[] renamed = new Value[graph.valueCount()];
        for (Node node : graph.nodes()) {
            if (live.contains(node)) {
                List<Value> results = node(node, renamed, settlement, uses);
                for (int i = 0; i < results.size(); i++) {
                    renamed[node.firstResult() + i] = results.get(i);
                    uses.rename(node.result(i), results.get(i));
                }
            }
        }
        for (Graph.Output output : graph.outputs()) {
            builder.output(output.name(), builder.tensor(renamed[output.value().id()]));
        }
        return builder;
    }

    private void report(Rule rule, GraphBuilder builder, Value before, Value after) {
        fired.add(rule.name());
        listener.fired(rule, builder, weights, before, after);
    }

    private List<Value> node(Node node, Value[] renamed, Settlement settlement, UseCounts uses) {
        GraphBuilder builder = settlement.graph();
        return switch (node.op()) {
            case Op.Input(String name, TensorType type) ->
                    settlement.settled(List.of(builder.input(name, type)));
            case Op.Weight(int slot, TensorType _) ->
                    settlement.settled(List.of(builder.weight(weights.get(slot))));
            // derivatives were taken when the graph was built
            case Op.Opaque opaque -> List.of(renamed[opaque.value().id()]);
            case Op.While loop ->
                    settlement.settled(
                            builder.apply(
                                    new Op.While(
                                            inner("condition", loop.condition(), builder),
                                            inner("body", loop.body(), builder),
                                            renamed(loop.carries(), renamed),
                                            renamed(loop.captures(), renamed))));
            case Op.Scan scan -> scan(node, scan, renamed, settlement, uses);
            // Rules replace one value.
            case Op op when node.types().size() > 1 ->
                    settlement.settled(
                            builder.apply(Operands.replace(op, value -> renamed[value.id()])));
            case Op op ->
                    List.of(settlement.settle(Operands.replace(op, value -> renamed[value.id()])));
        };
    }

    /// The scan with its body rewritten, and then without what does not depend on the step.
    private List<Value> scan(
            Node node, Op.Scan scan, Value[] renamed, Settlement settlement, UseCounts uses) {
        GraphBuilder builder = settlement.graph();
        Op.Scan rewritten =
                new Op.Scan(
                        inner("body", scan.body(), builder),
                        renamed(scan.carries(), renamed),
                        renamed(scan.sequences(), renamed),
                        renamed(scan.captures(), renamed),
                        scan.length(),
                        scan.steps());
        List<Boolean> used = new ArrayList<>();
        for (int i = 0; i < node.types().size(); i++) {
            used.add(uses.ofSource(node.result(i)) > 0);
        }
        Optional<List<Tensor>> smaller = ScanReduction.reduce(rewritten, used, settlement);
        smaller.ifPresent(_ -> fired.add("reduce-scan"));
        return settlement.settled(smaller.orElseGet(() -> builder.apply(rewritten)));
    }

    private static List<Value> renamed(List<Value> values, Value[] renamed) {
        return values.stream().map(value -> renamed[value.id()]).toList();
    }

    private Graph inner(String role, Graph graph, GraphBuilder builder) {
        return rebuild(graph, builder.subgraph(role)).finish();
    }
}
