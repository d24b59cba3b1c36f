package dev.komodo.rewrite;

import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.CompareOp;
import dev.komodo.graph.Dim;
import dev.komodo.graph.FactorizeOp;
import dev.komodo.graph.Op;
import dev.komodo.graph.ReduceOp;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.UnaryOp;
import dev.komodo.graph.Value;

import java.util.List;
import java.util.Optional;

/// Linear algebra as it is written in books, by the forms that compute well. Factors are shared by
/// themselves: equal factorizations are one node.
final class LinearAlgebraRules {
    private LinearAlgebraRules() {}

    static List<Rule> rules() {
        return List.of(
                Rule.stabilising(
                        "inverse-times",
                        "inverse(A) . b",
                        "solve(A, b)",
                        Root.of(Op.Contract.class),
                        LinearAlgebraRules::inverseTimes),
                Rule.stabilising(
                        "log-of-determinant",
                        "log(|det(A)|)",
                        "the sum of the logarithms of the pivots' magnitudes",
                        Root.of(UnaryOp.LOG),
                        LinearAlgebraRules::logOfDeterminant),
                Rule.stabilising(
                        "cholesky-of-square",
                        "cholesky(L . transpose(L)), L a Cholesky factor",
                        "L",
                        Root.of(Op.Factorize.class),
                        LinearAlgebraRules::choleskyOfSquare));
    }

    /// `inverse(A) . b -> solve(A, b)`: the inverse is two triangular solutions for the rows of the
    /// identity in the order of the pivots; b takes the identity's place.
    ///
    /// Source: N. J. Higham, "Accuracy and stability of numerical algorithms", 2nd ed. (2002),
    /// 14.1: the residual of solving is no larger than that of multiplying by an inverse.
    private static Optional<Tensor> inverseTimes(Op op, Site at) {
        return op instanceof Op.Contract contract
                        && contract.leftBatch().isEmpty()
                        && contract.leftContracted().equals(List.of(1))
                        && contract.rightContracted().equals(List.of(0))
                        && at.shape(contract.right()).rank() <= 2
                        && at.producer(contract.left()) instanceof Op.SolveTriangular upper
                        && at.producer(upper.right()) instanceof Op.SolveTriangular lower
                        && at.producer(lower.right())
                                instanceof Op.Gather(Value identity, Value rows, int axis)
                        && axis == 0
                        && isIdentity(identity, at)
                ? Optional.of(solved(contract.right(), rows, lower, upper, at))
                : Optional.empty();
    }

    private static Tensor solved(
            Value b, Value rows, Op.SolveTriangular lower, Op.SolveTriangular upper, Site at) {
        Shape shape = at.shape(b);
        Tensor columns =
                shape.rank() == 1
                        ? at.tensor(b).reshape(Shape.of(shape.dim(0), Dim.of(1)))
                        : at.tensor(b);
        Value ordered = at.apply(new Op.Gather(columns.value(), rows, 0)).value();
        Value half = at.apply(with(lower, ordered)).value();
        Tensor whole = at.apply(with(upper, half));
        return shape.rank() == 1 ? whole.reshape(shape) : whole;
    }

    private static Op with(Op.SolveTriangular solve, Value right) {
        return new Op.SolveTriangular(
                solve.matrix(),
                right,
                solve.lower(),
                solve.transposed(),
                solve.unitDiagonal(),
                solve.onFailure());
    }

    /// Whether the value is `rows == columns` as numbers.
    private static boolean isIdentity(Value value, Site at) {
        return at.producer(value) instanceof Op.Cast(Value test, var _)
                && at.producer(test) instanceof Op.Compare(CompareOp kind, Value one, Value other)
                && kind == CompareOp.EQUAL
                && at.shape(test).rank() == 2
                && at.shape(test).dim(0).equals(at.shape(test).dim(1))
                && countedAxis(one, at) + countedAxis(other, at) == 1;
    }

    /// Along which axis of a matrix a repeated iota counts: 0, 1, or 9 if it is none.
    private static int countedAxis(Value value, Site at) {
        if (!(at.producer(value) instanceof Op.Broadcast broadcast)) {
            return 9;
        }
        Value inner = broadcast.operand();
        Shape shape = at.shape(inner);
        Value source = at.producer(inner) instanceof Op.Reshape(Value x, Shape _) ? x : inner;
        if (!(at.producer(source) instanceof Op.Iota iota) || iota.type().shape().rank() != 1) {
            return 9;
        }
        int found = 9;
        for (int i = 0; i < shape.rank(); i++) {
            if (shape.dim(i).equals(iota.type().shape().dim(0)) && !shape.dim(i).is(1)) {
                found = found == 9 ? broadcast.axes().get(i) : 18;
            }
        }
        return found;
    }

    /// `log(|prod(pivots) * sign|) -> sum(log(|pivots|))`, where the sign is that of a permutation:
    /// 1 or -1. The product overflows where the sum does not.
    private static Optional<Tensor> logOfDeterminant(Op op, Site at) {
        return at.argument(UnaryOp.ABS, op.operands().getFirst())
                .flatMap(determinant -> at.binary(BinaryOp.MULTIPLY, determinant))
                .flatMap(
                        product ->
                                isPermutationSign(product.right(), at)
                                        ? Optional.of(product.left())
                                        : isPermutationSign(product.left(), at)
                                                ? Optional.of(product.right())
                                                : Optional.empty())
                .flatMap(
                        pivots ->
                                at.producer(pivots) instanceof Op.Reduce reduce
                                                && reduce.kind() == ReduceOp.PRODUCT
                                        ? Optional.of(sumOfLogarithms(reduce, at))
                                        : Optional.empty());
    }

    private static Tensor sumOfLogarithms(Op.Reduce product, Site at) {
        Value logarithms = at.tensor(product.operand()).abs().log().value();
        return at.apply(new Op.Reduce(ReduceOp.SUM, logarithms, product.axes()));
    }

    /// Whether the value is the third result of an LU factorization: the only one with as many axes
    /// as the batch has.
    private static boolean isPermutationSign(Value value, Site at) {
        return at.producer(value) instanceof Op.Factorize(FactorizeOp kind, Value matrix, var _)
                && kind == FactorizeOp.LU
                && at.shape(value).rank() == at.shape(matrix).rank() - 2;
    }

    /// `cholesky(L . transpose(L)) -> L`, where L is a Cholesky factor: its diagonal is positive,
    /// and there is only one.
    private static Optional<Tensor> choleskyOfSquare(Op op, Site at) {
        if (!(op instanceof Op.Factorize(FactorizeOp kind, Value matrix, var _))
                || kind != FactorizeOp.CHOLESKY
                || !(at.producer(matrix) instanceof Op.Contract product)
                || !product.leftContracted().equals(List.of(1))
                || !isCholeskyFactor(product.left(), at)) {
            return Optional.empty();
        }
        Value left = product.left();
        boolean same = product.right().equals(left) && product.rightContracted().equals(List.of(1));
        boolean turned =
                at.producer(product.right())
                                instanceof Op.Transpose(Value inner, List<Integer> order)
                        && inner.equals(left)
                        && order.equals(List.of(1, 0))
                        && product.rightContracted().equals(List.of(0));
        return same || turned ? Optional.of(at.tensor(left)) : Optional.empty();
    }

    private static boolean isCholeskyFactor(Value value, Site at) {
        return at.shape(value).rank() == 2
                && at.producer(value) instanceof Op.Factorize(FactorizeOp kind, Value _, var _)
                && kind == FactorizeOp.CHOLESKY;
    }
}
