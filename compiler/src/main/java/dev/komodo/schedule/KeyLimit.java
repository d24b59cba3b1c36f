package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.index;

import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.CompareOp;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Literal;
import dev.komodo.graph.Op;
import dev.komodo.graph.Value;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopType;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// How many keys a row sees at most, where scores are minus infinity for the keys behind: a causal
/// mask, `key <= row + offset`. It never falls from row to row.
///
/// @param condition what is compared, over the space of the scores
/// @param limit the number that keys are compared with
/// @param isIncluded whether the key of that number is seen
record KeyLimit(Value condition, Value limit, boolean isIncluded) {
    /// The limit of scores, if they have one.
    ///
    /// @param shape the extents of the scores
    /// @param groups how many extents that are not 1 are heads', rows' and keys'
    static Optional<KeyLimit> of(Scope scope, Value scores, List<Dim> shape, List<Integer> groups) {
        if (groups.get(1) != 1 || groups.get(2) != 1) {
            return Optional.empty();
        }
        return scope.op(scores) instanceof Op.Select(Value condition, Value _, Value hidden)
                        && isLowest(scope, hidden)
                ? new Search(scope, shape).in(condition, condition)
                : Optional.empty();
    }

    private static boolean isLowest(Scope scope, Value value) {
        Value bare = value;
        while (scope.op(bare) instanceof Op.Broadcast(Value operand, var _, var _)) {
            bare = operand;
        }
        return scope.op(bare) instanceof Op.Constant(Literal literal)
                && literal.elements() > 0
                && (literal.isSplat() || literal.elements() == 1)
                && literal.asDouble(0) == Double.NEGATIVE_INFINITY;
    }

    /// The number of keys that a row sees, as an i64 scalar; it may be negative, or more than there
    /// are.
    Expr keys(Lowering lowering, Index score) {
        Accesses accesses = Accesses.within(lowering.scope(), limit::equals, lowering.writer());
        accesses.follow(condition, score);
        Index place =
                accesses.leaves().stream()
                        .filter(use -> use.value().equals(limit))
                        .findFirst()
                        .orElseThrow()
                        .index();
        Expr found = lowering.at(limit, place, Guard.NONE);
        return isIncluded ? add(found, index(1)) : found;
    }

    /// Reads conditions over one space, each axis by a name.
    private static final class Search {
        private final Scope scope;
        private final Index index;
        private final Position row;
        private final Position key;
        private final Set<Position> heads;

        Search(Scope scope, List<Dim> shape) {
            this.scope = scope;
            List<Position> positions = new ArrayList<>();
            for (Dim dim : shape) {
                Expr any = new Expr.Var("axis" + positions.size(), LoopType.INDEX);
                positions.add(dim.is(1) ? Position.ZERO : Position.uniform(any));
            }
            this.index = Index.of(shape, positions);
            List<Position> real = positions.stream().filter(at -> !at.isZero()).toList();
            this.key = real.getLast();
            this.row = real.get(real.size() - 2);
            this.heads = new HashSet<>(real.subList(0, real.size() - 2));
        }

        Optional<KeyLimit> in(Value condition, Value part) {
            return switch (scope.op(part)) {
                case Op.Broadcast(Value operand, var _, var _) -> in(condition, operand);
                case Op.Reshape(Value operand, var _) -> in(condition, operand);
                case Op.Binary(BinaryOp kind, Value left, Value right) when kind == BinaryOp.AND ->
                        in(condition, left).or(() -> in(condition, right));
                case Op.Compare(CompareOp kind, Value left, Value right) ->
                        switch (kind) {
                            case LESS_EQUAL -> limit(condition, left, right, true);
                            case LESS -> limit(condition, left, right, false);
                            case GREATER_EQUAL -> limit(condition, right, left, true);
                            case GREATER -> limit(condition, right, left, false);
                            case EQUAL, NOT_EQUAL -> Optional.empty();
                        };
                case Op _ -> Optional.empty();
            };
        }

        private Optional<KeyLimit> limit(
                Value condition, Value compared, Value limit, boolean isIncluded) {
            boolean isLimit =
                    scope.dtype(limit) == DType.I64
                            && isKey(condition, compared)
                            && rises(condition, limit);
            return isLimit
                    ? Optional.of(new KeyLimit(condition, limit, isIncluded))
                    : Optional.empty();
        }

        /// Whether a value is the number of the key.
        private boolean isKey(Value condition, Value value) {
            List<Accesses.Use> uses = uses(condition, value);
            return uses.size() == 1 && isNumber(uses.getFirst(), key);
        }

        private boolean isNumber(Accesses.Use use, Position position) {
            return scope.op(use.value()) instanceof Op.Iota(var type, int axis)
                    && !type.shape().dims().get(axis).is(1)
                    && use.index().squeezed().filter(List.of(position)::equals).isPresent();
        }

        /// Whether a value is a sum of the row's number, or of what is the same for all rows.
        private boolean rises(Value condition, Value value) {
            return uses(condition, value).stream()
                    .allMatch(
                            use ->
                                    isNumber(use, row)
                                            || isOneNumber(use.value())
                                            || use.index()
                                                    .squeezed()
                                                    .filter(heads::containsAll)
                                                    .isPresent());
        }

        private boolean isOneNumber(Value value) {
            return scope.op(value) instanceof Op.Constant(Literal literal)
                    && (literal.isSplat() || literal.elements() == 1);
        }

        /// What a value inside a condition is the sum of.
        private List<Accesses.Use> uses(Value condition, Value value) {
            Accesses outer = new Accesses(scope, value::equals);
            outer.follow(condition, index);
            Accesses inner = new Accesses(scope, part -> !isSum(scope.op(part)));
            outer.leaves().forEach(use -> inner.follow(use.value(), use.index()));
            return inner.leaves();
        }

        private static boolean isSum(Op op) {
            return switch (op) {
                case Op.Broadcast _, Op.Reshape _ -> true;
                case Op.Binary(BinaryOp kind, Value _, Value _) -> kind == BinaryOp.ADD;
                case Op _ -> false;
            };
        }
    }
}
