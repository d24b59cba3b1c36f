package dev.komodo.examples.posterior.nuts;

import java.util.random.RandomGenerator;

/// One transition of the No-U-Turn sampler after the other, at a given step size and metric.
///
/// A trajectory is doubled, forwards or backwards by a coin, until it turns around, diverges, or
/// reaches the greatest depth; the draw is one of its points, by their weights. source: B17,
/// appendix A.
final class Nuts {
    /// An error of the energy beyond which a trajectory counts as diverged. source: HG14, 3.1.
    private static final double MAX_ENERGY_ERROR = 1000;

    private final LogDensity density;
    private final Metric metric;
    private final RandomGenerator random;
    private final int maxDepth;
    private final PhasePoint current;
    private final PhasePoint forward;
    private final PhasePoint backward;
    private final Subtree trajectory;
    private final Subtree extension;
    private final Subtree[] continuations;

    private double stepSize = 1;
    private boolean runsForward;
    private double initialEnergy;
    private double acceptanceSum;
    private int gradients;
    private boolean diverged;

    /// A sampler at a start, at which the density is finite.
    Nuts(LogDensity density, double[] start, int maxDepth, RandomGenerator random) {
        int dimension = density.dimension();
        this.density = density;
        this.metric = new Metric(dimension);
        this.random = random;
        this.maxDepth = maxDepth;
        this.current = new PhasePoint(dimension);
        this.forward = new PhasePoint(dimension);
        this.backward = new PhasePoint(dimension);
        this.trajectory = new Subtree(dimension);
        this.extension = new Subtree(dimension);
        this.continuations = new Subtree[maxDepth];
        for (int depth = 0; depth < maxDepth; depth++) {
            continuations[depth] = new Subtree(dimension);
        }
        System.arraycopy(start, 0, current.position, 0, dimension);
        current.evaluate(density);
    }

    Metric metric() {
        return metric;
    }

    double stepSize() {
        return stepSize;
    }

    void setStepSize(double size) {
        stepSize = size;
    }

    /// Where the sampler stands; valid until the next transition.
    double[] position() {
        return current.position;
    }

    /// Doubles or halves the step size until the acceptance of one step crosses 0.8. source: HG14,
    /// algorithm 4, with the threshold of dual averaging instead of a half.
    void findStepSize() {
        int direction = 0;
        while (stepSize > 1e-300 && stepSize < 1e300) {
            forward.copyFrom(current);
            metric.drawMomentum(random, forward.momentum);
            double energy = forward.energy(metric);
            forward.leapfrog(density, metric, stepSize);
            int wanted = energy - forward.energy(metric) > Math.log(0.8) ? 1 : -1;
            if (direction != 0 && wanted != direction) {
                return;
            }
            direction = wanted;
            stepSize = direction > 0 ? stepSize * 2 : stepSize / 2;
        }
        throw new IllegalStateException(
                "No step size suits the density: it is flat, or its gradient is not its own, near"
                        + " the start");
    }

    /// Moves to the next draw.
    Step next() {
        begin();
        int depth = 0;
        boolean goesOn = true;
        while (goesOn && depth < maxDepth) {
            boolean ahead = random.nextBoolean();
            if (ahead != runsForward) {
                trajectory.reverse();
                runsForward = ahead;
            }
            PhasePoint edge = ahead ? forward : backward;
            if (!build(depth, edge, ahead ? stepSize : -stepSize, extension)) {
                break;
            }
            depth++;
            goesOn = !trajectory.turnsBefore(extension);
            trajectory.append(extension, true, random);
        }
        current.copyFrom(trajectory.draw());
        return new Step(
                acceptanceSum / gradients,
                depth,
                gradients,
                diverged,
                initialEnergy,
                current.logDensity,
                stepSize);
    }

    private void begin() {
        metric.drawMomentum(random, current.momentum);
        initialEnergy = current.energy(metric);
        forward.copyFrom(current);
        backward.copyFrom(current);
        trajectory.set(current, metric, 0);
        runsForward = true;
        acceptanceSum = 0;
        gradients = 0;
        diverged = false;
    }

    /// Builds `2^depth` steps from an edge of the trajectory.
    ///
    /// @param edge where the trajectory ends, moved on
    /// @param time the step size with the sign of the direction
    /// @return whether all of it may be drawn from: no part turned around or diverged
    private boolean build(int depth, PhasePoint edge, double time, Subtree into) {
        if (depth == 0) {
            return buildLeaf(edge, time, into);
        }
        Subtree continuation = continuations[depth - 1];
        if (!build(depth - 1, edge, time, into) || !build(depth - 1, edge, time, continuation)) {
            return false;
        }
        boolean goesOn = !into.turnsBefore(continuation);
        into.append(continuation, false, random);
        return goesOn;
    }

    private boolean buildLeaf(PhasePoint edge, double time, Subtree into) {
        edge.leapfrog(density, metric, time);
        gradients++;
        double logWeight = initialEnergy - edge.energy(metric);
        acceptanceSum += Math.min(1, Math.exp(logWeight));
        diverged |= logWeight < -MAX_ENERGY_ERROR;
        into.set(edge, metric, logWeight);
        return !diverged;
    }
}
