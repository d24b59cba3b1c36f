package dev.komodo.examples.posterior.chains;

import dev.komodo.error.InvalidGraphException;
import dev.komodo.examples.posterior.model.Posterior;
import dev.komodo.graph.DType;
import dev.komodo.graph.Literal;
import dev.komodo.runtime.Binding;
import dev.komodo.runtime.Kernel;
import dev.komodo.runtime.NDArray;
import dev.komodo.runtime.Signature;

import java.lang.foreign.Arena;

/// What a kernel over a position is called with. For the thread that made it.
final class Arguments implements AutoCloseable {
    private final Arena arena = Arena.ofConfined();
    private final NDArray position;
    private final Binding binding;

    /// Binds data and a position; the outputs are allocated.
    ///
    /// @throws InvalidGraphException if the kernel takes something else
    Arguments(Kernel kernel, Posterior posterior) {
        try {
            position = NDArray.of(arena, DType.F64, posterior.dimension());
            Binding.Builder builder = kernel.bind().input(Posterior.POSITION, position);
            for (Signature.Parameter input : kernel.signature().inputs()) {
                if (!input.name().equals(Posterior.POSITION)) {
                    builder.input(input.name(), data(posterior, input.name(), arena));
                }
            }
            binding = builder.allocateOutputs(arena).build();
        } catch (RuntimeException refused) {
            arena.close();
            throw refused;
        }
    }

    /// An output, which each call overwrites.
    ///
    /// @throws InvalidGraphException if there is no such output
    NDArray output(String name) {
        return binding.output(name);
    }

    private static NDArray data(Posterior posterior, String name, Arena arena) {
        Literal value = posterior.data().get(name);
        if (value == null) {
            throw new InvalidGraphException(
                    "The posterior "
                            + posterior.name()
                            + " has no data '"
                            + name
                            + "'; it has "
                            + posterior.data().keySet());
        }
        return NDArray.copyOf(arena, value);
    }

    /// Calls the kernel at a position.
    void run(double[] at) {
        position.copyFrom(at);
        binding.run();
    }

    @Override
    public void close() {
        binding.close();
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
