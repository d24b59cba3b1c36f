package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.and;
import static dev.komodo.loop.Expressions.cast;
import static dev.komodo.loop.Expressions.compare;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.integer;
import static dev.komodo.loop.Expressions.less;
import static dev.komodo.loop.Expressions.minimum;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.number;
import static dev.komodo.loop.Expressions.select;
import static dev.komodo.loop.Expressions.slice;

import dev.komodo.graph.CompareOp;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Op;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopType;
import dev.komodo.target.Target;

import java.util.List;

/// The positions of elements that are not zero: a pass counts them, a second one writes the
/// positions, whose rows are as long as the count.
final class NonZeroKernel {
    private final Lowering lowering;
    private final KernelWriter writer;
    private final Op.NonZero op;
    private final List<Dim> dims;
    private final Storage positions;
    private final Storage count;
    private final int lanes;

    /// @param positions receives `[rank, count]`
    /// @param count receives the count
    NonZeroKernel(
            Lowering lowering, Target target, Op.NonZero op, Storage positions, Storage count) {
        this.lowering = lowering;
        this.writer = lowering.writer();
        this.op = op;
        this.dims = lowering.scope().dims(op.operand());
        this.positions = positions;
        this.count = count;
        this.lanes = dims.isEmpty() ? 1 : target.lanes(8);
    }

    void write() {
        Expr.Var total = writer.declare("total", index(0));
        if (lanes == 1) {
            each((at, guard) -> writer.assign(total, add(total, one(at, guard))));
        } else {
            Expr.Var counted =
                    writer.declare("counted", integer(new LoopType(DType.I64, lanes), 0));
            each((at, guard) -> writer.assign(counted, add(counted, one(at, guard))));
            Expr sum = counted;
            for (int half = lanes / 2; half >= 1; half /= 2) {
                Expr whole = writer.snapshot("counted", sum);
                sum = add(slice(whole, 0, half), slice(whole, half, half));
            }
            writer.assign(total, sum);
        }
        Expr found = writer.snapshot("count", total);
        writer.block().store(writer.buffer(count), index(0), found);
        positions(found);
    }

    private void each(VectorLoop.Body body) {
        VectorLoop.over(writer, "i", index(0), writer.dim(Index.product(dims)), lanes, false, body);
    }

    private Expr one(Position at, Guard guard) {
        Expr counts = isNonZero(at, guard);
        LoopType type = new LoopType(DType.I64, counts.type().lanes());
        return select(counts, integer(type, 1), integer(type, 0));
    }

    private Expr isNonZero(Position at, Guard guard) {
        Index index =
                dims.isEmpty()
                        ? Index.first(dims)
                        : new Index(dims, List.of(new Index.Part(dims.size(), at)));
        Expr value = lowering.wide(op.operand(), index, guard);
        Expr nonZero =
                value.type().dtype() == DType.BOOL
                        ? value
                        : compare(CompareOp.NOT_EQUAL, wide(value), number(wide(value).type(), 0));
        Expr bound = writer.let("non_zero", nonZero);
        return guard.lanes().map(mask -> writer.let("non_zero", and(bound, mask))).orElse(bound);
    }

    private static Expr wide(Expr value) {
        return cast(value, value.type().dtype().arithmetic());
    }

    /// Each element is written to the next place, which goes on only if it is not zero: no branch
    /// depends on a single element but the one that leaves when all are found.
    private void positions(Expr found) {
        Expr.Var next = writer.declare("next", index(0));
        each(
                (at, guard) -> {
                    Expr mask = isNonZero(at, guard);
                    Expr any = lanes == 1 ? mask : writer.let("any", new Expr.Test(mask, false));
                    writer.when(any, () -> block(at, next, found));
                });
    }

    /// Writes the positions of one vector's elements.
    private void block(Position first, Expr.Var next, Expr found) {
        if (lanes == 1) {
            attempt(first.base(), next, found);
            return;
        }
        Expr end =
                writer.let(
                        "end",
                        minimum(add(first.base(), index(lanes)), writer.dim(Index.product(dims))));
        writer.loop("j", first.base(), end, at -> attempt(at, next, found));
    }

    private void attempt(Expr at, Expr.Var next, Expr found) {
        writer.lanes(1);
        writer.when(
                less(next, found),
                () -> {
                    Expr hit = isNonZero(Position.uniform(at), Guard.NONE);
                    List<Position> position = MapKernel.unpack(writer, at, dims);
                    Buffer buffer = writer.buffer(positions);
                    for (int axis = 0; axis < dims.size(); axis++) {
                        Expr place = add(multiply(index(axis), found), next);
                        writer.block().store(buffer, place, position.get(axis).base());
                    }
                    writer.assign(next, add(next, select(hit, index(1), index(0))));
                });
    }
}
