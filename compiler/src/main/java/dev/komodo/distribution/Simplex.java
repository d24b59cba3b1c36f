package dev.komodo.distribution;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

/// Vectors of K positive numbers whose sum is 1, by breaking a stick: the fraction `z[k] = 1 / (1 +
/// exp(-(u[k] - log(K - 1 - k))))` of what is left, k from 0 to K - 2, becomes `x[k]`; the rest is
/// `x[K - 1]`. At `u = 0` all are equal. `log |det|` is the sum of `log(z[k]) + log(1 - z[k]) +
/// log(left[k])`. All is computed by logarithms, so that no fraction rounds to 0 or 1.
///
/// Source: Stan Reference Manual, "Unit simplex" (stick-breaking form).
public record Simplex() implements Transform {
    private static final String WHAT = "a simplex";

    @Override
    public Tensor constrain(Tensor u) {
        Tensor odds = odds(u);
        Tensor taken = odds.neg().softplus().neg();
        Tensor kept = odds.softplus().neg();
        Tensor heads = taken.add(VectorEvent.sumBefore(kept)).exp();
        return Tensor.concat(-1, heads, kept.sum(true, -1).exp());
    }

    @Override
    public Tensor unconstrain(Tensor x) {
        VectorEvent.require(WHAT, x.shape());
        Tensor after = VectorEvent.runningSum(x.reverse(-1)).reverse(-1);
        Dim rest = x.dim(-1).minus(Dim.of(1));
        Tensor odds = VectorEvent.butLast(x).log().sub(after.slice(-1, Dim.of(1), rest, 1).log());
        return odds.add(evenOdds(odds));
    }

    @Override
    public Tensor logAbsDetJacobian(Tensor u) {
        Tensor odds = odds(u);
        Tensor kept = odds.softplus().neg();
        // log z = odds + log(1 - z)
        return odds.add(kept.mul(2)).add(VectorEvent.sumBefore(kept)).sum(-1);
    }

    @Override
    public Shape unconstrainedShape(Shape constrained) {
        VectorEvent.require(WHAT, constrained);
        Dim size = constrained.dim(constrained.rank() - 1);
        return VectorEvent.withLast(constrained, size.minus(Dim.of(1)));
    }

    @Override
    public Shape constrainedShape(Shape unconstrained) {
        Dim size = VectorEvent.extent(WHAT, unconstrained);
        return VectorEvent.withLast(unconstrained, size.plus(Dim.of(1)));
    }

    private static Tensor odds(Tensor u) {
        return u.sub(evenOdds(u));
    }

    /// `log(K - 1 - k)`: the log-odds against k when all that is left is shared evenly.
    private static Tensor evenOdds(Tensor like) {
        Dim count = VectorEvent.extent(WHAT, like.shape());
        Tensor index = like.builder().iota(DType.I64, 0, count);
        return like.builder().dims(count).sub(index).cast(like.dtype()).log();
    }
}
