package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.and;
import static dev.komodo.loop.Expressions.cast;
import static dev.komodo.loop.Expressions.compare;
import static dev.komodo.loop.Expressions.constant;
import static dev.komodo.loop.Expressions.equal;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.integer;
import static dev.komodo.loop.Expressions.less;
import static dev.komodo.loop.Expressions.or;
import static dev.komodo.loop.Expressions.select;
import static dev.komodo.loop.Expressions.unary;

import dev.komodo.graph.CompareOp;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Op;
import dev.komodo.graph.Value;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopType;
import dev.komodo.loop.Status;
import dev.komodo.loop.Stmt;
import dev.komodo.loop.UnaryKind;

import java.util.ArrayList;
import java.util.List;

/// The elements of what moves shapes, where memory may be touched only under a condition.
final class Movement {
    private final KernelWriter writer;
    private final Scope scope;
    private final Lowering lowering;

    Movement(KernelWriter writer, Scope scope, Lowering lowering) {
        this.writer = writer;
        this.scope = scope;
        this.lowering = lowering;
    }

    /// Picks one of a few dims.
    Expr dimVector(List<Dim> dims, Index index) {
        if (dims.isEmpty()) {
            return index(0);
        }
        Expr at = writer.let("axis", index.apart(writer, 0).at(0).value(writer.lanes()));
        if (constant(at).isPresent()) {
            int axis = Math.clamp(constant(at).get(), 0, dims.size() - 1);
            return writer.dim(dims.get(axis));
        }
        Expr chosen = writer.dim(dims.getFirst());
        for (int i = 1; i < dims.size(); i++) {
            Expr here = writer.let("here", equal(at, integer(at.type(), i)));
            chosen = lowering.choose(here, writer.dim(dims.get(i)), chosen);
        }
        return chosen;
    }

    /// Slices that are not known to lie inside are checked once a kernel, and read nothing if not.
    Expr slice(Op.Slice op, Index index, Guard guard) {
        List<Dim> operand = scope.dims(op.operand());
        Guard inner = guard;
        for (int axis = 0; axis < operand.size(); axis++) {
            if (!isInside(op, operand, axis)) {
                inner = inner.and(checked(op, operand, axis));
            }
        }
        Index moved = index.slice(writer, operand, op.starts(), op.steps());
        return lowering.at(op.operand(), moved, inner);
    }

    private static boolean isInside(Op.Slice op, List<Dim> operand, int axis) {
        Dim start = op.starts().get(axis);
        Dim last = last(op, axis);
        Dim low = op.steps().get(axis) > 0 ? start : last;
        Dim high = op.steps().get(axis) > 0 ? last : start;
        return op.sizes().get(axis).is(0)
                || (isNatural(low) && isNatural(operand.get(axis).minus(high).minus(Dim.of(1))));
    }

    private static Dim last(Op.Slice op, int axis) {
        Dim step = Dim.of(op.steps().get(axis));
        return op.starts().get(axis).plus(op.sizes().get(axis).minus(Dim.of(1)).times(step));
    }

    /// Whether a dim is known not to be negative: all its coefficients are not.
    private static boolean isNatural(Dim dim) {
        return switch (dim) {
            case Dim.Fixed(long size) -> size >= 0;
            case Dim.Symbol _, Dim.Data _ -> true;
            case Dim.Polynomial(List<Dim.Term> terms) ->
                    terms.stream()
                            .allMatch(
                                    term ->
                                            term.coefficient() >= 0
                                                    && term.atoms().stream()
                                                            .allMatch(Movement::isNatural));
            case Dim.FloorDivide(Dim dividend, Dim _) -> isNatural(dividend);
            case Dim.Maximum(Dim left, Dim right) -> isNatural(left) || isNatural(right);
        };
    }

    private Expr checked(Op.Slice op, List<Dim> operand, int axis) {
        Expr first = writer.dim(op.starts().get(axis));
        Expr last = writer.dim(last(op, axis));
        Expr extent = writer.dim(operand.get(axis));
        Expr inside =
                and(
                        and(natural(first), natural(last)),
                        and(less(first, extent), less(last, extent)));
        Expr empty = less(writer.dim(op.sizes().get(axis)), index(1));
        Expr passes = writer.let("inside", or(empty, inside));
        writer.once(
                List.of("slice", passes),
                block ->
                        block.when(
                                unary(UnaryKind.NOT, passes),
                                then ->
                                        then.add(
                                                new Stmt.Fail(
                                                        Status.INDEX_OUT_OF_BOUNDS, index(0)))));
        return passes;
    }

    private static Expr natural(Expr position) {
        return compare(CompareOp.GREATER_EQUAL, position, integer(position.type(), 0));
    }

    /// Whether a position lies in `[0, extent)`.
    private Expr inside(Position position, Dim extent) {
        Expr at = writer.let("at", position.value(writer.lanes()));
        Expr end = Lowering.widen(writer.dim(extent), at.type().lanes());
        return writer.let("inside", and(natural(at), less(at, end)));
    }

    Expr pad(Op.Pad op, Index index, Guard guard) {
        List<Dim> operand = scope.dims(op.operand());
        Index moved = index;
        Guard inner = guard;
        List<Expr> conditions = new ArrayList<>();
        for (int axis = 0; axis < operand.size(); axis++) {
            if (op.low().get(axis).is(0) && op.high().get(axis).is(0)) {
                continue;
            }
            moved = moved.apart(writer, axis);
            Position shifted = moved.at(axis).plus(writer.dim(Dim.of(0).minus(op.low().get(axis))));
            moved = moved.with(moved.dims(), axis, shifted);
            Expr condition = inside(shifted, operand.get(axis));
            conditions.add(condition);
            inner = inner.and(condition);
        }
        Expr padding = lowering.at(op.padding(), Index.first(List.of()), guard);
        Expr value = lowering.at(op.operand(), new Index(operand, moved.parts()), inner);
        for (Expr condition : conditions) {
            value = lowering.choose(condition, value, padding);
        }
        return value;
    }

    Expr concat(Op.Concat op, Index index, Guard guard) {
        Index whole = index.apart(writer, op.axis());
        Position at = whole.at(op.axis());
        Expr value = null;
        Dim begin = Dim.of(0);
        for (Value part : op.parts()) {
            List<Dim> dims = scope.dims(part);
            Position shifted = at.plus(writer.dim(Dim.of(0).minus(begin)));
            Expr inside = inside(shifted, dims.get(op.axis()));
            Expr here = lowering.at(part, whole.with(dims, op.axis(), shifted), guard.and(inside));
            value = value == null ? here : lowering.choose(inside, here, value);
            begin = begin.plus(dims.get(op.axis()));
        }
        if (value == null) {
            throw new IllegalStateException("A concat of nothing");
        }
        return value;
    }

    /// Negative indices wrap; those outside read element 0 (nothing, if there is none): the check
    /// is a kernel of its own.
    Expr gather(Op.Gather op, Index index, Guard guard) {
        List<Dim> operand = scope.dims(op.operand());
        List<Dim> indices = scope.dims(op.indices());
        int end = op.axis() + indices.size();
        Index whole = index.bordered(writer, op.axis()).bordered(writer, end);
        Index inner = new Index(indices, whole.range(op.axis(), end));
        Expr found = cast(lowering.at(op.indices(), inner, guard), DType.I64);
        Dim extent = operand.get(op.axis());
        List<Index.Part> parts = new ArrayList<>(whole.range(0, op.axis()));
        parts.add(new Index.Part(1, Position.of(wrapped(found, extent).position())));
        parts.addAll(whole.range(end, index.dims().size()));
        Guard safe = guard;
        if (!(extent instanceof Dim.Fixed(long size) && size > 0)) {
            safe = guard.and(writer.let("some", less(index(0), writer.dim(extent))));
        }
        return lowering.at(op.operand(), new Index(operand, parts), safe);
    }

    /// A position in `[0, extent)` for an index, and whether the index was inside.
    record Wrapped(Expr position, Expr inside) {}

    Wrapped wrapped(Expr found, Dim extent) {
        LoopType type = found.type();
        Expr zero = integer(type, 0);
        Expr end = Lowering.widen(writer.dim(extent), type.lanes());
        Expr index = writer.let("index", found);
        Expr wrapped = writer.let("wrapped", select(less(index, zero), add(index, end), index));
        Expr inside = writer.let("inside", and(natural(wrapped), less(wrapped, end)));
        return new Wrapped(writer.let("clamped", select(inside, wrapped, zero)), inside);
    }
}
