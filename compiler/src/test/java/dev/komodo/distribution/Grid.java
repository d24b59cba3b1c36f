package dev.komodo.distribution;

import java.util.function.DoubleUnaryOperator;

/// Points and weights of the trapezoidal rule after a substitution that stretches the domain to all
/// numbers: it converges fast for the smooth, decaying integrands that remain.
final class Grid {
    private static final int STEPS = 128;

    private final double[] points;
    private final double[] weights;

    private Grid(double[] points, double[] weights) {
        this.points = points;
        this.weights = weights;
    }

    /// The points, ascending.
    double[] points() {
        return points.clone();
    }

    /// The integral of a function with these values at the points.
    double integral(double[] values) {
        return running(values)[values.length - 1];
    }

    /// The sums up to each point, this one included.
    double[] running(double[] values) {
        double[] sums = new double[values.length];
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += weights[i] * values[i];
            sums[i] = sum;
        }
        return sums;
    }

    /// What the substitution is: each leaves out less than `1e-9` of the mass of the tests.
    enum Domain {
        /// `x = sinh(u)`.
        REAL,
        /// `x = exp(u)`.
        POSITIVE,
        /// `x = 1 / (1 + exp(-u))`.
        UNIT
    }

    /// The grid of a domain.
    static Grid of(Domain domain) {
        return switch (domain) {
            case REAL -> of(36, 36, Math::sinh, Math::cosh);
            case POSITIVE -> of(80, 80, Math::exp, Math::exp);
            case UNIT -> of(80, 34, Grid::logistic, u -> logistic(u) * logistic(-u));
        };
    }

    private static double logistic(double u) {
        return 1 / (1 + Math.exp(-u));
    }

    private static Grid of(
            int below, int above, DoubleUnaryOperator point, DoubleUnaryOperator slope) {
        double[] points = new double[(below + above) * STEPS + 1];
        double[] weights = new double[points.length];
        for (int i = 0; i < points.length; i++) {
            double u = (double) i / STEPS - below;
            points[i] = point.applyAsDouble(u);
            weights[i] = slope.applyAsDouble(u) / STEPS;
        }
        return new Grid(points, weights);
    }

    /// The integers from 0 on.
    static Grid counts(int last) {
        double[] points = new double[last + 1];
        double[] weights = new double[last + 1];
        for (int i = 0; i <= last; i++) {
            points[i] = i;
            weights[i] = 1;
        }
        return new Grid(points, weights);
    }
}
