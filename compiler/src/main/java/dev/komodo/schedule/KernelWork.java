package dev.komodo.schedule;

import dev.komodo.graph.Dim;
import dev.komodo.graph.Node;
import dev.komodo.graph.Op;
import dev.komodo.graph.ScatterOp;
import dev.komodo.graph.Value;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// What a kernel computes: the ops between what is stored and its roots.
///
/// @param operations the names of the ops, in order
/// @param result the types of the roots
/// @param arithmetic operations on elements, see [KernelSummary]
record KernelWork(String operations, String result, Dim arithmetic) {
    static final KernelWork NONE = new KernelWork("", "", Dim.of(0));

    private static final int SHOWN_OPERATIONS = 12;

    /// The work of a kernel that is about to be written.
    static KernelWork of(Scope scope, List<Value> roots) {
        Set<Integer> computed = new HashSet<>();
        List<Node> nodes = new ArrayList<>();
        for (Value root : roots) {
            collect(scope, root, computed, nodes);
        }
        Dim arithmetic = Dim.of(0);
        for (Node node : nodes) {
            arithmetic = arithmetic.plus(arithmetic(scope, node));
        }
        String result =
                roots.stream()
                        .map(root -> scope.graph().type(root).toString())
                        .distinct()
                        .collect(Collectors.joining(", "));
        return new KernelWork(names(nodes), result, arithmetic);
    }

    /// Depth first, operands before their users, without recursion: chains are long.
    private static void collect(Scope scope, Value root, Set<Integer> computed, List<Node> nodes) {
        List<Node> open = new ArrayList<>(List.of(scope.node(root)));
        Set<Integer> entered = new HashSet<>();
        while (!open.isEmpty()) {
            Node node = open.getLast();
            if (computed.contains(node.firstResult()) || !entered.add(node.firstResult())) {
                open.removeLast();
                if (computed.add(node.firstResult())) {
                    nodes.add(node);
                }
                continue;
            }
            for (Value operand : node.op().operands().reversed()) {
                if (scope.stored(operand).isEmpty()) {
                    open.add(scope.node(operand));
                }
            }
        }
    }

    private static String names(List<Node> nodes) {
        List<String> names = new ArrayList<>();
        for (Node node : nodes) {
            if (!movesOnly(node.op())) {
                names.add(KernelNames.of(node.op()));
            }
        }
        if (names.isEmpty()) {
            nodes.stream()
                    .map(node -> KernelNames.of(node.op()))
                    .filter(name -> !name.equals("broadcast") && !name.equals("constant"))
                    .forEach(names::add);
        }
        int more = names.size() - SHOWN_OPERATIONS;
        return more > 0
                ? String.join(", ", names.subList(0, SHOWN_OPERATIONS)) + ", " + more + " more"
                : String.join(", ", names);
    }

    private static boolean movesOnly(Op op) {
        return switch (op) {
            case Op.Input _,
                    Op.Constant _,
                    Op.Weight _,
                    Op.DimVector _,
                    Op.Iota _,
                    Op.Reshape _,
                    Op.Transpose _,
                    Op.Broadcast _,
                    Op.Slice _ ->
                    true;
            case Op.Unary _,
                    Op.Binary _,
                    Op.Compare _,
                    Op.Select _,
                    Op.Cast _,
                    Op.Bitcast _,
                    Op.Opaque _,
                    Op.Reduce _,
                    Op.ArgReduce _,
                    Op.Contract _,
                    Op.Convolve _,
                    Op.Pad _,
                    Op.Concat _,
                    Op.Gather _,
                    Op.Scatter _,
                    Op.NonZero _,
                    Op.LinearAlgebra _,
                    Op.Sort _,
                    Op.Fourier _,
                    Op.While _,
                    Op.Scan _ ->
                    false;
        };
    }

    private static Dim arithmetic(Scope scope, Node node) {
        Dim elements = scope.graph().type(node.result(0)).shape().elements().bound();
        return switch (node.op()) {
            case Op.Unary _, Op.Binary _, Op.Compare _, Op.Select _ -> elements;
            case Op.Cast _, Op.Bitcast _, Op.Opaque _ -> elements;
            case Op.Reduce reduce -> elements(scope, reduce.operand());
            case Op.ArgReduce reduce -> elements(scope, reduce.operand());
            case Op.Scatter scatter ->
                    scatter.kind() == ScatterOp.REPLACE
                            ? Dim.of(0)
                            : elements(scope, scatter.updates());
            case Op.Contract contract -> {
                Dim products = elements;
                for (int axis : contract.leftContracted()) {
                    products = products.times(scope.dims(contract.left()).get(axis).bound());
                }
                yield products.times(Dim.of(2));
            }
            case Op.Convolve convolve -> {
                Dim products = elements;
                List<Dim> filter = scope.dims(convolve.filter());
                for (Dim extent : filter.subList(1, filter.size())) {
                    products = products.times(extent.bound());
                }
                yield products.times(Dim.of(2));
            }
            case Op.Fourier fourier -> elements.times(Dim.of(Costs.fourier(fourier)));
            // At most: how much exactly depends on the factorization.
            case Op.LinearAlgebra op ->
                    elements.times(scope.dims(op.operands().getFirst()).getLast().bound());
            case Op.Input _,
                    Op.Constant _,
                    Op.Weight _,
                    Op.DimVector _,
                    Op.Iota _,
                    Op.Reshape _,
                    Op.Transpose _,
                    Op.Broadcast _,
                    Op.Slice _,
                    Op.Pad _,
                    Op.Concat _,
                    Op.Gather _,
                    Op.NonZero _,
                    Op.Sort _,
                    Op.While _,
                    Op.Scan _ ->
                    Dim.of(0);
        };
    }

    private static Dim elements(Scope scope, Value value) {
        return scope.graph().type(value).shape().elements().bound();
    }
}
