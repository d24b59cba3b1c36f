package dev.komodo.loop;

import dev.komodo.graph.DType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Derives the types of expressions and reports what breaks their rules.
final class ExprVerifier {
    private final Faults faults;
    private final VisibleNames names;
    private final Map<String, LoopFunction> functions;

    ExprVerifier(Faults faults, VisibleNames names, Map<String, LoopFunction> functions) {
        this.faults = faults;
        this.names = names;
        this.functions = functions;
    }

    /// The type of an expression, or null where a fault hides it.
    @Nullable LoopType type(Expr expr) {
        return type(expr, 0);
    }

    /// Requires a type.
    void require(String what, Expr expr, LoopType wanted) {
        LoopType found = type(expr);
        if (found != null && !found.equals(wanted)) {
            faults.add("%s must be %s, found %s".formatted(what, wanted, found));
        }
    }

    /// Requires a size that stays the same while the buffer is visible.
    void requireSize(Buffer buffer) {
        int before = faults.count();
        require("the size of " + buffer.name(), buffer.size(), LoopType.INDEX);
        if (faults.count() == before && changes(buffer.size())) {
            faults.add(
                    "the size of %s reads memory or a variable that is assigned: bind it by let"
                            .formatted(buffer.name()));
        }
    }

    private boolean changes(Expr expr) {
        return switch (expr) {
            case Expr.Load _ -> true;
            case Expr.Var variable -> {
                VisibleNames.Definition definition = names.variable(variable);
                yield definition != null && definition.assignable();
            }
            case Expr other -> Traversal.operands(other).stream().anyMatch(this::changes);
        };
    }

    /// Requires a mask for a value of so many lanes.
    void requireMask(Optional<Expr> mask, int lanes) {
        mask.ifPresent(m -> require("a mask", m, new LoopType(DType.BOOL, lanes)));
    }

    private @Nullable LoopType type(Expr expr, int depth) {
        if (depth >= Symbols.MAX_DEPTH) {
            faults.add(
                    "an expression is deeper than %d: bind parts of it by let"
                            .formatted(Symbols.MAX_DEPTH));
            return null;
        }
        int next = depth + 1;
        return switch (expr) {
            case Expr.Constant(LoopType type, long bits) -> constant(type, bits);
            case Expr.Var variable -> names.variable(variable) == null ? null : variable.type();
            case Expr.Unary(UnaryKind kind, Expr operand) -> unary(kind, type(operand, next));
            case Expr.Binary(BinaryKind kind, Expr left, Expr right) ->
                    binary(kind, type(left, next), type(right, next));
            case Expr.Fma(Expr a, Expr b, Expr c) -> {
                LoopType first = equal("fma", type(a, next), type(b, next));
                LoopType type = equal("fma", first, type(c, next));
                yield arithmetic("fma", type, type != null && type.dtype().isFloat());
            }
            case Expr.Scale(Expr value, Expr power) -> {
                LoopType type = equal("scale", type(value, next), type(power, next));
                yield arithmetic("scale", type, type != null && type.dtype().isFloat());
            }
            case Expr.Dot(DotKind kind, Expr sum, Expr left, Expr right) ->
                    dot(kind, type(sum, next), type(left, next), type(right, next));
            case Expr.Lookup(List<Float> table, Expr position) ->
                    lookup(table, type(position, next));
            case Expr.Compare(var kind, Expr left, Expr right) -> {
                String name = Symbols.infix(kind);
                LoopType type = equal(name, type(left, next), type(right, next));
                type = arithmetic(name, type, true);
                yield type == null ? null : type.with(DType.BOOL);
            }
            case Expr.Select(Expr condition, Expr whenTrue, Expr whenFalse) ->
                    select(type(condition, next), type(whenTrue, next), type(whenFalse, next));
            case Expr.Cast(Expr operand, DType dtype) -> {
                LoopType from = type(operand, next);
                yield from == null ? null : from.with(dtype);
            }
            case Expr.Bitcast(Expr operand, DType dtype) -> bitcast(type(operand, next), dtype);
            case Expr.Load load -> load(load, next);
            case Expr.Broadcast(Expr scalar, int lanes) ->
                    spread("broadcast", type(scalar, next), lanes);
            case Expr.Ramp(Expr base, Expr stride, int lanes) -> {
                LoopType type = equal("ramp", type(base, next), type(stride, next));
                if (type != null && !type.dtype().isInteger()) {
                    faults.add("ramp takes integers, found %s".formatted(type));
                    yield null;
                }
                yield spread("ramp", type, lanes);
            }
            case Expr.Shuffle(List<Expr> operands, List<Integer> lanes) ->
                    shuffle(operands, lanes, next);
            case Expr.Test(Expr mask, boolean _) -> {
                LoopType type = type(mask, next);
                if (type != null && type.dtype() != DType.BOOL) {
                    faults.add("any and all take a mask, found %s".formatted(type));
                }
                yield LoopType.CONDITION;
            }
            case Expr.Apply apply -> apply(apply, next);
        };
    }

    private @Nullable LoopType constant(LoopType type, long bits) {
        if (!ConstantText.isCanonical(type.dtype(), bits)) {
            faults.add(
                    ("constant bits $%x are no %s: a float's pattern and an unsigned integer have"
                                    + " no higher bits, a signed one is sign-extended, bool is 0 or"
                                    + " 1")
                            .formatted(bits, type.dtype()));
        }
        return type;
    }

    private @Nullable LoopType unary(UnaryKind kind, @Nullable LoopType type) {
        if (type == null) {
            return null;
        }
        boolean isAllowed =
                switch (kind) {
                    case NEGATE, ABS -> type.dtype() != DType.BOOL;
                    case SQRT, FLOOR, CEIL, TRUNCATE, ROUND_EVEN -> type.dtype().isFloat();
                    case NOT -> !type.dtype().isFloat();
                };
        return arithmetic(Symbols.word(kind), type, isAllowed);
    }

    private @Nullable LoopType binary(
            BinaryKind kind, @Nullable LoopType left, @Nullable LoopType right) {
        String name = Symbols.word(kind);
        LoopType type = equal(name, left, right);
        if (type == null) {
            return null;
        }
        boolean isAllowed =
                switch (kind) {
                    case ADD, SUBTRACT, MULTIPLY, DIVIDE, REMAINDER, MINIMUM, MAXIMUM ->
                            type.dtype() != DType.BOOL;
                    case AND, OR, XOR -> !type.dtype().isFloat();
                    case SHIFT_LEFT, SHIFT_RIGHT, SHIFT_RIGHT_LOGICAL -> type.dtype().isInteger();
                };
        return arithmetic(name, type, isAllowed);
    }

    private @Nullable LoopType arithmetic(String name, @Nullable LoopType type, boolean isAllowed) {
        if (type == null) {
            return null;
        }
        DType computed = type.dtype().arithmetic();
        if (type.dtype() != computed) {
            faults.add(
                    "%s on %s: arithmetic on %s does not exist, cast to %s"
                            .formatted(name, type.dtype(), type.dtype(), computed));
            return null;
        }
        if (!isAllowed) {
            faults.add("%s does not exist for %s".formatted(name, type.dtype()));
            return null;
        }
        return type;
    }

    private @Nullable LoopType equal(
            String name, @Nullable LoopType left, @Nullable LoopType right) {
        if (left == null || right == null) {
            return null;
        }
        if (!left.equals(right)) {
            faults.add(
                    "%s takes operands of one type, found %s and %s".formatted(name, left, right));
            return null;
        }
        return left;
    }

    private @Nullable LoopType select(
            @Nullable LoopType condition, @Nullable LoopType left, @Nullable LoopType right) {
        LoopType type = equal("select", left, right);
        if (type != null && condition != null && !condition.equals(type.with(DType.BOOL))) {
            faults.add(
                    "select of %s takes a condition %s, found %s"
                            .formatted(type, type.with(DType.BOOL), condition));
        }
        return type;
    }

    private @Nullable LoopType bitcast(@Nullable LoopType from, DType dtype) {
        if (from == null) {
            return null;
        }
        int bits = from.lanes() * from.dtype().width();
        boolean isAllowed =
                bits % dtype.width() == 0
                        && bits / dtype.width() <= 1024
                        && from.dtype() != DType.BOOL
                        && dtype != DType.BOOL;
        if (!isAllowed) {
            faults.add("bitcast from %s to %s does not exist".formatted(from, dtype));
            return from.with(dtype);
        }
        return new LoopType(dtype, bits / dtype.width());
    }

    private @Nullable LoopType dot(
            DotKind kind,
            @Nullable LoopType sum,
            @Nullable LoopType left,
            @Nullable LoopType right) {
        String name = "dot." + Symbols.word(kind);
        LoopType words = equal(name, left, right);
        if (sum == null || words == null) {
            return null;
        }
        if (words.dtype() != DType.I32 || !sum.equals(words.with(kind.sum()))) {
            faults.add(
                    "%s takes words of i32 and a sum of %s in as many lanes, found %s and %s"
                            .formatted(name, kind.sum(), words, sum));
            return null;
        }
        return sum;
    }

    private @Nullable LoopType load(Expr.Load load, int depth) {
        names.buffer(load.buffer());
        LoopType index = type(load.index(), depth);
        LoopType mask = load.mask().map(m -> type(m, depth)).orElse(null);
        if (isOutside("load", load.lanes())) {
            return null;
        }
        requireIndex("load", index, load.lanes());
        if (mask != null && !mask.equals(new LoopType(DType.BOOL, load.lanes()))) {
            faults.add("the mask of a load of %d lanes is %s".formatted(load.lanes(), mask));
        }
        return new LoopType(load.buffer().dtype(), load.lanes());
    }

    private void requireIndex(String what, @Nullable LoopType index, int lanes) {
        if (index != null
                && !index.equals(LoopType.INDEX)
                && !index.equals(LoopType.INDEX.withLanes(lanes))) {
            faults.add(
                    "the index of a %s of %d lanes must be i64 in 1 or %d lanes, found %s"
                            .formatted(what, lanes, lanes, index));
        }
    }

    private @Nullable LoopType spread(String name, @Nullable LoopType scalar, int lanes) {
        if (scalar == null || isOutside(name, lanes)) {
            return null;
        }
        if (!scalar.isScalar()) {
            faults.add("%s takes scalars, found %s".formatted(name, scalar));
            return null;
        }
        return scalar.withLanes(lanes);
    }

    private boolean isOutside(String name, int lanes) {
        if (lanes < 1 || lanes > 1024) {
            faults.add("%s gives %d lanes; they must lie in [1, 1024]".formatted(name, lanes));
            return true;
        }
        return false;
    }

    private @Nullable LoopType lookup(List<Float> table, @Nullable LoopType position) {
        if (table.size() != Expr.Lookup.SIZE) {
            faults.add(
                    "lookup takes a table of %d numbers, found %d"
                            .formatted(Expr.Lookup.SIZE, table.size()));
        }
        if (position != null && position.dtype() != DType.I32) {
            faults.add("lookup takes i32 positions, found %s".formatted(position));
            return null;
        }
        return position == null ? null : position.with(DType.F32);
    }

    private @Nullable LoopType shuffle(List<Expr> operands, List<Integer> lanes, int depth) {
        if (operands.isEmpty() || operands.size() > 2) {
            faults.add("shuffle takes one or two operands, found %d".formatted(operands.size()));
            return null;
        }
        List<LoopType> types =
                operands.stream().map(o -> type(o, depth)).filter(Objects::nonNull).toList();
        if (types.size() < operands.size() || isOutside("shuffle", lanes.size())) {
            return null;
        }
        if (equal("shuffle", types.getFirst(), types.getLast()) == null) {
            return null;
        }
        int total = types.getFirst().lanes() * operands.size();
        for (int lane : lanes) {
            if (lane < 0 || lane >= total) {
                faults.add("shuffle picks lane %d of %d".formatted(lane, total));
            }
        }
        return types.getFirst().withLanes(lanes.size());
    }

    private @Nullable LoopType apply(Expr.Apply apply, int depth) {
        List<@Nullable LoopType> found = new ArrayList<>(); // null: a fault hides the type
        apply.arguments().forEach(a -> found.add(type(a, depth)));
        LoopFunction function = functions.get(apply.function());
        if (function == null || function.result().isEmpty()) {
            faults.add(
                    "%s is no function with a result that is defined before"
                            .formatted(LoopPrinter.symbol(apply.function())));
            return apply.type();
        }
        if (found.size() != function.scalars().size()) {
            faults.add(
                    "%s takes %d arguments, found %d"
                            .formatted(
                                    LoopPrinter.symbol(apply.function()),
                                    function.scalars().size(),
                                    found.size()));
            return apply.type();
        }
        for (int i = 0; i < found.size(); i++) {
            LoopType type = found.get(i);
            Expr.Var parameter = function.scalars().get(i);
            if (type != null && !type.equals(parameter.type())) {
                faults.add(
                        "%s takes %s as %s, found %s"
                                .formatted(
                                        LoopPrinter.symbol(apply.function()),
                                        parameter.name(),
                                        parameter.type(),
                                        type));
            }
        }
        LoopType result = function.result().get().type();
        if (!result.equals(apply.type())) {
            faults.add(
                    "%s gives %s, used as %s"
                            .formatted(LoopPrinter.symbol(apply.function()), result, apply.type()));
        }
        return apply.type();
    }
}
