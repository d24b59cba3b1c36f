package dev.komodo.loop.pass;

import dev.komodo.error.InternalCompilerException;
import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Expr;
import dev.komodo.loop.Expressions;
import dev.komodo.loop.LoopKind;
import dev.komodo.loop.LoopPrinter;
import dev.komodo.loop.LoopProgram;
import dev.komodo.loop.Space;
import dev.komodo.loop.Stmt;
import dev.komodo.loop.Traversal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Replaces unrolled loops by copies of their body, one for each value of the index:
///
/// ```
/// for unroll i = 0 to 2 { let a = x[i]  ... }   ->   let a_1 = x[0]  ...  let a_2 = x[1]  ...
/// ```
///
/// Stack buffers at the top of the body are shared by the copies.
public final class Unroll implements LoopPass {
    private static final long MOST_COPIES = 1024;

    @Override
    public String name() {
        return "unroll";
    }

    /// The program without unrolled loops.
    ///
    /// @throws InternalCompilerException if a loop has more than 1024 iterations
    @Override
    public LoopProgram run(LoopProgram program) {
        return Bodies.map(
                program, body -> body.with(block(body.block(), body.names()), body.result()));
    }

    private static Stmt.Block block(Stmt.Block block, BlockBuilder.Names names) {
        List<Stmt> out = new ArrayList<>();
        for (Stmt statement : block.statements()) {
            Stmt mapped = Traversal.mapBlocks(statement, inner -> block(inner, names));
            if (mapped instanceof Stmt.For loop && loop.kind() instanceof LoopKind.Unroll) {
                unroll(loop, names, out);
            } else {
                out.add(mapped);
            }
        }
        return new Stmt.Block(out);
    }

    private static void unroll(Stmt.For loop, BlockBuilder.Names names, List<Stmt> out) {
        long begin = bound(loop.begin(), loop);
        long end = bound(loop.end(), loop);
        long copies = begin >= end ? 0 : Math.ceilDiv(Math.subtractExact(end, begin), loop.step());
        if (copies > MOST_COPIES) {
            throw new InternalCompilerException(
                    "unroll: '%s' has %d iterations, more than %d"
                            .formatted(firstLine(loop), copies, MOST_COPIES));
        }
        List<Stmt> body = new ArrayList<>();
        for (Stmt statement : loop.body().statements()) {
            boolean isShared =
                    statement instanceof Stmt.Alloc alloc && alloc.buffer().space() == Space.STACK;
            (isShared && copies > 0 ? out : body).add(statement);
        }
        Stmt.Block each = new Stmt.Block(body);
        for (long i = 0; i < copies; i++) {
            Expr value = Expressions.index(begin + i * loop.step());
            out.addAll(new Substitution(names).replace(loop.index(), value).copy(each));
        }
    }

    private static long bound(Expr bound, Stmt.For loop) {
        Optional<Long> value = Expressions.constant(bound);
        return value.orElseThrow(
                () ->
                        new InternalCompilerException(
                                "unroll: the bounds of '%s' are not constants"
                                        .formatted(firstLine(loop))));
    }

    private static String firstLine(Stmt.For loop) {
        return LoopPrinter.print((Stmt) loop).lines().findFirst().orElse("");
    }
}
