package dev.komodo.fourier;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.broadcast;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.load;
import static dev.komodo.loop.Expressions.multiply;
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

/// A stage: butterflies of one radix, along whose `q` the lanes run; roots are the same for all
/// lanes. With strides for each loop, so that columns of matrices are transformed where they are.
///
/// ```
/// for p < blocks, h < rows, q < width:
///     b = butterfly of from[q + h fromRow + p fromBlock + j fromStep] for j < radix
///     to[q + h toRow + p toBlock + k toStep] = scale (roots[p, k] b[k]) for k < radix
/// ```
///
/// @param dtype f32 or f64
/// @param radix of the butterflies; 1 copies
/// @param lanes of a vector
/// @param isTwiddled whether results are multiplied by roots `[blocks, radix - 1, 2]`
/// @param isMasked whether the width is no multiple of the lanes
/// @param isScaled whether results are multiplied by the scale
/// @param from where numbers are read
/// @param to where numbers are written, which is other memory
public record StageFunction(
        DType dtype,
        int radix,
        int lanes,
        boolean isTwiddled,
        boolean isMasked,
        boolean isScaled,
        Side from,
        Side to)
        implements Lines {
    /// Extents and strides of a call.
    ///
    /// @param scale the scale, of the dtype; present if results are scaled
    public record Counts(
            Expr blocks,
            Expr rows,
            Expr width,
            Expr fromBlock,
            Expr fromRow,
            Expr fromStep,
            Expr toBlock,
            Expr toRow,
            Expr toStep,
            Optional<Expr> scale) {
        /// In the order of the parameters.
        public List<Expr> list() {
            List<Expr> list =
                    new ArrayList<>(
                            List.of(
                                    blocks, rows, width, fromBlock, fromRow, fromStep, toBlock,
                                    toRow, toStep));
            scale.ifPresent(list::add);
            return list;
        }
    }

    @Override
    public String name() {
        return Lines.name("stage" + radix, dtype, lanes, from, to)
                + (isTwiddled ? "_twiddled" : "")
                + (isMasked ? "_masked" : "")
                + (isScaled ? "_scaled" : "");
    }

    @Override
    public LoopFunction function() {
        Draft draft = new Draft();
        Ports ports = Ports.of(draft, from, to);
        Optional<Buffer> roots =
                isTwiddled ? Optional.of(draft.buffer("roots", dtype)) : Optional.empty();
        Counts counts =
                new Counts(
                        draft.count("blocks"),
                        draft.count("rows"),
                        draft.count("width"),
                        draft.count("from_block"),
                        draft.count("from_row"),
                        draft.count("from_step"),
                        draft.count("to_block"),
                        draft.count("to_row"),
                        draft.count("to_step"),
                        isScaled
                                ? Optional.of(draft.scalar("scale", LoopType.scalar(dtype)))
                                : Optional.empty());
        draft.block()
                .loop(
                        "p",
                        index(0),
                        counts.blocks,
                        (outer, p) ->
                                outer.loop(
                                        "h",
                                        index(0),
                                        counts.rows,
                                        (inner, h) -> line(inner, ports, roots, counts, p, h)));
        return draft.function(name());
    }

    private void line(
            BlockBuilder block,
            Ports ports,
            Optional<Buffer> roots,
            Counts counts,
            Expr p,
            Expr h) {
        Expr source =
                block.let(
                        "source", add(multiply(p, counts.fromBlock), multiply(h, counts.fromRow)));
        Expr target =
                block.let("target", add(multiply(p, counts.toBlock), multiply(h, counts.toRow)));
        block.loop(
                "q",
                index(0),
                counts.width,
                lanes,
                LoopKind.SERIAL,
                (inner, q) -> {
                    Tail tail = isMasked ? Tail.of(subtract(counts.width, q)) : Tail.NONE;
                    List<Complex> a = new ArrayList<>();
                    for (int j = 0; j < radix; j++) {
                        Expr at = add(add(source, q), multiply(counts.fromStep, index(j)));
                        a.add(ports.from().load(inner, inner.let("at", at), lanes, tail));
                    }
                    List<Complex> b = Butterfly.of(inner, new LoopType(dtype, lanes), a);
                    for (int k = 0; k < radix; k++) {
                        Complex value = b.get(k);
                        if (k > 0 && roots.isPresent()) {
                            value = value.times(inner, root(inner, roots.get(), p, k));
                        }
                        if (counts.scale.isPresent()) {
                            value = value.times(inner, broadcast(counts.scale.get(), lanes));
                        }
                        Expr at = add(add(target, q), multiply(counts.toStep, index(k)));
                        ports.to().store(inner, inner.let("at", at), value, tail);
                    }
                });
    }

    private Complex root(BlockBuilder block, Buffer roots, Expr p, int k) {
        Expr at = add(multiply(p, index(2L * (radix - 1))), index(2L * (k - 1)));
        return new Complex(
                block.bind("root", broadcast(load(roots, at), lanes)),
                block.bind("root", broadcast(load(roots, add(at, index(1))), lanes)));
    }
}
