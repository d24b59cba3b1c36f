package dev.komodo.graph;

import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/// Which nodes the outputs of a graph need: by their values, or by the data dims that they define.
/// Inputs always count.
public final class LiveNodes {
    private final Set<Node> live = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Value> values = new HashSet<>();
    private final Set<Dim> data = new HashSet<>();

    private LiveNodes() {}

    /// The nodes, to be asked for membership only.
    public static Set<Node> of(Graph graph) {
        LiveNodes found = new LiveNodes();
        graph.outputs().forEach(output -> found.values.add(output.value()));
        for (Node node : graph.nodes().reversed()) {
            if (found.isNeeded(node)) {
                found.live.add(node);
                found.values.addAll(node.op().operands());
                found.dimsOf(node);
            }
        }
        return found.live;
    }

    private boolean isNeeded(Node node) {
        for (int i = 0; i < node.types().size(); i++) {
            if (values.contains(node.result(i))) {
                return true;
            }
        }
        return switch (node.op()) {
            case Op.Input _ -> true;
            case Op.NonZero(Value _, Dim.Data count) -> data.contains(count);
            case Op.Scan scan -> scan.steps().filter(data::contains).isPresent();
            case Op _ -> false;
        };
    }

    private void dimsOf(Node node) {
        for (TensorType type : node.types()) {
            add(type.shape().dims());
        }
        switch (node.op()) {
            case Op.DimVector(List<Dim> dims) -> add(dims);
            case Op.Slice slice -> add(slice.starts());
            case Op.Pad pad -> {
                add(pad.low());
                add(pad.high());
            }
            case Op.Scan scan -> {
                add(List.of(scan.length()));
                scan.body().nodes().forEach(this::dimsOf);
            }
            case Op.While loop -> {
                loop.condition().nodes().forEach(this::dimsOf);
                loop.body().nodes().forEach(this::dimsOf);
            }
            case Op _ -> {}
        }
    }

    private void add(Collection<Dim> dims) {
        for (Dim dim : dims) {
            for (Dim atom : dim.atoms()) {
                if (atom instanceof Dim.Data) {
                    data.add(atom);
                }
            }
        }
    }
}
