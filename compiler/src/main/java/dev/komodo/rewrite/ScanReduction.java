package dev.komodo.rewrite;

import dev.komodo.graph.Graph;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Node;
import dev.komodo.graph.Op;
import dev.komodo.graph.Operands;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.TensorType;
import dev.komodo.graph.Value;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Makes a scan do less. All of it is exact:
///
/// - what does not depend on the step, and cannot fail, is computed once in front: `scan(... f(c)
///   ...) -> scan(... d ...)` with `d = f(c)`;
/// - a carry that no step changes is a capture, and its result is what it started with;
/// - emitted values that nobody uses, carries that nothing but themselves depends on, sequences and
///   captures that no step reads, go;
/// - one value captured twice is captured once.
final class ScanReduction {
    private final Op.Scan scan;
    private final Graph body;
    private final List<Boolean> used;
    private final Settlement outer;

    private final List<Value> inputs = new ArrayList<>();
    private final List<Value> results = new ArrayList<>();
    private final Set<Value> invariant = new HashSet<>();
    private final Map<Value, Value> outside = new HashMap<>();
    private final Set<Value> hoisted = new HashSet<>();
    private final Set<Value> reached = new HashSet<>();
    private final boolean[] keptCarry;
    private final boolean[] keptTrace;
    private boolean changed;

    private ScanReduction(Op.Scan scan, List<Boolean> used, Settlement outer) {
        this.scan = scan;
        this.body = scan.body();
        this.used = used;
        this.outer = outer;
        this.keptCarry = new boolean[scan.carries().size()];
        this.keptTrace = new boolean[used.size() - keptCarry.length];
        for (Node node : body.nodes()) {
            if (node.op() instanceof Op.Input) {
                inputs.add(node.result(0));
            }
        }
        int first = scan.steps().isPresent() ? 1 : 0;
        for (Graph.Output output : body.outputs().subList(first, body.outputs().size())) {
            results.add(output.value());
        }
    }

    /// The results of the smaller scan, in the places of the old ones (what is unused may be
    /// anything): nothing if there is nothing to do.
    ///
    /// @param used which results are used
    static Optional<List<Tensor>> reduce(Op.Scan scan, List<Boolean> used, Settlement outer) {
        ScanReduction reduction = new ScanReduction(scan, used, outer);
        reduction.findInvariants();
        reduction.findReached();
        return reduction.changed && reduction.hasResults()
                ? Optional.of(reduction.rebuild())
                : Optional.empty();
    }

    private boolean hasResults() {
        for (boolean kept : keptCarry) {
            if (kept) {
                return true;
            }
        }
        for (boolean kept : keptTrace) {
            if (kept) {
                return true;
            }
        }
        return false;
    }

    private int captureStart() {
        return scan.carries().size() + scan.sequences().size();
    }

    /// Follows what is known in front of the loop: captures, carries that stay, and what is made of
    /// them.
    private void findInvariants() {
        for (int i = 0; i < scan.carries().size(); i++) {
            if (results.get(i).equals(inputs.get(i))) {
                outside.put(inputs.get(i), scan.carries().get(i));
                changed = true;
            }
        }
        for (int i = 0; i < scan.captures().size(); i++) {
            outside.put(inputs.get(captureStart() + i), scan.captures().get(i));
        }
        invariant.addAll(outside.keySet());
        for (Node node : body.nodes()) {
            if (canRunInFront(node.op()) && invariant.containsAll(node.op().operands())) {
                invariant.add(node.result(0));
                if (isWork(node.op())) {
                    hoisted.add(node.result(0));
                    changed = true;
                }
            }
        }
        changed |= new HashSet<>(scan.captures()).size() < scan.captures().size();
    }

    private Value outsideOf(Value value) {
        return Objects.requireNonNull(outside.get(value));
    }

    /// Whether an op has a result whatever its operands are.
    private static boolean canRunInFront(Op op) {
        return isWork(op)
                || op instanceof Op.Constant
                || op instanceof Op.Reshape
                || op instanceof Op.Transpose
                || op instanceof Op.Broadcast;
    }

    /// Whether an op is worth a capture.
    private static boolean isWork(Op op) {
        return op instanceof Op.Unary
                || op instanceof Op.Binary
                || op instanceof Op.Compare
                || op instanceof Op.Select
                || op instanceof Op.Cast
                || op instanceof Op.Reduce
                || op instanceof Op.Contract
                || op instanceof Op.Convolve;
    }

    /// Follows what the used results need, through the steps.
    private void findReached() {
        boolean countsInside =
                body.nodes().stream().anyMatch(node -> node.op() instanceof Op.NonZero)
                        || body.nodes().stream().anyMatch(node -> isCountedScan(node.op()));
        if (countsInside) {
            body.nodes().forEach(node -> node.op().operands().forEach(this::reach));
        }
        scan.steps().ifPresent(_ -> reach(body.outputs().getFirst().value()));
        for (int i = 0; i < keptTrace.length; i++) {
            keptTrace[i] = used.get(keptCarry.length + i);
            changed |= !keptTrace[i];
            if (keptTrace[i]) {
                reach(results.get(keptCarry.length + i));
            }
        }
        for (boolean more = true; more; ) {
            more = false;
            for (int i = 0; i < keptCarry.length; i++) {
                boolean stays = outside.containsKey(inputs.get(i));
                boolean needed = used.get(i) || reached.contains(inputs.get(i));
                if (!keptCarry[i] && !stays && needed) {
                    keptCarry[i] = true;
                    reach(results.get(i));
                    more = true;
                }
            }
        }
        for (int i = 0; i < inputs.size(); i++) {
            changed |= i < keptCarry.length ? !keptCarry[i] : !reached.contains(inputs.get(i));
        }
    }

    private static boolean isCountedScan(Op op) {
        return op instanceof Op.Scan inner && inner.steps().isPresent();
    }

    private void reach(Value start) {
        List<Value> open = new ArrayList<>(List.of(start));
        while (!open.isEmpty()) {
            Value value = open.removeLast();
            if (reached.add(value) && !hoisted.contains(value)) {
                open.addAll(body.producer(value).op().operands());
            }
        }
    }

    /// Computes in front of the loop what does not depend on the step.
    private void hoist() {
        for (Node node : body.nodes()) {
            Value value = node.result(0);
            if (invariant.contains(value) && !(node.op() instanceof Op.Input)) {
                Op op = Operands.replace(node.op(), operand -> outsideOf(operand));
                outside.put(value, outer.settle(op));
            }
        }
    }

    private List<Tensor> rebuild() {
        hoist();
        GraphBuilder sub = outer.graph().subgraph("body");
        Map<Value, Value> inside = new HashMap<>();
        List<Value> carries = new ArrayList<>();
        List<Value> sequences = new ArrayList<>();
        for (int i = 0; i < keptCarry.length; i++) {
            if (keptCarry[i]) {
                inside.put(inputs.get(i), input(sub, i));
                carries.add(scan.carries().get(i));
            }
        }
        for (int i = keptCarry.length; i < captureStart(); i++) {
            if (reached.contains(inputs.get(i))) {
                inside.put(inputs.get(i), input(sub, i));
                sequences.add(scan.sequences().get(i - keptCarry.length));
            }
        }
        List<Value> captures = captures(sub, inside);
        copyNodes(sub, inside);
        nameOutputs(sub, inside);
        Op.Scan smaller =
                new Op.Scan(
                        sub.finish(), carries, sequences, captures, scan.length(), scan.steps());
        return inOldPlaces(outer.graph().apply(smaller));
    }

    private Value input(GraphBuilder sub, int index) {
        Op.Input old = (Op.Input) body.producer(inputs.get(index)).op();
        return sub.input(old.name(), old.type()).value();
    }

    /// Declares what the steps read from in front of the loop, each value once.
    private List<Value> captures(GraphBuilder sub, Map<Value, Value> inside) {
        Map<Value, Value> known = new LinkedHashMap<>();
        String name = freshName();
        for (Node node : body.nodes()) {
            Value value = node.result(0);
            boolean isInput = node.op() instanceof Op.Input && outside.containsKey(value);
            if (reached.contains(value) && (isInput || hoisted.contains(value))) {
                TensorType type = body.type(value);
                Value own =
                        known.computeIfAbsent(
                                outsideOf(value),
                                _ -> sub.input(name + known.size(), type).value());
                inside.put(value, own);
            }
        }
        return List.copyOf(known.keySet());
    }

    private String freshName() {
        String name = "captured";
        for (Op.Input input : body.inputs()) {
            if (input.name().startsWith(name)) {
                name = input.name() + "_";
            }
        }
        return name;
    }

    private void copyNodes(GraphBuilder sub, Map<Value, Value> inside) {
        for (Node node : body.nodes()) {
            boolean wanted = false;
            for (int i = 0; i < node.types().size(); i++) {
                wanted |= reached.contains(node.result(i)) && !inside.containsKey(node.result(i));
            }
            if (wanted) {
                Op op =
                        Operands.replace(
                                node.op(), value -> Objects.requireNonNull(inside.get(value)));
                List<Tensor> copies = sub.apply(op);
                for (int i = 0; i < copies.size(); i++) {
                    inside.put(node.result(i), copies.get(i).value());
                }
            }
        }
    }

    private void nameOutputs(GraphBuilder sub, Map<Value, Value> inside) {
        int first = scan.steps().isPresent() ? 1 : 0;
        for (int i = 0; i < body.outputs().size(); i++) {
            int result = i - first;
            boolean kept =
                    result < 0
                            || (result < keptCarry.length
                                    ? keptCarry[result]
                                    : keptTrace[result - keptCarry.length]);
            if (kept) {
                Graph.Output output = body.outputs().get(i);
                sub.output(
                        output.name(),
                        sub.tensor(Objects.requireNonNull(inside.get(output.value()))));
            }
        }
    }

    private List<Tensor> inOldPlaces(List<Tensor> found) {
        List<Tensor> places = new ArrayList<>();
        int next = 0;
        for (int i = 0; i < used.size(); i++) {
            boolean kept = i < keptCarry.length ? keptCarry[i] : keptTrace[i - keptCarry.length];
            if (kept) {
                places.add(found.get(next++));
            } else if (i < keptCarry.length) {
                places.add(outer.graph().tensor(scan.carries().get(i)));
            } else {
                places.add(found.getFirst()); // nobody asks
            }
        }
        return places;
    }
}
