package dev.komodo.distribution;

import dev.komodo.graph.Tensor;

/// A probability distribution whose parameters are numbers or tensors; the records that implement
/// it are the distributions of the field, in Stan's parametrisation, each with its formula.
///
/// ```java
/// Tensor logp = Normal.of(0, tau).logDensity(theta);     // the shape that theta and tau broadcast to
/// Tensor total = StudentT.of(4, mu, 2.5).logDensitySum(y);
/// ```
///
/// Factories take each parameter as a [Tensor] or a number ([Parameter]). Densities are computed in
/// the dtype of the variate if that is a float, else in that of the parameters, else in f64;
/// integers and bool variates convert to it.
///
/// ## Shapes
///
/// The last `eventRank()` axes of a variate are one event; the others broadcast with those of the
/// parameters: `[..., event...] -> [...]`.
///
/// ## Edges
///
/// Outside the support the log-density is -inf and its derivatives by the variate are 0. Where a
/// parameter is outside its domain, or the variate is NaN, the log-density is NaN. An infinite
/// parameter gives the limit of the formula, or NaN. For discrete variates the log-density is the
/// logarithm of the probability.
public sealed interface Distribution
        permits Bernoulli,
                BernoulliLogit,
                Beta,
                Binomial,
                BinomialLogit,
                Categorical,
                CategoricalLogit,
                Cauchy,
                Dirichlet,
                Exponential,
                Gamma,
                HalfCauchy,
                HalfNormal,
                InverseGamma,
                Laplace,
                LkjCholesky,
                LogNormal,
                Logistic,
                MultivariateNormal,
                MultivariateNormalPrecision,
                NegativeBinomial,
                NegativeBinomialLog,
                Normal,
                Poisson,
                PoissonLog,
                StudentT,
                Uniform,
                Weibull {
    /// The natural logarithm of the density, or of the probability, of each event, with every
    /// constant.
    ///
    /// @param x `[..., event...]`, floats, or any dtype for discrete distributions
    /// @return `[...]`
    /// @throws dev.komodo.error.InvalidGraphException if the shapes or dtypes do not fit
    Tensor logDensity(Tensor x);

    /// The sum of [#logDensity] over everything: a scalar. It may be computed by a formula for the
    /// sum, which differs from the sum of the elements by roundings only.
    ///
    /// @param x as for [#logDensity]
    default Tensor logDensitySum(Tensor x) {
        return logDensity(x).sum();
    }

    /// Draws: `[dims..., ..., event...]`, where `...` is the shape that the parameters broadcast
    /// to. Floats in the dtype of the parameters (f64 of numbers only); counts and categories as
    /// i64. A parameter outside its domain gives NaN, of integers -1.
    ///
    /// @param key u32[2], see [dev.komodo.library.Random]; for one draw only
    /// @param dims how many, as extents: each a [dev.komodo.graph.Dim], an [Integer], a [Long], or
    ///   a [String] that names a symbol; none for one draw
    Tensor sample(Tensor key, Object... dims);

    /// How many of the last axes are one event: 0 for numbers, 1 for vectors, 2 for matrices.
    default int eventRank() {
        return 0;
    }
}
