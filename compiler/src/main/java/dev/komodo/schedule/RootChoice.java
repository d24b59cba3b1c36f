package dev.komodo.schedule;

import dev.komodo.graph.Dim;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Node;
import dev.komodo.graph.Op;
import dev.komodo.graph.Value;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Chooses the values that get a place in memory. All others are computed anew where they are used.
/// Chosen are results of what is no elementwise function, outputs, what must be read at random,
/// what is expensive and used several times, and cuts of what would become too large; kernels that
/// come together later may drop the place again.
final class RootChoice {
    private final Scope scope;
    private final Map<Value, Integer> uses = new HashMap<>();
    private final Map<Value, Integer> costs = new HashMap<>();
    private final Map<Value, Integer> depths = new HashMap<>();
    private final Set<Value> demanded = new HashSet<>();
    private final Set<Value> roots = new HashSet<>();

    RootChoice(Scope scope) {
        this.scope = scope;
        Graph graph = scope.graph();
        for (Node node : graph.nodes()) {
            node.op().operands().forEach(operand -> uses.merge(operand, 1, Integer::sum));
            demand(node.op());
        }
        for (Graph.Output output : graph.outputs()) {
            demanded.add(output.value());
            uses.merge(output.value(), 1, Integer::sum);
        }
        graph.nodes().forEach(this::decide);
    }

    /// Whether a value has a place in memory.
    boolean isRoot(Value value) {
        return roots.contains(value);
    }

    /// How often a value is used: as an operand, as an output.
    int uses(Value value) {
        return uses.getOrDefault(value, 0);
    }

    /// The chosen values.
    Set<Value> roots() {
        return roots;
    }

    void drop(Value value) {
        roots.remove(value);
    }

    /// Simple operations an element, down to what is in memory; the root itself counts as computed.
    int cost(Value value) {
        return costs.getOrDefault(value, 0);
    }

    /// How many values follow from one another, down to what is in memory.
    int depth(Value value) {
        return depths.getOrDefault(value, 0);
    }

    private int inlinedDepth(Value value) {
        return roots.contains(value) || scope.stored(value).isPresent() ? 0 : depth(value);
    }

    private void demand(Op op) {
        switch (op) {
            case Op.Convolve convolve -> demanded.addAll(convolve.operands());
            case Op.SolveTriangular solve -> demanded.add(solve.matrix());
            case Op.Sort sort -> demanded.add(sort.operand());
            case Op.Fourier fourier -> {
                if (fourier.kind().takesComplex()) {
                    demanded.add(fourier.operand());
                }
            }
            case Op.While loop -> demanded.addAll(loop.captures());
            case Op.Scan loop -> {
                demanded.addAll(loop.sequences());
                demanded.addAll(loop.captures());
            }
            case Op.Input _,
                    Op.Constant _,
                    Op.Weight _,
                    Op.DimVector _,
                    Op.Iota _,
                    Op.Unary _,
                    Op.Binary _,
                    Op.Compare _,
                    Op.Select _,
                    Op.Cast _,
                    Op.Bitcast _,
                    Op.Opaque _,
                    Op.Reduce _,
                    Op.ArgReduce _,
                    Op.Contract _,
                    Op.Reshape _,
                    Op.Transpose _,
                    Op.Broadcast _,
                    Op.Slice _,
                    Op.Pad _,
                    Op.Concat _,
                    Op.Gather _,
                    Op.Scatter _,
                    Op.NonZero _,
                    Op.Factorize _ -> {}
        }
    }

    private void decide(Node node) {
        Op op = node.op();
        switch (op) {
            case Op.Input _, Op.Weight _ -> {}
            case Op.Constant _ -> {
                if (demanded.contains(node.result(0))) {
                    choose(node.result(0), 1);
                }
            }
            case Op.Contract contract -> {
                // What is cheap is computed while it is packed.
                if (scope.attention(node.result(0)).isEmpty()) {
                    packed(contract.left(), contract.leftContracted());
                }
                packed(contract.right(), contract.rightContracted());
                choose(node.result(0), 1);
            }
            case Op.Scatter scatter -> {
                // Indices are read for each row and by their check; updates one by one, unless
                // vectors run behind the axis.
                rootIfCostly(scatter.indices(), Costs.CHEAP);
                List<Dim> dims = scope.dims(scatter.operand());
                if (Costs.elements(dims.subList(scatter.axis() + 1, dims.size())) <= 4) {
                    rootIfCostly(scatter.updates(), Costs.CHEAP);
                }
                choose(node.result(0), 1);
            }
            case Op.Fourier fourier -> {
                rootIfCostly(fourier.operand(), Costs.BUDGET);
                choose(node.result(0), 1);
            }
            case Op.Reduce _,
                    Op.ArgReduce _,
                    Op.Convolve _,
                    Op.NonZero _,
                    Op.LinearAlgebra _,
                    Op.Sort _,
                    Op.While _,
                    Op.Scan _ -> {
                for (int i = 0; i < node.types().size(); i++) {
                    choose(node.result(i), 1);
                }
            }
            case Op.Broadcast broadcast -> {
                rootIfRepeated(broadcast);
                inline(node);
            }
            case Op.Gather gather -> {
                rootIfCostly(gather.operand(), 0);
                inline(node);
            }
            case Op.Concat concat -> {
                inline(node);
                if (!isSmall(concat, node)) {
                    choose(node.result(0), cost(node.result(0)));
                }
            }
            case Op.DimVector _,
                    Op.Iota _,
                    Op.Unary _,
                    Op.Binary _,
                    Op.Compare _,
                    Op.Select _,
                    Op.Cast _,
                    Op.Bitcast _,
                    Op.Opaque _,
                    Op.Reshape _,
                    Op.Transpose _,
                    Op.Slice _,
                    Op.Pad _ ->
                    inline(node);
        }
    }

    private void packed(Value operand, List<Integer> contracted) {
        Value core =
                NarrowValue.of(scope, operand, contracted).map(NarrowValue::core).orElse(operand);
        rootIfCostly(StridedView.base(scope, core), Costs.CHEAP / 2);
    }

    private boolean isSmall(Op.Concat concat, Node node) {
        return Costs.elements(node.types().getFirst().shape()) <= 64
                || (concat.parts().size() == 2 && uses.getOrDefault(node.result(0), 0) == 1);
    }

    /// The cost of a value as part of what uses it.
    private int inlined(Value value) {
        return roots.contains(value) || scope.stored(value).isPresent() ? 0 : cost(value);
    }

    private void inline(Node node) {
        Value value = node.result(0);
        long cost = Costs.of(node.op());
        for (Value operand : Set.copyOf(node.op().operands())) {
            cost += inlined(operand);
        }
        if (cost > Costs.BUDGET) {
            cut(node.op().operands());
            cost = Costs.of(node.op());
            for (Value operand : Set.copyOf(node.op().operands())) {
                cost += inlined(operand);
            }
        }
        int depth = 1;
        for (Value operand : node.op().operands()) {
            if (inlinedDepth(operand) >= Costs.DEPTH) {
                choose(operand, cost(operand));
            }
            depth = Math.max(depth, 1 + inlinedDepth(operand));
        }
        depths.put(value, depth);
        costs.put(value, (int) cost);
        boolean isShared = uses.getOrDefault(value, 0) > 1 && cost > Costs.CHEAP;
        if (demanded.contains(value) || isShared) {
            choose(value, (int) cost);
        }
    }

    private void cut(List<Value> operands) {
        operands.stream()
                .max(Comparator.comparingInt(this::inlined))
                .ifPresent(operand -> choose(operand, cost(operand)));
    }

    private void choose(Value value, int cost) {
        boolean isPlaced = scope.stored(value).isPresent() || scope.isInside(value);
        if (!isPlaced && scope.constant(value).isEmpty()) {
            costs.put(value, cost);
            roots.add(value);
        }
    }

    private void rootIfCostly(Value value, int free) {
        if (inlined(value) > free) {
            choose(value, cost(value));
        }
    }

    private void rootIfRepeated(Op.Broadcast broadcast) {
        boolean isScalar = scope.dims(broadcast.operand()).stream().allMatch(dim -> dim.is(1));
        if (!isScalar && repeats(broadcast)) {
            rootIfCostly(broadcast.operand(), 2 * Costs.CHEAP);
        }
    }

    private boolean repeats(Op.Broadcast broadcast) {
        List<Dim> operand = scope.dims(broadcast.operand());
        return !Domain.squeeze(broadcast.shape().dims()).equals(Domain.squeeze(operand));
    }
}
