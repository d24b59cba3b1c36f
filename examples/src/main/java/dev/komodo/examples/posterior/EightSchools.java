package dev.komodo.examples.posterior;

import dev.komodo.distribution.Cauchy;
import dev.komodo.distribution.Model;
import dev.komodo.distribution.Normal;
import dev.komodo.distribution.Transform;
import dev.komodo.examples.posterior.chains.Program;
import dev.komodo.examples.posterior.model.Posterior;
import dev.komodo.graph.Tensor;

/// What a training is worth in each of eight schools, where each school's own estimate is
/// uncertain: the schools learn from each other. The model is D. B. Rubin's (1981) in the
/// non-centred form; the numbers are invented.
///
/// ```
/// java --enable-native-access=ALL-UNNAMED -cp ... dev.komodo.examples.posterior.EightSchools --help
/// ```
public final class EightSchools {
    private static final double[] ESTIMATES = {21.5, 6.2, -4.8, 9.1, 2.4, -1.3, 15.7, 11.9};
    private static final double[] STANDARD_ERRORS = {14.2, 9.6, 15.5, 10.8, 9.3, 11.7, 10.1, 17.4};

    private EightSchools() {}

    /// Samples.
    public static void main(String[] arguments) {
        System.exit(
                SamplingCommand.execute(
                        Program.of(EightSchools.class), () -> Posterior.of(model()), arguments));
    }

    // README begin
    static Model model() {
        return Model.of(
                "eight_schools",
                m -> {
                    Tensor mu = m.parameter("mu"), tau = m.parameter("tau", Transform.positive());
                    Tensor raw = m.parameter("raw", 8);
                    Tensor theta = m.derived("theta", mu.add(tau.mul(raw)));
                    m.follows(mu, Normal.of(0, 5)).follows(tau, Cauchy.of(0, 5));
                    m.follows(raw, Normal.of(0, 1));
                    m.follows(m.data(ESTIMATES), Normal.of(theta, m.data(STANDARD_ERRORS)));
                });
    }
    // README end
}
