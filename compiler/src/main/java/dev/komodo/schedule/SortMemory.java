package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.and;
import static dev.komodo.loop.Expressions.binary;
import static dev.komodo.loop.Expressions.cast;
import static dev.komodo.loop.Expressions.divide;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.integer;
import static dev.komodo.loop.Expressions.load;
import static dev.komodo.loop.Expressions.multiply;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Op;
import dev.komodo.loop.BinaryKind;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopKind;
import dev.komodo.loop.LoopType;

import java.util.Optional;
import java.util.OptionalLong;

/// What sorting works on: keys, the positions that they had, and counts of digits; with what is
/// done to them by rows and by chunks of rows.
final class SortMemory {
    static final int DIGIT_BITS = 8;
    static final int DIGITS = 1 << DIGIT_BITS;

    final SortKey order;
    final int rounds;
    final DType narrow;
    final Dim extent;
    final Storage keys;
    final Storage places;
    final Storage counts;
    private final KernelWriter writer;
    private final Storage operand;
    private final Optional<Storage> values;
    private final Optional<Storage> positions;
    private Expr worker = index(0);

    /// @param isShared whether the only row is shared by the workers, by as many counts as it has
    ///   chunks; else each worker has memory for itself
    /// @param values receives the elements, if anybody wants them
    /// @param positions receives the positions, if anybody wants them
    SortMemory(
            Lowering lowering,
            ProgramWriter program,
            Op.Sort op,
            boolean isShared,
            Optional<Storage> values,
            Optional<Storage> positions) {
        this.writer = lowering.writer();
        this.operand = lowering.scope().stored(op.operand()).orElseThrow();
        this.extent = lowering.scope().dims(op.operand()).get(op.axis());
        DType elements = lowering.scope().dtype(op.operand());
        this.order = new SortKey(elements, op.descending());
        this.rounds = elements.byteSize();
        this.values = values;
        this.positions = positions;
        OptionalLong longest = extent.bound().constant();
        boolean isNarrow = longest.isPresent() && longest.getAsLong() <= Integer.MAX_VALUE;
        this.narrow = isNarrow ? DType.I32 : DType.I64;
        Dim both = extent.times(Dim.of(2));
        Dim digits = Dim.of((long) rounds * DIGITS);
        Dim chunked = SharedRowSort.chunks(extent.bound()).times(Dim.of(DIGITS));
        this.keys = memory(program, isShared, "keys", order.dtype(), both);
        this.places = memory(program, isShared, "places", narrow, both);
        this.counts =
                memory(
                        program,
                        isShared,
                        "counts",
                        narrow,
                        isShared ? digits.maximum(chunked) : digits);
    }

    private static Storage memory(
            ProgramWriter program, boolean isShared, String hint, DType dtype, Dim elements) {
        return isShared
                ? program.workspace(hint, dtype, elements)
                : program.scratch(hint, dtype, elements);
    }

    /// From now on this worker's memory is meant.
    void of(Expr owner) {
        worker = owner;
    }

    /// Half of the memory of keys: what is between the two places of a key.
    Expr half() {
        return writer.let("half", divide(writer.dim(keys.capacity()), index(2)));
    }

    /// Where a worker's part of scratch memory begins.
    Expr part(Storage storage) {
        return writer.let("part", multiply(worker, writer.dim(storage.capacity())));
    }

    private Expr element(Expr first, Expr stride, Expr at) {
        Expr place = add(first, multiply(at, stride));
        return writer.snapshot("element", load(writer.buffer(operand), place));
    }

    /// An element of memory, now.
    Expr read(Storage storage, Expr at) {
        return writer.snapshot(storage.buffer().name(), load(writer.buffer(storage), at));
    }

    /// Writes an element of memory.
    void store(Storage storage, Expr at, Expr value) {
        writer.block().store(writer.buffer(storage), at, value);
    }

    /// Makes the key of an element.
    Expr key(Expr first, Expr stride, Expr at) {
        return order.of(writer, element(first, stride, at));
    }

    /// Sets counts to 0.
    void clear(Expr begin, long count) {
        int lanes = 8;
        writer.loop(
                "c",
                index(0),
                index(count),
                lanes,
                LoopKind.SERIAL,
                c -> {
                    Expr none = integer(new LoopType(narrow, lanes), 0);
                    store(counts, add(begin, c), none);
                });
    }

    /// The digit of a key that a round looks at, as an index.
    Expr digit(Expr key, Expr round) {
        Expr distance = cast(multiply(round, index(DIGIT_BITS)), order.dtype());
        Expr shifted = binary(BinaryKind.SHIFT_RIGHT_LOGICAL, key, distance);
        Expr digit = and(shifted, integer(LoopType.scalar(order.dtype()), DIGITS - 1));
        return writer.snapshot("digit", cast(digit, DType.I64));
    }

    /// Adds one to a count, which it was before.
    Expr tally(Expr cell) {
        Expr count = read(counts, cell);
        store(counts, cell, add(count, integer(LoopType.scalar(narrow), 1)));
        return count;
    }

    /// Brings the keys of a part of a row, and their positions, to the places that the counts name.
    void distribute(Expr round, Expr bucket, Expr source, Expr target, Expr begin, Expr end) {
        Expr keyPart = part(keys);
        Expr placePart = part(places);
        Expr from = writer.snapshot("from", add(keyPart, source));
        Expr fromPlace = writer.snapshot("from", add(placePart, source));
        Expr to = writer.snapshot("to", add(keyPart, target));
        Expr toPlace = writer.snapshot("to", add(placePart, target));
        writer.loop(
                "i",
                begin,
                end,
                i -> {
                    Expr key = read(keys, add(from, i));
                    Expr place = read(places, add(fromPlace, i));
                    Expr cell = writer.snapshot("cell", add(bucket, digit(key, round)));
                    Expr at = writer.snapshot("at", cast(tally(cell), DType.I64));
                    store(keys, add(to, at), key);
                    store(places, add(toPlace, at), place);
                });
    }

    /// Writes the results of a part of a row.
    void deliver(Expr first, Expr stride, Expr sorted, Expr begin, Expr end) {
        writer.loop(
                "i",
                begin,
                end,
                i -> {
                    Expr place = cast(read(places, add(sorted, i)), DType.I64);
                    Expr found = writer.snapshot("found", place);
                    Expr at = writer.snapshot("at", add(first, multiply(i, stride)));
                    positions.ifPresent(storage -> store(storage, at, found));
                    values.ifPresent(storage -> store(storage, at, element(first, stride, found)));
                });
    }
}
