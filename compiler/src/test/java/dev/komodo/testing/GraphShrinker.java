package dev.komodo.testing;

import dev.komodo.error.CompilerException;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Graph;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Literal;
import dev.komodo.graph.Node;
import dev.komodo.graph.Op;
import dev.komodo.graph.Operands;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.TensorType;
import dev.komodo.graph.Value;
import dev.komodo.interp.Interpreter;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Makes a generated graph that shows a fault a small one that still does: one output, and as many
/// values as possible as arguments instead of what computes them.
///
/// ```java
/// GeneratedGraph small = GraphShrinker.shrink(generated, one -> compare(one).isPresent());
/// ```
public final class GraphShrinker {
    private final GeneratedGraph whole;
    private final Predicate<GeneratedGraph> isFaulty;
    private final Map<Value, Literal> values;

    private GraphShrinker(GeneratedGraph whole, Predicate<GeneratedGraph> isFaulty) {
        this.whole = whole;
        this.isFaulty = isFaulty;
        this.values = values(whole);
    }

    /// The smallest graph that was found, or the graph itself where nothing smaller is faulty.
    ///
    /// @param isFaulty whether a graph shows the fault; one that throws does not
    public static GeneratedGraph shrink(
            GeneratedGraph generated, Predicate<GeneratedGraph> isFaulty) {
        return new GraphShrinker(generated, isFaulty).shrink();
    }

    private GeneratedGraph shrink() {
        for (int output = 0; output < whole.graph().outputs().size(); output++) {
            Optional<GeneratedGraph> one = faulty(output, Set.of());
            if (one.isPresent()) {
                return shrunk(output, one.get());
            }
        }
        return whole;
    }

    /// Cuts what is nearest to the output first: all behind it goes at once.
    private GeneratedGraph shrunk(int output, GeneratedGraph start) {
        GeneratedGraph smallest = start;
        Set<Value> cuts = new HashSet<>();
        boolean goesOn = true;
        while (goesOn) {
            goesOn = false;
            List<Node> live = live(output, cuts);
            for (Node node : live.reversed()) {
                boolean isCut = cuts.containsAll(results(node));
                if (!isCut && isCuttable(node) && !isOutput(node, output)) {
                    Set<Value> more = new HashSet<>(cuts);
                    more.addAll(results(node));
                    Optional<GeneratedGraph> smaller = faulty(output, more);
                    if (smaller.isPresent()) {
                        smallest = smaller.get();
                        cuts = more;
                        goesOn = true;
                        break;
                    }
                }
            }
        }
        return smallest;
    }

    private Optional<GeneratedGraph> faulty(int output, Set<Value> cuts) {
        try {
            GeneratedGraph candidate = rebuilt(output, cuts);
            return isFaulty.test(candidate) ? Optional.of(candidate) : Optional.empty();
        } catch (CompilerException cannotStandAlone) {
            return Optional.empty();
        }
    }

    /// The graph of one output, with cut values as inputs.
    private GeneratedGraph rebuilt(int output, Set<Value> cuts) {
        Graph graph = whole.graph();
        GraphBuilder builder = new GraphBuilder(graph.name());
        graph.guards().forEach(g -> builder.requireEqual(g.left(), g.right(), g.reason()));
        Map<Value, Tensor> copies = new HashMap<>();
        List<Literal> arguments = new ArrayList<>();
        for (Node node : live(output, cuts)) {
            boolean isCut = cuts.containsAll(results(node));
            if (isCut || node.op() instanceof Op.Input) {
                for (Value value : results(node)) {
                    arguments.add(Objects.requireNonNull(values.get(value)));
                    copies.put(value, builder.input("x" + value.id(), graph.type(value)));
                }
            } else {
                List<Tensor> results = builder.apply(copied(node.op(), copies, builder));
                for (int i = 0; i < results.size(); i++) {
                    copies.put(node.result(i), results.get(i));
                }
            }
        }
        Graph.Output named = graph.outputs().get(output);
        builder.output(named.name(), Objects.requireNonNull(copies.get(named.value())));
        return new GeneratedGraph(
                whole.seed(), builder.build(), arguments, List.of(whole.tolerances().get(output)));
    }

    private Op copied(Op op, Map<Value, Tensor> copies, GraphBuilder builder) {
        return op instanceof Op.Weight(int slot, TensorType _)
                ? builder.producer(builder.weight(whole.graph().weights().get(slot)).value())
                : Operands.replace(op, value -> Objects.requireNonNull(copies.get(value)).value());
    }

    /// The nodes that the output needs, and the inputs, which may bind extents.
    private List<Node> live(int output, Set<Value> cuts) {
        Graph graph = whole.graph();
        Set<Value> needed = new HashSet<>(Set.of(graph.outputs().get(output).value()));
        List<Node> live = new ArrayList<>();
        for (Node node : graph.nodes().reversed()) {
            boolean isNeeded = results(node).stream().anyMatch(needed::contains);
            if (isNeeded || (node.op() instanceof Op.Input && bindsExtents(node))) {
                live.addFirst(node);
                if (!cuts.containsAll(results(node))) {
                    needed.addAll(node.op().operands());
                }
            }
        }
        return live;
    }

    private static boolean bindsExtents(Node node) {
        return node.types().getFirst().shape().dims().stream()
                .anyMatch(dim -> !dim.atoms().isEmpty());
    }

    private boolean isOutput(Node node, int output) {
        return results(node).contains(whole.graph().outputs().get(output).value());
    }

    /// Constants stay; what has an extent of its own cannot come from outside.
    private boolean isCuttable(Node node) {
        boolean isConstant = node.op().operands().isEmpty();
        return !isConstant
                && values.keySet().containsAll(results(node))
                && node.types().stream()
                        .flatMap(type -> type.shape().dims().stream())
                        .flatMap(dim -> dim.atoms().stream())
                        .noneMatch(Dim.Data.class::isInstance);
    }

    private static List<Value> results(Node node) {
        List<Value> results = new ArrayList<>();
        for (int i = 0; i < node.types().size(); i++) {
            results.add(node.result(i));
        }
        return results;
    }

    /// What every value is, as far as the interpreter gets.
    private static Map<Value, Literal> values(GeneratedGraph generated) {
        Graph graph = generated.graph();
        List<Graph.Output> all = new ArrayList<>();
        for (Node node : graph.nodes()) {
            results(node).forEach(value -> all.add(new Graph.Output("v" + value.id(), value)));
        }
        Graph open = new Graph(graph.name(), graph.nodes(), all, graph.guards(), graph.weights());
        List<Literal> literals = Interpreter.run(open, generated.arguments());
        Map<Value, Literal> values = new HashMap<>();
        for (int i = 0; i < all.size(); i++) {
            values.put(all.get(i).value(), literals.get(i));
        }
        return values;
    }
}
