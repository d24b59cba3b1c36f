package dev.komodo.distribution;

import dev.komodo.graph.Tensor;

/// What the two forms of the negative binomial distribution share: with `d(phi)` Stirling's
/// remainder, `(phi - 1 / 2) log(1 + x / phi) + x (log(mu) + log(1 + x / phi) - log(1 + mu / phi))
/// - x - phi log(1 + mu / phi) + d(x + phi) - d(phi) - log(x!)`. No two terms cancel that grow with
///   phi.
final class NegativeBinomialTerms {
    private NegativeBinomialTerms() {}

    /// The logarithm of the probability.
    ///
    /// @param x the count
    /// @param main `x log(mu)`
    /// @param excess `log(1 + mu / phi)`
    /// @param phi the inverse dispersion
    static Tensor of(Tensor x, Tensor main, Tensor excess, Tensor phi) {
        Tensor reach = x.div(phi).log1p();
        Tensor remainders = GammaFunctions.remainder(x.add(phi)).sub(GammaFunctions.remainder(phi));
        return phi.sub(0.5)
                .mul(reach)
                .sub(phi.mul(excess))
                .add(x.mul(reach.sub(excess)))
                .add(main.sub(x).sub(x.add(1).logGamma()))
                .add(remainders);
    }
}
