package dev.komodo.rewrite;

import dev.komodo.graph.Op;
import dev.komodo.graph.Operands;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.Value;

import java.util.List;
import java.util.Optional;

/// Computing before repeating instead of behind it.
final class BroadcastRules {
    private BroadcastRules() {}

    static List<Rule> rules() {
        return List.of(
                Rule.exact(
                        "function-of-broadcast",
                        "f(broadcast(x))",
                        "broadcast(f(x))",
                        Root.of(Op.Unary.class, Op.Cast.class),
                        BroadcastRules::functionOfBroadcast),
                Rule.exact(
                        "binary-of-broadcasts",
                        "broadcast(x) op broadcast(y)",
                        "broadcast(x op y), where both are repeated alike, or one is a number",
                        Root.of(Op.Binary.class, Op.Compare.class),
                        BroadcastRules::binaryOfBroadcasts),
                Rule.exact(
                        "select-of-broadcasts",
                        "select(broadcast(c), broadcast(x), broadcast(y))",
                        "broadcast(select(c, x, y)), where all are repeated alike, or are numbers",
                        Root.of(Op.Select.class),
                        BroadcastRules::selectOfBroadcasts),
                Rule.exact(
                        "function-of-reduce-under-kept-axes",
                        "f(reshape(reduce(x)))",
                        "reshape(f(reduce(x)))",
                        Root.of(Op.Unary.class),
                        BroadcastRules::functionOfKeptReduction));
    }

    /// `f(broadcast(x)) -> broadcast(f(x))`.
    private static Optional<Tensor> functionOfBroadcast(Op op, Site at) {
        Value operand = op.operands().getFirst();
        if (!(at.producer(operand) instanceof Op.Broadcast broadcast)) {
            return Optional.empty();
        }
        Value inner = at.apply(Operands.replace(op, _ -> broadcast.operand())).value();
        return Optional.of(at.apply(new Op.Broadcast(inner, broadcast.shape(), broadcast.axes())));
    }

    /// `broadcast(x) op broadcast(y) -> broadcast(x op y)`.
    private static Optional<Tensor> binaryOfBroadcasts(Op op, Site at) {
        Value left = op.operands().get(0);
        Value right = op.operands().get(1);
        Optional<Op.Broadcast> one = repeated(left, at);
        Optional<Op.Broadcast> other = repeated(right, at);
        boolean alike =
                one.isPresent()
                        && other.isPresent()
                        && one.get().axes().equals(other.get().axes())
                        && at.shape(one.get().operand()).equals(at.shape(other.get().operand()));
        if (alike) {
            return Optional.of(
                    before(op, one.get(), one.get().operand(), other.get().operand(), at));
        }
        if (one.isPresent() && at.number(right).isPresent()) {
            Value number = number(right, one.get().operand(), at);
            return Optional.of(before(op, one.get(), one.get().operand(), number, at));
        }
        if (other.isPresent() && at.number(left).isPresent()) {
            Value number = number(left, other.get().operand(), at);
            return Optional.of(before(op, other.get(), number, other.get().operand(), at));
        }
        return Optional.empty();
    }

    /// `select(broadcast(c), broadcast(x), broadcast(y)) -> broadcast(select(c, x, y))`.
    private static Optional<Tensor> selectOfBroadcasts(Op op, Site at) {
        if (!(op instanceof Op.Select select)) {
            return Optional.empty();
        }
        Optional<Op.Broadcast> condition = repeated(select.condition(), at);
        if (condition.isEmpty()) {
            return Optional.empty();
        }
        Op.Broadcast broadcast = condition.get();
        Optional<Value> one = alike(select.whenTrue(), broadcast, at);
        Optional<Value> other = alike(select.whenFalse(), broadcast, at);
        if (one.isEmpty() || other.isEmpty()) {
            return Optional.empty();
        }
        Op inner = new Op.Select(broadcast.operand(), one.get(), other.get());
        return Optional.of(
                at.apply(
                        new Op.Broadcast(
                                at.apply(inner).value(), broadcast.shape(), broadcast.axes())));
    }

    /// What is repeated in the same way, or a number in its place.
    private static Optional<Value> alike(Value value, Op.Broadcast pattern, Site at) {
        if (at.number(value).isPresent()) {
            return Optional.of(number(value, pattern.operand(), at));
        }
        return repeated(value, at)
                .filter(own -> own.axes().equals(pattern.axes()))
                .map(Op.Broadcast::operand)
                .filter(own -> at.shape(own).equals(at.shape(pattern.operand())));
    }

    /// A repetition of something that is no number.
    private static Optional<Op.Broadcast> repeated(Value value, Site at) {
        return at.producer(value) instanceof Op.Broadcast broadcast
                        && at.number(broadcast.operand()).isEmpty()
                ? Optional.of(broadcast)
                : Optional.empty();
    }

    /// The number that is everywhere in a value, everywhere in the type of another one.
    private static Value number(Value uniform, Value like, Site at) {
        Tensor scalar =
                at.graph()
                        .constant(
                                FoldConstants.one(
                                        Constants.uniform(uniform, at.graph()).orElseThrow()));
        return at.tensor(like).rank() == 0
                ? scalar.value()
                : at.apply(new Op.Broadcast(scalar.value(), at.shape(like), List.of())).value();
    }

    private static Tensor before(Op op, Op.Broadcast broadcast, Value left, Value right, Site at) {
        Value inner =
                switch (op) {
                    case Op.Binary(var kind, Value _, Value _) ->
                            at.apply(new Op.Binary(kind, left, right)).value();
                    case Op.Compare(var kind, Value _, Value _) ->
                            at.apply(new Op.Compare(kind, left, right)).value();
                    case Op other -> throw new IllegalArgumentException("No pair: " + other);
                };
        return at.apply(new Op.Broadcast(inner, broadcast.shape(), broadcast.axes()));
    }

    /// `f(reshape(reduce(x))) -> reshape(f(reduce(x)))`: behind a reduction that keeps its axes, f
    /// meets the reduction.
    private static Optional<Tensor> functionOfKeptReduction(Op op, Site at) {
        Value operand = op.operands().getFirst();
        if (!(at.producer(operand) instanceof Op.Reshape reshape)
                || !(at.producer(reshape.operand()) instanceof Op.Reduce)) {
            return Optional.empty();
        }
        Value inner = at.apply(Operands.replace(op, _ -> reshape.operand())).value();
        return Optional.of(at.apply(new Op.Reshape(inner, reshape.shape())));
    }
}
