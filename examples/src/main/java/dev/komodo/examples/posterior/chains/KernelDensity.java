package dev.komodo.examples.posterior.chains;

import dev.komodo.error.ExecutionException;
import dev.komodo.examples.posterior.model.Posterior;
import dev.komodo.examples.posterior.nuts.LogDensity;
import dev.komodo.runtime.Kernel;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Optional;

/// A density that a kernel computes, through arguments bound once: an evaluation allocates nothing.
/// Where the kernel has no result, such as the factor of a matrix that is not positive definite,
/// there is no density: NaN. For the thread that made it.
public final class KernelDensity implements LogDensity, AutoCloseable {
    private final int dimension;
    private final Arguments arguments;
    private final MemorySegment value;
    private final MemorySegment gradient;
    private @Nullable ExecutionException failure;

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
        try {
            arguments.run(position);
        } catch (ExecutionException undefined) {
            failure = undefined;
            Arrays.fill(derivatives, Double.NaN);
            return Double.NaN;
        }
        MemorySegment.copy(gradient, ValueLayout.JAVA_DOUBLE, 0, derivatives, 0, dimension);
        return value.get(ValueLayout.JAVA_DOUBLE, 0);
    }

    /// Why the kernel last had no result, if that has happened.
    public Optional<ExecutionException> failure() {
        return Optional.ofNullable(failure);
    }

    /// Frees the arguments. A second close does nothing.
    @Override
    public void close() {
        arguments.close();
    }
}
