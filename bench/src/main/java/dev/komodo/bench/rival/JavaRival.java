package dev.komodo.bench.rival;

import dev.komodo.runtime.NDArray;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/// Loops over Java arrays: what Java programmers have without Komodo.
record JavaRival(String name, String description, FloatKernels kernels) implements Rival {
    @Override
    public RivalSession open(
            Computation computation, int threads, List<NDArray> inputs, NDArray result) {
        List<float[]> arrays = inputs.stream().map(JavaRival::copy).toList();
        float[] output = new float[Math.toIntExact(result.elements())];
        Parts parts = new Parts(threads);
        int rows = Math.toIntExact(inputs.getFirst().size(0));
        Parts.Loop loop = loop(computation, inputs, arrays, output);
        return new RivalSession() {
            @Override
            public void run() {
                parts.run(rows, loop);
            }

            @Override
            public void publish() {
                MemorySegment.copy(
                        output, 0, result.segment(), ValueLayout.JAVA_FLOAT, 0, output.length);
            }

            @Override
            public void close() {
                parts.close();
            }
        };
    }

    private Parts.Loop loop(
            Computation computation, List<NDArray> inputs, List<float[]> arrays, float[] output) {
        NDArray shape = inputs.getFirst();
        float[] first = arrays.getFirst();
        return switch (computation) {
            case PRODUCT -> {
                int k = Math.toIntExact(shape.size(1));
                int n = Math.toIntExact(inputs.getLast().size(1));
                yield (from, to) ->
                        kernels.product(first, arrays.getLast(), output, from, to, k, n);
            }
            case BLACK_SCHOLES ->
                    (from, to) ->
                            kernels.blackScholes(
                                    first,
                                    arrays.get(1),
                                    arrays.get(2),
                                    arrays.get(3),
                                    output,
                                    from,
                                    to);
            case SOFTMAX -> {
                int width = Math.toIntExact(shape.size(1));
                yield (from, to) -> kernels.softmax(first, output, from, to, width);
            }
            case ROW_SUMS -> {
                int width = Math.toIntExact(shape.size(1));
                yield (from, to) -> kernels.rowSums(first, output, from, to, width);
            }
        };
    }

    private static float[] copy(NDArray array) {
        return array.segment().toArray(ValueLayout.JAVA_FLOAT);
    }
}
