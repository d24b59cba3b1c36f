package dev.komodo.loop.pass;

import dev.komodo.loop.BinaryKind;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopProgram;
import dev.komodo.loop.LoopType;
import dev.komodo.loop.Stmt;
import dev.komodo.loop.Traversal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Cleans up integer arithmetic:
///
/// - folds constants and drops neutral operations (integers and bool only; float arithmetic is
///   never changed),
/// - orders the terms of integer sums from outer to inner loops,
/// - binds what does not change in a loop in front of the loop (integer scalars without loads;
///   every operator is total, so nothing can fail there), once,
/// - drops lets that nobody reads, copies of integer scalars, branches with a constant condition
///   and loops with constant bounds that never run.
///
/// ```
/// for i = 0 to n {                              for i = 0 to n {
///   for j = 0 to 20 {                             let i.c: i64 = i * 20
///     store y[(j + 0) + (i * 20)] = ...     ->    for j = 0 to 20 {
///   }                                               store y[i.c + j] = ...
/// }                                               } }
/// ```
public final class SimplifyIndices implements LoopPass {
    @Override
    public String name() {
        return "simplify-indices";
    }

    @Override
    public LoopProgram run(LoopProgram program) {
        return Bodies.map(program, body -> dropDeadLets(new Hoisting(body).run()));
    }

    private static Bodies.Body dropDeadLets(Bodies.Body body) {
        Map<String, Integer> uses = new HashMap<>();
        Traversal.forEach(body.block(), s -> allExpressions(s).forEach(e -> count(e, uses, 1)));
        body.result().ifPresent(r -> count(r, uses, 1));
        return body.with(dropDeadLets(body.block(), uses), body.result());
    }

    private static List<Expr> allExpressions(Stmt statement) {
        List<Expr> all = new ArrayList<>(Traversal.expressions(statement));
        if (statement instanceof Stmt.Alloc alloc) {
            all.add(alloc.buffer().size());
        }
        return all;
    }

    private static void count(Expr expr, Map<String, Integer> uses, int sign) {
        Traversal.forEachVariable(expr, v -> uses.merge(v.name(), sign, Integer::sum));
    }

    private static Stmt.Block dropDeadLets(Stmt.Block block, Map<String, Integer> uses) {
        List<Stmt> kept = new ArrayList<>();
        for (Stmt statement : block.statements().reversed()) {
            Stmt mapped = Traversal.mapBlocks(statement, b -> dropDeadLets(b, uses));
            if (mapped instanceof Stmt.Let(Expr.Var variable, Expr value)
                    && uses.getOrDefault(variable.name(), 0) == 0) {
                count(value, uses, -1);
            } else {
                kept.add(mapped);
            }
        }
        Collections.reverse(kept);
        return new Stmt.Block(kept);
    }

    /// One walk over a body. The level of a variable is the number of loops around its definition;
    /// an expression may move in front of a loop if all its variables have lower levels than the
    /// loop's body.
    private static final class Hoisting {
        private static final int NEVER = Integer.MAX_VALUE;

        private final Bodies.Body body;
        private final Map<String, Integer> levels = new HashMap<>();
        private final Map<String, Expr> copies = new HashMap<>();
        private final Set<String> inSizes = new HashSet<>();
        // for each loop around: what is bound in front of it
        private final List<Map<Expr, Expr.Var>> preheaders = new ArrayList<>();

        Hoisting(Bodies.Body body) {
            this.body = body;
            Traversal.forEach(
                    body.block(),
                    statement -> {
                        if (statement instanceof Stmt.Alloc alloc) {
                            Traversal.forEachVariable(
                                    alloc.buffer().size(), v -> inSizes.add(v.name()));
                        }
                    });
        }

        Bodies.Body run() {
            Stmt.Block block = block(body.block());
            return body.with(block, body.result().map(this::rewrite));
        }

        private Stmt.Block block(Stmt.Block block) {
            List<Stmt> out = new ArrayList<>();
            block.statements().forEach(statement -> statement(statement, out));
            return new Stmt.Block(out);
        }

        private void statement(Stmt statement, List<Stmt> out) {
            switch (statement) {
                case Stmt.For loop -> loop(loop, out);
                case Stmt.While(Expr condition, Stmt.Block inner) -> {
                    preheaders.add(new LinkedHashMap<>());
                    Stmt mapped = new Stmt.While(rewrite(condition), block(inner));
                    leaveLoop(out);
                    out.add(mapped);
                }
                case Stmt.If choice -> {
                    Expr condition = rewrite(choice.condition());
                    if (condition instanceof Expr.Constant(LoopType _, long bits)) {
                        Stmt.Block taken = bits != 0 ? choice.then() : choice.otherwise();
                        taken.statements().forEach(s -> statement(s, out));
                    } else {
                        out.add(
                                new Stmt.If(
                                        condition,
                                        block(choice.then()),
                                        block(choice.otherwise())));
                    }
                }
                case Stmt.Let(Expr.Var variable, Expr value) -> {
                    Expr mapped = rewrite(value);
                    levels.put(variable.name(), preheaders.size());
                    if (isCopy(mapped) && !inSizes.contains(variable.name())) {
                        copies.put(variable.name(), mapped);
                    } else {
                        out.add(new Stmt.Let(variable, mapped));
                    }
                }
                case Stmt.Declare(Expr.Var variable, Expr initial) -> {
                    out.add(new Stmt.Declare(variable, rewrite(initial)));
                    levels.put(variable.name(), NEVER);
                }
                case Stmt.Assign _,
                        Stmt.Store _,
                        Stmt.Break _,
                        Stmt.Prefetch _,
                        Stmt.Alloc _,
                        Stmt.Call _,
                        Stmt.Fail _,
                        Stmt.Comment _ ->
                        out.add(Traversal.mapExpressions(statement, this::rewrite));
            }
        }

        private void loop(Stmt.For loop, List<Stmt> out) {
            Expr begin = rewrite(loop.begin());
            Expr end = rewrite(loop.end());
            if (begin instanceof Expr.Constant(LoopType _, long first)
                    && end instanceof Expr.Constant(LoopType _, long last)
                    && first >= last) {
                return;
            }
            preheaders.add(new LinkedHashMap<>());
            Stmt probe =
                    new Stmt.For(loop.index(), begin, end, loop.step(), loop.kind(), loop.body());
            Traversal.definitions(probe).forEach(v -> levels.put(v.name(), preheaders.size()));
            Stmt mapped = Traversal.mapBlocks(probe, this::block);
            leaveLoop(out);
            out.add(mapped);
        }

        private void leaveLoop(List<Stmt> out) {
            preheaders
                    .removeLast()
                    .forEach((value, variable) -> out.add(new Stmt.Let(variable, value)));
        }

        private boolean isCopy(Expr value) {
            boolean isInteger = value.type().isScalar() && value.type().dtype().isInteger();
            return isInteger
                    && (value instanceof Expr.Constant
                            || (value instanceof Expr.Var v && level(v) != NEVER));
        }

        private Expr rewrite(Expr expr) {
            return hoist(order(Simplifier.simplify(propagate(expr))), preheaders.size());
        }

        private Expr propagate(Expr expr) {
            return expr instanceof Expr.Var variable
                    ? copies.getOrDefault(variable.name(), variable)
                    : Traversal.mapOperands(expr, this::propagate);
        }

        private int level(Expr expr) {
            return switch (expr) {
                case Expr.Var variable -> levels.getOrDefault(variable.name(), 0);
                case Expr.Load _, Expr.Apply _ -> NEVER;
                case Expr other ->
                        Traversal.operands(other).stream().mapToInt(this::level).max().orElse(0);
            };
        }

        /// Sums of integer scalars with the terms of outer loops first and constants last.
        private Expr order(Expr expr) {
            if (!isSum(expr)) {
                return Traversal.mapOperands(expr, this::order);
            }
            List<Expr> terms = new ArrayList<>();
            flatten(expr, terms);
            terms.sort(
                    Comparator.comparing((Expr t) -> t instanceof Expr.Constant)
                            .thenComparingInt(this::level));
            return Simplifier.simplify(
                    terms.stream()
                            .reduce((a, b) -> new Expr.Binary(BinaryKind.ADD, a, b))
                            .orElseThrow());
        }

        private void flatten(Expr expr, List<Expr> terms) {
            if (isSum(expr) && expr instanceof Expr.Binary(BinaryKind _, Expr left, Expr right)) {
                flatten(left, terms);
                flatten(right, terms);
            } else {
                terms.add(Traversal.mapOperands(expr, this::order));
            }
        }

        private static boolean isSum(Expr expr) {
            return expr instanceof Expr.Binary(BinaryKind kind, Expr _, Expr _)
                    && kind == BinaryKind.ADD
                    && expr.type().isScalar()
                    && expr.type().dtype().isInteger();
        }

        /// Replaces what may stand in front of a loop, the largest parts first; those of lower
        /// levels inside them in front of loops further out.
        private Expr hoist(Expr expr, int limit) {
            if (expr instanceof Expr.Var || expr instanceof Expr.Constant) {
                return expr;
            }
            boolean isIndex = expr.type().isScalar() && expr.type().dtype().isInteger();
            int level = isIndex ? level(expr) : NEVER;
            if (level >= limit) {
                return Traversal.mapOperands(expr, operand -> hoist(operand, limit));
            }
            Expr value = Traversal.mapOperands(expr, operand -> hoist(operand, level));
            return preheaders.get(level).computeIfAbsent(value, v -> fresh(v, level));
        }

        private Expr.Var fresh(Expr value, int level) {
            Expr.Var variable = new Expr.Var(body.names().fresh("index"), value.type());
            levels.put(variable.name(), level);
            return variable;
        }
    }
}
