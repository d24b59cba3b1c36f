package dev.komodo.fourier;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.number;

import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopType;
import dev.komodo.loop.Stmt;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Vectors of complex numbers in a buffer.
///
/// @param apart how far imaginary parts are from real ones, where they are apart
record Port(Side side, Buffer buffer, Expr apart) {
    /// Neighbouring numbers.
    Complex load(BlockBuilder block, Expr at, int lanes, Tail tail) {
        Complex numbers =
                switch (side.form()) {
                    case SPLIT ->
                            new Complex(
                                    part(block, at, lanes, tail),
                                    part(block, add(at, apart), lanes, tail));
                    case REAL ->
                            new Complex(
                                    part(block, at, lanes, tail),
                                    number(new LoopType(side.dtype(), lanes), 0));
                    case PAIRS -> pairs(block, at, lanes, tail);
                };
        return side.isSwapped() ? numbers.swapped() : numbers;
    }

    /// Neighbouring numbers from the last to the first.
    ///
    /// @param at the position of the last lane
    Complex loadReversed(BlockBuilder block, Expr at, int lanes) {
        Complex numbers = load(block, at, lanes, Tail.NONE);
        return lanes == 1
                ? numbers
                : new Complex(reversed(block, numbers.re()), reversed(block, numbers.im()));
    }

    private static Expr reversed(BlockBuilder block, Expr vector) {
        int lanes = vector.type().lanes();
        List<Integer> order = IntStream.range(0, lanes).map(i -> lanes - 1 - i).boxed().toList();
        return block.bind("reversed", new Expr.Shuffle(List.of(vector), order));
    }

    private Expr part(BlockBuilder block, Expr at, int lanes, Tail tail) {
        return block.bind("part", new Expr.Load(buffer, at, lanes, tail.mask(block, 0, lanes, 1)));
    }

    private Complex pairs(BlockBuilder block, Expr at, int lanes, Tail tail) {
        Expr first = block.let("at", multiply(at, index(2)));
        Expr low =
                block.bind(
                        "low", new Expr.Load(buffer, first, lanes, tail.mask(block, 0, lanes, 2)));
        Expr high =
                block.bind(
                        "high",
                        new Expr.Load(
                                buffer,
                                add(first, index(lanes)),
                                lanes,
                                tail.mask(block, lanes, lanes, 2)));
        if (lanes == 1) {
            return new Complex(low, high);
        }
        return new Complex(every(block, low, high, 0), every(block, low, high, 1));
    }

    private static Expr every(BlockBuilder block, Expr low, Expr high, int first) {
        int lanes = low.type().lanes();
        List<Integer> picked = IntStream.range(0, lanes).map(i -> first + 2 * i).boxed().toList();
        return block.bind("part", new Expr.Shuffle(List.of(low, high), picked));
    }

    /// Writes neighbouring numbers.
    void store(BlockBuilder block, Expr at, Complex numbers, Tail tail) {
        Complex value = side.isSwapped() ? numbers.swapped() : numbers;
        int lanes = value.re().type().lanes();
        switch (side.form()) {
            case SPLIT -> {
                write(block, at, value.re(), tail.mask(block, 0, lanes, 1));
                write(block, add(at, apart), value.im(), tail.mask(block, 0, lanes, 1));
            }
            case REAL -> write(block, at, value.re(), tail.mask(block, 0, lanes, 1));
            case PAIRS -> storePairs(block, at, value, tail);
        }
    }

    private void storePairs(BlockBuilder block, Expr at, Complex value, Tail tail) {
        int lanes = value.re().type().lanes();
        Expr first = block.let("at", multiply(at, index(2)));
        Expr low = value.re();
        Expr high = value.im();
        if (lanes > 1) {
            low = Zip.half(block, value.re(), value.im(), 1, 0);
            high = Zip.half(block, value.re(), value.im(), 1, 1);
        }
        write(block, first, low, tail.mask(block, 0, lanes, 2));
        write(block, add(first, index(lanes)), high, tail.mask(block, lanes, lanes, 2));
    }

    void write(BlockBuilder block, Expr at, Expr value, Optional<Expr> mask) {
        block.add(new Stmt.Store(buffer, at, value, mask, Stmt.StoreKind.PLAIN));
    }
}
