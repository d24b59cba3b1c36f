package dev.komodo.schedule;

import dev.komodo.contract.Attention;
import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.CompareOp;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Literal;
import dev.komodo.graph.Op;
import dev.komodo.graph.ReduceOp;
import dev.komodo.graph.UnaryOp;
import dev.komodo.graph.Value;

import java.util.List;
import java.util.Optional;

/// Weights that are a softmax along the last axis, in the forms that graphs have it: exponentials
/// divided by their sum or multiplied by its reciprocal, shifted by the largest score, which may
/// have been found before a scale; rows of which everything is hidden replaced by zeros or not.
///
/// @param scores what the softmax is of
/// @param hidden what becomes of rows of which each score is minus infinity
record SoftmaxForm(Value scores, Attention.Hidden hidden) {
    /// The form of a value, if it is one.
    static Optional<SoftmaxForm> of(Scope scope, Value weights) {
        return new Reader(scope, scope.dims(weights)).weights(weights);
    }

    /// Reads values over one space.
    private record Reader(Scope scope, List<Dim> dims) {
        Reader {
            dims = List.copyOf(dims);
        }

        Op op(Value value) {
            return scope.op(value);
        }

        Optional<SoftmaxForm> weights(Value value) {
            Value bare = withoutCasts(value);
            if (op(bare) instanceof Op.Select(Value condition, Value zero, Value other)
                    && isConstant(zero, 0.0)) {
                return normalized(withoutCasts(other))
                        .filter(scores -> isHidden(condition, scores))
                        .map(scores -> new SoftmaxForm(scores, Attention.Hidden.ZERO));
            }
            return normalized(bare)
                    .map(scores -> new SoftmaxForm(scores, Attention.Hidden.UNDEFINED));
        }

        /// `exp(scores - largest) / sum`.
        private Optional<Value> normalized(Value value) {
            if (!(op(value) instanceof Op.Binary(BinaryOp kind, Value left, Value right))) {
                return Optional.empty();
            }
            return switch (kind) {
                case DIVIDE -> exponential(left, row(right), false);
                case MULTIPLY ->
                        exponential(left, row(right), true)
                                .or(() -> exponential(right, row(left), true));
                default -> Optional.empty();
            };
        }

        /// @param isReciprocal whether the divisor is 1 over the sum
        private Optional<Value> exponential(
                Value value, Optional<Value> divisor, boolean isReciprocal) {
            Value bare = withoutCasts(value);
            if (divisor.isEmpty()
                    || !(op(bare) instanceof Op.Unary(UnaryOp kind, Value shifted))
                    || kind != UnaryOp.EXP
                    || !isOverSpace(bare)) {
                return Optional.empty();
            }
            Optional<Value> sum =
                    isReciprocal ? reciprocal(divisor.get()) : Optional.of(divisor.get());
            return sum.filter(total -> isFold(total, ReduceOp.SUM, bare))
                    .flatMap(_ -> shifted(withoutCasts(shifted)));
        }

        private Optional<Value> reciprocal(Value value) {
            return switch (op(value)) {
                case Op.Unary(UnaryOp kind, Value of) when kind == UnaryOp.RECIPROCAL ->
                        Optional.of(rowSource(of));
                case Op.Binary(BinaryOp kind, Value one, Value of)
                        when kind == BinaryOp.DIVIDE && isConstant(one, 1.0) ->
                        Optional.of(rowSource(of));
                case Op _ -> Optional.empty();
            };
        }

        private Optional<Value> shifted(Value value) {
            if (op(value) instanceof Op.Binary(BinaryOp kind, Value scores, Value shift)
                    && kind == BinaryOp.SUBTRACT
                    && isOverSpace(scores)) {
                // Scores may have been shifted before, which changes no weight.
                return row(shift)
                        .filter(largest -> isLargest(largest, scores))
                        .map(_ -> shifted(withoutCasts(scores)).orElse(scores));
            }
            return Optional.empty();
        }

        /// Whether a value by row is the largest score of the row, or 0 where that is infinite.
        private boolean isLargest(Value largest, Value scores) {
            if (isFold(largest, ReduceOp.MAXIMUM, scores)) {
                return true;
            }
            return switch (op(largest)) {
                case Op.Select(Value condition, Value zero, Value other)
                        when isConstant(zero, 0.0) ->
                        op(rowSource(condition)) instanceof Op.Unary(UnaryOp kind, Value of)
                                && kind == UnaryOp.IS_INFINITE
                                && rowSource(of).equals(rowSource(other))
                                && isLargest(rowSource(other), scores);
                case Op.Binary(BinaryOp kind, Value unscaled, Value scale)
                        when kind == BinaryOp.MULTIPLY
                                && op(withoutCasts(scores))
                                        instanceof Op.Binary(BinaryOp same, Value all, Value by)
                                && same == BinaryOp.MULTIPLY ->
                        constant(scale).filter(factor -> factor > 0).isPresent()
                                && constant(scale).equals(constant(by))
                                && isFold(rowSource(unscaled), ReduceOp.MAXIMUM, all);
                case Op _ -> false;
            };
        }

        /// Whether a condition says, by row, that the largest score is minus infinity.
        private boolean isHidden(Value condition, Value scores) {
            return row(condition)
                    .filter(
                            by ->
                                    op(by) instanceof Op.Compare(CompareOp kind, Value a, Value b)
                                            && kind == CompareOp.EQUAL
                                            && isConstant(b, Double.NEGATIVE_INFINITY)
                                            && isFold(rowSource(a), ReduceOp.MAXIMUM, scores))
                    .isPresent();
        }

        private boolean isFold(Value value, ReduceOp wanted, Value of) {
            return op(value) instanceof Op.Reduce(ReduceOp kind, Value operand, var axes)
                    && kind == wanted
                    && axes.equals(List.of(dims.size() - 1))
                    && withoutCasts(operand).equals(withoutCasts(of));
        }

        /// What a value is a repetition of, if it has one element for each row.
        private Optional<Value> row(Value value) {
            Value bare = withoutCasts(value);
            if (!(op(bare) instanceof Op.Broadcast(Value operand, var shape, List<Integer> axes))
                    || !shape.dims().equals(dims)) {
                return Optional.empty();
            }
            List<Dim> own = scope.dims(operand);
            for (int i = 0; i < own.size(); i++) {
                boolean isLast = axes.get(i) == dims.size() - 1;
                Dim wanted = isLast ? Dim.of(1) : dims.get(axes.get(i));
                if (!own.get(i).equals(wanted)) {
                    return Optional.empty();
                }
            }
            boolean isComplete =
                    Domain.squeeze(own).equals(Domain.squeeze(dims.subList(0, dims.size() - 1)));
            return isComplete ? Optional.of(rowSource(operand)) : Optional.empty();
        }

        /// A value by row, whatever extents of 1 it has.
        private Value rowSource(Value value) {
            Value bare = withoutCasts(value);
            while (op(bare) instanceof Op.Reshape(Value operand, var shape)
                    && Domain.squeeze(shape.dims()).equals(Domain.squeeze(scope.dims(operand)))) {
                bare = withoutCasts(operand);
            }
            return bare;
        }

        private boolean isOverSpace(Value value) {
            return scope.dims(value).equals(dims);
        }

        /// Conversions between floats: what is computed as one is not rounded in between.
        private Value withoutCasts(Value value) {
            Value bare = value;
            while (op(bare) instanceof Op.Cast(Value operand, DType dtype)
                    && dtype.isFloat()
                    && scope.dtype(operand).isFloat()) {
                bare = operand;
            }
            return bare;
        }

        private boolean isConstant(Value value, double wanted) {
            return constant(value).filter(found -> found == wanted).isPresent();
        }

        /// The one number of which a value consists.
        private Optional<Double> constant(Value value) {
            Value bare = withoutCasts(value);
            while (op(bare) instanceof Op.Broadcast(Value operand, var _, var _)) {
                bare = withoutCasts(operand);
            }
            if (op(bare) instanceof Op.Constant(Literal literal)
                    && literal.dtype().isFloat()
                    && literal.elements() > 0
                    && (literal.isSplat() || literal.elements() == 1)) {
                return Optional.of(literal.asDouble(0));
            }
            return Optional.empty();
        }
    }
}
