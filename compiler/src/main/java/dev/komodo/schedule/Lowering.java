package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.bitcast;
import static dev.komodo.loop.Expressions.broadcast;
import static dev.komodo.loop.Expressions.cast;
import static dev.komodo.loop.Expressions.select;

import dev.komodo.error.InternalCompilerException;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Node;
import dev.komodo.graph.Op;
import dev.komodo.graph.UnaryOp;
import dev.komodo.graph.Value;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopType;
import dev.komodo.math.VectorMath;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Writes the elements of values: what is stored is loaded, what is not is computed from its
/// operands, element by element, down to what is stored. Results have one lane where all lanes need
/// the same element.
final class Lowering {
    /// Where a kernel keeps a value that it has computed itself.
    @FunctionalInterface
    interface Held {
        Expr at(Index index, Guard guard);
    }

    private record Key(Lowering owner, Value value, Index index, Guard guard, int lanes) {}

    private final KernelWriter writer;
    private final Scope scope;
    private final Movement movement;
    private final Map<Value, Held> held = new HashMap<>();
    private final Set<Value> own = new HashSet<>();

    Lowering(KernelWriter writer, Scope scope) {
        this.writer = writer;
        this.scope = scope;
        this.movement = new Movement(writer, scope, this);
    }

    KernelWriter writer() {
        return writer;
    }

    Scope scope() {
        return scope;
    }

    /// From now on the kernel finds a value in a place of its own.
    void hold(Value value, Held place) {
        held.put(value, place);
    }

    /// The kernel computes these values itself, although they have a place in memory.
    void compute(Collection<Value> values) {
        own.addAll(values);
    }

    /// The kernel's own places hold nothing any more.
    void forget() {
        held.clear();
    }

    /// Whether a value is read from memory.
    boolean isStored(Value value) {
        return !own.contains(value) && scope.stored(value).isPresent();
    }

    /// The elements of a value at an index: one lane, or as many as the writer's positions have.
    Expr at(Value value, Index index, Guard guard) {
        Held place = held.get(value);
        if (place != null) {
            return place.at(index, guard);
        }
        return writer.remember(
                new Key(this, value, index, guard, writer.lanes()),
                () ->
                        scope.constant(value)
                                .or(() -> stored(value).map(s -> load(s, index, guard)))
                                .orElseGet(() -> computed(value, index, guard)));
    }

    private Optional<Storage> stored(Value value) {
        return own.contains(value) ? Optional.empty() : scope.stored(value);
    }

    /// The elements in as many lanes as the writer's positions have.
    Expr wide(Value value, Index index, Guard guard) {
        return widen(at(value, index, guard), writer.lanes());
    }

    static Expr widen(Expr expr, int lanes) {
        return expr.type().lanes() == lanes ? expr : broadcast(expr, lanes);
    }

    /// Loads stored elements.
    Expr load(Storage storage, Index index, Guard guard) {
        return load(writer.buffer(storage), index.flat(writer), guard);
    }

    /// Loads elements of a buffer: one for all lanes, neighbours, or any.
    Expr load(Buffer buffer, Position flat, Guard guard) {
        if (flat.isUniform()) {
            Expr at = writer.let("at", flat.base());
            return writer.let(buffer.name() + "_", new Expr.Load(buffer, at, 1, guard.uniform()));
        }
        int lanes = writer.lanes();
        var mask = guard.mask(lanes).map(m -> writer.let("mask", m));
        Expr at = writer.let("at", flat.isConsecutive() ? flat.base() : flat.lanes(lanes));
        return writer.let(buffer.name() + "_", new Expr.Load(buffer, at, lanes, mask));
    }

    /// The elements of a value from its operands, although it may be stored.
    Expr computed(Value value, Index index, Guard guard) {
        Node node = scope.node(value);
        Op op = node.op();
        return switch (op) {
            case Op.Constant constant -> constant(value, constant, index, guard);
            case Op.Iota(var type, int axis) ->
                    writer.let(
                            "iota",
                            cast(
                                    index.apart(writer, axis).at(axis).value(writer.lanes()),
                                    type.dtype()));
            case Op.DimVector(List<Dim> dims) -> movement.dimVector(dims, index);
            case Op.Unary unary when unary.kind() == UnaryOp.EXP ->
                    exponential(unary, at(unary.operand(), index, guard));
            case Op.Unary unary -> unary(unary, at(unary.operand(), index, guard));
            case Op.Binary binary -> binary(binary, index, guard);
            case Op.Compare compare -> compare(compare, index, guard);
            case Op.Select select -> select3(select, index, guard);
            case Op.Cast(Value operand, var dtype) ->
                    writer.let("cast", cast(at(operand, index, guard), dtype));
            case Op.Opaque opaque -> at(opaque.value(), index, guard);
            case Op.Bitcast(Value operand, var dtype) ->
                    writer.let("bits", bitcast(at(operand, index, guard), dtype));
            case Op.Reshape(Value operand, var _) ->
                    at(operand, index.reshape(writer, scope.dims(operand)), guard);
            case Op.Transpose(Value operand, List<Integer> permutation) ->
                    at(operand, index.transpose(writer, scope.dims(operand), permutation), guard);
            case Op.Broadcast(Value operand, var _, List<Integer> axes) ->
                    at(operand, index.broadcast(writer, scope.dims(operand), axes), guard);
            case Op.Slice slice -> movement.slice(slice, index, guard);
            case Op.Pad pad -> movement.pad(pad, index, guard);
            case Op.Concat concat -> movement.concat(concat, index, guard);
            case Op.Gather gather -> movement.gather(gather, index, guard);
            case Op.Input _,
                    Op.Weight _,
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
                    throw new InternalCompilerException(
                            "The schedule computes "
                                    + value
                                    + " = "
                                    + op
                                    + " element by element, but it was not stored before");
        };
    }

    private Expr constant(Value value, Op.Constant constant, Index index, Guard guard) {
        var literal = constant.literal();
        if (literal.elements() == 0 || literal.isSplat() || literal.elements() == 1) {
            long bits = literal.elements() == 0 ? 0 : literal.bits(0);
            return new Expr.Constant(LoopType.scalar(literal.dtype()), bits);
        }
        throw new InternalCompilerException("The constant " + value + " at " + index + guard);
    }

    private static String hint(Enum<?> kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private Expr unary(Op.Unary op, Expr operand) {
        return writer.letWritten(
                hint(op.kind()),
                List.of(op.kind(), operand),
                List.of(operand),
                block -> writer.formulas().unary(op, operand, block));
    }

    private Expr exponential(Op.Unary op, Expr operand) {
        VectorMath.Range range =
                ShiftedRows.isBelow(scope, op.operand())
                        ? VectorMath.Range.UP_TO_ZERO
                        : VectorMath.Range.ANY;
        return writer.letWritten(
                "exp",
                List.of(op.kind(), range, operand),
                List.of(operand),
                block -> writer.formulas().exp(operand, range, writer.scaling(), block));
    }

    private Expr binary(Op.Binary op, Index index, Guard guard) {
        Expr a = at(op.left(), index, guard);
        Expr b = at(op.right(), index, guard);
        int lanes = Math.max(a.type().lanes(), b.type().lanes());
        Expr left = widen(a, lanes);
        Expr right = widen(b, lanes);
        return writer.letWritten(
                hint(op.kind()),
                List.of(op.kind(), left, right),
                List.of(left, right),
                block -> writer.formulas().binary(op, left, right, block));
    }

    private Expr compare(Op.Compare op, Index index, Guard guard) {
        Expr a = at(op.left(), index, guard);
        Expr b = at(op.right(), index, guard);
        int lanes = Math.max(a.type().lanes(), b.type().lanes());
        return writer.let(
                "compared", VectorMath.compare(op.kind(), widen(a, lanes), widen(b, lanes)));
    }

    private Expr select3(Op.Select op, Index index, Guard guard) {
        Expr condition = at(op.condition(), index, guard);
        Expr a = at(op.whenTrue(), index, guard);
        Expr b = at(op.whenFalse(), index, guard);
        return choose(condition, a, b);
    }

    /// One of two, in as many lanes as the widest of the three.
    Expr choose(Expr condition, Expr a, Expr b) {
        int lanes =
                Math.max(condition.type().lanes(), Math.max(a.type().lanes(), b.type().lanes()));
        return writer.let(
                "chosen", select(widen(condition, lanes), widen(a, lanes), widen(b, lanes)));
    }
}
