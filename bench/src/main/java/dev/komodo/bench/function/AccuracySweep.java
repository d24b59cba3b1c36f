package dev.komodo.bench.function;

import dev.komodo.Komodo;
import dev.komodo.Options;
import dev.komodo.graph.DType;
import dev.komodo.runtime.Binding;
import dev.komodo.runtime.Kernel;
import dev.komodo.runtime.NDArray;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.stream.IntStream;

/// Tries a function of one f32 on every bit pattern, or on every `stride`-th. What stands for the
/// exact value is the same function in f64, whose own error is 2^-29 of an f32's.
final class AccuracySweep {
    private static final int BLOCK = 1 << 14;

    private final ElementwiseFunction function;
    private final long stride;

    /// @param stride distance of bit patterns, at least 1
    AccuracySweep(ElementwiseFunction function, long stride) {
        this.function = function;
        this.stride = stride;
    }

    /// The largest error.
    ///
    /// @param workers how many threads share the work, each with a kernel of one thread
    LargestError run(int workers) {
        long blocks = Math.ceilDiv(Math.ceilDiv(1L << Integer.SIZE, stride), BLOCK);
        try (Komodo komodo = Komodo.open(Options.defaults().threads(1).withoutCache());
                Kernel kernel = komodo.compile(function.compared(BLOCK))) {
            List<LargestError> found =
                    IntStream.range(0, workers)
                            .parallel()
                            .mapToObj(worker -> share(kernel, worker, workers, blocks))
                            .toList();
            return found.stream().reduce(LargestError.NONE, LargestError::or);
        }
    }

    private LargestError share(Kernel kernel, int worker, int workers, long blocks) {
        LargestError worst = LargestError.NONE;
        try (Arena arena = Arena.ofConfined()) {
            NDArray x = NDArray.of(arena, DType.F32, BLOCK);
            try (Binding binding = kernel.bind().input("x", x).allocateOutputs(arena).build()) {
                for (long block = worker; block < blocks; block += workers) {
                    fill(x.segment(), block * BLOCK);
                    binding.run();
                    worst = worst.or(worst(x, binding.output("y"), binding.output("exact")));
                }
            }
        }
        return worst;
    }

    /// Patterns beyond the last wrap around: they are tried twice.
    private void fill(MemorySegment x, long first) {
        for (int i = 0; i < BLOCK; i++) {
            x.setAtIndex(ValueLayout.JAVA_INT, i, (int) ((first + i) * stride));
        }
    }

    private static LargestError worst(NDArray x, NDArray y, NDArray exact) {
        double largest = -1;
        int at = 0;
        for (int i = 0; i < BLOCK; i++) {
            float found = y.segment().getAtIndex(ValueLayout.JAVA_FLOAT, i);
            double ulps =
                    LargestError.ulps(
                            found, exact.segment().getAtIndex(ValueLayout.JAVA_DOUBLE, i));
            if (ulps > largest) {
                largest = ulps;
                at = i;
            }
        }
        return new LargestError(largest, x.segment().getAtIndex(ValueLayout.JAVA_FLOAT, at));
    }
}
