package dev.komodo.examples.posterior.nuts;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/// Where a chain begins.
public final class StartingPoint {
    private static final int TRIES = 100;

    private StartingPoint() {}

    /// A position near a centre at which the density and its gradient are finite.
    ///
    /// @param centre the middle of a cube
    /// @param radius half the cube's edge
    /// @throws IllegalStateException if none of 100 positions is fit
    public static double[] find(
            LogDensity density, double[] centre, double radius, RandomGenerator random) {
        double[] position = new double[density.dimension()];
        double[] gradient = new double[position.length];
        double value = Double.NaN;
        for (int attempt = 0; attempt < TRIES; attempt++) {
            for (int i = 0; i < position.length; i++) {
                position[i] = centre[i] + radius * (2 * random.nextDouble() - 1);
            }
            value = density.evaluate(position, gradient);
            if (Double.isFinite(value) && Arrays.stream(gradient).allMatch(Double::isFinite)) {
                return position;
            }
        }
        throw new IllegalStateException(
                "No start in "
                        + TRIES
                        + " tries within "
                        + radius
                        + " of "
                        + Arrays.toString(centre)
                        + ": the last log-density was "
                        + value
                        + ", its gradient "
                        + Arrays.toString(gradient));
    }
}
