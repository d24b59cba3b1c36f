package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.and;
import static dev.komodo.loop.Expressions.binary;
import static dev.komodo.loop.Expressions.equal;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.less;
import static dev.komodo.loop.Expressions.load;
import static dev.komodo.loop.Expressions.multiply;

import dev.komodo.graph.CompareOp;
import dev.komodo.graph.Dim;
import dev.komodo.loop.BinaryKind;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;
import dev.komodo.loop.Expressions;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Joins the results of chunks pairwise in index order with a binary counter: level `l` of the
/// stack holds the join of `2^l` chunks; what is left at the end joins from the highest index down.
/// That is the tree whose left part is the largest power of two of chunks below their number.
final class ChunkTree {
    /// Elements of a chunk along the reduced index.
    static final long CHUNK = 2048;

    /// Levels that serve any extent below 2^43.
    private static final int MAXIMAL_LEVELS = 33;

    private final KernelWriter writer;
    private final List<Combiner> combiners;
    private final int lanes;

    /// @param combiners the functions that are folded at once
    /// @param lanes the lanes of each result
    ChunkTree(KernelWriter writer, List<Combiner> combiners, int lanes) {
        this.writer = writer;
        this.combiners = combiners;
        this.lanes = lanes;
    }

    /// The most levels that an extent takes.
    static int levels(Dim extent) {
        if (extent.bound() instanceof Dim.Fixed(long size)) {
            long chunks = Math.max(1, Math.ceilDiv(size, CHUNK));
            return 65 - Long.numberOfLeadingZeros(chunks);
        }
        return MAXIMAL_LEVELS;
    }

    /// Writes the loop over chunks.
    ///
    /// @param chunks how many, an i64 scalar
    /// @param levels how deep the stack is
    /// @param chunk writes one chunk and returns, for each combiner, its components
    /// @return for each combiner its components, the identity for no chunks
    List<List<Expr>> join(Expr chunks, int levels, Function<Expr, List<List<Expr>>> chunk) {
        List<List<Buffer>> stacks = new ArrayList<>();
        for (Combiner combiner : combiners) {
            stacks.add(
                    combiner.dtypes().stream()
                            .map(dtype -> writer.stack("stack", dtype, (long) levels * lanes))
                            .toList());
        }
        writer.loop(
                "chunk",
                index(0),
                chunks,
                at -> push(stacks, at, declared("carried", chunk.apply(at))));
        return drain(stacks, chunks);
    }

    private List<List<Expr.Var>> declared(String hint, List<List<Expr>> values) {
        List<List<Expr.Var>> variables = new ArrayList<>();
        for (List<Expr> components : values) {
            variables.add(components.stream().map(value -> writer.declare(hint, value)).toList());
        }
        return variables;
    }

    private static List<List<Expr>> expressions(List<List<Expr.Var>> variables) {
        return variables.stream().map(List::<Expr>copyOf).toList();
    }

    private void push(List<List<Buffer>> stacks, Expr at, List<List<Expr.Var>> carried) {
        Expr.Var level = writer.declare("level", index(0));
        Expr.Var rest = writer.declare("rest", at);
        writer.whileLoop(
                equal(and(rest, index(1)), index(1)),
                () -> {
                    joinFrom(stacks, level, carried);
                    writer.assign(level, add(level, index(1)));
                    writer.assign(rest, binary(BinaryKind.SHIFT_RIGHT_LOGICAL, rest, index(1)));
                });
        Expr place = multiply(level, index(lanes));
        for (int i = 0; i < stacks.size(); i++) {
            for (int j = 0; j < stacks.get(i).size(); j++) {
                writer.block().store(stacks.get(i).get(j), place, carried.get(i).get(j));
            }
        }
    }

    /// Joins what a level of the stacks holds with what was carried: that comes behind.
    private void joinFrom(List<List<Buffer>> stacks, Expr level, List<List<Expr.Var>> carried) {
        Expr place = multiply(level, index(lanes));
        for (int i = 0; i < stacks.size(); i++) {
            List<Expr> before = new ArrayList<>();
            for (Buffer stack : stacks.get(i)) {
                before.add(writer.snapshot("joined", load(stack, place, lanes)));
            }
            assign(
                    carried.get(i),
                    combiners.get(i).combine(writer, before, List.copyOf(carried.get(i))));
        }
    }

    private void assign(List<Expr.Var> variables, List<Expr> values) {
        for (int j = 0; j < variables.size(); j++) {
            writer.assign(variables.get(j), values.get(j));
        }
    }

    private List<List<Expr>> drain(List<List<Buffer>> stacks, Expr chunks) {
        List<List<Expr.Var>> carried =
                declared(
                        "total",
                        combiners.stream().map(combiner -> combiner.identity(lanes)).toList());
        Expr.Var level = writer.declare("level", index(0));
        Expr.Var rest = writer.declare("rest", chunks);
        Expr.Var found = writer.declare("found", Expressions.bool(false, 1));
        writer.whileLoop(
                less(index(0), rest),
                () -> {
                    writer.when(
                            equal(and(rest, index(1)), index(1)),
                            () -> {
                                writer.choose(
                                        Expressions.compare(
                                                CompareOp.EQUAL, found, Expressions.bool(true, 1)),
                                        () -> joinFrom(stacks, level, carried),
                                        () -> take(stacks, level, carried));
                                writer.assign(found, Expressions.bool(true, 1));
                            });
                    writer.assign(level, add(level, index(1)));
                    writer.assign(rest, binary(BinaryKind.SHIFT_RIGHT_LOGICAL, rest, index(1)));
                });
        return expressions(carried);
    }

    private void take(List<List<Buffer>> stacks, Expr level, List<List<Expr.Var>> carried) {
        Expr place = multiply(level, index(lanes));
        for (int i = 0; i < stacks.size(); i++) {
            for (int j = 0; j < stacks.get(i).size(); j++) {
                writer.assign(carried.get(i).get(j), load(stacks.get(i).get(j), place, lanes));
            }
        }
    }
}
