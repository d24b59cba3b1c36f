package dev.komodo.rewrite;

import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.CompareOp;
import dev.komodo.graph.DType;
import dev.komodo.graph.Op;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.UnaryOp;
import dev.komodo.graph.Value;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Choices that are known, or can be made elsewhere.
final class SelectRules {
    private SelectRules() {}

    static List<Rule> rules() {
        return List.of(
                Rule.exact(
                        "drop-select-of-same",
                        "select(c, x, x), select(true, x, y), select(false, y, x)",
                        "x",
                        Root.of(Op.Select.class),
                        SelectRules::dropSelectOfSame),
                Rule.exact(
                        "select-by-negation",
                        "select(not(c), x, y)",
                        "select(c, y, x)",
                        Root.of(Op.Select.class),
                        SelectRules::selectByNegation),
                Rule.exact(
                        "merge-selects",
                        "select(c, select(c, x, y), z), select(c, x, select(c, y, z))",
                        "select(c, x, z)",
                        Root.of(Op.Select.class),
                        SelectRules::mergeSelects),
                Rule.exact(
                        "function-of-select-of-numbers",
                        "f(select(c, 1, 0)), select(c, 1, 0) op number",
                        "select(c, f(1), f(0))",
                        Root.of(Op.Unary.class, Op.Binary.class, Op.Cast.class),
                        SelectRules::functionOfNumbers),
                Rule.exact(
                        "negated-equality",
                        "not(x == y), not(x != y)",
                        "x != y, x == y",
                        Root.of(UnaryOp.NOT),
                        SelectRules::negatedEquality),
                Rule.exact(
                        "truth-as-number-is-not-zero",
                        "cast(c, number) != 0 of a truth value c",
                        "c",
                        Root.of(Op.Compare.class),
                        SelectRules::truthAsNumber));
    }

    /// `select(c, x, x) -> x`, `select(true, x, y) -> x`, `select(false, x, y) -> y`.
    private static Optional<Tensor> dropSelectOfSame(Op op, Site at) {
        if (!(op instanceof Op.Select(Value condition, Value whenTrue, Value whenFalse))) {
            return Optional.empty();
        }
        if (whenTrue.equals(whenFalse) || at.is(condition, 1)) {
            return Optional.of(at.tensor(whenTrue));
        }
        return at.is(condition, 0) ? Optional.of(at.tensor(whenFalse)) : Optional.empty();
    }

    /// `select(not(c), x, y) -> select(c, y, x)`.
    private static Optional<Tensor> selectByNegation(Op op, Site at) {
        return op instanceof Op.Select(Value condition, Value first, Value second)
                ? at.argument(UnaryOp.NOT, condition)
                        .map(c -> at.apply(new Op.Select(c, second, first)))
                : Optional.empty();
    }

    /// `select(c, select(c, x, y), z) -> select(c, x, z)`, and the same in the other branch.
    private static Optional<Tensor> mergeSelects(Op op, Site at) {
        if (!(op instanceof Op.Select(Value condition, Value whenTrue, Value whenFalse))) {
            return Optional.empty();
        }
        if (at.producer(whenTrue) instanceof Op.Select(Value c, Value x, Value _)
                && c.equals(condition)) {
            return Optional.of(at.apply(new Op.Select(condition, x, whenFalse)));
        }
        return at.producer(whenFalse) instanceof Op.Select(Value c, Value _, Value z)
                        && c.equals(condition)
                ? Optional.of(at.apply(new Op.Select(condition, whenTrue, z)))
                : Optional.empty();
    }

    /// `f(select(c, 1, 0)) -> select(c, f(1), f(0))`; both are numbers, computed here.
    private static Optional<Tensor> functionOfNumbers(Op op, Site at) {
        if (op.operands().size() == 1) {
            return numbers(op.operands().getFirst(), at)
                    .map(select -> mapped(select, value -> same(op, value, value), at));
        }
        Value left = op.operands().get(0);
        Value right = op.operands().get(1);
        Optional<Op.Select> one = numbers(left, at).filter(_ -> at.number(right).isPresent());
        Optional<Op.Select> other = numbers(right, at).filter(_ -> at.number(left).isPresent());
        return one.map(select -> mapped(select, value -> same(op, value, right), at))
                .or(() -> other.map(select -> mapped(select, v -> same(op, left, v), at)));
    }

    private static Optional<Op.Select> numbers(Value value, Site at) {
        return at.producer(value) instanceof Op.Select select
                        && at.number(select.whenTrue()).isPresent()
                        && at.number(select.whenFalse()).isPresent()
                ? Optional.of(select)
                : Optional.empty();
    }

    private static Tensor mapped(Op.Select select, Function<Value, Op> f, Site at) {
        return at.apply(
                new Op.Select(
                        select.condition(),
                        at.apply(f.apply(select.whenTrue())).value(),
                        at.apply(f.apply(select.whenFalse())).value()));
    }

    private static Op same(Op op, Value left, Value right) {
        return switch (op) {
            case Op.Unary(UnaryOp kind, Value _) -> new Op.Unary(kind, left);
            case Op.Binary(BinaryOp kind, Value _, Value _) -> new Op.Binary(kind, left, right);
            case Op.Cast(Value _, var dtype) -> new Op.Cast(left, dtype);
            case Op other -> throw new IllegalArgumentException("No function: " + other);
        };
    }

    /// `not(x == y) -> x != y`, `not(x != y) -> x == y`; with a NaN too. The order relations have
    /// no such counterpart.
    private static Optional<Tensor> negatedEquality(Op op, Site at) {
        return at.producer(op.operands().getFirst())
                                instanceof Op.Compare(CompareOp kind, Value left, Value right)
                        && (kind == CompareOp.EQUAL || kind == CompareOp.NOT_EQUAL)
                ? Optional.of(
                        at.apply(
                                new Op.Compare(
                                        kind == CompareOp.EQUAL
                                                ? CompareOp.NOT_EQUAL
                                                : CompareOp.EQUAL,
                                        left,
                                        right)))
                : Optional.empty();
    }

    /// `cast(c, number) != 0 -> c`.
    private static Optional<Tensor> truthAsNumber(Op op, Site at) {
        return op instanceof Op.Compare(CompareOp kind, Value left, Value right)
                        && kind == CompareOp.NOT_EQUAL
                        && at.number(right).filter(number -> number == 0).isPresent()
                        && at.producer(left) instanceof Op.Cast(Value c, var _)
                        && at.dtype(c) == DType.BOOL
                ? Optional.of(at.tensor(c))
                : Optional.empty();
    }
}
