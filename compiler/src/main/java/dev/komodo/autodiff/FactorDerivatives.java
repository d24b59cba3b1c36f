package dev.komodo.autodiff;

import dev.komodo.graph.DType;
import dev.komodo.graph.OnFailure;
import dev.komodo.graph.Op;
import dev.komodo.graph.Tensor;

import java.util.List;
import java.util.Optional;

/// Derivatives of factors and of triangular systems, of the matrices of the last two axes. A
/// function that reads one triangle only has zeros in the other.
///
/// Sources: I. Murray, "Differentiation of the Cholesky decomposition", arXiv:1602.07527 (2016),
/// (8) and (10); M. Giles, "Collected matrix derivative results for forward and reverse mode
/// algorithmic differentiation" (2008), 2.2.
final class FactorDerivatives {
    private static final String SQUARE =
            "the LU factors of square matrices have one; complete the matrix";

    private FactorDerivatives() {}

    static void factorize(BackwardStep step, Op.Factorize op) {
        switch (op.kind()) {
            case CHOLESKY ->
                    step.give(
                            0,
                            g -> Cotangent.of(cholesky(g.tensor(), step.result(), op.onFailure())));
            case QR, EIGH, SVD -> OrthogonalDerivatives.factorize(step, op);
            case LU -> {
                requireSquare(step.step());
                // The sign of the permutation is constant but for jumps.
                step.cotangents()
                        .getFirst()
                        .ifPresent(g -> step.give(0, Cotangent.of(lu(g.tensor(), step.step()))));
            }
        }
    }

    static List<Optional<Tensor>> factorizeTangent(ForwardStep step, Op.Factorize op) {
        return switch (op.kind()) {
            case CHOLESKY ->
                    List.of(
                            Optional.of(
                                    choleskyTangent(
                                            step.change(0), step.result(), op.onFailure())));
            case QR, EIGH, SVD -> OrthogonalDerivatives.tangents(step, op);
            case LU -> {
                requireSquare(step.step());
                yield List.of(
                        Optional.of(luTangent(step.change(0), step.step())),
                        Optional.empty(),
                        Optional.empty());
            }
        };
    }

    /// `l^-T halved(l^T g) l^-1`, and its transpose, in the lower triangle.
    private static Tensor cholesky(Tensor g, Tensor l, OnFailure onFailure) {
        Tensor inner = Triangles.halved(Triangles.transposed(l).matmul(Triangles.lower(g)));
        Tensor left = l.solveTriangular(inner, true, true, false, onFailure);
        Tensor both = l.solveTriangular(Triangles.transposed(left), true, true, false, onFailure);
        Tensor whole = both.add(Triangles.transposed(both));
        return Triangles.halved(whole);
    }

    /// `l halved(l^-1 da l^-T)`, of the symmetric matrix whose lower triangle is given.
    private static Tensor choleskyTangent(Tensor change, Tensor l, OnFailure onFailure) {
        Tensor symmetric =
                Triangles.lower(change).add(Triangles.transposed(Triangles.strictlyLower(change)));
        Tensor left = l.solveTriangular(symmetric, true, false, false, onFailure);
        Tensor both = l.solveTriangular(Triangles.transposed(left), true, false, false, onFailure);
        return l.matmul(Triangles.halved(both));
    }

    private static void requireSquare(Step step) {
        Tensor a = step.operand(0);
        if (!a.builder().provesEqual(a.dim(-2), a.dim(-1))) {
            throw step.undefined(SQUARE);
        }
    }

    /// `p^T l^-T (strictly lower(l^T gl) + upper(gu u^T)) u^-T`.
    private static Tensor lu(Tensor g, Step step) {
        Tensor lu = step.result();
        Tensor lower =
                Triangles.strictlyLower(
                        Triangles.transposed(unitLower(lu)).matmul(Triangles.strictlyLower(g)));
        Tensor upper =
                Triangles.upper(
                        Triangles.upper(g).matmul(Triangles.transposed(Triangles.upper(lu))));
        Tensor left = lu.solveTriangular(lower.add(upper), true, true, true, OnFailure.NAN);
        Tensor turned = Triangles.transposed(left);
        Tensor both = lu.solveTriangular(turned, false, false, false, OnFailure.NAN);
        return Triangles.transposed(exchange(step)).matmul(Triangles.transposed(both));
    }

    /// `l strictly lower(f) + upper(f) u` with `f = l^-1 p da u^-1`.
    private static Tensor luTangent(Tensor change, Step step) {
        Tensor lu = step.result();
        Tensor rows = exchange(step).matmul(change);
        Tensor left = lu.solveTriangular(rows, true, false, true, OnFailure.NAN);
        Tensor f =
                Triangles.transposed(
                        lu.solveTriangular(
                                Triangles.transposed(left), false, true, false, OnFailure.NAN));
        return unitLower(lu)
                .matmul(Triangles.strictlyLower(f))
                .add(Triangles.upper(f).matmul(Triangles.upper(lu)));
    }

    private static Tensor unitLower(Tensor lu) {
        Tensor ones = Zeros.onesLike(lu);
        Tensor diagonal = Triangles.lower(ones).sub(Triangles.strictlyLower(ones));
        return Triangles.strictlyLower(lu).add(diagonal);
    }

    /// The permutation of the rows as a matrix.
    private static Tensor exchange(Step step) {
        Tensor lu = step.result();
        Tensor permutation = step.builder().tensor(step.node().result(1)).expandDims(-1);
        Tensor columns = lu.builder().iota(DType.I64, 0, lu.dim(-1));
        return permutation.equalTo(columns).cast(lu.dtype());
    }

    static void solve(BackwardStep step, Op.SolveTriangular op) {
        Tensor matrix = step.operand(0);
        Tensor right =
                matrix.solveTriangular(
                        step.cotangent().tensor(),
                        op.lower(),
                        !op.transposed(),
                        op.unitDiagonal(),
                        op.onFailure());
        step.give(1, Cotangent.of(right));
        if (step.wants(0)) {
            Tensor x = step.result();
            Tensor product =
                    op.transposed()
                            ? x.matmul(Triangles.transposed(right))
                            : right.matmul(Triangles.transposed(x));
            step.give(0, Cotangent.of(triangle(product.neg(), op)));
        }
    }

    static Tensor solveTangent(ForwardStep step, Op.SolveTriangular op) {
        Tensor matrix = step.operand(0);
        Tensor right = step.changeOrZero(1);
        if (step.isActive(0)) {
            Tensor change = triangle(step.change(0), op);
            Tensor turned = op.transposed() ? Triangles.transposed(change) : change;
            right = right.sub(turned.matmul(step.result()));
        }
        return matrix.solveTriangular(
                right, op.lower(), op.transposed(), op.unitDiagonal(), op.onFailure());
    }

    /// What a triangular system reads of a matrix.
    private static Tensor triangle(Tensor matrix, Op.SolveTriangular op) {
        if (op.unitDiagonal()) {
            return op.lower() ? Triangles.strictlyLower(matrix) : Triangles.strictlyUpper(matrix);
        }
        return op.lower() ? Triangles.lower(matrix) : Triangles.upper(matrix);
    }
}
