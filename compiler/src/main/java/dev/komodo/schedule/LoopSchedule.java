package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.bool;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.load;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.subtract;
import static dev.komodo.loop.Expressions.unary;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Node;
import dev.komodo.graph.Op;
import dev.komodo.graph.TensorType;
import dev.komodo.graph.Value;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopKind;
import dev.komodo.loop.LoopType;
import dev.komodo.loop.Stmt;
import dev.komodo.loop.UnaryKind;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Loops whose steps are kernels of their own, called from the entry. Each carry has two places
/// that take turns: a step reads one and writes the other. A carry that a step only scatters into
/// has one place.
final class LoopSchedule {
    /// The places of a carry: two that take turns, one behind the other, or one that stays.
    private record Carry(Storage all, Dim capacity, boolean stays) {}

    private final ProgramWriter program;
    private final ScopeSchedule outer;
    private final Scope scope;
    private final Expr.Var turn;

    LoopSchedule(ProgramWriter program, ScopeSchedule outer, Scope scope) {
        this.program = program;
        this.outer = outer;
        this.scope = scope;
        this.turn = program.block().declare("turn", index(0));
    }

    /// The carries of a loop with their first values.
    ///
    /// @param first the place of the first carry among the outputs of the body
    private List<Carry> carries(List<Value> initial, Scope body, int first) {
        RootChoice choice = new RootChoice(body);
        List<Value> inputs = inputs(body.graph());
        List<Graph.Output> outputs = body.graph().outputs();
        return IntStream.range(0, initial.size())
                .mapToObj(
                        i -> {
                            Value next = outputs.get(first + i).value();
                            return carry(
                                    initial.get(i),
                                    ScatterPlaces.stays(body, choice, inputs.get(i), next));
                        })
                .toList();
    }

    private Carry carry(Value initial, boolean stays) {
        TensorType type = scope.graph().type(initial);
        Dim capacity = type.shape().elements().bound();
        Dim all = stays ? capacity : capacity.times(Dim.of(2));
        Storage place = program.workspace("carry", type.dtype(), all);
        outer.copy(initial, new Storage(place.buffer(), index(0), capacity));
        return new Carry(place, capacity, stays);
    }

    private Storage current(Carry carry) {
        return place(carry, turn);
    }

    private Storage next(Carry carry) {
        return place(carry, subtract(index(1), turn));
    }

    private Storage place(Carry carry, Expr turn) {
        if (carry.stays()) {
            return carry.all();
        }
        Expr offset = multiply(turn, program.sized(carry.capacity()));
        return new Storage(carry.all().buffer(), offset, carry.capacity());
    }

    private void takeTurns() {
        program.block().assign(turn, subtract(index(1), turn));
    }

    private void leaveUnless(Storage condition) {
        Expr goesOn = load(condition.buffer(), condition.offset());
        program.used(condition.buffer());
        program.block().when(unary(UnaryKind.NOT, goesOn), then -> then.add(new Stmt.Break()));
    }

    /// Writes a while loop.
    void whileLoop(Node node, Op.While op) {
        Scope body = scope(op.body());
        List<Carry> carries = carries(op.carries(), body, 0);
        Storage goesOn = program.workspace("go_on", DType.BOOL, Dim.of(1));
        Stmt.Block step =
                program.nested(
                        () -> {
                            Scope test = scope(op.condition());
                            bind(test, carries, List.of(), op.captures());
                            new ScopeSchedule(program, test).write(List.of(goesOn));
                            leaveUnless(goesOn);
                            bind(body, carries, List.of(), op.captures());
                            new ScopeSchedule(program, body)
                                    .write(carries.stream().map(this::next).toList());
                            takeTurns();
                        });
        program.block().add(new Stmt.While(bool(true, 1), step));
        finish(node, carries);
    }

    /// Writes a scan.
    void scan(Node node, Op.Scan op) {
        Scope body = scope(op.body());
        List<Carry> carries = carries(op.carries(), body, op.steps().isPresent() ? 1 : 0);
        List<Storage> stacked =
                IntStream.range(op.carries().size(), node.types().size())
                        .mapToObj(i -> outer.place(node.result(i)))
                        .toList();
        Storage goesOn = program.workspace("go_on", DType.BOOL, Dim.of(1));
        Expr.Var steps = program.block().declare("steps", index(0));
        Expr.Var at = new Expr.Var(program.names().fresh("t"), LoopType.INDEX);
        Expr length = program.dim(op.length());
        Stmt.Block step =
                program.nested(
                        () -> {
                            step(node, op, body, carries, stacked, goesOn, at);
                            takeTurns();
                            program.block().assign(steps, add(at, index(1)));
                            op.steps().ifPresent(_ -> leaveUnless(goesOn));
                        });
        program.block().add(new Stmt.For(at, index(0), length, 1, LoopKind.SERIAL, step));
        op.steps()
                .ifPresent(
                        dim -> {
                            Storage cell = program.cellStorage(dim);
                            program.block().store(cell.buffer(), cell.offset(), steps);
                        });
        finish(node, carries);
        for (int i = 0; i < stacked.size(); i++) {
            scope.store(node.result(op.carries().size() + i), stacked.get(i));
        }
    }

    private void step(
            Node node,
            Op.Scan op,
            Scope body,
            List<Carry> carries,
            List<Storage> stacked,
            Storage goesOn,
            Expr at) {
        List<Storage> elements = new ArrayList<>();
        for (Value sequence : op.sequences()) {
            elements.add(element(stored(sequence), scope.dims(sequence), at));
        }
        bind(body, carries, elements, op.captures());
        List<Storage> targets = new ArrayList<>();
        op.steps().ifPresent(_ -> targets.add(goesOn));
        carries.forEach(carry -> targets.add(next(carry)));
        for (int i = 0; i < stacked.size(); i++) {
            List<Dim> dims = node.types().get(carries.size() + i).shape().dims();
            targets.add(element(stacked.get(i), dims, at));
        }
        new ScopeSchedule(program, body).write(targets);
    }

    /// One element of what is stacked along its leading axis.
    private Storage element(Storage whole, List<Dim> dims, Expr at) {
        Dim elements = Index.product(dims.subList(1, dims.size()));
        Expr offset = add(whole.offset(), multiply(at, program.dim(elements)));
        return new Storage(whole.buffer(), offset, elements.bound());
    }

    private Storage stored(Value value) {
        return scope.stored(value)
                .orElseThrow(() -> new IllegalStateException(value + " is not stored"));
    }

    private static Scope scope(Graph graph) {
        return new Scope(Normalize.normalize(graph));
    }

    private void bind(
            Scope inner, List<Carry> carries, List<Storage> elements, List<Value> captures) {
        List<Storage> all = new ArrayList<>(carries.stream().map(this::current).toList());
        all.addAll(elements);
        captures.forEach(capture -> all.add(stored(capture)));
        List<Value> inputs = inputs(inner.graph());
        for (int i = 0; i < inputs.size(); i++) {
            inner.store(inputs.get(i), all.get(i));
        }
    }

    /// The arguments of a graph, in order.
    static List<Value> inputs(Graph graph) {
        return graph.nodes().stream()
                .filter(node -> node.op() instanceof Op.Input)
                .map(node -> node.result(0))
                .toList();
    }

    private void finish(Node node, List<Carry> carries) {
        for (int i = 0; i < carries.size(); i++) {
            outer.deliver(node.result(i), current(carries.get(i)));
        }
    }
}
