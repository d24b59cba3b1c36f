package dev.komodo.distribution;

import dev.komodo.distribution.Grid.Domain;

import java.util.List;
import java.util.stream.IntStream;

/// A distribution with parameters, and where its mass is.
record Case(String name, List<Double> parameters, Grid grid) {
    /// All scalar distributions over numbers.
    static List<Case> measuring() {
        return List.of(
                of(Domain.REAL, "Normal", 0.5, 1.5),
                of(Domain.POSITIVE, "HalfNormal", 1.5),
                of(Domain.REAL, "Cauchy", 0.5, 1.5),
                of(Domain.POSITIVE, "HalfCauchy", 1.5),
                of(Domain.REAL, "StudentT", 4.5, 0.5, 1.5),
                of(Domain.REAL, "StudentT", 1.5, -1, 0.5),
                of(Domain.POSITIVE, "Gamma", 0.5, 2),
                of(Domain.POSITIVE, "Gamma", 30, 2),
                of(Domain.POSITIVE, "InverseGamma", 5, 2),
                of(Domain.POSITIVE, "Exponential", 2.5),
                of(Domain.UNIT, "Beta", 0.5, 0.7),
                of(Domain.UNIT, "Beta", 20, 3),
                of(Domain.UNIT, "Uniform", 0, 1),
                of(Domain.POSITIVE, "LogNormal", 0.2, 0.6),
                of(Domain.REAL, "Laplace", 0, 1.5),
                of(Domain.REAL, "Logistic", 0.5, 1.5),
                of(Domain.POSITIVE, "Weibull", 0.7, 2),
                of(Domain.POSITIVE, "Weibull", 4, 2));
    }

    /// All scalar distributions over counts.
    static List<Case> counting() {
        return List.of(
                of(1, "Bernoulli", 0.3),
                of(1, "BernoulliLogit", -1),
                of(10, "Binomial", 10, 0.3),
                of(200, "Binomial", 200, 0.4),
                of(300, "Binomial", 300, 0.9),
                of(20, "BinomialLogit", 20, 0.7),
                of(40, "Poisson", 0.8),
                of(200, "Poisson", 30),
                of(60, "PoissonLog", 1.2),
                of(400, "NegativeBinomial", 4, 2.5),
                of(2000, "NegativeBinomialLog", 1, 0.25));
    }

    private static Case of(Domain domain, String name, double... parameters) {
        return new Case(name, boxed(parameters), Grid.of(domain));
    }

    private static Case of(int last, String name, double... parameters) {
        return new Case(name, boxed(parameters), Grid.counts(last));
    }

    private static List<Double> boxed(double... parameters) {
        return IntStream.range(0, parameters.length).mapToObj(i -> parameters[i]).toList();
    }

    /// The distribution with numbers for parameters.
    Distribution distribution() {
        return Distributions.of(name, parameters.toArray());
    }

    /// The densities at the points of the grid.
    double[] densities() {
        double[] densities = Evaluator.of(x -> distribution().logDensity(x).exp(), grid.points());
        return densities;
    }

    @Override
    public String toString() {
        return name + parameters;
    }
}
