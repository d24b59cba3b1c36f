package dev.komodo.cli;

import dev.komodo.measure.RandomArrays;
import dev.komodo.runtime.NDArray;
import dev.komodo.runtime.Signature;

import java.lang.foreign.Arena;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The arguments of measured models: what `--input` says, else random numbers.
final class BenchInputs {
    private final Map<String, InputSpec> specs = new LinkedHashMap<>();
    private final Map<String, Long> dims;
    private final long seed;
    private final Set<String> used = new LinkedHashSet<>();

    /// @throws InputException if an input is given twice or badly
    BenchInputs(List<String> inputs, Map<String, Long> dims, long seed) {
        this.dims = Map.copyOf(dims);
        this.seed = seed;
        for (String text : inputs) {
            InputSpec input = InputSpec.parse(text);
            if (specs.put(input.name(), input) != null) {
                throw new InputException("The input '" + input.name() + "' is given twice");
            }
        }
    }

    /// The arguments of a model; random ones are filled as [RandomArrays.Draw#NORMAL].
    ///
    /// @throws InputException if a file is not as declared, or a symbolic dim has no value
    Map<String, NDArray> arrays(Arena arena, Signature signature) {
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        for (Signature.Parameter parameter : signature.inputs()) {
            InputSpec spec = specs.get(parameter.name());
            if (spec == null) {
                arrays.put(
                        parameter.name(),
                        NDArray.of(
                                arena,
                                parameter.type().dtype(),
                                InputSpec.sizes(parameter, dims)));
            } else {
                used.add(parameter.name());
                arrays.put(parameter.name(), spec.array(arena, parameter, dims));
            }
        }
        fill(arrays, RandomArrays.Draw.NORMAL);
        return arrays;
    }

    /// Fills what is random anew.
    void fill(Map<String, NDArray> arrays, RandomArrays.Draw draw) {
        arrays.forEach(
                (name, array) -> {
                    if (!specs.containsKey(name)) {
                        RandomArrays.fill(array, seed ^ ((long) name.hashCode() << 32), draw);
                    }
                });
    }

    /// @throws InputException if no model had an input that was given
    void requireAllUsed() {
        Set<String> unknown = new LinkedHashSet<>(specs.keySet());
        unknown.removeAll(used);
        if (!unknown.isEmpty()) {
            throw new InputException("No model has an input " + unknown);
        }
    }
}
