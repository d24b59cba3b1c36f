package dev.komodo.bench.rival;

import dev.komodo.bench.blas.BlasLibrary;
import dev.komodo.runtime.NDArray;

import java.util.List;

/// A library's product of two matrices.
public record BlasRival(BlasLibrary library) implements Rival {
    @Override
    public String name() {
        return library.name();
    }

    @Override
    public String description() {
        return library.version() + ", kernels " + library.kernels();
    }

    @Override
    public RivalSession open(
            Computation computation, int threads, List<NDArray> inputs, NDArray result) {
        if (computation != Computation.PRODUCT) {
            throw new IllegalArgumentException(name() + " only computes products");
        }
        Runnable product =
                library.product(inputs.getFirst(), false, inputs.getLast(), false, result);
        return new RivalSession() {
            @Override
            public void beginTurn() {
                library.threads(threads); // one number for the whole process
            }

            @Override
            public void run() {
                product.run();
            }
        };
    }
}
