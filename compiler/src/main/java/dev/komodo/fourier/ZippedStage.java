package dev.komodo.fourier;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.subtract;

import dev.komodo.graph.DType;
import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopFunction;
import dev.komodo.loop.LoopKind;
import dev.komodo.loop.LoopType;
import dev.komodo.loop.Stmt;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A stage whose lanes run along `t = q + s p`: its results, pieces of `s` elements, are zipped.
///
/// ```
/// for t < count:
///     b = butterfly of from[t + j count] for j < radix
///     to[q + s (radix p + k)] = roots[k, t] b[k] for k < radix
/// ```
///
/// @param dtype f32 or f64
/// @param radix a power of two; or odd, for pieces of one element, which are scattered then
/// @param lanes of a vector
/// @param piece s, a power of two less than the lanes
/// @param isMasked whether the count is no multiple of the lanes
/// @param from where numbers are read
public record ZippedStage(DType dtype, int radix, int lanes, int piece, boolean isMasked, Side from)
        implements Lines {
    /// Whether a stage can be zipped: its results are pieces of a power of two, or scattered.
    public static boolean suits(int radix, long piece) {
        return (Integer.bitCount(radix) == 1 && Long.bitCount(piece) == 1) || piece == 1;
    }

    @Override
    public String name() {
        return Lines.name("zip%d_%d".formatted(radix, piece), dtype, lanes, from, to())
                + (isMasked ? "_masked" : "");
    }

    private Side to() {
        return Side.split(dtype);
    }

    @Override
    public LoopFunction function() {
        Draft draft = new Draft();
        Ports ports = Ports.of(draft, from, to());
        Buffer roots = draft.buffer("roots", dtype);
        Expr count = draft.count("count");
        draft.block()
                .loop(
                        "t",
                        index(0),
                        count,
                        lanes,
                        LoopKind.SERIAL,
                        (block, t) -> vector(block, ports, roots, count, t));
        return draft.function(name());
    }

    private void vector(BlockBuilder block, Ports ports, Buffer roots, Expr count, Expr t) {
        Expr rest = subtract(count, t);
        Tail tail = isMasked ? Tail.of(rest) : Tail.NONE;
        List<Complex> a = new ArrayList<>();
        for (int j = 0; j < radix; j++) {
            Expr at = block.let("at", add(t, multiply(count, index(j))));
            a.add(ports.from().load(block, at, lanes, tail));
        }
        List<Complex> b = new ArrayList<>(Butterfly.of(block, new LoopType(dtype, lanes), a));
        for (int k = 1; k < radix; k++) {
            Complex root =
                    new Complex(
                            part(block, roots, count, t, 2 * k - 2, tail),
                            part(block, roots, count, t, 2 * k - 1, tail));
            b.set(k, b.get(k).times(block, root));
        }
        if (Integer.bitCount(radix) == 1) {
            Expr at = block.let("at", multiply(t, index(radix)));
            Tail all = isMasked ? Tail.of(multiply(rest, index(radix))) : Tail.NONE;
            zip(block, ports.to(), at, b.stream().map(Complex::re).toList(), all);
            Expr apart = block.let("at", add(at, ports.to().apart()));
            zip(block, ports.to(), apart, b.stream().map(Complex::im).toList(), all);
        } else {
            scatter(block, ports.to(), t, b, tail);
        }
    }

    private Expr part(BlockBuilder block, Buffer roots, Expr count, Expr t, int row, Tail tail) {
        Expr at = add(t, multiply(count, index(row)));
        Optional<Expr> mask = tail.mask(block, 0, lanes, 1);
        return block.bind("root", new Expr.Load(roots, at, lanes, mask));
    }

    private void zip(BlockBuilder block, Port to, Expr at, List<Expr> parts, Tail all) {
        List<Expr> zipped = Zip.all(block, parts, piece);
        for (int i = 0; i < radix; i++) {
            int first = i * lanes;
            Optional<Expr> mask = all.mask(block, first, lanes, 1);
            to.write(block, add(at, index(first)), zipped.get(i), mask);
        }
    }

    private void scatter(BlockBuilder block, Port to, Expr t, List<Complex> b, Tail tail) {
        Optional<Expr> mask = tail.mask(block, 0, lanes, 1);
        for (int k = 0; k < radix; k++) {
            Expr at = block.let("at", add(multiply(t, index(radix)), index(k)));
            write(block, to, at, b.get(k).re(), mask);
            write(block, to, block.let("at", add(at, to.apart())), b.get(k).im(), mask);
        }
    }

    private void write(BlockBuilder block, Port to, Expr first, Expr value, Optional<Expr> mask) {
        if (lanes == 1) {
            to.write(block, first, value, mask);
            return;
        }
        Expr places = block.let("places", new Expr.Ramp(first, index(radix), lanes));
        block.add(new Stmt.Store(to.buffer(), places, value, mask, Stmt.StoreKind.SCATTER));
    }
}
