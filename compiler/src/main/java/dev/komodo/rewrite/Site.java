package dev.komodo.rewrite;

import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.CompareOp;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Op;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.UnaryOp;
import dev.komodo.graph.Value;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Where a rule is tried: what is known about the values of the graph under reconstruction, and the
/// way to append to it.
public final class Site {
    private final GraphBuilder graph;
    private final Predicate<Value> usedOnce;

    Site(GraphBuilder graph, Predicate<Value> usedOnce) {
        this.graph = graph;
        this.usedOnce = usedOnce;
    }

    /// The graph under reconstruction.
    GraphBuilder graph() {
        return graph;
    }

    /// The op that a value is a result of.
    Op producer(Value value) {
        return graph.producer(value);
    }

    /// A value, to build on.
    Tensor tensor(Value value) {
        return graph.tensor(value);
    }

    DType dtype(Value value) {
        return graph.tensor(value).dtype();
    }

    Shape shape(Value value) {
        return graph.tensor(value).shape();
    }

    boolean isFloat(Value value) {
        return dtype(value).isFloat();
    }

    /// Appends an op of one result.
    Tensor apply(Op op) {
        return graph.apply(op).getFirst();
    }

    boolean provesEqual(Dim left, Dim right) {
        return graph.provesEqual(left, right);
    }

    /// Whether nothing but the op at hand uses the value, as far as the graph that is rewritten
    /// says: a matter of cost, never of meaning.
    boolean isUsedOnce(Value value) {
        return usedOnce.test(value);
    }

    /// The operand of a function, if the value is that function of something.
    Optional<Value> argument(UnaryOp kind, Value value) {
        return producer(value) instanceof Op.Unary(UnaryOp found, Value operand) && found == kind
                ? Optional.of(operand)
                : Optional.empty();
    }

    /// The op of two operands, if the value is its result.
    Optional<Op.Binary> binary(BinaryOp kind, Value value) {
        return producer(value) instanceof Op.Binary binary && binary.kind() == kind
                ? Optional.of(binary)
                : Optional.empty();
    }

    /// The number that every element of the value is, if that is known.
    Optional<Double> number(Value value) {
        return Constants.uniform(value, graph).map(literal -> literal.asDouble(0));
    }

    /// Whether every element of the value is this number; 0.0 is not -0.0.
    boolean is(Value value, double number) {
        return Constants.isEverywhere(value, number, graph);
    }

    /// The other operand of a sum of a number and something, in either order: `x + number`.
    Optional<Value> beside(double number, Op.Binary op) {
        if (is(op.right(), number)) {
            return Optional.of(op.left());
        }
        return is(op.left(), number) ? Optional.of(op.right()) : Optional.empty();
    }

    /// The number in every element of the type of a value.
    Tensor everywhere(double number, Value like) {
        Tensor shaped = tensor(like);
        Tensor scalar = graph.constant(shaped.dtype(), number);
        return shaped.rank() == 0
                ? scalar
                : apply(new Op.Broadcast(scalar.value(), shaped.shape(), List.of()));
    }

    /// x, if the value is `select(x == 0 and c, 1, x)`, as differentiation writes divisors; else
    /// the value itself.
    Value unguarded(Value value) {
        return producer(value) instanceof Op.Select(Value condition, Value one, Value x)
                        && is(one, 1)
                        && producer(condition)
                                instanceof Op.Binary(BinaryOp kind, Value zero, Value other)
                        && kind == BinaryOp.AND
                        && (isZeroTest(zero, x) || isZeroTest(other, x))
                ? x
                : value;
    }

    private boolean isZeroTest(Value test, Value x) {
        return producer(test) instanceof Op.Compare(CompareOp kind, Value left, Value right)
                && kind == CompareOp.EQUAL
                && left.equals(x)
                && number(right).filter(number -> number == 0).isPresent();
    }

    /// Whether this negates that: `x` and `-x`.
    boolean areOpposite(Value one, Value other) {
        return argument(UnaryOp.NEGATE, one).filter(other::equals).isPresent()
                || argument(UnaryOp.NEGATE, other).filter(one::equals).isPresent();
    }

    /// `-x`, without a second negation.
    Tensor negated(Value value) {
        return argument(UnaryOp.NEGATE, value)
                .map(this::tensor)
                .orElseGet(() -> tensor(value).neg());
    }
}
