package dev.komodo.examples.posterior.nuts;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/// A diagonal Euclidean metric: each coordinate's inverse mass is an estimate of its variance.
final class Metric {
    private final double[] inverseMass;

    /// The unit metric.
    Metric(int dimension) {
        inverseMass = new double[dimension];
        Arrays.fill(inverseMass, 1);
    }

    /// The diagonal, which may be written to.
    double[] inverseMass() {
        return inverseMass;
    }

    double velocity(double[] momentum, int i) {
        return inverseMass[i] * momentum[i];
    }

    double kineticEnergy(double[] momentum) {
        double sum = 0;
        for (int i = 0; i < momentum.length; i++) {
            sum += momentum[i] * velocity(momentum, i);
        }
        return sum / 2;
    }

    void drawMomentum(RandomGenerator random, double[] momentum) {
        for (int i = 0; i < momentum.length; i++) {
            momentum[i] = random.nextGaussian() / Math.sqrt(inverseMass[i]);
        }
    }
}
