package dev.komodo.vectorize;

import dev.komodo.graph.Graph;
import dev.komodo.graph.Node;
import dev.komodo.graph.Op;
import dev.komodo.graph.Value;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;

/// Which values mapped inputs reach: the same answer that [Vectorizer] gives, before it builds.
final class Reach {
    private Reach() {}

    /// Whether each output is reached.
    ///
    /// @param inputs which inputs are mapped
    static List<Boolean> results(Graph graph, List<Boolean> inputs) {
        boolean[] values = new boolean[graph.valueCount()];
        Iterator<Boolean> next = inputs.iterator();
        for (Node node : graph.nodes()) {
            List<Boolean> results =
                    node.op() instanceof Op.Input
                            ? List.of(next.next())
                            : node(node, value -> values[value.id()]);
            for (int i = 0; i < results.size(); i++) {
                values[node.firstResult() + i] = results.get(i);
            }
        }
        return graph.outputs().stream().map(output -> values[output.value().id()]).toList();
    }

    private static List<Boolean> node(Node node, Predicate<Value> of) {
        boolean any = node.op().operands().stream().anyMatch(of);
        if (any && node.op() instanceof Op.While loop) {
            return whileResults(loop, of);
        }
        if (any && node.op() instanceof Op.Scan scan) {
            return scanResults(scan, of);
        }
        return node.types().stream().map(_ -> any).toList();
    }

    private static List<Boolean> whileResults(Op.While loop, Predicate<Value> of) {
        List<Boolean> captures = loop.captures().stream().map(of::test).toList();
        List<Boolean> carries =
                carries(loop.body(), loop.carries().stream().map(of::test).toList(), captures);
        List<Boolean> arguments = new ArrayList<>(carries);
        arguments.addAll(captures);
        boolean isDecidedEach = results(loop.condition(), arguments).getFirst();
        return isDecidedEach ? carries.stream().map(_ -> true).toList() : carries;
    }

    private static List<Boolean> scanResults(Op.Scan scan, Predicate<Value> of) {
        List<Boolean> sequences = scan.sequences().stream().map(of::test).toList();
        List<Boolean> captures = scan.captures().stream().map(of::test).toList();
        List<Boolean> carries =
                scanCarries(
                        scan, scan.carries().stream().map(of::test).toList(), sequences, captures);
        List<Boolean> arguments = new ArrayList<>(carries);
        arguments.addAll(sequences);
        arguments.addAll(captures);
        List<Boolean> step = results(scan.body(), arguments);
        int first = scan.steps().isPresent() ? 1 : 0;
        boolean isDecidedEach = first == 1 && step.getFirst();
        List<Boolean> all = new ArrayList<>(carries);
        all.addAll(step.subList(first + carries.size(), step.size()));
        return isDecidedEach ? all.stream().map(_ -> true).toList() : List.copyOf(all);
    }

    /// Which carries of a scan are reached after any number of steps.
    static List<Boolean> scanCarries(
            Op.Scan scan, List<Boolean> start, List<Boolean> sequences, List<Boolean> captures) {
        List<Boolean> rest = new ArrayList<>(sequences);
        rest.addAll(captures);
        return fixpoint(scan.body(), scan.steps().isPresent() ? 1 : 0, start, rest);
    }

    /// Which carries of a loop are reached after any number of steps.
    static List<Boolean> carries(Graph body, List<Boolean> start, List<Boolean> captures) {
        return fixpoint(body, 0, start, captures);
    }

    private static List<Boolean> fixpoint(
            Graph body, int first, List<Boolean> start, List<Boolean> rest) {
        List<Boolean> carries = start;
        while (true) {
            List<Boolean> arguments = new ArrayList<>(carries);
            arguments.addAll(rest);
            List<Boolean> results = results(body, arguments);
            List<Boolean> next = new ArrayList<>();
            for (int i = 0; i < carries.size(); i++) {
                next.add(carries.get(i) || results.get(first + i));
            }
            if (next.equals(carries)) {
                return List.copyOf(next);
            }
            carries = next;
        }
    }
}
