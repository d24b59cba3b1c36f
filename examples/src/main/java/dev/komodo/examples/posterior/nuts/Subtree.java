package dev.komodo.examples.posterior.nuts;

import java.util.random.RandomGenerator;

/// A stretch of a trajectory: its two ends in the order in which it was built, the sum of its
/// momenta, its weight, and one point drawn from it.
final class Subtree {
    /// A point at the edge.
    private static final class End {
        final double[] momentum;
        final double[] velocity;

        End(int dimension) {
            momentum = new double[dimension];
            velocity = new double[dimension];
        }

        void set(double[] from, Metric metric) {
            for (int i = 0; i < momentum.length; i++) {
                momentum[i] = from[i];
                velocity[i] = metric.velocity(from, i);
            }
        }
    }

    private End first;
    private End last;
    private final double[] momentumSum;
    private double logWeight;
    private PhasePoint draw;

    Subtree(int dimension) {
        first = new End(dimension);
        last = new End(dimension);
        momentumSum = new double[dimension];
        draw = new PhasePoint(dimension);
    }

    /// One of its points.
    PhasePoint draw() {
        return draw;
    }

    /// Becomes a single point.
    void set(PhasePoint point, Metric metric, double pointLogWeight) {
        first.set(point.momentum, metric);
        last.set(point.momentum, metric);
        System.arraycopy(point.momentum, 0, momentumSum, 0, momentumSum.length);
        draw.copyFrom(point);
        logWeight = pointLogWeight;
    }

    /// Turns the order of its ends around.
    void reverse() {
        End end = first;
        first = last;
        last = end;
    }

    /// Whether this stretch, continued by the next, makes a U-turn: as a whole, or from its
    /// beginning to the first point of the next, or from its last point to the end of the next.
    ///
    /// source: B17, appendix A.4.2; the two checks across the seam see the turns of trajectories
    /// whose halves are each almost a period long.
    boolean turnsBefore(Subtree next) {
        return turns(first, momentumSum, next.momentumSum, next.last)
                || turns(first, momentumSum, next.first.momentum, next.first)
                || turns(last, last.momentum, next.momentumSum, next.last);
    }

    /// Whether a velocity at an end has no part along the sum of the momenta `a + b`.
    private static boolean turns(End from, double[] a, double[] b, End to) {
        double atFrom = 0;
        double atTo = 0;
        for (int i = 0; i < a.length; i++) {
            double sum = a[i] + b[i];
            atFrom += from.velocity[i] * sum;
            atTo += to.velocity[i] * sum;
        }
        return !(atFrom > 0 && atTo > 0);
    }

    /// Takes the next stretch in, which is left with unspecified content. The draw is one of both
    /// with probabilities as their weights, or, if `biased`, the next one's with probability
    /// `min(1, weight of next / weight of this)`: far moves are preferred. source: B17, appendix
    /// A.3.
    void append(Subtree next, boolean biased, RandomGenerator random) {
        double sum = logSum(logWeight, next.logWeight);
        double logProbability = next.logWeight - (biased ? logWeight : sum);
        if (logProbability >= 0 || random.nextDouble() < Math.exp(logProbability)) {
            PhasePoint given = draw;
            draw = next.draw;
            next.draw = given;
        }
        End end = last;
        last = next.last;
        next.last = end;
        for (int i = 0; i < momentumSum.length; i++) {
            momentumSum[i] += next.momentumSum[i];
        }
        logWeight = sum;
    }

    /// `log(exp(a) + exp(b))`.
    private static double logSum(double a, double b) {
        double high = Math.max(a, b);
        return high == Double.NEGATIVE_INFINITY
                ? high
                : high + Math.log1p(Math.exp(Math.min(a, b) - high));
    }
}
