package dev.komodo.autodiff;

import dev.komodo.graph.Op;
import dev.komodo.graph.Tensor;

import java.util.List;
import java.util.Optional;

/// Derivatives of orthogonal factors. Those of eigenvectors and singular vectors do not exist where
/// two values are equal: there they are infinite or NaN.
///
/// Sources: M. Giles, "Collected matrix derivative results for forward and reverse mode algorithmic
/// differentiation" (2008), 3.1; J. Townsend, "Differentiating the singular value decomposition"
/// (2016); S. Walter, L. Lehmann, "Algorithmic differentiation of linear algebra functions with
/// application in optimum experimental design", arXiv:1001.1654 (2010), 3.2.
final class OrthogonalDerivatives {
    private OrthogonalDerivatives() {}

    static void factorize(BackwardStep step, Op.Factorize op) {
        if (step.cotangents().stream().allMatch(Optional::isEmpty)) {
            return;
        }
        Tensor back =
                switch (op.kind()) {
                    case QR -> qr(step, op);
                    case EIGH -> eigh(step);
                    case SVD -> svd(step);
                    case CHOLESKY, LU -> throw new IllegalArgumentException("Not orthogonal");
                };
        step.give(0, Cotangent.of(back));
    }

    static List<Optional<Tensor>> tangents(ForwardStep step, Op.Factorize op) {
        List<Tensor> changes =
                switch (op.kind()) {
                    case QR -> qrTangents(step);
                    case EIGH -> eighTangents(step);
                    case SVD -> svdTangents(step);
                    case CHOLESKY, LU -> throw new IllegalArgumentException("Not orthogonal");
                };
        return changes.stream().map(Optional::of).toList();
    }

    private static Tensor result(Step step, int index) {
        return step.builder().tensor(step.node().result(index));
    }

    /// What came back for a result, zeros if nothing did.
    private static Tensor back(BackwardStep step, int index) {
        return step.cotangents()
                .get(index)
                .map(Cotangent::tensor)
                .orElseGet(() -> Zeros.like(result(step.step(), index)));
    }

    private static Tensor t(Tensor matrix) {
        return Triangles.transposed(matrix);
    }

    private static void requireTall(Step step) {
        Tensor a = step.operand(0);
        boolean isTall =
                a.builder().provesEqual(a.dim(-2), a.dim(-1))
                        || (a.dim(-1).constant().isPresent()
                                && a.dim(-2).constant().orElse(0)
                                        >= a.dim(-1).constant().getAsLong());
        if (!isTall) {
            throw step.undefined("only QR factors of known extents, no wider than high, have one");
        }
    }

    /// `(gq + q symmetric(r gr^T - gq^T q)) r^-T`, where symmetric mirrors the lower triangle.
    private static Tensor qr(BackwardStep step, Op.Factorize op) {
        requireTall(step.step());
        Tensor q = result(step.step(), 0);
        Tensor r = result(step.step(), 1);
        Tensor gq = back(step, 0);
        Tensor inner = r.matmul(t(back(step, 1))).sub(t(gq).matmul(q));
        Tensor below = Triangles.strictlyLower(inner);
        Tensor symmetric = Triangles.lower(inner).add(t(below));
        Tensor whole = gq.add(q.matmul(symmetric));
        return t(r.solveTriangular(t(whole), false, false, false, op.onFailure()));
    }

    private static List<Tensor> qrTangents(ForwardStep step) {
        requireTall(step.step());
        Tensor q = result(step.step(), 0);
        Tensor r = result(step.step(), 1);
        Op.Factorize op = (Op.Factorize) step.op();
        Tensor scaled = t(r.solveTriangular(t(step.change(0)), false, true, false, op.onFailure()));
        Tensor inner = t(q).matmul(scaled);
        Tensor below = Triangles.strictlyLower(inner);
        Tensor turn = below.sub(t(below));
        Tensor across = scaled.sub(q.matmul(inner));
        return List.of(q.matmul(turn).add(across), inner.sub(turn).matmul(r));
    }

    /// `1 / (w[j] - w[i])`, zeros on the diagonal.
    private static Tensor gaps(Tensor w) {
        Tensor difference = w.expandDims(-2).sub(w.expandDims(-1));
        Tensor ones = Zeros.onesLike(difference);
        Tensor diagonal = Triangles.lower(ones).sub(Triangles.strictlyLower(ones));
        Tensor isOn = diagonal.notEqualTo(0);
        Tensor zero = Zeros.scalar(w);
        return isOn.select(zero, isOn.select(ones, difference).reciprocal());
    }

    /// `v (diagonal(gw) + gaps (v^T gv)) v^T`, and its transpose, in the lower triangle.
    private static Tensor eigh(BackwardStep step) {
        Tensor w = result(step.step(), 0);
        Tensor v = result(step.step(), 1);
        Tensor scaled = v.mul(back(step, 0).expandDims(-2));
        Tensor whole = scaled.matmul(t(v));
        if (step.cotangents().get(1).isPresent()) {
            Tensor inner = gaps(w).mul(t(v).matmul(back(step, 1)));
            whole = whole.add(v.matmul(inner).matmul(t(v)));
        }
        return Triangles.halved(whole.add(t(whole)));
    }

    private static List<Tensor> eighTangents(ForwardStep step) {
        Tensor w = result(step.step(), 0);
        Tensor v = result(step.step(), 1);
        Tensor change = step.change(0);
        Tensor symmetric = Triangles.lower(change).add(t(Triangles.strictlyLower(change)));
        Tensor inner = t(v).matmul(symmetric).matmul(v);
        return List.of(diagonal(inner), v.matmul(gaps(w).mul(inner)));
    }

    private static Tensor diagonal(Tensor square) {
        return Triangles.lower(square).sub(Triangles.strictlyLower(square)).sum(-1);
    }

    private static Tensor svd(BackwardStep step) {
        Tensor u = result(step.step(), 0);
        Tensor s = result(step.step(), 1);
        Tensor vt = result(step.step(), 2);
        Tensor gaps = gaps(s.square());
        Tensor whole = u.mul(back(step, 1).expandDims(-2)).matmul(vt);
        if (step.cotangents().get(0).isPresent()) {
            Tensor gu = back(step, 0);
            Tensor inner = t(u).matmul(gu);
            Tensor turned = gaps.mul(inner.sub(t(inner))).mul(s.expandDims(-2));
            Tensor across = gu.sub(u.matmul(inner)).div(s.expandDims(-2));
            whole = whole.add(u.matmul(turned).add(across).matmul(vt));
        }
        if (step.cotangents().get(2).isPresent()) {
            Tensor gvt = back(step, 2);
            Tensor inner = vt.matmul(t(gvt));
            Tensor turned = gaps.mul(inner.sub(t(inner))).mul(s.expandDims(-1));
            Tensor across = gvt.sub(t(inner).matmul(vt)).div(s.expandDims(-1));
            whole = whole.add(u.matmul(turned.matmul(vt).add(across)));
        }
        return whole;
    }

    private static List<Tensor> svdTangents(ForwardStep step) {
        Tensor u = result(step.step(), 0);
        Tensor s = result(step.step(), 1);
        Tensor vt = result(step.step(), 2);
        Tensor change = step.change(0);
        Tensor inner = t(u).matmul(change).matmul(t(vt));
        Tensor columns = s.expandDims(-2);
        Tensor rows = s.expandDims(-1);
        Tensor gaps = gaps(s.square());
        Tensor left = gaps.mul(inner.mul(columns).add(t(inner).mul(rows)));
        Tensor right = gaps.mul(inner.mul(rows).add(t(inner).mul(columns)));
        Tensor along = change.matmul(t(vt));
        Tensor acrossLeft = along.sub(u.matmul(inner)).div(columns);
        Tensor across = t(u).matmul(change);
        Tensor acrossRight = across.sub(inner.matmul(vt)).div(rows);
        return List.of(
                u.matmul(left).add(acrossLeft),
                diagonal(inner),
                t(right).matmul(vt).add(acrossRight));
    }
}
