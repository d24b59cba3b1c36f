package dev.komodo.fourier;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.broadcast;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.load;
import static dev.komodo.loop.Expressions.minimum;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.number;
import static dev.komodo.loop.Expressions.subtract;

import dev.komodo.graph.DType;
import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopFunction;
import dev.komodo.loop.LoopKind;
import dev.komodo.loop.LoopType;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Between half a spectrum `x`, `h + 1` bins of a real signal of length `n = 2 h`, and the spectrum
/// `z`, `h` bins, of the complex signal `y[2 j] + i y[2 j + 1]`; with `w = exp(-2 pi i / n)` and `0
/// < k < h`:
///
/// ```
/// x[k] = scale / 2 (z[k] + conj z[h-k] - i w^k (z[k] - conj z[h-k]))
/// x[0] = scale (re z[0] + im z[0])      x[h] = scale (re z[0] - im z[0])
///
/// z[k] = x[k] + conj x[h-k] + i conj(w^k) (x[k] - conj x[h-k])
/// z[0] = re x[0] + re x[h] + i (re x[0] - re x[h])
/// ```
///
/// Source: W. H. Press and others, "Numerical recipes", 3rd edition (2007), 12.3.2.
///
/// @param dtype f32 or f64
/// @param lanes of a vector
/// @param isAlong whether lanes run along bins; else along the columns of a matrix
/// @param isMasked whether the columns are no multiple of the lanes
/// @param toSignal whether `z` is made of `x`
/// @param isScaled whether results are multiplied by the scale
/// @param from where numbers are read
/// @param to where numbers are written, which is other memory
public record HalfSpectrum(
        DType dtype,
        int lanes,
        boolean isAlong,
        boolean isMasked,
        boolean toSignal,
        boolean isScaled,
        Side from,
        Side to)
        implements Lines {
    /// Extents and strides of a call.
    ///
    /// @param half h
    /// @param width the columns, 1 where lanes run along bins
    /// @param fromStep between bins that are read
    /// @param toStep between bins that are written
    /// @param scale the scale, of the dtype; present if results are scaled
    public record Counts(Expr half, Expr width, Expr fromStep, Expr toStep, Optional<Expr> scale) {
        /// In the order of the parameters.
        public List<Expr> list() {
            List<Expr> list = new ArrayList<>(List.of(half, width, fromStep, toStep));
            scale.ifPresent(list::add);
            return list;
        }
    }

    @Override
    public String name() {
        return Lines.name(toSignal ? "merge" : "part", dtype, lanes, from, to)
                + (isAlong ? "_along" : "")
                + (isMasked ? "_masked" : "")
                + (isScaled ? "_scaled" : "");
    }

    /// With roots `w^k [h, 2]`, or `[2, h]` for lanes along bins.
    @Override
    public LoopFunction function() {
        Draft draft = new Draft();
        Ports ports = Ports.of(draft, from, to);
        Buffer roots = draft.buffer("roots", dtype);
        Counts counts =
                new Counts(
                        draft.count("half"),
                        draft.count("width"),
                        draft.count("from_step"),
                        draft.count("to_step"),
                        isScaled
                                ? Optional.of(draft.scalar("scale", LoopType.scalar(dtype)))
                                : Optional.empty());
        if (isAlong) {
            ends(draft.block(), ports, counts, index(0), 1, Tail.NONE);
            along(draft.block(), ports, roots, counts);
        } else {
            draft.block()
                    .loop(
                            "q",
                            index(0),
                            counts.width,
                            lanes,
                            LoopKind.SERIAL,
                            (block, q) -> columns(block, ports, roots, counts, q));
        }
        return draft.function(name());
    }

    private void columns(BlockBuilder block, Ports ports, Buffer roots, Counts counts, Expr q) {
        Tail tail = isMasked ? Tail.of(subtract(counts.width, q)) : Tail.NONE;
        ends(block, ports, counts, q, lanes, tail);
        block.loop(
                "k",
                index(1),
                counts.half,
                (inner, k) -> {
                    Expr other = subtract(counts.half, k);
                    Complex one =
                            ports.from().load(inner, at(inner, k, counts.fromStep, q), lanes, tail);
                    Complex two =
                            ports.from()
                                    .load(inner, at(inner, other, counts.fromStep, q), lanes, tail);
                    Expr place = inner.let("place", multiply(k, index(2)));
                    Complex root =
                            new Complex(
                                    inner.bind("root", broadcast(load(roots, place), lanes)),
                                    inner.bind(
                                            "root",
                                            broadcast(load(roots, add(place, index(1))), lanes)));
                    Complex value = scaled(inner, bin(inner, one, two, root), counts);
                    ports.to().store(inner, at(inner, k, counts.toStep, q), value, tail);
                });
    }

    /// In whole vectors, of which the last overlaps the one before; one by one where there are few.
    private void along(BlockBuilder block, Ports ports, Buffer roots, Counts counts) {
        Expr last = block.let("last", subtract(counts.half, index(lanes)));
        block.loop(
                "k",
                index(1),
                counts.half,
                lanes,
                LoopKind.SERIAL,
                (inner, k) -> {
                    Expr at = lanes == 1 ? k : inner.let("at", minimum(k, last));
                    Complex one = ports.from().load(inner, at, lanes, Tail.NONE);
                    Expr mirrored =
                            inner.let(
                                    "mirrored",
                                    subtract(subtract(counts.half, at), index(lanes - 1)));
                    Complex two = ports.from().loadReversed(inner, mirrored, lanes);
                    Complex root =
                            new Complex(
                                    inner.bind(
                                            "root",
                                            new Expr.Load(roots, at, lanes, Optional.empty())),
                                    inner.bind(
                                            "root",
                                            new Expr.Load(
                                                    roots,
                                                    add(at, counts.half),
                                                    lanes,
                                                    Optional.empty())));
                    Complex value = scaled(inner, bin(inner, one, two, root), counts);
                    ports.to().store(inner, at, value, Tail.NONE);
                });
    }

    private static Expr at(BlockBuilder block, Expr k, Expr step, Expr q) {
        return block.let("at", add(multiply(k, step), q));
    }

    private Complex scaled(BlockBuilder block, Complex value, Counts counts) {
        return counts.scale
                .map(scale -> value.times(block, broadcast(scale, value.re().type().lanes())))
                .orElse(value);
    }

    /// A bin from bin `k` and bin `h - k`.
    private Complex bin(BlockBuilder block, Complex one, Complex two, Complex root) {
        Complex mirror = two.conjugate(block);
        Complex sum = one.plus(block, mirror);
        Complex difference = one.minus(block, mirror);
        if (toSignal) {
            Complex turned = difference.times(block, root.conjugate(block));
            return sum.plusTurned(block, turned);
        }
        Complex turned = difference.times(block, root);
        Complex twice = sum.minusTurned(block, turned);
        return twice.times(block, number(twice.re().type(), 0.5));
    }

    private void ends(
            BlockBuilder block, Ports ports, Counts counts, Expr q, int width, Tail tail) {
        LoopType type = new LoopType(dtype, width);
        Complex first = ports.from().load(block, q, width, tail);
        if (toSignal) {
            Expr at = at(block, counts.half, counts.fromStep, q);
            Complex last = ports.from().load(block, at, width, tail);
            Complex z =
                    new Complex(
                            block.bind("re", add(first.re(), last.re())),
                            block.bind("im", subtract(first.re(), last.re())));
            ports.to().store(block, q, scaled(block, z, counts), tail);
            return;
        }
        Expr none = number(type, 0);
        Complex low = new Complex(block.bind("re", add(first.re(), first.im())), none);
        Complex high = new Complex(block.bind("re", subtract(first.re(), first.im())), none);
        ports.to().store(block, q, scaledReal(block, low, counts), tail);
        Expr at = at(block, counts.half, counts.toStep, q);
        ports.to().store(block, at, scaledReal(block, high, counts), tail);
    }

    /// The imaginary part stays 0, whatever the sign of the scale.
    private Complex scaledReal(BlockBuilder block, Complex value, Counts counts) {
        return new Complex(scaled(block, value, counts).re(), value.im());
    }
}
