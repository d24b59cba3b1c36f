package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.and;
import static dev.komodo.loop.Expressions.broadcast;
import static dev.komodo.loop.Expressions.cast;
import static dev.komodo.loop.Expressions.constant;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.integer;
import static dev.komodo.loop.Expressions.less;
import static dev.komodo.loop.Expressions.minimum;
import static dev.komodo.loop.Expressions.ramp;
import static dev.komodo.loop.Expressions.subtract;

import dev.komodo.graph.DType;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopKind;
import dev.komodo.loop.LoopType;

import java.util.Optional;

/// Explicitly vectorised loops: whole vectors, then a masked tail.
final class VectorLoop {
    /// Writes what happens to the elements at a position.
    @FunctionalInterface
    interface Body {
        void write(Position position, Guard guard);
    }

    private VectorLoop() {}

    /// The power of two that is not below a number.
    static int powerOfTwo(long number) {
        return number <= 1 ? 1 : Integer.highestOneBit((int) Math.min(number - 1, 1 << 20)) << 1;
    }

    /// Runs over `[begin, end)` in vectors of `lanes`.
    ///
    /// @param lanes a power of two
    /// @param isOne whether one masked loop shall do for both, for long bodies
    static void over(
            KernelWriter writer,
            String hint,
            Expr begin,
            Expr end,
            int lanes,
            boolean isOne,
            Body body) {
        if (lanes == 1) {
            writer.loop(hint, begin, end, at -> scalar(writer, at, body));
            return;
        }
        Expr count = subtract(end, begin);
        Optional<Long> known = constant(count);
        if (known.isPresent() && known.get() <= 0) {
            return;
        }
        if (isOne && !(known.isPresent() && known.get() % lanes == 0)) {
            writer.loop(
                    hint,
                    begin,
                    end,
                    lanes,
                    LoopKind.SERIAL,
                    at -> masked(writer, at, end, lanes, body));
            return;
        }
        Expr whole = add(begin, and(index(-lanes), count));
        if (known.isPresent()) {
            whole = add(begin, index(known.get() / lanes * lanes));
        }
        Expr middle = writer.let("whole", whole);
        if (known.isEmpty() || known.get() >= lanes) {
            writer.loop(
                    hint,
                    begin,
                    middle,
                    lanes,
                    LoopKind.SERIAL,
                    at -> {
                        writer.lanes(lanes);
                        body.write(Position.consecutive(at), Guard.NONE);
                    });
        }
        if (known.isEmpty()) {
            writer.when(less(middle, end), () -> masked(writer, middle, end, lanes, body));
        } else if (known.get() % lanes != 0) {
            int before = writer.lanes();
            masked(writer, middle, end, lanes, body);
            writer.lanes(before);
        }
    }

    private static void scalar(KernelWriter writer, Expr at, Body body) {
        writer.lanes(1);
        body.write(Position.uniform(at), Guard.NONE);
    }

    private static void masked(KernelWriter writer, Expr at, Expr end, int lanes, Body body) {
        writer.lanes(lanes);
        body.write(
                Position.consecutive(at),
                Guard.lanes(writer.let("mask", mask(subtract(end, at), 0, lanes))));
    }

    /// Which of `lanes` lanes from `first` on are below a count.
    static Expr mask(Expr count, int first, int lanes) {
        Expr rest = minimum(count, index(first + lanes));
        Expr lane = ramp(integer(LoopType.scalar(DType.I32), first), lanes);
        return less(lane, broadcast(cast(rest, DType.I32), lanes));
    }
}
