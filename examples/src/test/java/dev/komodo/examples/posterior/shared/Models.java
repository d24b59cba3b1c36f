package dev.komodo.examples.posterior.shared;

import static dev.komodo.graph.DType.F64;

import dev.komodo.distribution.BernoulliLogit;
import dev.komodo.distribution.Beta;
import dev.komodo.distribution.Cauchy;
import dev.komodo.distribution.Gamma;
import dev.komodo.distribution.Model;
import dev.komodo.distribution.ModelBuilder;
import dev.komodo.distribution.MultivariateNormal;
import dev.komodo.distribution.Normal;
import dev.komodo.distribution.PoissonLog;
import dev.komodo.distribution.Transform;
import dev.komodo.graph.Dim;
import dev.komodo.graph.ScanStep;
import dev.komodo.graph.Tensor;
import dev.komodo.library.LinearAlgebra;
import dev.komodo.library.Normalization;

import java.util.Arrays;
import java.util.List;

/// The posteriors of the shared folder, as their `model.md` define them, in the public API. Terms,
/// parameters and quantities have the names of `golden.json` and `reference.json`.
final class Models {
    /// All of them.
    static final List<String> NAMES =
            List.of(
                    "eight_schools_noncentered",
                    "sblrc_blr",
                    "sblri_blr",
                    "nes1980",
                    "arK",
                    "garch11",
                    "low_dim_gauss_mix",
                    "gp_regr",
                    "hmm_example",
                    "radon_mn_hier_nc",
                    "dogs",
                    "GLM_Poisson");

    private Models() {}

    /// A model with its data. The twins have one name.
    static Model of(String name, Data data) {
        return Model.of(
                name.endsWith("_blr") ? "regression" : name,
                m -> {
                    switch (name) {
                        case "eight_schools_noncentered" -> eightSchools(m, data);
                        case "sblrc_blr", "sblri_blr" ->
                                regression(m, m.data(data.rows("X")), m.data(data.reals("y")));
                        case "nes1980" -> election(m, data);
                        case "arK" -> autoregression(m, data);
                        case "garch11" -> volatility(m, data);
                        case "low_dim_gauss_mix" -> mixture(m, data);
                        case "gp_regr" -> gaussianProcess(m, data);
                        case "hmm_example" -> hiddenMarkov(m, data);
                        case "radon_mn_hier_nc" -> radon(m, data);
                        case "dogs" -> dogs(m, data);
                        case "GLM_Poisson" -> counts(m, data);
                        default -> throw new IllegalArgumentException("No model " + name);
                    }
                });
    }

    private static void eightSchools(ModelBuilder m, Data data) {
        Tensor raw = m.parameter("theta_trans", data.count("J"));
        Tensor mu = m.parameter("mu");
        Tensor tau = m.parameter("tau", Transform.positive());
        Tensor theta = m.derived("theta", mu.add(tau.mul(raw)));
        m.follows("prior.theta_trans", raw, Normal.of(0, 1));
        m.follows("prior.mu", mu, Normal.of(0, 5));
        m.follows("prior.tau", tau, Cauchy.of(0, 5));
        Tensor sigma = m.data(data.reals("sigma"));
        m.follows("lik.y", m.data(data.reals("y")), Normal.of(theta, sigma));
    }

    /// The twins.
    static void regression(ModelBuilder m, Tensor x, Tensor y) {
        Tensor beta = m.parameter("beta", 5);
        Tensor sigma = m.parameter("sigma", Transform.positive());
        m.follows("prior.beta", beta, Normal.of(0, 10));
        m.follows("prior.sigma", sigma, Normal.of(0, 10));
        m.follows("lik.y", y, Normal.of(x.matmul(beta), sigma));
    }

    private static void election(ModelBuilder m, Data data) {
        Tensor beta = m.parameter("beta", 9);
        Tensor sigma = m.parameter("sigma", Transform.positive());
        Tensor age = m.data(data.integers("age_discrete"));
        Tensor mean =
                at(beta, 0)
                        .add(at(beta, 1).mul(m.data(data.reals("real_ideo"))))
                        .add(at(beta, 2).mul(m.data(data.reals("race_adj"))))
                        .add(at(beta, 3).mul(age.equalTo(2).cast(F64)))
                        .add(at(beta, 4).mul(age.equalTo(3).cast(F64)))
                        .add(at(beta, 5).mul(age.equalTo(4).cast(F64)))
                        .add(at(beta, 6).mul(m.data(data.reals("educ1"))))
                        .add(at(beta, 7).mul(m.data(data.reals("gender"))))
                        .add(at(beta, 8).mul(m.data(data.reals("income"))));
        m.follows("lik.partyid7", m.data(data.reals("partyid7")), Normal.of(mean, sigma));
    }

    private static Tensor at(Tensor vector, int index) {
        return vector.slice(0, index, index + 1);
    }

    private static void autoregression(ModelBuilder m, Data data) {
        int order = data.count("K");
        int length = data.count("T");
        Tensor alpha = m.parameter("alpha");
        Tensor beta = m.parameter("beta", order);
        Tensor sigma = m.parameter("sigma", Transform.positive());
        Tensor y = m.data(data.reals("y"));
        Tensor mean = alpha;
        for (int lag = 1; lag <= order; lag++) {
            mean = mean.add(at(beta, lag - 1).mul(y.slice(0, order - lag, length - lag)));
        }
        m.follows("prior.alpha", alpha, Normal.of(0, 10));
        m.follows("prior.beta", beta, Normal.of(0, 10));
        m.follows("prior.sigma", sigma, Cauchy.of(0, 2.5));
        m.follows("lik.y", y.slice(0, order, length), Normal.of(mean, sigma));
    }

    private static void volatility(ModelBuilder m, Data data) {
        int length = data.count("T");
        Tensor mu = m.parameter("mu");
        Tensor alpha0 = m.parameter("alpha0", Transform.positive());
        Tensor alpha1 = m.parameter("alpha1", Transform.unit());
        Tensor beta1 = m.parameter("beta1", Transform.interval(0, alpha1.neg().add(1)));
        Tensor y = m.data(data.reals("y"));
        Tensor first = m.constant(data.real("sigma1") * data.real("sigma1"));
        Tensor shocks = y.sub(mu).square().slice(0, 0, length - 1);
        Tensor later =
                m.graph()
                        .scan(
                                Dim.of(length - 1),
                                List.of(first),
                                List.of(shocks),
                                (carries, elements) -> {
                                    Tensor variance =
                                            alpha0.add(alpha1.mul(elements.getFirst()))
                                                    .add(beta1.mul(carries.getFirst()));
                                    return ScanStep.of(List.of(variance), List.of(variance));
                                })
                        .emitted()
                        .getFirst();
        Tensor variances = Tensor.concat(0, first.reshape(1), later);
        m.follows("lik.y", y, Normal.of(mu, variances.sqrt()));
    }

    private static void mixture(ModelBuilder m, Data data) {
        Tensor mu = m.parameter("mu", Transform.ordered(), 2);
        Tensor sigma = m.parameter("sigma", Transform.positive(), 2);
        Tensor theta = m.parameter("theta", Transform.unit());
        Tensor y = m.data(data.reals("y"));
        Tensor first = theta.log().add(Normal.of(at(mu, 0), at(sigma, 0)).logDensity(y));
        Tensor second = theta.neg().log1p().add(Normal.of(at(mu, 1), at(sigma, 1)).logDensity(y));
        m.follows("prior.sigma", sigma, Normal.of(0, 2));
        m.follows("prior.mu", mu, Normal.of(0, 2));
        m.follows("prior.theta", theta, Beta.of(5, 5));
        m.add("lik.y", Normalization.logSumExp(Tensor.stack(0, first, second), 0));
    }

    private static void gaussianProcess(ModelBuilder m, Data data) {
        int count = data.count("N");
        Tensor rho = m.parameter("rho", Transform.positive());
        Tensor alpha = m.parameter("alpha", Transform.positive());
        Tensor sigma = m.parameter("sigma", Transform.positive());
        Tensor x = m.data(data.reals("x"));
        Tensor distance = x.expandDims(1).sub(x.expandDims(0));
        double[][] identity = new double[count][count];
        for (int i = 0; i < count; i++) {
            identity[i][i] = 1;
        }
        Tensor covariance =
                alpha.square()
                        .mul(distance.div(rho).square().mul(-0.5).exp())
                        .add(sigma.mul(m.data(identity)));
        Tensor factor = LinearAlgebra.cholesky(covariance);
        m.follows("prior.rho", rho, Gamma.of(25, 4));
        m.follows("prior.alpha", alpha, Normal.of(0, 2));
        m.follows("prior.sigma", sigma, Normal.of(0, 1));
        Tensor zero = m.data(new double[count]);
        m.follows("lik.y", m.data(data.reals("y")), MultivariateNormal.of(zero, factor));
    }

    private static void hiddenMarkov(ModelBuilder m, Data data) {
        Tensor theta1 = m.parameter("theta1", Transform.simplex(), 2);
        Tensor theta2 = m.parameter("theta2", Transform.simplex(), 2);
        Tensor mu = m.parameter("mu", Transform.positiveOrdered(), 2);
        m.follows("prior.mu", mu, Normal.of(m.data(3.0, 10.0), 1));
        int length = data.count("N");
        Tensor transitions = Tensor.stack(0, theta1, theta2).log();
        Tensor emissions = Normal.of(mu, 1).logDensity(m.data(data.reals("y")).expandDims(1));
        Tensor last =
                m.graph()
                        .scan(
                                Dim.of(length - 1),
                                List.of(emissions.slice(0, 0, 1).squeeze(0)),
                                List.of(emissions.slice(0, 1, length)),
                                (carries, elements) -> {
                                    Tensor ways = carries.getFirst().expandDims(1).add(transitions);
                                    Tensor forward =
                                            Normalization.logSumExp(ways, 0)
                                                    .add(elements.getFirst());
                                    return ScanStep.of(List.of(forward), List.of());
                                })
                        .carries()
                        .getFirst();
        m.add("lik.y", Normalization.logSumExp(last, 0));
    }

    private static void radon(ModelBuilder m, Data data) {
        Tensor raw = m.parameter("alpha_raw", data.count("J"));
        Tensor beta = m.parameter("beta", 2);
        Tensor mu = m.parameter("mu_alpha");
        Tensor sigmaAlpha = m.parameter("sigma_alpha", Transform.positive());
        Tensor sigmaY = m.parameter("sigma_y", Transform.positive());
        Tensor alpha = m.derived("alpha", mu.add(sigmaAlpha.mul(raw)));
        long[] county = Arrays.stream(data.integers("county_idx")).map(i -> i - 1).toArray();
        Tensor mean =
                alpha.gather(m.data(county), 0)
                        .add(at(beta, 0).mul(m.data(data.reals("log_uppm"))))
                        .add(at(beta, 1).mul(m.data(data.reals("floor_measure"))));
        m.follows("prior.sigma_alpha", sigmaAlpha, Normal.of(0, 1));
        m.follows("prior.sigma_y", sigmaY, Normal.of(0, 1));
        m.follows("prior.mu_alpha", mu, Normal.of(0, 10));
        m.follows("prior.beta", beta, Normal.of(0, 10));
        m.follows("prior.alpha_raw", raw, Normal.of(0, 1));
        m.follows("lik.log_radon", m.data(data.reals("log_radon")), Normal.of(mean, sigmaY));
    }

    /// The running counts are sums before each trial, computed by the kernel.
    private static void dogs(ModelBuilder m, Data data) {
        int trials = data.count("n_trials");
        Tensor beta = m.parameter("beta", 3);
        Tensor y = m.data(data.rows("y"));
        double[][] earlier = new double[trials][trials];
        for (int trial = 0; trial < trials; trial++) {
            Arrays.fill(earlier[trial], trial + 1, trials, 1);
        }
        Tensor before = m.data(earlier);
        Tensor shocks = y.matmul(before);
        Tensor avoidances = y.neg().add(1).matmul(before);
        Tensor logit = at(beta, 0).add(at(beta, 1).mul(avoidances)).add(at(beta, 2).mul(shocks));
        m.follows("prior.beta", beta, Normal.of(0, 100));
        m.follows("lik.y", y, BernoulliLogit.of(logit));
    }

    private static void counts(ModelBuilder m, Data data) {
        Tensor alpha = m.parameter("alpha", Transform.interval(-20, 20));
        Tensor beta1 = m.parameter("beta1", Transform.interval(-10, 10));
        Tensor beta2 = m.parameter("beta2", Transform.interval(-10, 10));
        Tensor beta3 = m.parameter("beta3", Transform.interval(-10, 10));
        Tensor year = m.data(data.reals("year"));
        Tensor square = year.mul(year);
        Tensor logRate =
                alpha.add(beta1.mul(year)).add(beta2.mul(square)).add(beta3.mul(square.mul(year)));
        m.follows("lik.C", m.data(data.integers("C")), PoissonLog.of(logRate));
    }
}
