package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.and;
import static dev.komodo.loop.Expressions.binary;
import static dev.komodo.loop.Expressions.cast;
import static dev.komodo.loop.Expressions.divide;
import static dev.komodo.loop.Expressions.equal;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.integer;
import static dev.komodo.loop.Expressions.less;
import static dev.komodo.loop.Expressions.load;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.remainder;
import static dev.komodo.loop.Expressions.subtract;
import static dev.komodo.loop.Expressions.unary;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Op;
import dev.komodo.loop.BinaryKind;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopKind;
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
/// Source: D. E. Knuth, "The art of computer programming", volume 3 (1998), 5.2.1 (insertion),
/// 5.2.5 (distribution, least significant digit first).
final class SortKernel {
    private static final int DIGIT_BITS = 8;
    private static final int DIGITS = 1 << DIGIT_BITS;

    private final Lowering lowering;
    private final KernelWriter writer;
    private final Op.Sort op;
    private final List<Dim> dims;
    private final Dim extent;
    private final SortKey order;
    private final int rounds;
    private final DType narrow;
    private final Optional<Storage> values;
    private final Optional<Storage> positions;
    private final Storage keys;
    private final Storage places;
    private final Storage counts;
    private Expr worker = index(0);

    /// @param values receives the elements, if anybody wants them
    /// @param positions receives the positions, if anybody wants them
    SortKernel(
            Lowering lowering,
            ProgramWriter program,
            Op.Sort op,
            Optional<Storage> values,
            Optional<Storage> positions) {
        this.lowering = lowering;
        this.writer = lowering.writer();
        this.op = op;
        this.dims = lowering.scope().dims(op.operand());
        this.extent = dims.get(op.axis());
        DType elements = lowering.scope().dtype(op.operand());
        this.order = new SortKey(elements, op.descending());
        this.rounds = elements.byteSize();
        this.values = values;
        this.positions = positions;
        OptionalLong longest = extent.bound().constant();
        boolean isNarrow = longest.isPresent() && longest.getAsLong() <= Integer.MAX_VALUE;
        this.narrow = isNarrow ? DType.I32 : DType.I64;
        Dim both = extent.times(Dim.of(2));
        this.keys = program.scratch("keys", order.dtype(), both);
        this.places = program.scratch("places", narrow, both);
        this.counts = program.scratch("counts", narrow, Dim.of((long) rounds * DIGITS));
    }

    /// The longest row that is sorted by insertion: about where counting costs as much.
    private long shortest() {
        return 16L * (rounds + 1);
    }

    void write() {
        if (dims.stream().anyMatch(dim -> dim.is(0))) {
            return;
        }
        Dim rows = Index.product(dims.subList(0, op.axis())).times(inner());
        long length = extent.bound().constant().orElse(Costs.SYMBOLIC_EXTENT);
        long grain = Math.max(1, Costs.GRAIN / (32 * Math.max(1, length)));
        writer.parallel(
                "row",
                index(0),
                writer.dim(rows),
                1,
                grain,
                (row, runner) -> {
                    worker = runner;
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
        OptionalLong known = extent.constant();
        if (known.isPresent() && known.getAsLong() <= shortest()) {
            byInsertion(first, stride);
        } else if (known.isPresent()) {
            byDigits(first, stride);
        } else {
            writer.choose(
                    less(index(shortest()), length),
                    () -> byDigits(first, stride),
                    () -> byInsertion(first, stride));
        }
    }

    /// Where a worker's part of scratch memory begins.
    private Expr part(Storage storage) {
        return writer.let("part", multiply(worker, writer.dim(storage.capacity())));
    }

    private Expr element(Expr first, Expr stride, Expr at) {
        Storage operand = lowering.scope().stored(op.operand()).orElseThrow();
        Expr place = add(first, multiply(at, stride));
        return writer.snapshot("element", load(writer.buffer(operand), place));
    }

    private Expr read(Storage storage, Expr at) {
        return writer.snapshot(storage.buffer().name(), load(writer.buffer(storage), at));
    }

    private void store(Storage storage, Expr at, Expr value) {
        writer.block().store(writer.buffer(storage), at, value);
    }

    private void byInsertion(Expr first, Expr stride) {
        Expr keyPart = part(keys);
        Expr placePart = part(places);
        writer.loop(
                "i",
                index(0),
                writer.dim(extent),
                i -> {
                    Expr key = order.of(writer, element(first, stride, i));
                    Expr.Var hole = writer.declare("hole", i);
                    writer.forever(
                            () -> {
                                Expr at = writer.snapshot("at", hole);
                                leaveIf(equal(at, index(0)));
                                Expr before = writer.snapshot("before", subtract(at, index(1)));
                                Expr other = read(keys, add(keyPart, before));
                                leaveIf(unary(UnaryKind.NOT, less(key, other)));
                                store(keys, add(keyPart, at), other);
                                Expr place = read(places, add(placePart, before));
                                store(places, add(placePart, at), place);
                                writer.assign(hole, before);
                            });
                    Expr at = writer.snapshot("at", hole);
                    store(keys, add(keyPart, at), key);
                    store(places, add(placePart, at), cast(i, narrow));
                });
        deliver(first, stride, placePart);
    }

    private void leaveIf(Expr condition) {
        writer.when(condition, () -> writer.block().add(new Stmt.Break()));
    }

    private void byDigits(Expr first, Expr stride) {
        Expr half = writer.let("half", divide(writer.dim(keys.capacity()), index(2)));
        Expr keyPart = part(keys);
        Expr placePart = part(places);
        Expr countPart = part(counts);
        clear(countPart);
        count(first, stride, countPart);
        Expr.Var from = writer.declare("from", index(0));
        writer.loop(
                "round",
                index(0),
                index(rounds),
                round -> {
                    Expr source = writer.snapshot("source", from);
                    Expr target = writer.snapshot("target", subtract(half, source));
                    Expr bucket =
                            writer.snapshot(
                                    "bucket", add(countPart, multiply(round, index(DIGITS))));
                    Expr key = read(keys, add(keyPart, source));
                    Expr most = read(counts, add(bucket, digit(key, round)));
                    Expr all = cast(writer.dim(extent), narrow);
                    writer.when(
                            less(most, all),
                            () -> {
                                accumulate(bucket);
                                distribute(round, bucket, source, target);
                                writer.assign(from, target);
                            });
                });
        Expr sorted = writer.snapshot("sorted", from);
        deliver(first, stride, writer.snapshot("last", add(placePart, sorted)));
    }

    private void clear(Expr countPart) {
        int lanes = 8;
        writer.loop(
                "c",
                index(0),
                index((long) rounds * DIGITS),
                lanes,
                LoopKind.SERIAL,
                c -> {
                    Expr none = integer(new LoopType(narrow, lanes), 0);
                    store(counts, add(countPart, c), none);
                });
    }

    /// The digit of a key that a round looks at, as an index.
    private Expr digit(Expr key, Expr round) {
        Expr distance = cast(multiply(round, index(DIGIT_BITS)), order.dtype());
        Expr shifted = binary(BinaryKind.SHIFT_RIGHT_LOGICAL, key, distance);
        Expr digit = and(shifted, integer(LoopType.scalar(order.dtype()), DIGITS - 1));
        return writer.snapshot("digit", cast(digit, DType.I64));
    }

    /// Makes the keys and counts all of their digits.
    private void count(Expr first, Expr stride, Expr countPart) {
        Expr keyPart = part(keys);
        Expr placePart = part(places);
        writer.loop(
                "i",
                index(0),
                writer.dim(extent),
                i -> {
                    Expr key = order.of(writer, element(first, stride, i));
                    store(keys, add(keyPart, i), key);
                    store(places, add(placePart, i), cast(i, narrow));
                    for (int round = 0; round < rounds; round++) {
                        Expr digit = digit(key, index(round));
                        Expr at = add(add(countPart, index((long) round * DIGITS)), digit);
                        Expr cell = writer.snapshot("cell", at);
                        store(counts, cell, add(read(counts, cell), one()));
                    }
                });
    }

    private Expr one() {
        return integer(LoopType.scalar(narrow), 1);
    }

    /// Counts become the places of the first key of each digit.
    private void accumulate(Expr bucket) {
        Expr.Var sum = writer.declare("sum", integer(LoopType.scalar(narrow), 0));
        writer.loop(
                "d",
                index(0),
                index(DIGITS),
                d -> {
                    Expr at = writer.snapshot("cell", add(bucket, d));
                    Expr count = read(counts, at);
                    store(counts, at, sum);
                    writer.assign(sum, add(sum, count));
                });
    }

    private void distribute(Expr round, Expr bucket, Expr source, Expr target) {
        Expr keyPart = part(keys);
        Expr placePart = part(places);
        Expr from = writer.snapshot("from", add(keyPart, source));
        Expr fromPlace = writer.snapshot("from", add(placePart, source));
        Expr to = writer.snapshot("to", add(keyPart, target));
        Expr toPlace = writer.snapshot("to", add(placePart, target));
        writer.loop(
                "i",
                index(0),
                writer.dim(extent),
                i -> {
                    Expr key = read(keys, add(from, i));
                    Expr place = read(places, add(fromPlace, i));
                    Expr cell = writer.snapshot("cell", add(bucket, digit(key, round)));
                    Expr next = read(counts, cell);
                    store(counts, cell, add(next, one()));
                    Expr at = writer.snapshot("at", cast(next, DType.I64));
                    store(keys, add(to, at), key);
                    store(places, add(toPlace, at), place);
                });
    }

    /// Writes the results of a row.
    private void deliver(Expr first, Expr stride, Expr sorted) {
        writer.loop(
                "i",
                index(0),
                writer.dim(extent),
                i -> {
                    Expr place = cast(read(places, add(sorted, i)), DType.I64);
                    Expr found = writer.snapshot("found", place);
                    Expr at = writer.snapshot("at", add(first, multiply(i, stride)));
                    positions.ifPresent(storage -> store(storage, at, found));
                    values.ifPresent(storage -> store(storage, at, element(first, stride, found)));
                });
    }
}
