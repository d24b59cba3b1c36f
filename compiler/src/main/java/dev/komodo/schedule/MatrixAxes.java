package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.divide;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.remainder;

import dev.komodo.contract.MatrixOperand;
import dev.komodo.contract.PackSource;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Value;
import dev.komodo.loop.Expr;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// An operand of a contraction as a batch of matrices: which of its axes are the batch's, its own,
/// and contracted, each in the order of their joint row-major position.
record MatrixAxes(
        Value value,
        List<Dim> shape,
        List<Integer> batch,
        List<Integer> own,
        List<Integer> contracted) {
    MatrixAxes {
        shape = List.copyOf(shape);
        batch = List.copyOf(batch);
        own = List.copyOf(own);
        contracted = List.copyOf(contracted);
    }

    static MatrixAxes of(Scope scope, Value value, List<Integer> batch, List<Integer> contracted) {
        List<Dim> shape = scope.dims(value);
        List<Integer> own =
                IntStream.range(0, shape.size())
                        .boxed()
                        .filter(axis -> !batch.contains(axis) && !contracted.contains(axis))
                        .toList();
        return new MatrixAxes(value, shape, batch, own, contracted);
    }

    /// The same axes of another value of the same shape.
    MatrixAxes with(Value other) {
        return new MatrixAxes(other, shape, batch, own, contracted);
    }

    /// The same for a matrix that serves all positions of the batch.
    MatrixAxes withoutBatch() {
        return new MatrixAxes(value, shape, List.of(), own, contracted);
    }

    /// The extents of axes.
    List<Dim> dims(List<Integer> axes) {
        return axes.stream().map(shape::get).toList();
    }

    /// The direction in which the elements are cheap to read.
    PackSource.Direction direction(Scope scope) {
        StridedView view = StridedView.of(scope, value);
        Optional<Dim> outer = stride(view, own);
        Optional<Dim> inner = stride(view, contracted);
        boolean isInMemory =
                scope.stored(view.base()).isPresent() && outer.isPresent() && inner.isPresent();
        boolean isAlongOwn =
                isInMemory
                        ? outer.get().is(1) || !inner.get().is(1)
                        : own.stream().anyMatch(axis -> view.strides().get(axis).is(1));
        return isAlongOwn ? PackSource.Direction.OUTER : PackSource.Direction.K;
    }

    /// Elements at joint positions of the three kinds of axes.
    Expr element(Lowering lowering, Position batch, Position own, Position k, Guard guard) {
        DimSource source = lowering.writer();
        Index.Part[] parts = new Index.Part[shape.size()];
        place(source, parts, this.batch, batch);
        place(source, parts, this.own, own);
        place(source, parts, contracted, k);
        List<Index.Part> present = new ArrayList<>();
        for (Index.Part part : parts) {
            if (part != null) {
                present.add(part);
            }
        }
        return lowering.at(value, new Index(shape, present), guard);
    }

    private void place(
            DimSource source, Index.Part[] parts, List<Integer> axes, Position position) {
        if (axes.isEmpty()) {
            return;
        }
        if (areNeighbours(axes)) {
            parts[axes.getFirst()] = new Index.Part(axes.size(), position);
            return;
        }
        Position rest = position;
        for (int i = axes.size() - 1; i >= 0; i--) {
            Expr extent = source.dim(shape.get(axes.get(i)));
            Position at = i == 0 ? rest : rest.modulo(extent, source.lanes());
            parts[axes.get(i)] = new Index.Part(1, at);
            rest = rest.dividedBy(extent, source.lanes());
        }
    }

    private static boolean areNeighbours(List<Integer> axes) {
        for (int i = 1; i < axes.size(); i++) {
            if (axes.get(i) != axes.get(i - 1) + 1) {
                return false;
            }
        }
        return true;
    }

    /// The matrix at a position of the batch: where it lies, if it lies in regular strides;
    /// otherwise computed.
    PackSource source(Lowering lowering, Expr batch, DType dtype) {
        return inMemory(lowering, batch, dtype)
                .<PackSource>map(operand -> operand)
                .orElseGet(() -> new ComputedOperand(lowering, this, batch));
    }

    /// The matrix at a position of the batch where it lies in memory, if its own and its contracted
    /// axes have one stride each.
    Optional<MatrixOperand> inMemory(Lowering lowering, Expr batch, DType dtype) {
        KernelWriter writer = lowering.writer();
        StridedView view = StridedView.of(lowering.scope(), value);
        Optional<Dim> outer = stride(view, own);
        Optional<Dim> inner = stride(view, contracted);
        Optional<Storage> storage = lowering.scope().stored(view.base());
        if (outer.isEmpty() || inner.isEmpty() || storage.isEmpty()) {
            return Optional.empty();
        }
        Expr rest = batch;
        Expr offset = index(0);
        for (int axis : this.batch.reversed()) {
            Expr extent = writer.dim(shape.get(axis));
            Expr at = writer.let("batch", remainder(rest, extent));
            offset = add(offset, multiply(at, writer.dim(view.strides().get(axis))));
            rest = writer.let("rest", divide(rest, extent));
        }
        return Optional.of(
                new MatrixOperand(
                        writer.buffer(storage.get()),
                        writer.let("offset", offset),
                        writer.dim(outer.get()),
                        writer.dim(inner.get()),
                        dtype));
    }

    /// The one stride of axes that memory walks through as one, if it does.
    static Optional<Dim> stride(StridedView view, List<Integer> axes) {
        Dim stride = Dim.of(0);
        Dim next = Dim.of(0);
        for (int axis : axes.reversed()) {
            Dim extent = view.dims().get(axis);
            if (extent.is(1)) {
                continue;
            }
            Dim own = view.strides().get(axis);
            if (!next.is(0) && !own.equals(next)) {
                return Optional.empty();
            }
            stride = next.is(0) ? own : stride;
            next = own.times(extent);
        }
        return Optional.of(stride);
    }
}
