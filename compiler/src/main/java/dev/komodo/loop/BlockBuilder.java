package dev.komodo.loop;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// Writes a [Stmt.Block] statement by statement, with names that are unique in the function. Not
/// safe between threads.
public final class BlockBuilder {
    /// Hands out unique names for one function: `hint`, `hint_1`, `hint_2` ...
    public static final class Names {
        private final Map<String, Integer> used = new HashMap<>();

        /// A source that has given nothing out.
        public Names() {}

        /// A name that was not given out before.
        public String fresh(String hint) {
            int count = used.merge(hint, 1, Integer::sum) - 1;
            if (count == 0) {
                return hint;
            }
            String name = hint + "_" + count;
            return used.containsKey(name) ? fresh(hint) : reserve(name);
        }

        private String reserve(String name) {
            used.put(name, 1);
            return name;
        }
    }

    private final Names names;
    private final List<Stmt> statements = new ArrayList<>();

    /// A builder of the outermost block of a function (or of an inner one, with the function's
    /// names).
    public BlockBuilder(Names names) {
        this.names = names;
    }

    /// The function's names.
    public Names names() {
        return names;
    }

    /// Appends any statement.
    public BlockBuilder add(Stmt statement) {
        statements.add(statement);
        return this;
    }

    /// Binds a value to a fresh name; variables and constants are returned as they are.
    public Expr let(String hint, Expr value) {
        return value instanceof Expr.Var || value instanceof Expr.Constant
                ? value
                : bind(hint, value);
    }

    /// Binds a value to a fresh variable, always (needed to take a snapshot of a declared
    /// variable).
    public Expr.Var bind(String hint, Expr value) {
        Expr.Var variable = new Expr.Var(names.fresh(hint), value.type());
        statements.add(new Stmt.Let(variable, value));
        return variable;
    }

    /// Declares a fresh assignable variable.
    public Expr.Var declare(String hint, Expr initial) {
        Expr.Var variable = new Expr.Var(names.fresh(hint), initial.type());
        statements.add(new Stmt.Declare(variable, initial));
        return variable;
    }

    /// Assigns a declared variable.
    public void assign(Expr.Var variable, Expr value) {
        statements.add(new Stmt.Assign(variable, value));
    }

    /// Stores one element, or consecutive ones for a vector value.
    public void store(Buffer buffer, Expr index, Expr value) {
        statements.add(
                new Stmt.Store(buffer, index, value, Optional.empty(), Stmt.StoreKind.PLAIN));
    }

    /// The same under a mask.
    public void store(Buffer buffer, Expr index, Expr value, Expr mask) {
        statements.add(
                new Stmt.Store(buffer, index, value, Optional.of(mask), Stmt.StoreKind.PLAIN));
    }

    /// A serial loop.
    public void loop(String hint, Expr begin, Expr end, BiConsumer<BlockBuilder, Expr.Var> body) {
        loop(hint, begin, end, 1, LoopKind.SERIAL, body);
    }

    /// A loop.
    public void loop(
            String hint,
            Expr begin,
            Expr end,
            long step,
            LoopKind kind,
            BiConsumer<BlockBuilder, Expr.Var> body) {
        Expr.Var index = new Expr.Var(names.fresh(hint), LoopType.INDEX);
        BlockBuilder inner = new BlockBuilder(names);
        body.accept(inner, index);
        statements.add(new Stmt.For(index, begin, end, step, kind, inner.build()));
    }

    /// A parallel loop; the third argument of the body is the worker's index.
    public void parallel(
            String hint, Expr begin, Expr end, long step, long grain, ParallelBody body) {
        Expr.Var worker = new Expr.Var(names.fresh("worker"), LoopType.INDEX);
        loop(
                hint,
                begin,
                end,
                step,
                new LoopKind.Parallel(grain, worker),
                (inner, index) -> body.accept(inner, index, worker));
    }

    /// The body of a parallel loop.
    @FunctionalInterface
    public interface ParallelBody {
        /// Writes the body.
        void accept(BlockBuilder inner, Expr.Var index, Expr.Var worker);
    }

    /// A while loop.
    public void whileLoop(Expr condition, Consumer<BlockBuilder> body) {
        statements.add(new Stmt.While(condition, inner(body)));
    }

    /// A conditional without an alternative.
    public void when(Expr condition, Consumer<BlockBuilder> then) {
        statements.add(new Stmt.If(condition, inner(then), Stmt.Block.EMPTY));
    }

    /// A conditional.
    public void choose(
            Expr condition, Consumer<BlockBuilder> then, Consumer<BlockBuilder> otherwise) {
        statements.add(new Stmt.If(condition, inner(then), inner(otherwise)));
    }

    /// A block inside this one.
    public Stmt.Block inner(Consumer<BlockBuilder> body) {
        BlockBuilder inner = new BlockBuilder(names);
        body.accept(inner);
        return inner.build();
    }

    /// What was written so far.
    public Stmt.Block build() {
        return new Stmt.Block(statements);
    }
}
