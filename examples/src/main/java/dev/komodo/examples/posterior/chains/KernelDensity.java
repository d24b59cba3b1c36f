package dev.komodo.examples.posterior.chains;

import dev.komodo.examples.posterior.model.Posterior;
import dev.komodo.examples.posterior.nuts.LogDensity;
import dev.komodo.runtime.Kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A density that a kernel computes, through arguments bound once: an evaluation allocates nothing.
/// For the thread that made it.
public final class KernelDensity implements LogDensity, AutoCloseable {
    private final int dimension;
    private final Arguments arguments;
    private final MemorySegment value;
    private final MemorySegment gradient;

    /// A density over a kernel, which stays the caller's.
    ///
    /// @param kernel of the posterior's density
    /// @throws dev.komodo.error.InvalidGraphException if it takes or gives something else
    public KernelDensity(Kernel kernel, Posterior posterior) {
        dimension = posterior.dimension();
        arguments = new Arguments(kernel, posterior);
        value = arguments.output(Posterior.LOG_DENSITY).segment();
        gradient = arguments.output(Posterior.GRADIENT).segment();
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public double evaluate(double[] position, double[] derivatives) {
        arguments.run(position);
        MemorySegment.copy(gradient, ValueLayout.JAVA_DOUBLE, 0, derivatives, 0, dimension);
        return value.get(ValueLayout.JAVA_DOUBLE, 0);
    }

    /// Frees the arguments. A second close does nothing.
    @Override
    public void close() {
        arguments.close();
    }
}
