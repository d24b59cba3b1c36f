package dev.komodo.distribution;

/// The scalar distributions by name.
final class Distributions {
    private Distributions() {}

    /// A distribution with parameters, each a tensor or a number.
    static Distribution of(String name, Object... p) {
        return switch (name) {
            case "Normal" -> Normal.of(p[0], p[1]);
            case "HalfNormal" -> HalfNormal.of(p[0]);
            case "Cauchy" -> Cauchy.of(p[0], p[1]);
            case "HalfCauchy" -> HalfCauchy.of(p[0]);
            case "StudentT" -> StudentT.of(p[0], p[1], p[2]);
            case "Gamma" -> Gamma.of(p[0], p[1]);
            case "InverseGamma" -> InverseGamma.of(p[0], p[1]);
            case "Exponential" -> Exponential.of(p[0]);
            case "Beta" -> Beta.of(p[0], p[1]);
            case "Uniform" -> Uniform.of(p[0], p[1]);
            case "LogNormal" -> LogNormal.of(p[0], p[1]);
            case "Laplace" -> Laplace.of(p[0], p[1]);
            case "Logistic" -> Logistic.of(p[0], p[1]);
            case "Weibull" -> Weibull.of(p[0], p[1]);
            case "Bernoulli" -> Bernoulli.of(p[0]);
            case "BernoulliLogit" -> BernoulliLogit.of(p[0]);
            case "Binomial" -> Binomial.of(p[0], p[1]);
            case "BinomialLogit" -> BinomialLogit.of(p[0], p[1]);
            case "Poisson" -> Poisson.of(p[0]);
            case "PoissonLog" -> PoissonLog.of(p[0]);
            case "NegativeBinomial" -> NegativeBinomial.of(p[0], p[1]);
            case "NegativeBinomialLog" -> NegativeBinomialLog.of(p[0], p[1]);
            default -> throw new IllegalArgumentException(name);
        };
    }
}
