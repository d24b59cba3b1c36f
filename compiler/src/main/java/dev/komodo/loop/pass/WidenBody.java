package dev.komodo.loop.pass;

import dev.komodo.error.InternalCompilerException;
import dev.komodo.graph.DType;
import dev.komodo.loop.BinaryKind;
import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Expr;
import dev.komodo.loop.Expressions;
import dev.komodo.loop.LoopFunction;
import dev.komodo.loop.LoopPrinter;
import dev.komodo.loop.LoopType;
import dev.komodo.loop.Status;
import dev.komodo.loop.Stmt;
import dev.komodo.loop.UnaryKind;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Writes the body of a vector loop for all lanes of one vector.
final class WidenBody {
    private final BlockBuilder out;
    private final Vectorize.Functions functions;
    private final int lanes;
    private final Optional<Expr> mask;
    private final boolean keepNames;
    private final Map<String, Wide> variables;

    /// Writes to a block.
    ///
    /// @param mask the lanes that are executed; all if none
    /// @param keepNames whether definitions keep their names, once
    WidenBody(
            BlockBuilder out,
            Vectorize.Functions functions,
            int lanes,
            Optional<Expr> mask,
            boolean keepNames) {
        this(out, functions, lanes, mask, keepNames, new HashMap<>());
    }

    private WidenBody(
            BlockBuilder out,
            Vectorize.Functions functions,
            int lanes,
            Optional<Expr> mask,
            boolean keepNames,
            Map<String, Wide> variables) {
        this.out = out;
        this.functions = functions;
        this.lanes = lanes;
        this.mask = mask;
        this.keepNames = keepNames;
        this.variables = variables;
    }

    /// The copy of a pure function for vectors.
    static LoopFunction widen(
            LoopFunction function, String name, int lanes, Vectorize.Functions functions) {
        BlockBuilder.Names names = new BlockBuilder.Names();
        BlockBuilder out = new BlockBuilder(names);
        WidenBody body = new WidenBody(out, functions, lanes, Optional.empty(), true);
        List<Expr.Var> parameters = new ArrayList<>();
        for (Expr.Var parameter : function.scalars()) {
            requireScalar(parameter);
            Expr.Var wide = new Expr.Var(parameter.name(), parameter.type().withLanes(lanes));
            names.fresh(wide.name());
            parameters.add(wide);
            body.variables.put(wide.name(), new Wide.Varying(wide));
        }
        body.block(function.body());
        Expr result = body.widen(function.result().orElseThrow()).vector(lanes);
        return new LoopFunction(
                name, List.of(), parameters, out.build(), Optional.of(result), function.inline());
    }

    /// Says what the loop's index is.
    void index(Expr.Var index, Expr base, Expr step) {
        variables.put(index.name(), new Wide.Affine(base, step));
    }

    /// Writes the statements of a block.
    void block(Stmt.Block block) {
        block.statements().forEach(this::statement);
    }

    private void statement(Stmt statement) {
        switch (statement) {
            case Stmt.Let(Expr.Var variable, Expr value) -> let(variable, widen(value));
            case Stmt.Store store -> store(store);
            case Stmt.If choice -> choice(choice);
            case Stmt.Fail(var status, Expr index) -> fail(status, widen(index));
            case Stmt.Comment comment -> out.add(comment);
            case Stmt.Declare _,
                    Stmt.Assign _,
                    Stmt.For _,
                    Stmt.While _,
                    Stmt.Break _,
                    Stmt.Prefetch _,
                    Stmt.Alloc _,
                    Stmt.Call _ ->
                    throw new InternalCompilerException(
                            "vectorize: a vector loop holds let, store, if and fail only, found:\n"
                                    + LoopPrinter.print(statement));
        }
    }

    private void let(Expr.Var variable, Wide value) {
        Wide bound =
                switch (value) {
                    case Wide.Uniform(Expr scalar) ->
                            new Wide.Uniform(bind(variable.name(), scalar));
                    case Wide.Affine(Expr base, Expr stride) ->
                            new Wide.Affine(bind(variable.name(), base), out.let("stride", stride));
                    case Wide.Varying(Expr vector) ->
                            new Wide.Varying(bind(variable.name(), vector));
                };
        variables.put(variable.name(), bound);
    }

    private Expr bind(String name, Expr value) {
        if (!keepNames) {
            return out.bind(name, value);
        }
        Expr.Var variable = new Expr.Var(name, value.type());
        out.add(new Stmt.Let(variable, value));
        return variable;
    }

    private void store(Stmt.Store store) {
        Wide index = widen(store.index());
        Expr value = widen(store.value()).vector(lanes);
        Optional<Expr> own = combine(store.mask().map(this::widen));
        boolean isConsecutive = index.isConsecutive() && store.kind() != Stmt.StoreKind.SCATTER;
        if (index instanceof Wide.Affine(Expr base, Expr _) && isConsecutive) {
            out.add(new Stmt.Store(store.buffer(), base, value, own, store.kind()));
        } else {
            out.add(
                    new Stmt.Store(
                            store.buffer(),
                            index.vector(lanes),
                            value,
                            own,
                            Stmt.StoreKind.SCATTER));
        }
    }

    /// The executed lanes for which a condition holds too.
    private Optional<Expr> combine(Optional<Wide> condition) {
        if (condition.isEmpty()) {
            return mask;
        }
        Expr vector = condition.get().vector(lanes);
        return Optional.of(mask.isEmpty() ? vector : Expressions.and(mask.get(), vector));
    }

    private void choice(Stmt.If choice) {
        Wide condition = widen(choice.condition());
        if (condition instanceof Wide.Uniform(Expr scalar)) {
            out.add(new Stmt.If(scalar, inner(choice.then()), inner(choice.otherwise())));
            return;
        }
        Expr holds = out.let("holds", condition.vector(lanes));
        under(holds, choice.then());
        if (!choice.otherwise().statements().isEmpty()) {
            under(Expressions.unary(UnaryKind.NOT, holds), choice.otherwise());
        }
    }

    private Stmt.Block inner(Stmt.Block block) {
        BlockBuilder builder = new BlockBuilder(out.names());
        new WidenBody(builder, functions, lanes, mask, keepNames, variables).block(block);
        return builder.build();
    }

    private void under(Expr condition, Stmt.Block block) {
        Expr both = mask.isEmpty() ? condition : Expressions.and(mask.get(), condition);
        Optional<Expr> narrower = Optional.of(out.let("mask", both));
        new WidenBody(out, functions, lanes, narrower, keepNames, variables).block(block);
    }

    /// Records the lowest index of the executed lanes, if there is one.
    private void fail(Status status, Wide index) {
        if (mask.isEmpty() && index instanceof Wide.Uniform(Expr scalar)) {
            out.add(new Stmt.Fail(status, scalar));
            return;
        }
        Expr indices = index.vector(lanes);
        if (mask.isEmpty()) {
            lowest(status, indices, out);
            return;
        }
        BlockBuilder failing = new BlockBuilder(out.names());
        Expr never = Expressions.integer(LoopType.INDEX.withLanes(lanes), Long.MAX_VALUE);
        lowest(status, Expressions.select(mask.get(), indices, never), failing);
        Expr any = new Expr.Test(mask.get(), false);
        out.add(new Stmt.If(any, failing.build(), Stmt.Block.EMPTY));
    }

    private void lowest(Status status, Expr indices, BlockBuilder builder) {
        Expr least = builder.let("failed", indices);
        for (int width = lanes / 2; width >= 1; width /= 2) {
            Expr halves =
                    Expressions.minimum(
                            Expressions.slice(least, 0, width),
                            Expressions.slice(least, width, width));
            least = builder.let("failed", halves);
        }
        builder.add(new Stmt.Fail(status, least));
    }

    private Wide widen(Expr expr) {
        requireScalar(expr);
        return switch (expr) {
            case Expr.Constant constant -> new Wide.Uniform(constant);
            case Expr.Var variable ->
                    variables.getOrDefault(variable.name(), new Wide.Uniform(variable));
            case Expr.Unary(UnaryKind kind, Expr operand) ->
                    map(List.of(operand), v -> new Expr.Unary(kind, v.getFirst()));
            case Expr.Binary binary -> binary(binary);
            case Expr.Fma(Expr a, Expr b, Expr c) ->
                    map(List.of(a, b, c), v -> new Expr.Fma(v.get(0), v.get(1), v.get(2)));
            case Expr.Compare(var kind, Expr a, Expr b) ->
                    map(List.of(a, b), v -> new Expr.Compare(kind, v.get(0), v.get(1)));
            case Expr.Scale(Expr value, Expr power) ->
                    map(List.of(value, power), v -> new Expr.Scale(v.get(0), v.get(1)));
            case Expr.Dot(var kind, Expr sum, Expr a, Expr b) ->
                    map(List.of(sum, a, b), v -> new Expr.Dot(kind, v.get(0), v.get(1), v.get(2)));
            case Expr.Lookup(List<Float> table, Expr position) ->
                    map(List.of(position), v -> new Expr.Lookup(table, v.getFirst()));
            case Expr.Select(Expr condition, Expr a, Expr b) ->
                    map(
                            List.of(condition, a, b),
                            v -> new Expr.Select(v.get(0), v.get(1), v.get(2)));
            case Expr.Cast(Expr operand, DType dtype) ->
                    map(List.of(operand), v -> new Expr.Cast(v.getFirst(), dtype));
            case Expr.Bitcast(Expr operand, DType dtype) ->
                    map(List.of(operand), v -> new Expr.Bitcast(v.getFirst(), dtype));
            case Expr.Load load -> load(load);
            case Expr.Broadcast(Expr scalar, int _) -> widen(scalar);
            case Expr.Ramp(Expr base, Expr _, int _) -> widen(base);
            case Expr.Shuffle(List<Expr> operands, List<Integer> picked) ->
                    widen(operands.get(picked.getFirst()));
            case Expr.Test(Expr test, boolean _) -> widen(test);
            case Expr.Apply apply -> apply(apply);
        };
    }

    private Wide binary(Expr.Binary binary) {
        Wide left = widen(binary.left());
        Wide right = widen(binary.right());
        if (binary.type().dtype().isInteger()) {
            Optional<Wide> affine = Wide.combine(binary.kind(), left, right);
            if (affine.isPresent()) {
                return affine.get();
            }
        }
        BinaryKind kind = binary.kind();
        return join(List.of(left, right), v -> new Expr.Binary(kind, v.get(0), v.get(1)));
    }

    /// An operation on scalars or on vectors.
    @FunctionalInterface
    private interface Operation {
        Expr apply(List<Expr> operands);
    }

    private Wide map(List<Expr> operands, Operation operation) {
        return join(operands.stream().map(this::widen).toList(), operation);
    }

    private Wide join(List<Wide> operands, Operation operation) {
        List<Expr> scalars = new ArrayList<>();
        for (Wide operand : operands) {
            if (operand instanceof Wide.Uniform(Expr scalar)) {
                scalars.add(scalar);
            }
        }
        return scalars.size() == operands.size()
                ? new Wide.Uniform(operation.apply(scalars))
                : new Wide.Varying(
                        operation.apply(operands.stream().map(o -> o.vector(lanes)).toList()));
    }

    private Wide load(Expr.Load load) {
        Wide index = widen(load.index());
        Optional<Wide> ownMask = load.mask().map(this::widen);
        boolean isUniform =
                index instanceof Wide.Uniform
                        && (ownMask.isEmpty() || ownMask.get() instanceof Wide.Uniform);
        if (isUniform) {
            return uniformLoad(load, index, ownMask);
        }
        Optional<Expr> both = combine(ownMask);
        Expr at =
                index instanceof Wide.Affine(Expr base, Expr _) && index.isConsecutive()
                        ? base
                        : index.vector(lanes);
        return new Wide.Varying(new Expr.Load(load.buffer(), at, lanes, both));
    }

    private Wide uniformLoad(Expr.Load load, Wide index, Optional<Wide> ownMask) {
        Expr at = ((Wide.Uniform) index).scalar();
        Optional<Expr> anyLane = mask.map(m -> new Expr.Test(m, false));
        Optional<Expr> own =
                ownMask.flatMap(
                        m ->
                                m instanceof Wide.Uniform(Expr scalar)
                                        ? Optional.of(scalar)
                                        : Optional.empty());
        Optional<Expr> both =
                anyLane.isPresent() && own.isPresent()
                        ? Optional.of(Expressions.and(anyLane.get(), own.get()))
                        : anyLane.or(() -> own);
        return new Wide.Uniform(new Expr.Load(load.buffer(), at, 1, both));
    }

    private Wide apply(Expr.Apply apply) {
        List<Wide> arguments = apply.arguments().stream().map(this::widen).toList();
        boolean isUniform = arguments.stream().allMatch(a -> a instanceof Wide.Uniform);
        String name = isUniform ? apply.function() : functions.widened(apply.function(), lanes);
        LoopType type = isUniform ? apply.type() : apply.type().withLanes(lanes);
        return join(arguments, v -> new Expr.Apply(name, v, type));
    }

    private static void requireScalar(Expr expr) {
        if (!expr.type().isScalar()) {
            throw new InternalCompilerException(
                    "vectorize: a vector loop holds scalars only, found "
                            + expr.type()
                            + ": "
                            + LoopPrinter.print(expr));
        }
    }
}
