package dev.komodo.bench.rival;

import dev.komodo.bench.blas.OneDnn;
import dev.komodo.runtime.NDArray;

import java.util.List;

/// oneDNN's product of two matrices, of whatever dtype the arrays have.
public record OneDnnRival(OneDnn library) implements Rival {
    @Override
    public String name() {
        return "onednn";
    }

    @Override
    public String description() {
        return library.version() + ", primitive matmul on plain arrays, GNU OpenMP";
    }

    @Override
    public RivalSession open(
            Computation computation, int threads, List<NDArray> inputs, NDArray result) {
        if (computation != Computation.PRODUCT) {
            throw new IllegalArgumentException(name() + " only computes products");
        }
        library.threads(threads); // a primitive is made for a number of threads
        Runnable product = library.product(inputs.getFirst(), inputs.getLast(), result);
        return new RivalSession() {
            @Override
            public void beginTurn() {
                library.threads(threads);
            }

            @Override
            public void run() {
                product.run();
            }
        };
    }
}
