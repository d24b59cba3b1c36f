package dev.komodo.fourier;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.broadcast;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.load;
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

/// Numbers times those of a table, row by row, and zeros behind them:
///
/// ```
/// to[q + j toStep] = scale table[j] from[q + j fromStep] for j < rows, q < width
/// to[q + j toStep] = 0 for rows <= j < padded
/// ```
///
/// @param dtype f32 or f64
/// @param lanes of a vector
/// @param isAlong whether lanes run along rows (of one element): the table is `[2, rows]` then, and
///   `[rows, 2]` otherwise
/// @param isMasked whether what lanes run along is no multiple of the lanes
/// @param isScaled whether results are multiplied by the scale
/// @param from where numbers are read
/// @param to where numbers are written; may be what is read, with equal steps
public record ProductFunction(
        DType dtype,
        int lanes,
        boolean isAlong,
        boolean isMasked,
        boolean isScaled,
        Side from,
        Side to)
        implements Lines {
    /// Extents and strides of a call.
    ///
    /// @param width columns; 1 where lanes run along rows
    /// @param scale the scale, of the dtype; present if results are scaled
    public record Counts(
            Expr rows, Expr padded, Expr width, Expr fromStep, Expr toStep, Optional<Expr> scale) {
        /// In the order of the parameters.
        public List<Expr> list() {
            List<Expr> list = new ArrayList<>(List.of(rows, padded, width, fromStep, toStep));
            scale.ifPresent(list::add);
            return list;
        }
    }

    @Override
    public String name() {
        return Lines.name("product", dtype, lanes, from, to)
                + (isAlong ? "_along" : "")
                + (isMasked ? "_masked" : "")
                + (isScaled ? "_scaled" : "");
    }

    @Override
    public LoopFunction function() {
        Draft draft = new Draft();
        Ports ports = Ports.of(draft, from, to);
        Buffer table = draft.buffer("table", dtype);
        Counts counts =
                new Counts(
                        draft.count("rows"),
                        draft.count("padded"),
                        draft.count("width"),
                        draft.count("from_step"),
                        draft.count("to_step"),
                        isScaled
                                ? Optional.of(draft.scalar("scale", LoopType.scalar(dtype)))
                                : Optional.empty());
        BlockBuilder block = draft.block();
        if (isAlong) {
            vectors(
                    block,
                    index(0),
                    counts.rows,
                    (inner, j, tail) -> {
                        Complex factor = along(inner, table, counts, j, tail);
                        move(inner, ports, counts, factor, j, j, tail);
                    });
            vectors(
                    block,
                    counts.rows,
                    counts.padded,
                    (inner, j, tail) -> ports.to().store(inner, j, nothing(), tail));
        } else {
            block.loop(
                    "j",
                    index(0),
                    counts.rows,
                    (outer, j) -> {
                        Expr source = outer.let("source", multiply(j, counts.fromStep));
                        Expr target = outer.let("target", multiply(j, counts.toStep));
                        vectors(
                                outer,
                                index(0),
                                counts.width,
                                (inner, q, tail) -> {
                                    Complex factor = uniform(inner, table, j);
                                    Expr read = inner.let("at", add(source, q));
                                    move(
                                            inner,
                                            ports,
                                            counts,
                                            factor,
                                            read,
                                            inner.let("at", add(target, q)),
                                            tail);
                                });
                    });
            block.loop(
                    "j",
                    counts.rows,
                    counts.padded,
                    (outer, j) -> {
                        Expr target = outer.let("target", multiply(j, counts.toStep));
                        vectors(
                                outer,
                                index(0),
                                counts.width,
                                (inner, q, tail) ->
                                        ports.to()
                                                .store(
                                                        inner,
                                                        inner.let("at", add(target, q)),
                                                        nothing(),
                                                        tail));
                    });
        }
        return draft.function(name());
    }

    private interface Body {
        void write(BlockBuilder block, Expr at, Tail tail);
    }

    private void vectors(BlockBuilder block, Expr begin, Expr end, Body body) {
        block.loop(
                "q",
                begin,
                end,
                lanes,
                LoopKind.SERIAL,
                (inner, q) ->
                        body.write(inner, q, isMasked ? Tail.of(subtract(end, q)) : Tail.NONE));
    }

    private Complex nothing() {
        Expr none = number(new LoopType(dtype, lanes), 0);
        return new Complex(none, none);
    }

    private void move(
            BlockBuilder block,
            Ports ports,
            Counts counts,
            Complex factor,
            Expr read,
            Expr written,
            Tail tail) {
        Complex value = ports.from().load(block, read, lanes, tail).times(block, factor);
        if (counts.scale.isPresent()) {
            value = value.times(block, broadcast(counts.scale.get(), lanes));
        }
        ports.to().store(block, written, value, tail);
    }

    private Complex along(BlockBuilder block, Buffer table, Counts counts, Expr j, Tail tail) {
        Optional<Expr> mask = tail.mask(block, 0, lanes, 1);
        return new Complex(
                block.bind("factor", new Expr.Load(table, j, lanes, mask)),
                block.bind("factor", new Expr.Load(table, add(j, counts.rows), lanes, mask)));
    }

    private Complex uniform(BlockBuilder block, Buffer table, Expr j) {
        Expr at = block.let("place", multiply(j, index(2)));
        return new Complex(
                block.bind("factor", broadcast(load(table, at), lanes)),
                block.bind("factor", broadcast(load(table, add(at, index(1))), lanes)));
    }
}
