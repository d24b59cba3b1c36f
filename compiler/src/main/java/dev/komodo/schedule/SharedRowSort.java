package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.cast;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.integer;
import static dev.komodo.loop.Expressions.less;
import static dev.komodo.loop.Expressions.maximum;
import static dev.komodo.loop.Expressions.minimum;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.subtract;

import dev.komodo.graph.Dim;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopType;

/// Sorts one long row by itself, shared by the workers chunk by chunk: in each round each chunk
/// counts its digits, then the places of all chunks' digits follow, then each chunk distributes its
/// own.
final class SharedRowSort {
    /// Elements that one worker takes at a time: some 100 microseconds a round.
    private static final long CHUNK = 1 << 15;

    /// The longest row that is not worth sharing.
    static final long LONGEST_ALONE = 4 * CHUNK;

    private final KernelWriter writer;
    private final SortMemory memory;

    SharedRowSort(KernelWriter writer, SortMemory memory) {
        this.writer = writer;
        this.memory = memory;
    }

    /// How many chunks a row has.
    static Dim chunks(Dim extent) {
        return extent.ceilDivide(Dim.of(CHUNK));
    }

    /// What writes a chunk's part of a row.
    private interface Part {
        void write(Expr chunk, Expr begin, Expr end);
    }

    private void eachChunk(Part part) {
        Expr length = writer.dim(memory.extent);
        writer.parallel(
                "chunk",
                index(0),
                writer.dim(chunks(memory.extent)),
                1,
                1,
                (chunk, _) -> {
                    Expr begin = writer.let("begin", multiply(chunk, index(CHUNK)));
                    Expr end = writer.let("end", minimum(add(begin, index(CHUNK)), length));
                    part.write(chunk, begin, end);
                });
    }

    void write() {
        Expr half = memory.half();
        eachChunk((_, begin, end) -> makeKeys(begin, end));
        Expr.Var from = writer.declare("from", index(0));
        writer.loop(
                "round",
                index(0),
                index(memory.rounds),
                round -> {
                    Expr source = writer.snapshot("source", from);
                    Expr target = writer.snapshot("target", subtract(half, source));
                    eachChunk((chunk, begin, end) -> countChunk(round, chunk, source, begin, end));
                    Expr.Var most =
                            writer.declare("most", integer(LoopType.scalar(memory.narrow), 0));
                    accumulateChunks(most);
                    writer.when(
                            less(most, cast(writer.dim(memory.extent), memory.narrow)),
                            () -> {
                                eachChunk(
                                        (chunk, begin, end) -> {
                                            Expr bucket = multiply(chunk, index(SortMemory.DIGITS));
                                            memory.distribute(
                                                    round, bucket, source, target, begin, end);
                                        });
                                writer.assign(from, target);
                            });
                });
        Expr sorted = writer.snapshot("sorted", from);
        eachChunk((_, begin, end) -> memory.deliver(index(0), index(1), sorted, begin, end));
    }

    private void makeKeys(Expr begin, Expr end) {
        writer.loop(
                "i",
                begin,
                end,
                i -> {
                    memory.store(memory.keys, i, memory.key(index(0), index(1), i));
                    memory.store(memory.places, i, cast(i, memory.narrow));
                });
    }

    private void countChunk(Expr round, Expr chunk, Expr source, Expr begin, Expr end) {
        Expr bucket = writer.snapshot("bucket", multiply(chunk, index(SortMemory.DIGITS)));
        memory.clear(bucket, SortMemory.DIGITS);
        writer.loop(
                "i",
                begin,
                end,
                i -> {
                    Expr key = memory.read(memory.keys, add(source, i));
                    Expr cell = writer.snapshot("cell", add(bucket, memory.digit(key, round)));
                    memory.tally(cell);
                });
    }

    /// The counts of a digit in all chunks, chunk by chunk, become the places of its first keys.
    ///
    /// @param most becomes how many keys the most frequent digit has
    private void accumulateChunks(Expr.Var most) {
        Expr.Var sum = writer.declare("sum", integer(LoopType.scalar(memory.narrow), 0));
        writer.loop(
                "d",
                index(0),
                index(SortMemory.DIGITS),
                d -> {
                    Expr before = writer.snapshot("before", sum);
                    writer.loop(
                            "c",
                            index(0),
                            writer.dim(chunks(memory.extent)),
                            c -> {
                                Expr at = add(multiply(c, index(SortMemory.DIGITS)), d);
                                Expr cell = writer.snapshot("cell", at);
                                Expr count = memory.read(memory.counts, cell);
                                memory.store(memory.counts, cell, sum);
                                writer.assign(sum, add(sum, count));
                            });
                    writer.assign(most, maximum(most, subtract(sum, before)));
                });
    }
}
