package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.and;
import static dev.komodo.loop.Expressions.cast;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.integer;
import static dev.komodo.loop.Expressions.minimum;
import static dev.komodo.loop.Expressions.select;
import static dev.komodo.loop.Expressions.slice;
import static dev.komodo.loop.Expressions.unary;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Literal;
import dev.komodo.graph.Op;
import dev.komodo.graph.Value;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopType;
import dev.komodo.loop.Status;
import dev.komodo.loop.Stmt;
import dev.komodo.loop.UnaryKind;
import dev.komodo.target.Target;

import java.util.List;

/// Finds the first index of a gather or scatter that is outside `[-extent, extent)`. The op itself
/// clamps.
final class IndexCheck {
    private final Lowering lowering;
    private final KernelWriter writer;
    private final Value indices;
    private final Dim extent;

    /// @param extent of the axis that the indices stand for
    IndexCheck(Lowering lowering, Value indices, Dim extent) {
        this.lowering = lowering;
        this.writer = lowering.writer();
        this.indices = indices;
        this.extent = extent;
    }

    /// Whether the indices are known and inside.
    static boolean isInside(Scope scope, Value indices, Dim extent) {
        if (!(scope.op(indices) instanceof Op.Constant(Literal literal))
                || extent.constant().isEmpty()) {
            return false;
        }
        long size = extent.constant().getAsLong();
        for (long i = 0; i < literal.elements(); i++) {
            long at = literal.asLong(i);
            if (at < -size || at >= size) {
                return false;
            }
        }
        return true;
    }

    void write(Target target) {
        Scope scope = lowering.scope();
        List<Dim> dims = scope.dims(indices);
        int lanes = dims.isEmpty() ? 1 : target.lanes(8);
        VectorLoop.over(
                writer,
                "i",
                index(0),
                writer.dim(Index.product(dims)),
                lanes,
                false,
                (position, guard) -> {
                    Index at =
                            dims.isEmpty()
                                    ? Index.first(dims)
                                    : new Index(
                                            dims, List.of(new Index.Part(dims.size(), position)));
                    Expr found = cast(lowering.wide(indices, at, guard), DType.I64);
                    Expr inside = wrappedInside(found);
                    Expr outside = unary(UnaryKind.NOT, inside);
                    Expr bad =
                            writer.let(
                                    "bad", guard.lanes().map(m -> and(outside, m)).orElse(outside));
                    fail(bad, position);
                });
    }

    private Expr wrappedInside(Expr found) {
        return new Movement(writer, lowering.scope(), lowering).wrapped(found, extent).inside();
    }

    private void fail(Expr bad, Position position) {
        int lanes = bad.type().lanes();
        Expr any = lanes == 1 ? bad : writer.let("any", new Expr.Test(bad, false));
        writer.when(
                any,
                () -> {
                    LoopType type = new LoopType(DType.I64, lanes);
                    Expr first = select(bad, position.lanes(lanes), integer(type, Long.MAX_VALUE));
                    for (int half = lanes / 2; half >= 1; half /= 2) {
                        Expr whole = writer.snapshot("first", first);
                        first = minimum(slice(whole, 0, half), slice(whole, half, half));
                    }
                    writer.block().add(new Stmt.Fail(Status.INDEX_OUT_OF_BOUNDS, first));
                });
    }
}
