package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.bool;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.multiply;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopFunction;
import dev.komodo.loop.LoopKind;
import dev.komodo.loop.LoopType;
import dev.komodo.loop.Space;
import dev.komodo.loop.Stmt;
import dev.komodo.math.VectorMath;
import dev.komodo.target.Target;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/// Writes the body of one kernel: a loop function whose parameters are the storages and dims that
/// turn out to be used. Values are bound in the outermost block in which all they depend on is
/// defined, once: what depends on the row only is computed once a row.
final class KernelWriter implements DimSource {
    /// An open block.
    private static final class Level {
        final BlockBuilder block;
        final boolean guarded;
        final Map<Expr, Expr> bound = new HashMap<>();
        final Map<Object, Object> memo = new HashMap<>();

        Level(BlockBuilder block, boolean guarded) {
            this.block = block;
            this.guarded = guarded;
        }
    }

    private final String name;
    private final VectorMath.Scaling scaling;
    private final Formulas formulas;
    private final BlockBuilder.Names names = new BlockBuilder.Names();
    private final List<Level> levels = new ArrayList<>();
    private final Set<Buffer> rewritten = new HashSet<>();
    private final Map<Expr.Var, Integer> variables = new HashMap<>();
    private final Map<Storage, Buffer> buffers = new LinkedHashMap<>();
    private final Map<Dim, Expr.Var> dims = new LinkedHashMap<>();
    private final Map<Expr.Var, Expr> scalars = new LinkedHashMap<>();
    private int lanes = 1;
    private int foreign;

    /// @param name the function's name, unique in the program
    /// @param target decides which forms formulas have
    /// @param formulas writes elementary functions
    KernelWriter(String name, Target target, Formulas formulas) {
        this.name = name;
        this.scaling = VectorMath.Scaling.of(target);
        this.formulas = formulas;
        levels.add(new Level(new BlockBuilder(names), false));
    }

    /// What writes elementary functions.
    Formulas formulas() {
        return formulas;
    }

    @Override
    public Expr dim(Dim dim) {
        if (dim instanceof Dim.Fixed(long size)) {
            return index(size);
        }
        Expr.Var known = dims.get(dim);
        if (known == null) {
            known = new Expr.Var(names.fresh(hint(dim)), LoopType.INDEX);
            dims.put(dim, known);
            variables.put(known, 0);
        }
        return known;
    }

    private static String hint(Dim dim) {
        return switch (dim) {
            case Dim.Symbol(String text) -> text;
            case Dim.Data(String text, Dim _) -> text;
            case Dim.Fixed _, Dim.Polynomial _, Dim.FloorDivide _, Dim.Maximum _ -> "extent";
        };
    }

    /// How formulas multiply by powers of two.
    VectorMath.Scaling scaling() {
        return scaling;
    }

    @Override
    public int lanes() {
        return lanes;
    }

    @Override
    public void splits() {}

    /// Positions have this many lanes from now on.
    void lanes(int count) {
        lanes = count;
    }

    /// The parameter through which the kernel sees a storage.
    Buffer buffer(Storage storage) {
        Buffer known = buffers.get(storage);
        if (known == null) {
            Buffer outer = storage.buffer();
            Expr size = dim(storage.capacity());
            if (storage.copies().isPresent()) {
                size = multiply(size, scalar("workers", storage.copies().get()));
            }
            known = new Buffer(names.fresh(outer.name()), outer.dtype(), outer.space(), size);
            buffers.put(storage, known);
        }
        return known;
    }

    /// Says that the kernel writes a buffer and reads it again: its loads stay where they are asked
    /// for, however little their positions depend on.
    void rewrites(Buffer buffer) {
        rewritten.add(buffer);
    }

    /// A scalar parameter with what `run` passes for it.
    Expr.Var scalar(String hint, Expr argument) {
        for (Map.Entry<Expr.Var, Expr> entry : scalars.entrySet()) {
            if (entry.getValue().equals(argument)) {
                return entry.getKey();
            }
        }
        Expr.Var parameter = new Expr.Var(names.fresh(hint), argument.type());
        scalars.put(parameter, argument);
        variables.put(parameter, 0);
        return parameter;
    }

    /// Scratch memory in the stack frame, at the beginning of the function.
    Buffer stack(String hint, DType dtype, long size) {
        Buffer buffer = new Buffer(names.fresh(hint), dtype, Space.STACK, index(size));
        levels.getLast().block.add(new Stmt.Alloc(buffer, Optional.empty()));
        return buffer;
    }

    /// The innermost open block.
    BlockBuilder block() {
        return levels.getLast().block;
    }

    private int levelOf(Expr expr) {
        return switch (expr) {
            case Expr.Constant _ -> 0;
            case Expr.Var variable -> variables.getOrDefault(variable, foreign);
            case Expr.Unary(var _, Expr a) -> levelOf(a);
            case Expr.Binary(var _, Expr a, Expr b) -> Math.max(levelOf(a), levelOf(b));
            case Expr.Fma(Expr a, Expr b, Expr c) ->
                    Math.max(levelOf(a), Math.max(levelOf(b), levelOf(c)));
            case Expr.Scale(Expr a, Expr b) -> Math.max(levelOf(a), levelOf(b));
            case Expr.Dot(var _, Expr a, Expr b, Expr c) ->
                    Math.max(levelOf(a), Math.max(levelOf(b), levelOf(c)));
            case Expr.Lookup(var _, Expr a) -> levelOf(a);
            case Expr.Compare(var _, Expr a, Expr b) -> Math.max(levelOf(a), levelOf(b));
            case Expr.Select(Expr c, Expr a, Expr b) ->
                    Math.max(levelOf(c), Math.max(levelOf(a), levelOf(b)));
            case Expr.Cast(Expr a, var _) -> levelOf(a);
            case Expr.Bitcast(Expr a, var _) -> levelOf(a);
            case Expr.Load(Buffer buffer, Expr at, int _, Optional<Expr> mask) ->
                    rewritten.contains(buffer)
                            ? levels.size() - 1
                            : Math.max(levelOf(at), mask.map(this::levelOf).orElse(0));
            case Expr.Broadcast(Expr a, int _) -> levelOf(a);
            case Expr.Ramp(Expr a, Expr b, int _) -> Math.max(levelOf(a), levelOf(b));
            case Expr.Shuffle(List<Expr> parts, var _) -> levelOf(parts);
            case Expr.Test(Expr mask, boolean _) -> levelOf(mask);
            case Expr.Apply(String _, List<Expr> arguments, var _) -> levelOf(arguments);
        };
    }

    private int levelOf(List<Expr> exprs) {
        return exprs.stream().mapToInt(this::levelOf).max().orElse(0);
    }

    /// The outermost open block in which expressions can be computed: their variables are defined,
    /// and no load leaves a guard.
    private int place(List<Expr> exprs) {
        int level = levelOf(exprs);
        for (int i = levels.size() - 1;
                i > level && exprs.stream().anyMatch(Expr.Load.class::isInstance);
                i--) {
            if (levels.get(i).guarded) {
                return i;
            }
        }
        return level;
    }

    /// Binds a value where it can be computed first; equal values are bound once.
    Expr let(String hint, Expr value) {
        if (value instanceof Expr.Var || value instanceof Expr.Constant) {
            return value;
        }
        int level = place(List.of(value));
        for (int i = level; i >= 0; i--) {
            Expr known = levels.get(i).bound.get(value);
            if (known != null) {
                return known;
            }
        }
        Level target = levels.get(level);
        Expr.Var variable = target.block.bind(hint, value);
        variables.put(variable, level);
        target.bound.put(value, variable);
        return variable;
    }

    /// Binds what a function writes into the outermost block in which its operands are defined;
    /// once for equal keys.
    Expr letWritten(
            String hint, Object key, List<Expr> operands, Function<BlockBuilder, Expr> written) {
        int level = place(operands);
        for (int i = level; i >= 0; i--) {
            if (levels.get(i).memo.get(key) instanceof Expr known) {
                return known;
            }
        }
        Level target = levels.get(level);
        Expr result = written.apply(target.block);
        if (!(result instanceof Expr.Constant)) {
            Expr.Var variable = target.block.bind(hint, result);
            variables.put(variable, level);
            result = variable;
        }
        target.memo.put(key, result);
        return result;
    }

    /// What was computed for a key in an open block, or what is computed now. The result is kept as
    /// long as the innermost block that it depends on is open.
    Expr remember(Object key, Supplier<Expr> computed) {
        for (int i = levels.size() - 1; i >= 0; i--) {
            if (levels.get(i).memo.get(key) instanceof Expr known) {
                return known;
            }
        }
        Expr result = computed.get();
        levels.get(place(List.of(result))).memo.put(key, result);
        return result;
    }

    /// Writes statements at the beginning of the function, once for a key. They may use what is
    /// bound there.
    void once(Object key, Consumer<BlockBuilder> written) {
        if (levels.getFirst().memo.putIfAbsent(key, key) == null) {
            written.accept(levels.getFirst().block);
        }
    }

    /// Declares an assignable variable in the innermost block.
    Expr.Var declare(String hint, Expr initial) {
        Expr.Var variable = block().declare(hint, initial);
        variables.put(variable, levels.size() - 1);
        return variable;
    }

    /// The value of an expression now, whatever is assigned later.
    Expr.Var snapshot(String hint, Expr value) {
        Expr.Var variable = block().bind(hint, value);
        variables.put(variable, levels.size() - 1);
        return variable;
    }

    void assign(Expr.Var variable, Expr value) {
        block().assign(variable, value);
    }

    /// A loop.
    void loop(
            String hint, Expr begin, Expr end, long step, LoopKind kind, Consumer<Expr.Var> body) {
        Expr.Var variable = new Expr.Var(names.fresh(hint), LoopType.INDEX);
        Stmt.Block written = nested(false, List.of(variable), () -> body.accept(variable));
        block().add(new Stmt.For(variable, begin, end, step, kind, written));
    }

    void loop(String hint, Expr begin, Expr end, Consumer<Expr.Var> body) {
        loop(hint, begin, end, 1, LoopKind.SERIAL, body);
    }

    /// What writes the body of a parallel loop.
    interface ParallelBody {
        void write(Expr index, Expr worker);
    }

    /// A parallel loop.
    void parallel(String hint, Expr begin, Expr end, long step, long grain, ParallelBody body) {
        Expr.Var worker = new Expr.Var(names.fresh("worker"), LoopType.INDEX);
        Expr.Var variable = new Expr.Var(names.fresh(hint), LoopType.INDEX);
        Stmt.Block written =
                nested(false, List.of(variable, worker), () -> body.write(variable, worker));
        LoopKind kind = new LoopKind.Parallel(grain, worker);
        block().add(new Stmt.For(variable, begin, end, step, kind, written));
    }

    /// A while loop that is left by a break.
    void forever(Runnable body) {
        Stmt.Block written = nested(true, List.of(), body);
        block().add(new Stmt.While(bool(true, 1), written));
    }

    void whileLoop(Expr condition, Runnable body) {
        Stmt.Block written = nested(true, List.of(), body);
        block().add(new Stmt.While(condition, written));
    }

    /// A conditional; nothing is computed before it that stands inside.
    void when(Expr condition, Runnable then) {
        Stmt.Block written = nested(true, List.of(), then);
        block().add(new Stmt.If(condition, written, Stmt.Block.EMPTY));
    }

    void choose(Expr condition, Runnable then, Runnable otherwise) {
        Stmt.Block yes = nested(true, List.of(), then);
        Stmt.Block no = nested(true, List.of(), otherwise);
        block().add(new Stmt.If(condition, yes, no));
    }

    /// Writes into a block that somebody else builds inside this function. Variables that are not
    /// known are taken for variables of that block.
    Expr within(BlockBuilder block, int width, Supplier<Expr> written) {
        levels.add(new Level(block, true));
        int lanesBefore = lanes;
        int foreignBefore = foreign;
        lanes = width;
        foreign = levels.size() - 1;
        Expr result = written.get();
        lanes = lanesBefore;
        foreign = foreignBefore;
        levels.removeLast();
        return result;
    }

    private Stmt.Block nested(boolean guarded, List<Expr.Var> defined, Runnable body) {
        levels.add(new Level(new BlockBuilder(names), guarded));
        defined.forEach(variable -> variables.put(variable, levels.size() - 1));
        int before = lanes;
        body.run();
        lanes = before;
        return levels.removeLast().block.build();
    }

    /// The finished function.
    LoopFunction function() {
        List<Expr.Var> parameters = new ArrayList<>(dims.values());
        parameters.addAll(scalars.keySet());
        return new LoopFunction(
                name,
                List.copyOf(buffers.values()),
                parameters,
                block().build(),
                Optional.empty(),
                false);
    }

    /// The call of the finished function from `run`.
    ///
    /// @param run the values of dims in `run`
    Stmt.Call call(DimSource run) {
        List<Stmt.BufferArgument> arguments = new ArrayList<>();
        for (Storage storage : buffers.keySet()) {
            arguments.add(new Stmt.BufferArgument(storage.buffer(), storage.offset()));
        }
        List<Expr> values = new ArrayList<>();
        dims.keySet().forEach(dim -> values.add(run.dim(dim)));
        values.addAll(scalars.values());
        return new Stmt.Call(name, arguments, values);
    }

    /// The storages that the kernel uses.
    List<Storage> storages() {
        return List.copyOf(buffers.keySet());
    }
}
