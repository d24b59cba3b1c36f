package dev.komodo.examples.posterior.nuts;

import java.util.random.RandomGenerator;

/// One Markov chain: a warm-up that adapts the sampler, then draws. For one thread.
///
/// ```java
/// Chain chain = new Chain(density, start, ChainSettings.DEFAULTS, random);
/// chain.run((iteration, warmingUp, position, step) -> { ... });
/// ```
public final class Chain {
    private final ChainSettings settings;
    private final Nuts nuts;
    private final StepSizeAdaptation stepSizes;
    private final VarianceEstimate variances;
    private final WarmupWindows windows;

    /// Told about each iteration.
    @FunctionalInterface
    public interface Listener {
        /// An iteration is done.
        ///
        /// @param iteration from 0, counted through warm-up and draws
        /// @param warmingUp whether it belongs to the warm-up
        /// @param position the draw, valid during the call
        /// @param step what the sampler met
        void iterated(int iteration, boolean warmingUp, double[] position, Step step);
    }

    /// A chain.
    ///
    /// @param start a position at which the density and its gradient are finite: see
    ///   [StartingPoint]
    public Chain(
            LogDensity density, double[] start, ChainSettings settings, RandomGenerator random) {
        this.settings = settings;
        this.nuts = new Nuts(density, start, settings.maxDepth(), random);
        this.stepSizes = new StepSizeAdaptation(settings.targetAcceptance());
        this.variances = new VarianceEstimate(density.dimension());
        this.windows = new WarmupWindows(settings.warmup());
    }

    /// Runs warm-up and draws.
    ///
    /// @throws IllegalStateException if no step size suits the density at the start
    public void run(Listener listener) {
        findStepSize();
        for (int i = 0; i < settings.warmup(); i++) {
            Step step = nuts.next();
            adapt(i, step);
            listener.iterated(i, true, nuts.position(), step);
        }
        if (settings.warmup() > 0) {
            nuts.setStepSize(stepSizes.average());
        }
        for (int i = 0; i < settings.draws(); i++) {
            Step step = nuts.next();
            listener.iterated(settings.warmup() + i, false, nuts.position(), step);
        }
    }

    private void findStepSize() {
        nuts.findStepSize();
        stepSizes.restart(nuts.stepSize());
    }

    private void adapt(int iteration, Step step) {
        nuts.setStepSize(stepSizes.next(step.acceptance()));
        if (windows.estimates(iteration)) {
            variances.add(nuts.position());
        }
        if (windows.closesAfter(iteration)) {
            variances.moveTo(nuts.metric().inverseMass());
            findStepSize();
        }
    }
}
