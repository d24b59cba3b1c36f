package dev.komodo.examples.posterior.chains;

import dev.komodo.error.InvalidGraphException;
import dev.komodo.examples.posterior.model.Posterior;
import dev.komodo.runtime.Kernel;
import dev.komodo.runtime.NDArray;
import dev.komodo.runtime.Signature;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;

/// The quantities of each draw, computed by a kernel and kept. For the thread that made it.
final class QuantityRecorder implements AutoCloseable {
    private final Arguments arguments;
    private final Map<Quantity, NDArray> outputs = new LinkedHashMap<>();
    private final Map<Quantity, double[]> recorded = new LinkedHashMap<>();
    private int count;

    /// A recorder over a kernel, which stays the caller's.
    ///
    /// @param kernel of a [Posterior]'s quantities
    /// @param draws how many will be recorded
    /// @throws InvalidGraphException if the kernel takes or gives something else
    QuantityRecorder(Kernel kernel, Posterior posterior, int draws) {
        arguments = new Arguments(kernel, posterior);
        for (Signature.Parameter output : kernel.signature().outputs()) {
            NDArray array = arguments.output(output.name());
            Quantity quantity =
                    new Quantity(output.name(), LongStream.of(array.sizes()).boxed().toList());
            outputs.put(quantity, array);
            recorded.put(quantity, new double[Math.multiplyExact(draws, quantity.elements())]);
        }
    }

    /// Computes and keeps the quantities at a position.
    void record(double[] at) {
        arguments.run(at);
        for (Map.Entry<Quantity, NDArray> output : outputs.entrySet()) {
            int elements = output.getKey().elements();
            double[] values = Objects.requireNonNull(recorded.get(output.getKey()));
            for (int i = 0; i < elements; i++) {
                values[count * elements + i] = output.getValue().get(i);
            }
        }
        count++;
    }

    /// For each quantity its values, one draw after the other.
    Map<Quantity, double[]> recorded() {
        return recorded;
    }

    /// Frees the arguments.
    @Override
    public void close() {
        arguments.close();
    }
}
