package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.subtract;

import dev.komodo.fourier.Form;
import dev.komodo.fourier.Lines;
import dev.komodo.fourier.Side;
import dev.komodo.loop.Expr;
import dev.komodo.loop.Stmt;

import java.util.Optional;

/// A signal or a spectrum in memory, or as many of them side by side as vectors have lanes:
/// positions count pairs where parts lie in pairs.
///
/// @param storage where
/// @param side how complex numbers lie
/// @param base the position of element 0 of the first
/// @param apart how far imaginary parts are from real ones, where they are apart
/// @param step between neighbouring elements
/// @param width how many lie side by side
/// @param end the element behind the last one of scratch memory; absent where all of the storage is
///   meant
/// @param isDense whether the step is the number of columns that scratch memory has
record FourierLine(
        Storage storage,
        Side side,
        Expr base,
        Expr apart,
        Expr step,
        Expr width,
        Optional<Expr> end,
        boolean isDense) {
    /// In scratch memory.
    static FourierLine split(Storage storage, Expr base, Expr apart, long columns) {
        Side side = Side.split(storage.dtype());
        Expr end = add(base, multiply(apart, index(2)));
        return new FourierLine(
                storage, side, base, apart, index(columns), index(columns), Optional.of(end), true);
    }

    /// One line of pairs, at the beginning of a storage.
    ///
    /// @param count of pairs
    static FourierLine pairs(Storage storage, long count) {
        Side side = new Side(Form.PAIRS, false, storage.dtype());
        Optional<Expr> end = Optional.of(index(2 * count));
        return new FourierLine(storage, side, index(0), index(0), index(1), index(1), end, true);
    }

    /// With real and imaginary parts exchanged.
    FourierLine swapped() {
        Side other = new Side(side.form(), !side.isSwapped(), side.dtype());
        return new FourierLine(storage, other, base, apart, step, width, end, isDense);
    }

    /// From a later element on.
    FourierLine from(long first) {
        Expr later = add(base, multiply(step, index(first)));
        return new FourierLine(storage, side, later, apart, step, width, end, isDense);
    }

    /// Whether the other line begins where this one does.
    boolean storageEquals(FourierLine other) {
        return storage == other.storage && base.equals(other.base);
    }

    /// The argument of a step.
    Lines.Place place(KernelWriter writer) {
        Expr offset = side.form() == Form.PAIRS ? multiply(base, index(2)) : base;
        Expr begin = writer.let("begin", offset);
        var buffer = writer.buffer(storage);
        Expr size = writer.let("size", subtract(end.orElseGet(buffer::size), begin));
        return new Lines.Place(new Stmt.BufferArgument(buffer, begin), size, apart);
    }
}
