package dev.komodo.vectorize;

import dev.komodo.error.UnsupportedException;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Graph;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Op;
import dev.komodo.graph.Operands;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.TensorType;
import dev.komodo.graph.Value;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Loops of many positions as one loop over all of them, or, where positions differ in what they
/// do, as a scan over positions.
final class LoopRules {
    private final GraphBuilder builder;
    private final Dim count;
    private final Function<Value, Mapped> of;

    LoopRules(GraphBuilder builder, Dim count, Function<Value, Mapped> of) {
        this.builder = builder;
        this.count = count;
        this.of = of;
    }

    /// A while loop whose condition is the same for all positions runs for all at once; else until
    /// the last position is done, those that are done keeping their carries, unless a step beyond a
    /// position's end might fail: then one position after another.
    List<Mapped> whileLoop(Op.While loop) {
        List<Boolean> captures = mapped(loop.captures());
        List<Boolean> carries = Reach.carries(loop.body(), mapped(loop.carries()), captures);
        boolean isDecidedEach =
                Reach.results(loop.condition(), joined(carries, captures)).getFirst();
        if (!isDecidedEach) {
            return whileAll(loop, carries, captures);
        }
        return MayFail.in(loop.body()) || MayFail.in(loop.condition()) || DataExtents.in(loop)
                ? oneByOne(loop)
                : whileAny(loop, captures);
    }

    private List<Mapped> whileAll(Op.While loop, List<Boolean> carries, List<Boolean> captures) {
        Inner condition = new Inner("condition", loop.condition(), joined(carries, captures));
        condition.builder.output("go_on", condition.results().getFirst().tensor());
        Inner body = new Inner("body", loop.body(), joined(carries, captures));
        List<Mapped> next = body.results();
        for (int i = 0; i < next.size(); i++) {
            body.output("carry" + i, next.get(i), carries.get(i));
        }
        return loop(loop, condition, body, carries);
    }

    private List<Mapped> whileAny(Op.While loop, List<Boolean> captures) {
        List<Boolean> carries = loop.carries().stream().map(_ -> true).toList();
        Inner condition = new Inner("condition", loop.condition(), joined(carries, captures));
        condition.builder.output("go_on", condition.results().getFirst().tensor().any());
        Inner body = new Inner("body", loop.body(), joined(carries, captures));
        Tensor goesOn = body.also(loop.condition()).getFirst().tensor();
        List<Mapped> next = body.results();
        for (int i = 0; i < next.size(); i++) {
            Tensor old = body.arguments.get(i).tensor();
            Tensor column = goesOn;
            for (int axis = 1; axis < old.rank(); axis++) {
                column = column.expandDims(axis);
            }
            Tensor isGoingOn = column.broadcastTo(old.shape());
            body.builder.output("carry" + i, isGoingOn.select(next.get(i).whole(count), old));
        }
        return loop(loop, condition, body, carries);
    }

    private List<Mapped> loop(Op.While loop, Inner condition, Inner body, List<Boolean> carries) {
        List<Value> captured = loop.captures().stream().map(this::asIs).toList();
        List<Tensor> results =
                builder.apply(
                        new Op.While(
                                condition.builder.finish(),
                                body.builder.finish(),
                                starts(loop.carries(), carries),
                                captured));
        return paired(results, carries);
    }

    /// A scan that decides the same for all positions steps all at once, else one position after
    /// another.
    List<Mapped> scan(Op.Scan scan) {
        List<Boolean> sequences = mapped(scan.sequences());
        List<Boolean> captures = mapped(scan.captures());
        Graph stepped = scan.body();
        int first = scan.steps().isPresent() ? 1 : 0;
        List<Boolean> carries =
                Reach.scanCarries(scan, mapped(scan.carries()), sequences, captures);
        List<Boolean> reach = Reach.results(stepped, joined(carries, joined(sequences, captures)));
        if (first == 1 && reach.getFirst()) {
            return oneByOne(scan);
        }
        Inner body = new Inner("body", stepped, joined(carries, joined(sequences, captures)));
        List<Mapped> next = body.results();
        List<Boolean> results = new ArrayList<>(carries);
        for (int i = 0; i < next.size(); i++) {
            boolean isMapped = reach.get(i);
            if (i >= first && i < first + carries.size()) {
                isMapped = carries.get(i - first);
            } else if (i >= first + carries.size()) {
                results.add(isMapped);
            }
            body.output(stepped.outputs().get(i).name(), next.get(i), isMapped);
        }
        List<Value> rows = new ArrayList<>();
        for (Value sequence : scan.sequences()) {
            Mapped row = of.apply(sequence);
            rows.add((row.isMapped() ? swapped(row.tensor()) : row.tensor()).value());
        }
        List<Tensor> all =
                builder.apply(
                        new Op.Scan(
                                body.builder.finish(),
                                starts(scan.carries(), carries),
                                rows,
                                scan.captures().stream().map(this::asIs).toList(),
                                scan.length(),
                                scan.steps()));
        List<Mapped> mapped = new ArrayList<>(paired(all, results));
        for (int i = carries.size(); i < mapped.size(); i++) {
            if (mapped.get(i).isMapped()) {
                mapped.set(i, Mapped.each(swapped(mapped.get(i).tensor())));
            }
        }
        return List.copyOf(mapped);
    }

    /// The op as it is, in a scan over the positions.
    ///
    /// @throws UnsupportedException if a result has an extent that each position finds for itself
    List<Mapped> oneByOne(Op op) {
        if (DataExtents.in(op)) {
            throw new UnsupportedException(
                    "A loop with an extent that is found while it runs can't be vectorised: each of"
                            + " the "
                            + count
                            + " positions has its own");
        }
        List<Value> operands = op.operands().stream().distinct().toList();
        GraphBuilder body = builder.subgraph("body");
        List<Value> sequences = new ArrayList<>();
        List<Value> captures = new ArrayList<>();
        Value[] inner = new Value[operands.size()];
        for (boolean isMapped : new boolean[] {true, false}) {
            for (int i = 0; i < inner.length; i++) {
                Mapped operand = of.apply(operands.get(i));
                if (operand.isMapped() == isMapped) {
                    Tensor tensor = operand.tensor();
                    inner[i] = body.input("operand" + i, element(tensor, isMapped)).value();
                    (isMapped ? sequences : captures).add(tensor.value());
                }
            }
        }
        List<Tensor> results =
                body.apply(Operands.replace(op, value -> inner[operands.indexOf(value)]));
        for (int i = 0; i < results.size(); i++) {
            body.output("emitted" + i, results.get(i));
        }
        return builder
                .apply(
                        new Op.Scan(
                                body.finish(),
                                List.of(),
                                sequences,
                                captures,
                                count,
                                Optional.empty()))
                .stream()
                .map(Mapped::each)
                .toList();
    }

    private static TensorType element(Tensor tensor, boolean isMapped) {
        return isMapped
                ? new TensorType(
                        tensor.dtype(), new Shape(tensor.shape().dims().subList(1, tensor.rank())))
                : tensor.type();
    }

    private static Tensor swapped(Tensor tensor) {
        return Mapped.toFront(tensor, 1);
    }

    private List<Boolean> mapped(List<Value> values) {
        return values.stream().map(value -> of.apply(value).isMapped()).toList();
    }

    private Value asIs(Value value) {
        return of.apply(value).tensor().value();
    }

    private List<Value> starts(List<Value> carries, List<Boolean> areMapped) {
        List<Value> starts = new ArrayList<>();
        for (int i = 0; i < carries.size(); i++) {
            Mapped carry = of.apply(carries.get(i));
            starts.add((areMapped.get(i) ? carry.whole(count) : carry.tensor()).value());
        }
        return starts;
    }

    private static List<Mapped> paired(List<Tensor> tensors, List<Boolean> areMapped) {
        List<Mapped> pairs = new ArrayList<>();
        for (int i = 0; i < tensors.size(); i++) {
            pairs.add(new Mapped(tensors.get(i), areMapped.get(i)));
        }
        return List.copyOf(pairs);
    }

    static List<Boolean> joined(List<Boolean> first, List<Boolean> second) {
        List<Boolean> all = new ArrayList<>(first);
        all.addAll(second);
        return List.copyOf(all);
    }

    /// A sub-graph with some of its inputs mapped, under construction.
    private final class Inner {
        private final Graph graph;
        private final GraphBuilder builder;
        private final List<Mapped> arguments = new ArrayList<>();

        Inner(String role, Graph graph, List<Boolean> areMapped) {
            this.graph = graph;
            this.builder = LoopRules.this.builder.subgraph(role);
            List<Op.Input> inputs = graph.inputs();
            for (int i = 0; i < inputs.size(); i++) {
                TensorType type = inputs.get(i).type();
                boolean isMapped = areMapped.get(i);
                TensorType own =
                        isMapped
                                ? new TensorType(
                                        type.dtype(), Mapped.withLeading(count, type.shape()))
                                : type;
                arguments.add(new Mapped(builder.input(inputs.get(i).name(), own), isMapped));
            }
        }

        List<Mapped> results() {
            return also(graph);
        }

        /// Another graph of the same arguments, here.
        List<Mapped> also(Graph other) {
            return new Vectorizer(builder, count, List.of()).results(other, arguments);
        }

        void output(String name, Mapped value, boolean isMapped) {
            builder.output(name, isMapped ? value.whole(count) : value.tensor());
        }
    }
}
