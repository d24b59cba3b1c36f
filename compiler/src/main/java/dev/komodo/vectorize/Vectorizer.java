package dev.komodo.vectorize;

import dev.komodo.error.UnsupportedException;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Graph;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Literal;
import dev.komodo.graph.Node;
import dev.komodo.graph.Op;
import dev.komodo.graph.Operands;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.Value;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;

/// Goes through the nodes of a graph, writes each for all positions into a builder.
final class Vectorizer {
    private final GraphBuilder builder;
    private final Dim count;
    private final List<Literal> weights;

    Vectorizer(GraphBuilder builder, Dim count, List<Literal> weights) {
        this.builder = builder;
        this.count = count;
        this.weights = weights;
    }

    /// The emitted values of a scan without carries, all steps at once.
    static List<Tensor> unrolled(GraphBuilder builder, Op.Scan scan) {
        if (DataExtents.in(scan.body())) {
            throw new UnsupportedException(
                    "The function of a map uses an extent that is found while a kernel runs"
                            + " (nonZero, a scan that stops early): each position has its own");
        }
        List<Mapped> arguments = new ArrayList<>();
        scan.sequences().forEach(value -> arguments.add(Mapped.each(builder.tensor(value))));
        scan.captures().forEach(value -> arguments.add(Mapped.shared(builder.tensor(value))));
        return new Vectorizer(builder, scan.length(), List.of())
                .results(scan.body(), arguments).stream()
                        .map(result -> result.whole(scan.length()))
                        .toList();
    }

    /// The outputs of a graph for arguments.
    List<Mapped> results(Graph graph, List<Mapped> arguments) {
        Mapped[] values = new Mapped[graph.valueCount()];
        Iterator<Mapped> next = arguments.iterator();
        for (Node node : graph.nodes()) {
            List<Mapped> results =
                    node.op() instanceof Op.Input
                            ? List.of(next.next())
                            : node(node.op(), value -> values[value.id()]);
            for (int i = 0; i < results.size(); i++) {
                values[node.firstResult() + i] = results.get(i);
            }
        }
        return graph.outputs().stream().map(output -> values[output.value().id()]).toList();
    }

    private List<Mapped> node(Op op, Function<Value, Mapped> of) {
        if (op instanceof Op.Weight(int slot, var _)) {
            return List.of(Mapped.shared(builder.weight(weights.get(slot))));
        }
        if (op.operands().stream().noneMatch(value -> of.apply(value).isMapped())) {
            Op same = Operands.replace(op, value -> of.apply(value).tensor().value());
            return builder.apply(same).stream().map(Mapped::shared).toList();
        }
        return new OpRules(builder, count, of).apply(op);
    }
}
