package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.cast;
import static dev.komodo.loop.Expressions.divide;
import static dev.komodo.loop.Expressions.equal;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.integer;
import static dev.komodo.loop.Expressions.less;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.remainder;
import static dev.komodo.loop.Expressions.subtract;
import static dev.komodo.loop.Expressions.unary;

import dev.komodo.graph.Dim;
import dev.komodo.graph.Op;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopType;
import dev.komodo.loop.Stmt;
import dev.komodo.loop.UnaryKind;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Sorts rows, each in the scratch memory of a worker: its keys ([SortKey]) and their positions,
/// from which the elements are fetched last. A stable order is one only, so neither the way nor the
/// threads show in it.
///
/// Short rows are sorted by insertion, longer ones digit by digit of 8 bits from the lowest: all
/// digits are counted while the keys are made, then each digit distributes keys and positions from
/// one half of the scratch memory to the other; a digit that is the same everywhere is left out.
///
/// One long row by itself is shared by the workers (`SharedRowSort`).
///
/// Source: D. E. Knuth, "The art of computer programming", volume 3 (1998), 5.2.1 (insertion),
/// 5.2.5 (distribution, least significant digit first).
final class SortKernel {
    private static final int DIGITS = SortMemory.DIGITS;

    private final KernelWriter writer;
    private final Op.Sort op;
    private final List<Dim> dims;
    private final Dim extent;
    private final Dim rows;
    private final SortMemory memory;

    /// @param values receives the elements, if anybody wants them
    /// @param positions receives the positions, if anybody wants them
    SortKernel(
            Lowering lowering,
            ProgramWriter program,
            Op.Sort op,
            Optional<Storage> values,
            Optional<Storage> positions) {
        this.writer = lowering.writer();
        this.op = op;
        this.dims = lowering.scope().dims(op.operand());
        this.extent = dims.get(op.axis());
        this.rows = Index.product(dims.subList(0, op.axis())).times(inner());
        this.memory = new SortMemory(lowering, program, op, isOneRow(), values, positions);
    }

    private boolean isOneRow() {
        return rows.is(1);
    }

    /// The longest row that is sorted by insertion: about where counting costs as much.
    private long shortest() {
        return 16L * (memory.rounds + 1);
    }

    void write() {
        if (dims.stream().anyMatch(dim -> dim.is(0))) {
            return;
        }
        if (isOneRow()) {
            row(index(0));
            return;
        }
        long length = extent.bound().constant().orElse(Costs.SYMBOLIC_EXTENT);
        long grain = Math.max(1, Costs.GRAIN / (32 * Math.max(1, length)));
        writer.parallel(
                "row",
                index(0),
                writer.dim(rows),
                1,
                grain,
                (row, runner) -> {
                    memory.of(runner);
                    row(row);
                });
    }

    private Dim inner() {
        return Index.product(dims.subList(op.axis() + 1, dims.size()));
    }

    private void row(Expr row) {
        Expr stride = writer.dim(inner());
        Expr length = writer.dim(extent);
        Expr outer = writer.let("outer", divide(row, stride));
        Expr first =
                writer.let(
                        "first",
                        add(multiply(outer, multiply(length, stride)), remainder(row, stride)));
        upTo(
                shortest(),
                () -> byInsertion(first, stride),
                () -> {
                    if (isOneRow()) {
                        upTo(
                                SharedRowSort.LONGEST_ALONE,
                                () -> byDigits(first, stride),
                                () -> new SharedRowSort(writer, memory).write());
                    } else {
                        byDigits(first, stride);
                    }
                });
    }

    /// One of two ways, by the length of a row.
    private void upTo(long longest, Runnable there, Runnable beyond) {
        OptionalLong known = extent.constant();
        if (known.isPresent()) {
            (known.getAsLong() <= longest ? there : beyond).run();
        } else {
            writer.choose(less(index(longest), writer.dim(extent)), beyond, there);
        }
    }

    private void byInsertion(Expr first, Expr stride) {
        Expr keyPart = memory.part(memory.keys);
        Expr placePart = memory.part(memory.places);
        writer.loop(
                "i",
                index(0),
                writer.dim(extent),
                i -> {
                    Expr key = memory.key(first, stride, i);
                    Expr.Var hole = writer.declare("hole", i);
                    writer.forever(
                            () -> {
                                Expr at = writer.snapshot("at", hole);
                                leaveIf(equal(at, index(0)));
                                Expr before = writer.snapshot("before", subtract(at, index(1)));
                                Expr other = memory.read(memory.keys, add(keyPart, before));
                                leaveIf(unary(UnaryKind.NOT, less(key, other)));
                                memory.store(memory.keys, add(keyPart, at), other);
                                Expr place = memory.read(memory.places, add(placePart, before));
                                memory.store(memory.places, add(placePart, at), place);
                                writer.assign(hole, before);
                            });
                    Expr at = writer.snapshot("at", hole);
                    memory.store(memory.keys, add(keyPart, at), key);
                    memory.store(memory.places, add(placePart, at), cast(i, memory.narrow));
                });
        memory.deliver(first, stride, placePart, index(0), writer.dim(extent));
    }

    private void leaveIf(Expr condition) {
        writer.when(condition, () -> writer.block().add(new Stmt.Break()));
    }

    private void byDigits(Expr first, Expr stride) {
        Expr half = memory.half();
        Expr keyPart = memory.part(memory.keys);
        Expr placePart = memory.part(memory.places);
        Expr countPart = memory.part(memory.counts);
        memory.clear(countPart, (long) memory.rounds * DIGITS);
        count(first, stride, countPart);
        Expr.Var from = writer.declare("from", index(0));
        writer.loop(
                "round",
                index(0),
                index(memory.rounds),
                round -> {
                    Expr source = writer.snapshot("source", from);
                    Expr target = writer.snapshot("target", subtract(half, source));
                    Expr bucket =
                            writer.snapshot(
                                    "bucket", add(countPart, multiply(round, index(DIGITS))));
                    Expr key = memory.read(memory.keys, add(keyPart, source));
                    Expr most = memory.read(memory.counts, add(bucket, memory.digit(key, round)));
                    Expr all = cast(writer.dim(extent), memory.narrow);
                    writer.when(
                            less(most, all),
                            () -> {
                                accumulate(bucket);
                                memory.distribute(
                                        round,
                                        bucket,
                                        source,
                                        target,
                                        index(0),
                                        writer.dim(extent));
                                writer.assign(from, target);
                            });
                });
        Expr sorted = writer.snapshot("sorted", from);
        Expr last = writer.snapshot("last", add(placePart, sorted));
        memory.deliver(first, stride, last, index(0), writer.dim(extent));
    }

    /// Makes the keys and memory.counts all of their digits.
    private void count(Expr first, Expr stride, Expr countPart) {
        Expr keyPart = memory.part(memory.keys);
        Expr placePart = memory.part(memory.places);
        writer.loop(
                "i",
                index(0),
                writer.dim(extent),
                i -> {
                    Expr key = memory.key(first, stride, i);
                    memory.store(memory.keys, add(keyPart, i), key);
                    memory.store(memory.places, add(placePart, i), cast(i, memory.narrow));
                    for (int round = 0; round < memory.rounds; round++) {
                        Expr digit = memory.digit(key, index(round));
                        Expr at = add(add(countPart, index((long) round * DIGITS)), digit);
                        Expr cell = writer.snapshot("cell", at);
                        memory.tally(cell);
                    }
                });
    }

    /// Counts become the places of the first key of each digit.
    private void accumulate(Expr bucket) {
        Expr.Var sum = writer.declare("sum", integer(LoopType.scalar(memory.narrow), 0));
        writer.loop(
                "d",
                index(0),
                index(DIGITS),
                d -> {
                    Expr at = writer.snapshot("cell", add(bucket, d));
                    Expr count = memory.read(memory.counts, at);
                    memory.store(memory.counts, at, sum);
                    writer.assign(sum, add(sum, count));
                });
    }
}
