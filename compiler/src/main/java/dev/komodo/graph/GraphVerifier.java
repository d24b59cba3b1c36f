package dev.komodo.graph;

import dev.komodo.error.InvalidGraphException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// Checks that a graph has a meaning. The invariants:
///
/// - results are numbered densely in the order of the nodes, and operands are defined earlier;
/// - the types of each node are those that [TypeRules] derives; reshapes keep the number of
///   elements, by a guard where it is not evident;
/// - inputs have names of their own and so have outputs, of which there is at least one;
/// - each symbol is the extent of some axis of some input, where a call binds it;
/// - each data dim is defined once, before its use and not in a sub-graph that its use is outside
///   of, and its bound is free of data dims; inputs and guards are free of data dims;
/// - dims are canonical and constants small; weights have the types of their slots;
/// - sub-graphs are named by their role (`condition`, `body`), bring no guards and no weights, and
///   use symbols of the whole.
///
/// All faults are collected; one exception shows them inside the listing.
public final class GraphVerifier {
    private final Graph whole;
    private final DimFacts facts;
    private final Set<Dim> symbols = new HashSet<>();
    private final Map<String, Dim.Data> dataDims = new HashMap<>();
    private final IdentityHashMap<Node, List<String>> notes = new IdentityHashMap<>();
    private final List<String> faults = new ArrayList<>();
    private int depth;

    private GraphVerifier(Graph whole) {
        this.whole = whole;
        this.facts = facts(whole);
    }

    private static DimFacts facts(Graph graph) {
        try {
            return DimFacts.of(graph.guards());
        } catch (ArithmeticException overflow) {
            throw new InvalidGraphException(
                    "The guards of '" + graph.name() + "' have extents that overflow 64 bits",
                    overflow);
        }
    }

    /// Returns quietly if the graph has a meaning.
    ///
    /// @throws InvalidGraphException with all faults, inside the listing
    public static void verify(Graph graph) {
        List<String> faults = faults(graph);
        if (!faults.isEmpty()) {
            throw new InvalidGraphException(String.join("\n", faults));
        }
    }

    /// The faults, one line each, then the listing with each fault behind its node; nothing if the
    /// graph has a meaning.
    static List<String> faults(Graph graph) {
        GraphVerifier verifier = new GraphVerifier(graph);
        verifier.whole();
        if (verifier.faults.isEmpty()) {
            return List.of();
        }
        List<String> report = new ArrayList<>();
        report.add(
                "The graph '"
                        + graph.name()
                        + "' has "
                        + verifier.faults.size()
                        + (verifier.faults.size() == 1 ? " fault:" : " faults:"));
        verifier.faults.forEach(fault -> report.add("  " + fault));
        report.add(
                GraphPrinter.print(
                        graph, graph.name(), node -> verifier.notes.getOrDefault(node, List.of())));
        return report;
    }

    private void whole() {
        for (Op.Input input : whole.inputs()) {
            for (Dim dim : input.type().shape().dims()) {
                if (dim instanceof Dim.Symbol) {
                    symbols.add(dim);
                }
            }
        }
        Set<Dim> visible = new HashSet<>();
        for (DimGuard guard : whole.guards()) {
            dims(List.of(guard.left(), guard.right()), visible, "guard", this::fault);
        }
        if (whole.outputs().isEmpty()) {
            fault("a graph has one output or more, found none; name one with output(...)");
        }
        block(whole, visible);
    }

    /// Checks the nodes of one graph; `visible` are the data dims defined before, and is added to.
    private void block(Graph graph, Set<Dim> visible) {
        List<TensorType> types = new ArrayList<>();
        Set<String> inputs = new HashSet<>();
        for (Node node : graph.nodes()) {
            if (node.firstResult() != types.size()) {
                fault(node, "is numbered %" + node.firstResult() + ", expected %" + types.size());
            }
            if (node.op() instanceof Op.Input(String name, TensorType _) && !inputs.add(name)) {
                fault(node, "the input '" + name + "' is declared twice");
            }
            node(graph, node, types, visible);
            types.addAll(node.types());
        }
        Set<String> outputs = new HashSet<>();
        for (Graph.Output output : graph.outputs()) {
            if (!outputs.add(output.name())) {
                fault("the output '" + output.name() + "' is declared twice");
            }
            if (output.value().id() >= types.size()) {
                fault(
                        "the output '"
                                + output.name()
                                + "' is "
                                + output.value()
                                + ", which does not exist");
            }
        }
    }

    private void node(Graph graph, Node node, List<TensorType> earlier, Set<Dim> visible) {
        List<TensorType> operands = new ArrayList<>();
        for (Value operand : node.op().operands()) {
            if (operand.id() >= earlier.size()) {
                fault(node, "uses " + operand + ", which is not defined earlier");
            } else {
                operands.add(earlier.get(operand.id()));
            }
        }
        content(graph, node, operands, visible);
        if (operands.size() == node.op().operands().size()) {
            types(node, operands);
        }
        for (TensorType type : node.types()) {
            dims(type.shape().dims(), visible, type.toString(), fault -> fault(node, fault));
        }
    }

    private void types(Node node, List<TensorType> operands) {
        try {
            List<TensorType> derived = TypeRules.resultTypes(node.op(), operands);
            if (!derived.equals(node.types())) {
                fault(node, "gives " + derived + ", found " + node.types());
            }
        } catch (InvalidGraphException invalid) {
            fault(node, String.valueOf(invalid.getMessage()));
        }
    }

    private void content(Graph graph, Node node, List<TensorType> operands, Set<Dim> visible) {
        switch (node.op()) {
            case Op.Input(String _, TensorType type) -> input(node, type);
            case Op.Constant(Literal literal) -> constant(node, literal);
            case Op.Weight weight -> weight(graph, node, weight);
            case Op.DimVector(List<Dim> dims) -> dims(node, dims, visible);
            case Op.Reshape(Value _, Shape shape) -> reshape(node, operands, shape);
            case Op.Slice(Value _, List<Dim> starts, List<Dim> _, List<Long> _) ->
                    dims(node, starts, visible);
            case Op.Pad(Value _, Value _, List<Dim> low, List<Dim> high) -> {
                dims(node, low, visible);
                dims(node, high, visible);
            }
            case Op.NonZero(Value _, Dim.Data count) -> define(node, count, visible);
            case Op.While(Graph condition, Graph body, List<Value> _, List<Value> _) -> {
                subgraph(node, "condition", condition, visible);
                subgraph(node, "body", body, visible);
            }
            case Op.Scan scan -> {
                dims(node, List.of(scan.length()), visible);
                subgraph(node, "body", scan.body(), visible);
                scan.steps().ifPresent(steps -> define(node, steps, visible));
            }
            case Op.Iota _, Op.Unary _, Op.Binary _, Op.Compare _, Op.Select _ -> {}
            case Op.Cast _, Op.Bitcast _, Op.Opaque _ -> {}
            case Op.Reduce _, Op.ArgReduce _, Op.Contract _, Op.Convolve _ -> {}
            case Op.Transpose _, Op.Broadcast _, Op.Concat _, Op.Gather _, Op.Scatter _ -> {}
            case Op.LinearAlgebra _ -> {}
            case Op.Sort _, Op.Fourier _ -> {}
        }
    }

    private void input(Node node, TensorType type) {
        boolean data =
                type.shape().dims().stream()
                        .flatMap(dim -> dim.atoms().stream())
                        .anyMatch(atom -> atom instanceof Dim.Data);
        if (depth == 0 && data) {
            fault(node, "an input's extents are known before the call, found " + type);
        }
    }

    private void constant(Node node, Literal literal) {
        long bytes = literal.data().byteSize();
        if (bytes > Literal.INLINE_BYTES) {
            fault(
                    node,
                    "a constant has at most "
                            + Literal.INLINE_BYTES
                            + " bytes, found "
                            + bytes
                            + "; use a weight");
        }
    }

    private void weight(Graph graph, Node node, Op.Weight weight) {
        if (weight.slot() < 0 || weight.slot() >= graph.weights().size()) {
            fault(node, "there is no weight " + weight.slot());
        } else if (!graph.weights().get(weight.slot()).type().equals(weight.type())) {
            fault(
                    node,
                    "weight " + weight.slot() + " is " + graph.weights().get(weight.slot()).type());
        }
    }

    private void reshape(Node node, List<TensorType> operands, Shape shape) {
        if (operands.isEmpty()) {
            return;
        }
        try {
            Dim before = operands.getFirst().shape().elements();
            Dim after = shape.elements();
            if (!facts.provesEqual(before, after)) {
                fault(
                        node,
                        "nothing says that "
                                + before
                                + " elements are "
                                + after
                                + "; add a guard with requireEqual(...)");
            }
        } catch (ArithmeticException | InvalidGraphException invalid) {
            fault(node, "the number of elements has no value: " + invalid.getMessage());
        }
    }

    private void define(Node node, Dim.Data data, Set<Dim> visible) {
        if (data.bound().atoms().stream().anyMatch(atom -> atom instanceof Dim.Data)) {
            fault(node, "the bound of " + data + " is itself known only while the kernel runs");
        }
        if (dataDims.putIfAbsent(data.name(), data) != null) {
            fault(node, "the data dim ?" + data.name() + " is defined twice");
        }
        visible.add(data);
    }

    private void subgraph(Node node, String role, Graph graph, Set<Dim> visible) {
        if (!graph.name().equals(role)) {
            fault(node, "its " + role + " is named '" + graph.name() + "'");
        }
        if (!graph.guards().isEmpty() || !graph.weights().isEmpty()) {
            fault(
                    node,
                    "its " + role + " has guards or weights of its own; the whole graph has them");
        }
        depth++;
        block(graph, new HashSet<>(visible));
        depth--;
    }

    private void dims(Node node, List<Dim> dims, Set<Dim> visible) {
        dims(dims, visible, TypeRules.name(node.op()), fault -> fault(node, fault));
    }

    private void dims(List<Dim> dims, Set<Dim> visible, String where, Consumer<String> to) {
        for (Dim dim : dims) {
            try {
                if (!DimAlgebra.substitute(dim, atom -> atom).equals(dim)) {
                    to.accept("the extent " + dim + " in " + where + " is not in canonical form");
                }
            } catch (ArithmeticException | InvalidGraphException invalid) {
                to.accept(
                        "the extent "
                                + dim
                                + " in "
                                + where
                                + " has no value: "
                                + invalid.getMessage());
            }
            for (Dim atom : dim.atoms()) {
                if (atom instanceof Dim.Symbol && !symbols.contains(atom)) {
                    to.accept(
                            "the symbol "
                                    + atom
                                    + " in "
                                    + where
                                    + " is the extent of no input's axis");
                }
                if (atom instanceof Dim.Data && !visible.contains(atom)) {
                    to.accept("the data dim " + atom + " in " + where + " is not defined here");
                }
            }
        }
    }

    private void fault(Node node, String fault) {
        notes.computeIfAbsent(node, _ -> new ArrayList<>()).add(fault);
        fault("%" + node.firstResult() + " = " + TypeRules.name(node.op()) + ": " + fault);
    }

    private void fault(String fault) {
        faults.add(fault);
    }
}
