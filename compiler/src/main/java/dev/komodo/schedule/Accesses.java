package dev.komodo.schedule;

import dev.komodo.graph.Dim;
import dev.komodo.graph.Node;
import dev.komodo.graph.Op;
import dev.komodo.graph.Value;
import dev.komodo.loop.Expr;
import dev.komodo.loop.Expressions;
import dev.komodo.loop.LoopType;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Which elements of which values an element needs, without writing anything: the same way through
/// the graph that [Lowering] goes, with variables for positions.
final class Accesses implements DimSource {
    /// An element of a value.
    record Use(Value value, Index index) {}

    private final Scope scope;
    private final Predicate<Value> isLeaf;
    private final Set<Use> visited = new HashSet<>();
    private final List<Use> leaves = new ArrayList<>();
    private final Set<Value> inner = new HashSet<>();
    private final Optional<DimSource> dims;
    private final Set<Use> guarded = new HashSet<>();
    private int guards;
    private int splits;

    /// @param isLeaf which values are not followed to their operands
    Accesses(Scope scope, Predicate<Value> isLeaf) {
        this(scope, isLeaf, Optional.empty());
    }

    private Accesses(Scope scope, Predicate<Value> isLeaf, Optional<DimSource> dims) {
        this.scope = scope;
        this.isLeaf = isLeaf;
        this.dims = dims;
    }

    /// Accesses in terms of a kernel's own variables.
    static Accesses within(Scope scope, Predicate<Value> isLeaf, DimSource dims) {
        return new Accesses(scope, isLeaf, Optional.of(dims));
    }

    /// The leaves that were reached.
    List<Use> leaves() {
        return leaves;
    }

    /// The values on the way, without leaves.
    Set<Value> inner() {
        return inner;
    }

    /// How often axes were taken apart that one position had covered.
    int splitCount() {
        return splits;
    }

    /// Whether a leaf is read only where a pad or a concatenation takes it: its position may lie
    /// outside, and the read needs the guard.
    boolean isGuarded(Use leaf) {
        return guarded.contains(leaf);
    }

    /// Follows an element.
    void follow(Value value, Index index) {
        Use use = new Use(value, index);
        if (!visited.add(use)) {
            return;
        }
        if (isLeaf.test(value)) {
            leaves.add(use);
            if (guards > 0) {
                guarded.add(use);
            }
            return;
        }
        followOperands(value, index);
    }

    /// Follows the operands of an element, although it may be a leaf.
    void followOperands(Value value, Index index) {
        inner.add(value);
        Op op = scope.node(value).op();
        boolean isPartial = op instanceof Op.Pad || op instanceof Op.Concat;
        guards += isPartial ? 1 : 0;
        for (Use operand : operands(scope.node(value), index)) {
            follow(operand.value(), operand.index());
        }
        guards -= isPartial ? 1 : 0;
    }

    private List<Use> operands(Node node, Index index) {
        Op op = node.op();
        return switch (op) {
            case Op.Input _, Op.Weight _, Op.Constant _ -> List.of();
            case Op.DimVector _ -> apart(index, 0);
            case Op.Iota(var _, int axis) -> apart(index, axis);
            case Op.Opaque opaque -> List.of(new Use(opaque.value(), index));
            case Op.Unary _, Op.Binary _, Op.Compare _, Op.Select _, Op.Cast _, Op.Bitcast _ ->
                    op.operands().stream().map(operand -> new Use(operand, index)).toList();
            case Op.Reshape(Value operand, var _) ->
                    List.of(new Use(operand, index.reshape(this, scope.dims(operand))));
            case Op.Transpose(Value operand, List<Integer> permutation) ->
                    List.of(
                            new Use(
                                    operand,
                                    index.transpose(this, scope.dims(operand), permutation)));
            case Op.Broadcast(Value operand, var _, List<Integer> axes) ->
                    List.of(new Use(operand, index.broadcast(this, scope.dims(operand), axes)));
            case Op.Slice(Value operand, List<Dim> starts, var _, List<Long> steps) ->
                    List.of(
                            new Use(
                                    operand,
                                    index.slice(this, scope.dims(operand), starts, steps)));
            case Op.Pad pad -> pad(pad, index);
            case Op.Concat concat -> concat(concat, index);
            case Op.Gather gather -> gather(gather, index);
            case Op.Reduce _,
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
                    throw new IllegalStateException("Not computed element by element: " + op);
        };
    }

    private List<Use> apart(Index index, int axis) {
        index.apart(this, axis);
        return List.of();
    }

    private List<Use> pad(Op.Pad op, Index index) {
        Index moved = index;
        for (int axis = 0; axis < op.low().size(); axis++) {
            if (!op.low().get(axis).is(0) || !op.high().get(axis).is(0)) {
                moved = moved.apart(this, axis);
                Position shifted = moved.at(axis).plus(dim(Dim.of(0).minus(op.low().get(axis))));
                moved = moved.with(moved.dims(), axis, shifted);
            }
        }
        return List.of(
                new Use(op.padding(), Index.first(List.of())),
                new Use(op.operand(), new Index(scope.dims(op.operand()), moved.parts())));
    }

    private List<Use> concat(Op.Concat op, Index index) {
        Index whole = index.apart(this, op.axis());
        List<Use> uses = new ArrayList<>();
        Dim begin = Dim.of(0);
        for (Value part : op.parts()) {
            List<Dim> dims = scope.dims(part);
            Position shifted = whole.at(op.axis()).plus(dim(Dim.of(0).minus(begin)));
            // A part is never read at the position of the whole.
            Position marked = shifted.plus(new Expr.Var("part", LoopType.INDEX));
            uses.add(new Use(part, whole.with(dims, op.axis(), marked)));
            begin = begin.plus(dims.get(op.axis()));
        }
        return uses;
    }

    private List<Use> gather(Op.Gather op, Index index) {
        List<Dim> indices = scope.dims(op.indices());
        int end = op.axis() + indices.size();
        Index whole = index.bordered(this, op.axis()).bordered(this, end);
        Index inside = new Index(indices, whole.range(op.axis(), end));
        List<Index.Part> parts = new ArrayList<>(whole.range(0, op.axis()));
        Expr found = new Expr.Var("found" + op.indices().id(), LoopType.INDEX);
        parts.add(new Index.Part(1, Position.uniform(found)));
        parts.addAll(whole.range(end, index.dims().size()));
        return List.of(
                new Use(op.indices(), inside),
                new Use(op.operand(), new Index(scope.dims(op.operand()), parts)));
    }

    @Override
    public Expr dim(Dim dim) {
        if (dims.isPresent()) {
            return dims.get().dim(dim);
        }
        return dim instanceof Dim.Fixed(long size)
                ? Expressions.index(size)
                : new Expr.Var(dim.toString(), LoopType.INDEX);
    }

    @Override
    public int lanes() {
        return dims.map(DimSource::lanes).orElse(1);
    }

    @Override
    public void splits() {
        splits++;
    }
}
