package dev.komodo.examples.posterior.nuts;

/// A position with its momentum, and what the density says there.
final class PhasePoint {
    final double[] position;
    final double[] momentum;
    final double[] gradient;
    double logDensity;

    PhasePoint(int dimension) {
        position = new double[dimension];
        momentum = new double[dimension];
        gradient = new double[dimension];
    }

    void copyFrom(PhasePoint other) {
        System.arraycopy(other.position, 0, position, 0, position.length);
        System.arraycopy(other.momentum, 0, momentum, 0, momentum.length);
        System.arraycopy(other.gradient, 0, gradient, 0, gradient.length);
        logDensity = other.logDensity;
    }

    void evaluate(LogDensity density) {
        logDensity = density.evaluate(position, gradient);
    }

    /// One step of the leapfrog integrator, backwards if `stepSize` is negative. source: HG14,
    /// algorithm 1.
    void leapfrog(LogDensity density, Metric metric, double stepSize) {
        kick(stepSize / 2);
        for (int i = 0; i < position.length; i++) {
            position[i] += stepSize * metric.velocity(momentum, i);
        }
        evaluate(density);
        kick(stepSize / 2);
    }

    private void kick(double time) {
        for (int i = 0; i < momentum.length; i++) {
            momentum[i] += time * gradient[i];
        }
    }

    /// The Hamiltonian: minus the log-density plus the kinetic energy; infinity where that is no
    /// number.
    double energy(Metric metric) {
        double energy = metric.kineticEnergy(momentum) - logDensity;
        return Double.isNaN(energy) ? Double.POSITIVE_INFINITY : energy;
    }
}
