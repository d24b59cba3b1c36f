package dev.komodo.loop;

import dev.komodo.graph.DType;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Checks the statements of one function, of `prepare` or of `run`.
final class FunctionVerifier {
    /// The sort of body.
    enum Body {
        /// A [LoopFunction] without a result.
        FUNCTION,
        /// A [LoopFunction] with a result: lets, variables of its own, conditionals.
        PURE,
        /// `prepare`.
        PREPARE,
        /// `run`.
        RUN
    }

    private static final long STACK_BYTES = 16 * 1024;

    private final Faults faults;
    private final VisibleNames names;
    private final ExprVerifier expressions;
    private final Map<String, FunctionFacts> callees;
    private final Body body;
    private final Deque<LoopKind> loops = new ArrayDeque<>();
    private final Set<String> written = new HashSet<>();
    private boolean hasParallel;
    private int region;
    private long stackBytes;
    private int depth = 1;

    /// What a caller must know of a callee.
    ///
    /// @param written the buffer parameters that it stores to, itself or through others
    /// @param hasParallel whether it runs a parallel loop, itself or through others
    record FunctionFacts(LoopFunction function, Set<String> written, boolean hasParallel) {}

    FunctionVerifier(
            Faults faults,
            VisibleNames names,
            ExprVerifier expressions,
            Map<String, FunctionFacts> callees,
            Body body) {
        this.faults = faults;
        this.names = names;
        this.expressions = expressions;
        this.callees = callees;
        this.body = body;
    }

    /// The buffers that were stored to.
    Set<String> written() {
        return written;
    }

    /// Whether there was a parallel loop.
    boolean hasParallel() {
        return hasParallel;
    }

    /// Checks a block; what it defines at its top stays visible until the caller leaves.
    void block(Stmt.Block block) {
        if (++depth > Symbols.MAX_DEPTH) {
            faults.add("blocks are nested deeper than %d".formatted(Symbols.MAX_DEPTH));
        } else {
            for (Stmt statement : block.statements()) {
                faults.nextItem();
                statement(statement);
            }
        }
        depth--;
    }

    private void inner(Stmt.Block block) {
        int mark = names.mark();
        block(block);
        names.leave(mark);
    }

    private void statement(Stmt statement) {
        boolean isPure = statement instanceof Stmt.Let || statement instanceof Stmt.Comment;
        if (body == Body.PURE && !isPure && !isLocal(statement)) {
            faults.add("a function with a result holds let, var, assignments and if only");
        }
        boolean isVectorizable =
                isPure
                        || statement instanceof Stmt.Store
                        || statement instanceof Stmt.If
                        || statement instanceof Stmt.Fail;
        if (loops.peek() instanceof LoopKind.Vector && !isVectorizable) {
            faults.add("a vector loop holds let, store, if and fail only");
        }
        switch (statement) {
            case Stmt.Let(Expr.Var variable, Expr value) -> bind(variable, value, false);
            case Stmt.Declare(Expr.Var variable, Expr initial) -> bind(variable, initial, true);
            case Stmt.Assign(Expr.Var variable, Expr value) -> assign(variable, value);
            case Stmt.Store store -> store(store);
            case Stmt.Prefetch(Buffer buffer, Expr index, boolean _) -> {
                names.buffer(buffer);
                expressions.require("the index of a prefetch", index, LoopType.INDEX);
            }
            case Stmt.For loop -> loop(loop);
            case Stmt.While(Expr condition, Stmt.Block inner) -> {
                expressions.require("a condition", condition, LoopType.CONDITION);
                loops.push(LoopKind.SERIAL);
                inner(inner);
                loops.pop();
            }
            case Stmt.Break() -> {
                if (!(loops.peek() instanceof LoopKind.Serial)) {
                    faults.add("break stands in a serial loop or while only");
                }
            }
            case Stmt.If(Expr condition, Stmt.Block then, Stmt.Block otherwise) -> {
                expressions.require("a condition", condition, LoopType.CONDITION);
                inner(then);
                inner(otherwise);
            }
            case Stmt.Alloc(Buffer buffer, Optional<Expr> byteOffset) -> alloc(buffer, byteOffset);
            case Stmt.Call call -> call(call);
            case Stmt.Fail(Status status, Expr index) -> {
                expressions.require("the index of a failure", index, LoopType.INDEX);
                if (status == Status.OK) {
                    faults.add("ok is no failure");
                }
            }
            case Stmt.Comment(String _) -> {}
        }
    }

    /// Whether a statement touches no memory and ends.
    private static boolean isLocal(Stmt statement) {
        return statement instanceof Stmt.Declare
                || statement instanceof Stmt.Assign
                || statement instanceof Stmt.If;
    }

    private void bind(Expr.Var variable, Expr value, boolean assignable) {
        expressions.require("the value of " + variable.name(), value, variable.type());
        names.define(variable, assignable, region);
    }

    private void assign(Expr.Var variable, Expr value) {
        expressions.require("the value of " + variable.name(), value, variable.type());
        VisibleNames.Definition definition = names.variable(variable);
        if (definition != null && !definition.assignable()) {
            faults.add("%s is assigned, but not declared by var".formatted(variable.name()));
        }
        if (definition != null && definition.region() != region) {
            faults.add(
                    "%s is assigned inside a parallel loop and declared outside"
                            .formatted(variable.name()));
        }
    }

    private void write(Buffer buffer) {
        VisibleNames.Storage storage = names.buffer(buffer);
        if (storage != null && !storage.writable()) {
            faults.add("buffer %s is read-only here".formatted(buffer.name()));
        }
        written.add(buffer.name());
    }

    private void store(Stmt.Store store) {
        write(store.buffer());
        LoopType value = expressions.type(store.value());
        if (value == null) {
            return;
        }
        if (value.dtype() != store.buffer().dtype()) {
            faults.add("a %s is stored to %s".formatted(value, LoopPrinter.print(store.buffer())));
        }
        int lanes = store.kind() == Stmt.StoreKind.SCATTER ? value.lanes() : 1;
        expressions.require("the index", store.index(), LoopType.INDEX.withLanes(lanes));
        expressions.requireMask(store.mask(), value.lanes());
    }

    private void loop(Stmt.For loop) {
        expressions.require("the begin of a loop", loop.begin(), LoopType.INDEX);
        expressions.require("the end of a loop", loop.end(), LoopType.INDEX);
        int mark = names.mark();
        boolean isParallel = loop.kind() instanceof LoopKind.Parallel;
        region += isParallel ? 1 : 0;
        kind(loop);
        requireIndexVariable(loop.index());
        names.define(loop.index(), false, region);
        loops.push(loop.kind());
        block(loop.body());
        loops.pop();
        region -= isParallel ? 1 : 0;
        names.leave(mark);
    }

    private void kind(Stmt.For loop) {
        switch (loop.kind()) {
            case LoopKind.Serial() -> {}
            case LoopKind.Parallel(long grain, Expr.Var worker) -> {
                if (grain < 1) {
                    faults.add(
                            "the grain of a parallel loop is at least 1, found %d"
                                    .formatted(grain));
                }
                requireNotNested();
                requireIndexVariable(worker);
                names.define(worker, false, region);
            }
            case LoopKind.Vector(int lanes) -> {
                if (lanes < 1 || lanes > 1024 || Integer.bitCount(lanes) != 1) {
                    faults.add(
                            "a vector loop takes a power of two of lanes, found %d"
                                    .formatted(lanes));
                }
            }
            case LoopKind.Unroll() -> {
                if (Expressions.constant(loop.begin()).isEmpty()
                        || Expressions.constant(loop.end()).isEmpty()) {
                    faults.add("the bounds of an unrolled loop are constants");
                }
            }
        }
    }

    private void requireNotNested() {
        hasParallel = true;
        if (region > 1) {
            faults.add("a parallel loop runs inside a parallel loop");
        }
    }

    private void requireIndexVariable(Expr.Var variable) {
        if (!variable.type().equals(LoopType.INDEX)) {
            faults.add("%s must be i64, found %s".formatted(variable.name(), variable.type()));
        }
    }

    private void alloc(Buffer buffer, Optional<Expr> byteOffset) {
        expressions.requireSize(buffer);
        switch (buffer.space()) {
            case STACK -> {
                Optional<Long> size = Expressions.constant(buffer.size());
                if (size.isEmpty() || size.get() < 0 || size.get() > STACK_BYTES) {
                    faults.add("a stack buffer has a small constant size");
                } else {
                    stack(size.get() * buffer.dtype().byteSize());
                }
                if (byteOffset.isPresent()) {
                    faults.add("a stack buffer has no offset");
                }
            }
            case WORKSPACE -> {
                if (body != Body.RUN) {
                    faults.add("workspace exists in run only: pass a part of it as an argument");
                }
                byteOffset.ifPresentOrElse(
                        o -> expressions.require("an offset", o, LoopType.INDEX),
                        () -> faults.add("a workspace buffer has an offset"));
            }
            case ARGUMENT, CONSTANT, RESULT_DIMS ->
                    faults.add(
                            "alloc gives stack or workspace, found %s".formatted(buffer.space()));
        }
        names.define(buffer, true);
    }

    private void stack(long bytes) {
        stackBytes += bytes;
        if (stackBytes > STACK_BYTES && stackBytes - bytes <= STACK_BYTES) {
            faults.add(
                    "the stack buffers of a function take at most %d bytes, up to here %d"
                            .formatted(STACK_BYTES, stackBytes));
        }
    }

    private void call(Stmt.Call call) {
        List<DType> dtypes =
                call.buffers().stream()
                        .peek(a -> names.buffer(a.buffer()))
                        .peek(a -> expressions.require("an offset", a.offset(), LoopType.INDEX))
                        .map(a -> a.buffer().dtype())
                        .toList();
        String name = LoopPrinter.symbol(call.function());
        FunctionFacts facts = callees.get(call.function());
        if (facts == null || facts.function().result().isPresent()) {
            faults.add("%s is no function without a result that is defined before".formatted(name));
            return;
        }
        LoopFunction function = facts.function();
        if (function.buffers().size() != dtypes.size()
                || function.scalars().size() != call.scalars().size()) {
            faults.add(
                    "%s takes %d scalars and %d buffers, found %d and %d"
                            .formatted(
                                    name,
                                    function.scalars().size(),
                                    function.buffers().size(),
                                    call.scalars().size(),
                                    dtypes.size()));
            return;
        }
        arguments(name, call, facts);
        if (facts.hasParallel()) {
            region++;
            requireNotNested();
            region--;
        }
    }

    private void arguments(String name, Stmt.Call call, FunctionFacts facts) {
        LoopFunction function = facts.function();
        for (int i = 0; i < call.scalars().size(); i++) {
            Expr.Var parameter = function.scalars().get(i);
            String what = "the argument " + parameter.name() + " of " + name;
            expressions.require(what, call.scalars().get(i), parameter.type());
        }
        for (int i = 0; i < call.buffers().size(); i++) {
            Buffer parameter = function.buffers().get(i);
            Buffer argument = call.buffers().get(i).buffer();
            if (argument.dtype() != parameter.dtype()) {
                faults.add(
                        "%s takes %s as %s, found %s"
                                .formatted(
                                        name,
                                        parameter.name(),
                                        parameter.dtype(),
                                        argument.dtype()));
            }
            if (facts.written().contains(parameter.name())) {
                write(argument);
            }
        }
    }
}
