package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.unary;

import dev.komodo.graph.Dim;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Op;
import dev.komodo.graph.Value;
import dev.komodo.loop.Expr;
import dev.komodo.loop.Stmt;
import dev.komodo.loop.UnaryKind;

import java.util.ArrayList;
import java.util.List;

/// Loops over scalars, in one function: what is carried stays in registers.
final class ScalarLoop {
    private final KernelWriter writer;
    private final Scope scope;
    private final Lowering lowering;

    /// @param lowering of the surrounding graph
    ScalarLoop(Lowering lowering) {
        this.lowering = lowering;
        this.writer = lowering.writer();
        this.scope = lowering.scope();
    }

    /// Whether every result is one element, computed element by element.
    static boolean fits(Graph body) {
        for (Graph.Output output : body.outputs()) {
            if (body.type(output.value()).shape().rank() != 0) {
                return false;
            }
        }
        return body.nodes().stream().allMatch(node -> isElementwise(node.op()));
    }

    private static boolean isElementwise(Op op) {
        return switch (op) {
            case Op.Input _,
                    Op.Constant _,
                    Op.DimVector _,
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
                    Op.Broadcast _,
                    Op.Slice _,
                    Op.Pad _,
                    Op.Concat _ ->
                    true;
            case Op.Weight _,
                    Op.Gather _,
                    Op.Reduce _,
                    Op.ArgReduce _,
                    Op.Contract _,
                    Op.Convolve _,
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

    private List<Expr.Var> carries(List<Value> initial) {
        List<Expr.Var> carries = new ArrayList<>();
        for (Value value : initial) {
            Expr first = lowering.at(value, Index.first(scope.dims(value)), Guard.NONE);
            carries.add(writer.declare("carry", first));
        }
        return carries;
    }

    /// Writes a while loop.
    ///
    /// @param condition prepared scope of the condition, its captures stored
    /// @param body the same of the body
    /// @param results where the last carries go
    void whileLoop(Op.While op, Scope condition, Scope body, List<Storage> results) {
        List<Expr.Var> carries = carries(op.carries());
        writer.forever(
                () -> {
                    List<Expr> now = snapshots(carries);
                    Expr goesOn = outputs(condition, now, List.of()).getFirst();
                    leaveUnless(goesOn);
                    assign(carries, outputs(body, now, List.of()));
                });
        store(carries, results);
    }

    /// Writes a scan.
    ///
    /// @param body prepared scope of the body, its captures stored
    /// @param sequences what is stepped through
    /// @param results where the last carries go
    /// @param stacked where the emitted values go
    /// @param steps where the number of steps goes, empty if nobody asks
    void scan(
            Op.Scan op,
            Scope body,
            List<Storage> sequences,
            List<Storage> results,
            List<Storage> stacked,
            List<Storage> steps) {
        List<Expr.Var> carries = carries(op.carries());
        Expr.Var done = writer.declare("steps", index(0));
        boolean leaves = op.steps().isPresent();
        writer.loop(
                "t",
                index(0),
                writer.dim(op.length()),
                at -> {
                    List<Expr> outputs =
                            outputs(body, snapshots(carries), elements(sequences, body, op, at));
                    int first = leaves ? 1 : 0;
                    int emitted = first + carries.size();
                    for (int i = 0; i < stacked.size(); i++) {
                        Expr value = outputs.get(emitted + i);
                        writer.block().store(writer.buffer(stacked.get(i)), at, value);
                    }
                    assign(carries, outputs.subList(first, emitted));
                    writer.assign(done, add(at, index(1)));
                    if (leaves) {
                        leaveUnless(outputs.getFirst());
                    }
                });
        store(carries, results);
        for (Storage cell : steps) {
            writer.block().store(writer.buffer(cell), index(0), done);
        }
    }

    private List<Expr> snapshots(List<Expr.Var> carries) {
        return carries.stream().<Expr>map(carry -> writer.snapshot("now", carry)).toList();
    }

    private List<Lowering.Held> elements(List<Storage> sequences, Scope body, Op.Scan op, Expr at) {
        List<Value> inputs = LoopSchedule.inputs(body.graph());
        List<Lowering.Held> elements = new ArrayList<>();
        for (int i = 0; i < sequences.size(); i++) {
            Storage sequence = sequences.get(i);
            List<Dim> dims = body.dims(inputs.get(op.carries().size() + i));
            Expr first = multiply(at, writer.dim(Index.product(dims)));
            elements.add(
                    (index, guard) ->
                            lowering.load(
                                    writer.buffer(sequence),
                                    index.flat(writer).plus(first),
                                    guard));
        }
        return elements;
    }

    private List<Expr> outputs(Scope inner, List<Expr> carries, List<Lowering.Held> elements) {
        Lowering body = new Lowering(writer, inner);
        List<Value> inputs = LoopSchedule.inputs(inner.graph());
        for (int i = 0; i < carries.size(); i++) {
            Expr carry = carries.get(i);
            body.hold(inputs.get(i), (_, _) -> carry);
        }
        for (int i = 0; i < elements.size(); i++) {
            body.hold(inputs.get(carries.size() + i), elements.get(i));
        }
        List<Expr> outputs = new ArrayList<>();
        for (Graph.Output output : inner.graph().outputs()) {
            outputs.add(body.at(output.value(), Index.first(List.of()), Guard.NONE));
        }
        return outputs;
    }

    private void leaveUnless(Expr goesOn) {
        writer.when(unary(UnaryKind.NOT, goesOn), () -> writer.block().add(new Stmt.Break()));
    }

    private void assign(List<Expr.Var> carries, List<Expr> values) {
        for (int i = 0; i < carries.size(); i++) {
            writer.assign(carries.get(i), values.get(i));
        }
    }

    private void store(List<Expr.Var> carries, List<Storage> results) {
        for (int i = 0; i < carries.size(); i++) {
            writer.block().store(writer.buffer(results.get(i)), index(0), carries.get(i));
        }
    }
}
