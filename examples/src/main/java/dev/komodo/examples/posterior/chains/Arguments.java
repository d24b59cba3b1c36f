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

/// What a kernel over a position is called with.
///
/// @param arena of all arguments
/// @param position the position, which is written before each call
/// @param binding the kernel with its data and the position
record Arguments(Arena arena, NDArray position, Binding binding) implements AutoCloseable {
    /// Binds data and a position; the outputs are allocated. For the calling thread.
    ///
    /// @throws InvalidGraphException if the kernel takes something else
    static Arguments bind(Kernel kernel, Posterior posterior) {
        Arena arena = Arena.ofConfined();
        try {
            NDArray position = NDArray.of(arena, DType.F64, posterior.dimension());
            Binding.Builder builder = kernel.bind().input(Posterior.POSITION, position);
            for (Signature.Parameter input : kernel.signature().inputs()) {
                if (!input.name().equals(Posterior.POSITION)) {
                    builder.input(input.name(), data(posterior, input.name(), arena));
                }
            }
            return new Arguments(arena, position, builder.allocateOutputs(arena).build());
        } catch (RuntimeException refused) {
            arena.close();
            throw refused;
        }
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
