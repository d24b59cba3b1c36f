package dev.komodo.loop.pass;

import dev.komodo.error.InternalCompilerException;
import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Expr;
import dev.komodo.loop.Expressions;
import dev.komodo.loop.LoopFunction;
import dev.komodo.loop.LoopKind;
import dev.komodo.loop.LoopProgram;
import dev.komodo.loop.Stmt;
import dev.komodo.loop.Traversal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Replaces vector loops by a loop over whole vectors and one masked tail:
///
/// ```
/// for vector(8) i = 0 to n {          let whole: i64 = (maximum(n - 0, 0) / 8) * 8
///   let v: f32 = x[i] * a             for i = 0 to whole step 8 {
///   store y[i] = v              ->      let v: f32x8 = x[i; 8] * broadcast(a, 8)
/// }                                     store y[i] = v
///                                     }
///                                     if whole < n {
///                                       let mask: boolx8 = ramp(whole, 1, 8) < broadcast(n, 8)
///                                       let v_1: f32x8 = x[whole; 8; mask] * broadcast(a, 8)
///                                       store y[whole; mask] = v_1
///                                     }
/// ```
///
/// What all lanes share stays scalar; indices that grow by one from lane to lane become consecutive
/// accesses, all others gathers and scatters. An `if` whose condition differs between lanes becomes
/// masks. A pure function gets a copy for vectors. Of the failures of a vector only the lowest
/// index is recorded, which is what counts.
public final class Vectorize implements LoopPass {
    @Override
    public String name() {
        return "vectorize";
    }

    /// The program without vector loops.
    ///
    /// @throws InternalCompilerException if a vector loop holds vectors already
    @Override
    public LoopProgram run(LoopProgram program) {
        Functions functions = new Functions(program.functions());
        List<LoopFunction> out = new ArrayList<>();
        Bodies.Rewrite rewrite =
                body ->
                        body.with(
                                new Loops(body.names(), functions).block(body.block()),
                                body.result());
        for (LoopFunction function : program.functions()) {
            LoopFunction mapped = Bodies.map(function, rewrite);
            out.addAll(functions.takeNew());
            out.add(mapped);
        }
        Stmt.Block prepare = Bodies.map(program, program.prepare(), rewrite);
        Stmt.Block run = Bodies.map(program, program.run(), rewrite);
        out.addAll(functions.takeNew());
        return Bodies.with(program, out, prepare, run);
    }

    /// The copies of pure functions for vectors, made when they are asked for.
    static final class Functions {
        private final BlockBuilder.Names names = new BlockBuilder.Names();
        private final Map<String, LoopFunction> known = new HashMap<>();
        private final Map<String, Map<Integer, String>> copies = new HashMap<>();
        private final List<LoopFunction> created = new ArrayList<>();

        Functions(List<LoopFunction> functions) {
            functions.forEach(f -> known.put(names.fresh(f.name()), f));
        }

        /// The name of the copy of a function whose parameters have so many lanes.
        String widened(String name, int lanes) {
            Map<Integer, String> byLanes = copies.computeIfAbsent(name, _ -> new HashMap<>());
            String made = byLanes.get(lanes);
            if (made != null) {
                return made;
            }
            String wide = names.fresh(name + ".x" + lanes);
            LoopFunction function = Optional.ofNullable(known.get(name)).orElseThrow();
            created.add(WidenBody.widen(function, wide, lanes, this));
            byLanes.put(lanes, wide);
            return wide;
        }

        /// The copies since the last call; callees come before callers.
        List<LoopFunction> takeNew() {
            List<LoopFunction> taken = List.copyOf(created);
            created.clear();
            return taken;
        }
    }

    /// Finds vector loops in a body.
    private record Loops(BlockBuilder.Names names, Functions functions) {
        Stmt.Block block(Stmt.Block block) {
            BlockBuilder out = new BlockBuilder(names);
            for (Stmt statement : block.statements()) {
                if (statement instanceof Stmt.For loop
                        && loop.kind() instanceof LoopKind.Vector(int lanes)) {
                    vectorize(loop, lanes, out);
                } else {
                    out.add(Traversal.mapBlocks(statement, this::block));
                }
            }
            return out.build();
        }

        private void vectorize(Stmt.For loop, int lanes, BlockBuilder out) {
            if (lanes == 1) {
                out.add(
                        new Stmt.For(
                                loop.index(),
                                loop.begin(),
                                loop.end(),
                                loop.step(),
                                LoopKind.SERIAL,
                                loop.body()));
                return;
            }
            String hint = loop.index().name();
            Expr begin = out.let(hint + ".begin", loop.begin());
            Expr end = out.let(hint + ".end", loop.end());
            Expr step = Expressions.index(loop.step());
            long stride = Math.multiplyExact(loop.step(), (long) lanes);
            Expr distance =
                    Expressions.maximum(Expressions.subtract(end, begin), Expressions.index(0));
            Expr count =
                    Expressions.divide(
                            Expressions.add(distance, Expressions.index(loop.step() - 1)), step);
            Expr vectors = Expressions.divide(count, Expressions.index(lanes));
            Expr whole =
                    out.let(
                            hint + ".whole",
                            Expressions.add(
                                    begin,
                                    Expressions.multiply(vectors, Expressions.index(stride))));
            boolean isEmpty = whole.equals(begin);
            if (!isEmpty) {
                BlockBuilder main = new BlockBuilder(names);
                WidenBody body = new WidenBody(main, functions, lanes, Optional.empty(), true);
                body.index(loop.index(), loop.index(), step);
                body.block(loop.body());
                out.add(
                        new Stmt.For(
                                loop.index(), begin, whole, stride, LoopKind.SERIAL, main.build()));
            }
            Optional<Boolean> hasTail = isLess(whole, end);
            if (hasTail.orElse(true)) {
                tail(loop, whole, end, lanes, hasTail.isPresent(), isEmpty, out);
            }
        }

        private static Optional<Boolean> isLess(Expr a, Expr b) {
            Optional<Long> left = Expressions.constant(a);
            Optional<Long> right = Expressions.constant(b);
            return left.isPresent() && right.isPresent()
                    ? Optional.of(left.get() < right.get())
                    : a.equals(b) ? Optional.of(false) : Optional.empty();
        }

        private void tail(
                Stmt.For loop,
                Expr whole,
                Expr end,
                int lanes,
                boolean isCertain,
                boolean isOnly,
                BlockBuilder out) {
            BlockBuilder tail = new BlockBuilder(names);
            Expr step = Expressions.index(loop.step());
            Expr mask =
                    tail.bind(
                            "mask",
                            Expressions.less(
                                    new Expr.Ramp(whole, step, lanes),
                                    Expressions.broadcast(end, lanes)));
            WidenBody body = new WidenBody(tail, functions, lanes, Optional.of(mask), isOnly);
            body.index(loop.index(), whole, step);
            body.block(loop.body());
            Stmt.Block block = tail.build();
            if (isCertain) {
                block.statements().forEach(out::add);
            } else {
                out.add(new Stmt.If(Expressions.less(whole, end), block, Stmt.Block.EMPTY));
            }
        }
    }
}
