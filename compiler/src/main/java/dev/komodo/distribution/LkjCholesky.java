package dev.komodo.distribution;

import dev.komodo.graph.DType;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;
import dev.komodo.library.Random;

/// The distribution of Lewandowski, Kurowicka and Joe over Cholesky factors of correlation
/// matrices: `sum((n - k + 2 eta - 2) log(x[k, k]))`, k from 1 to n, less the logarithm of the
/// integral: a density over the elements below the diagonal. The correlation matrices have
/// densities in proportion to `det^(eta - 1)`: eta = 1 is uniform. `x [..., n, n]`, `eta [...] ->
/// [...]`.
///
/// A matrix is outside where an element of the diagonal is not positive, one above it is not 0, or
/// a row's squares do not sum to 1 within `1e-8` (f32: `1e-4`).
///
/// Source: D. Lewandowski, D. Kurowicka, H. Joe, "Generating random correlation matrices based on
/// vines and extended onion method", J. Multivariate Analysis 100 (2009), theorem 5 for the
/// integral, section 2 for sampling; Stan Functions Reference, "Cholesky LKJ correlation
/// distribution".
///
/// @param size the number n of rows
/// @param concentration eta, above 0
public record LkjCholesky(int size, Parameter concentration) implements Distribution {
    /// Refuses sizes below 1.
    public LkjCholesky {
        Triangle.ofMatrix(Shape.of(size, size), false);
    }

    /// The distribution with this concentration, a [Tensor] or a number.
    ///
    /// @param size the number n of rows
    public static LkjCholesky of(int size, Object concentration) {
        return new LkjCholesky(size, Parameter.of(concentration));
    }

    @Override
    public int eventRank() {
        return 2;
    }

    @Override
    public Tensor logDensity(Tensor x) {
        VectorEvent.requireMatrix(x.shape(), size);
        Evaluation at = Evaluation.at(x, concentration);
        Tensor eta = at.positive(concentration);
        Tensor variate = at.variate(x);
        Tensor diagonal = VectorEvent.diagonal(variate);
        Support support = new Support(outside(variate, diagonal));
        Tensor inside = support.outside().expandDims(-1).select(at.constant(1), diagonal);
        Tensor row = x.builder().iota(at.dtype(), 0, size);
        Tensor power = eta.mul(2).expandDims(-1).add(row.neg().add(size - 3.0));
        Tensor logarithms = power.mul(inside.log());
        // the first element is 1 and counts for nothing
        return support.restrict(logarithms.sum(-1).add(logConstant(eta)));
    }

    private Tensor outside(Tensor x, Tensor diagonal) {
        double tolerance = x.dtype() == DType.F64 ? 1e-8 : 1e-4;
        Tensor above = new Triangle(size, true).inside(x.builder()).not();
        Tensor uneven = x.square().sum(-1).sub(1).abs().greater(tolerance);
        Tensor misplaced = above.and(x.notEqualTo(0)).and(x.equalTo(x));
        return diagonal.lessEqual(0).or(uneven).any(-1).or(misplaced.any(-2, -1));
    }

    /// `sum over k from 1 to n - 1 of log(gamma(eta + (n - 1) / 2) / gamma(eta + (n - 1 - k) / 2))
    /// - k log(pi) / 2`.
    private Tensor logConstant(Tensor eta) {
        Tensor sum = eta.mul(0);
        if (size == 1) {
            return sum;
        }
        Tensor total = eta.add((size - 1) / 2.0).logGamma().mul(size - 1.0);
        Tensor k = eta.builder().iota(eta.dtype(), 0, size - 1);
        Tensor parts = eta.expandDims(-1).add(k.mul(0.5)).logGamma().sum(-1);
        return total.sub(parts).sub(size * (size - 1.0) / 4 * Formulas.LOG_PI);
    }

    /// By independent partial correlations: that of column j has the density of `2 b - 1` where b
    /// is [Beta] with both parameters `eta + (n - 2 - j) / 2`.
    @Override
    public Tensor sample(Tensor key, Object... dims) {
        Evaluation in = Evaluation.in(key.builder(), concentration);
        Tensor eta = in.positive(concentration);
        Shape matrices = Evaluation.join(in.shape(dims, eta), Shape.of(size, size));
        Tensor column = key.builder().iota(in.dtype(), 1, size, size);
        Tensor below = new Triangle(size, false).inside(key.builder());
        Tensor parameter =
                below.select(
                        eta.expandDims(-1)
                                .expandDims(-1)
                                .add(column.mul(-0.5).add((size - 2) / 2.0)),
                        in.constant(1));
        Tensor wanted = parameter.broadcastTo(matrices);
        Tensor partial = Random.beta(key, wanted, wanted).mul(2).sub(1);
        Tensor kept = below.select(partial, in.constant(0));
        return CholeskyCorrelation.ofPartial(kept, kept.square().neg().log1p());
    }
}
