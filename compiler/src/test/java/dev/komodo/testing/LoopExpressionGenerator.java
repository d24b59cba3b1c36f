package dev.komodo.testing;

import dev.komodo.graph.CompareOp;
import dev.komodo.graph.DType;
import dev.komodo.loop.BinaryKind;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.DotKind;
import dev.komodo.loop.Expr;
import dev.komodo.loop.Expressions;
import dev.komodo.loop.LoopFunction;
import dev.komodo.loop.LoopType;
import dev.komodo.loop.UnaryKind;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// Random expressions over what is visible. Every index is in bounds, and nothing depends on the
/// payload of a NaN. Belongs to one [LoopProgramGenerator].
final class LoopExpressionGenerator {
    /// All buffers that are read by any index have at least so many elements.
    static final int EXTENT = 64;

    /// What an expression may use.
    ///
    /// @param variables anything
    /// @param indices i64 variables with values in `[0, 32)`
    /// @param buffers readable and initialised, at least [#EXTENT] elements
    /// @param scalar whether there are no vectors
    record Scope(
            List<Expr.Var> variables,
            List<Expr.Var> indices,
            List<Buffer> buffers,
            boolean scalar) {
        Scope copy(boolean scalarOnly) {
            return new Scope(
                    new ArrayList<>(variables),
                    new ArrayList<>(indices),
                    new ArrayList<>(buffers),
                    scalarOnly);
        }
    }

    private final Random random;
    private final List<LoopFunction> functions;

    LoopExpressionGenerator(Random random, List<LoopFunction> functions) {
        this.random = random;
        this.functions = functions;
    }

    <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    LoopType type(Scope scope) {
        return new LoopType(pick(List.of(DType.values())), lanes(scope));
    }

    int lanes(Scope scope) {
        return scope.scalar() ? 1 : pick(List.of(1, 1, 2, 4, 8, 16));
    }

    /// Any value of a type.
    Expr value(Scope scope, LoopType type, int depth) {
        if (depth <= 0 || chance(15)) {
            return leaf(scope, type);
        }
        if (chance(10)) {
            return load(scope, type, depth);
        }
        if (type.lanes() > 1 && chance(20)) {
            return spread(scope, type, depth - 1);
        }
        if (chance(12)) {
            return new Expr.Select(
                    mask(scope, type.lanes(), depth - 1),
                    value(scope, type, depth - 1),
                    value(scope, type, depth - 1));
        }
        if (type.dtype() != type.dtype().arithmetic() || chance(20)) {
            return cast(scope, type, depth - 1);
        }
        return switch (type.dtype()) {
            case F32, F64 -> floating(scope, type, depth - 1);
            case I8, I16, I32, I64, U8, U16, U32, U64 -> integer(scope, type, depth - 1);
            case BOOL -> mask(scope, type.lanes(), depth);
            case F16, BF16 -> leaf(scope, type);
        };
    }

    /// A mask.
    Expr mask(Scope scope, int lanes, int depth) {
        LoopType type = new LoopType(DType.BOOL, lanes);
        if (depth <= 0) {
            return leaf(scope, type);
        }
        return switch (random.nextInt(6)) {
            case 0 ->
                    new Expr.Binary(
                            pick(List.of(BinaryKind.AND, BinaryKind.OR, BinaryKind.XOR)),
                            mask(scope, lanes, depth - 1),
                            mask(scope, lanes, depth - 1));
            case 1 -> new Expr.Unary(UnaryKind.NOT, mask(scope, lanes, depth - 1));
            case 2 -> {
                int of = lanes(scope);
                Expr test = new Expr.Test(mask(scope, of, depth - 1), random.nextBoolean());
                yield lanes == 1 ? test : new Expr.Broadcast(test, lanes);
            }
            case 3 -> leaf(scope, type);
            default -> {
                DType dtype = pick(List.of(DType.values())).arithmetic();
                LoopType operands = new LoopType(dtype, lanes);
                yield new Expr.Compare(
                        pick(List.of(CompareOp.values())),
                        value(scope, operands, depth - 1),
                        value(scope, operands, depth - 1));
            }
        };
    }

    private Expr leaf(Scope scope, LoopType type) {
        List<Expr.Var> fitting =
                scope.variables().stream().filter(v -> v.type().equals(type)).toList();
        if (type.equals(LoopType.INDEX) && !scope.indices().isEmpty() && chance(50)) {
            return pick(scope.indices());
        }
        if (!fitting.isEmpty() && chance(70)) {
            return pick(fitting);
        }
        return chance(40) ? load(scope, type, 0) : constant(type);
    }

    Expr constant(LoopType type) {
        double value =
                switch (random.nextInt(8)) {
                    case 0 -> pick(List.of(0.0, -0.0, 1.0, -1.0, 0.5));
                    case 1 -> random.nextGaussian() * 1e3;
                    default -> random.nextGaussian() * 4;
                };
        return switch (type.dtype()) {
            case F16, BF16, F32, F64 -> Expressions.number(type, value);
            case I8, I16, I32, I64, U8, U16, U32, U64 ->
                    Expressions.integer(
                            type,
                            switch (random.nextInt(8)) {
                                case 0 -> random.nextLong();
                                case 1, 2, 3 -> pick(List.of(0, 1, -1, 2));
                                default -> random.nextInt(-40, 40);
                            });
            case BOOL -> Expressions.bool(random.nextBoolean(), type.lanes());
        };
    }

    private Expr floating(Scope scope, LoopType type, int depth) {
        Expr a = value(scope, type, depth);
        List<LoopFunction> pure =
                functions.stream()
                        .filter(f -> f.result().isPresent())
                        .filter(f -> f.result().get().type().equals(type))
                        .toList();
        if (!pure.isEmpty() && chance(25)) {
            LoopFunction function = pick(pure);
            List<Expr> arguments =
                    function.scalars().stream().map(p -> value(scope, p.type(), depth)).toList();
            return new Expr.Apply(function.name(), arguments, type);
        }
        if (chance(25)) {
            List<UnaryKind> kinds = new ArrayList<>(List.of(UnaryKind.values()));
            kinds.remove(UnaryKind.NOT);
            return new Expr.Unary(pick(kinds), a);
        }
        Expr b = value(scope, type, depth);
        if (chance(15)) {
            return new Expr.Fma(a, b, value(scope, type, depth));
        }
        if (chance(3)) {
            return new Expr.Binary(BinaryKind.REMAINDER, a, b);
        }
        if (chance(5)) {
            Expr zero = Expressions.number(type, 0);
            Expr number = new Expr.Compare(CompareOp.EQUAL, b, b); // a NaN by 2^inf is open
            return new Expr.Scale(new Expr.Select(number, b, zero), a);
        }
        if (chance(5) && type.dtype() == DType.F32) {
            List<Float> table =
                    random.doubles(Expr.Lookup.SIZE).mapToObj(number -> (float) number).toList();
            return new Expr.Lookup(table, value(scope, type.with(DType.I32), depth));
        }
        return new Expr.Binary(
                pick(
                        List.of(
                                BinaryKind.ADD,
                                BinaryKind.ADD,
                                BinaryKind.SUBTRACT,
                                BinaryKind.MULTIPLY,
                                BinaryKind.MULTIPLY,
                                BinaryKind.DIVIDE,
                                BinaryKind.MINIMUM,
                                BinaryKind.MAXIMUM)),
                a,
                b);
    }

    private Expr integer(Scope scope, LoopType type, int depth) {
        Expr a = value(scope, type, depth);
        if (chance(15)) {
            UnaryKind kind = pick(List.of(UnaryKind.NEGATE, UnaryKind.ABS, UnaryKind.NOT));
            return new Expr.Unary(kind, a);
        }
        if (type.dtype().width() >= 32 && chance(15)) {
            DType wide = type.dtype().width() == 32 ? DType.F32 : DType.F64;
            Expr x = value(scope, type.with(wide), depth);
            Expr zero = Expressions.number(type.with(wide), 0);
            Expr number = new Expr.Compare(CompareOp.EQUAL, x, x); // no NaN: its payload is open
            return new Expr.Bitcast(new Expr.Select(number, x, zero), type.dtype());
        }
        if (type.dtype() == DType.I32 && chance(10)) {
            DotKind kind = pick(List.of(DotKind.BYTES, DotKind.SHORTS));
            Expr left = value(scope, type, depth);
            return new Expr.Dot(kind, a, left, value(scope, type, depth));
        }
        if (!scope.scalar() && chance(5)) {
            return regrouped(scope, type, depth);
        }
        return new Expr.Binary(pick(List.of(BinaryKind.values())), a, value(scope, type, depth));
    }

    /// Bits of as many bytes in lanes of another width.
    private Expr regrouped(Scope scope, LoopType type, int depth) {
        DType from = pick(List.of(DType.U8, DType.I16, DType.U32, DType.I64));
        int bits = type.lanes() * type.dtype().width();
        boolean isWhole = bits % from.width() == 0 && bits >= from.width();
        return isWhole && bits / from.width() <= EXTENT - 31 // what an index leaves room for
                ? new Expr.Bitcast(
                        value(scope, new LoopType(from, bits / from.width()), depth), type.dtype())
                : constant(type);
    }

    private Expr cast(Scope scope, LoopType type, int depth) {
        DType from = pick(List.of(DType.values()));
        return new Expr.Cast(value(scope, type.with(from), depth), type.dtype());
    }

    private Expr spread(Scope scope, LoopType type, int depth) {
        int lanes = type.lanes();
        return switch (random.nextInt(4)) {
            case 0 -> new Expr.Broadcast(value(scope, type.withLanes(1), depth), lanes);
            case 1 -> {
                LoopType source = type.withLanes(pick(List.of(1, 2, 4, 8)));
                List<Expr> operands = new ArrayList<>(List.of(value(scope, source, depth)));
                if (random.nextBoolean()) {
                    operands.add(value(scope, source, depth));
                }
                int total = source.lanes() * operands.size();
                yield new Expr.Shuffle(operands, random.ints(lanes, 0, total).boxed().toList());
            }
            default -> {
                if (!type.dtype().isInteger()) {
                    yield load(scope, type, depth);
                }
                LoopType scalar = type.withLanes(1);
                yield new Expr.Ramp(
                        value(scope, scalar, depth), value(scope, scalar, depth), lanes);
            }
        };
    }

    /// A load of any sort, or a constant where no buffer has the dtype.
    Expr load(Scope scope, LoopType type, int depth) {
        List<Buffer> fitting =
                scope.buffers().stream().filter(b -> b.dtype() == type.dtype()).toList();
        if (fitting.isEmpty()) {
            return constant(type);
        }
        Buffer buffer = pick(fitting);
        int lanes = type.lanes();
        Optional<Expr> mask =
                chance(20) ? Optional.of(mask(scope, lanes, depth - 1)) : Optional.empty();
        if (lanes > 1 && chance(30)) {
            return new Expr.Load(buffer, vectorIndex(scope, lanes, depth), lanes, mask);
        }
        if (lanes > 1 && chance(20)) { // over the edge, masked by the edge
            Expr base = Expressions.index(EXTENT - 1 - random.nextInt(lanes));
            Expr edge =
                    Expressions.less(
                            Expressions.ramp(base, lanes),
                            Expressions.broadcast(Expressions.index(EXTENT), lanes));
            return new Expr.Load(buffer, base, lanes, Optional.of(edge));
        }
        return new Expr.Load(buffer, index(scope, EXTENT - lanes, depth), lanes, mask);
    }

    /// An index in `[0, last]`, `last >= 31`.
    Expr index(Scope scope, int last, int depth) {
        int spare = last - 31;
        if (!scope.indices().isEmpty() && chance(70)) {
            Expr variable = pick(scope.indices());
            return spare > 0 && random.nextBoolean()
                    ? Expressions.add(variable, Expressions.index(random.nextInt(spare)))
                    : variable;
        }
        if (chance(50)) {
            return Expressions.index(random.nextInt(last + 1));
        }
        return clamp(value(scope, LoopType.INDEX, depth - 1), last);
    }

    private Expr vectorIndex(Scope scope, int lanes, int depth) {
        if (chance(50) && !scope.indices().isEmpty()) {
            return new Expr.Ramp(
                    pick(scope.indices()), Expressions.index(random.nextInt(3)), lanes);
        }
        return clamp(
                value(scope, new LoopType(DType.I64, lanes), Math.max(1, depth - 1)), EXTENT - 1);
    }

    private Expr clamp(Expr any, int last) {
        LoopType type = any.type();
        return random.nextBoolean()
                ? new Expr.Binary(BinaryKind.AND, any, Expressions.integer(type, 31))
                : new Expr.Binary(
                        BinaryKind.MAXIMUM,
                        new Expr.Binary(BinaryKind.MINIMUM, any, Expressions.integer(type, last)),
                        Expressions.integer(type, 0));
    }
}
