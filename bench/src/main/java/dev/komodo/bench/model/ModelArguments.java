package dev.komodo.bench.model;

import dev.komodo.graph.Dim;
import dev.komodo.graph.DimBinding;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Op;
import dev.komodo.measure.RandomArrays;
import dev.komodo.runtime.NDArray;

import java.lang.foreign.Arena;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Random arguments of a graph: the same for all sides, and the same in each run.
public final class ModelArguments {
    private final Map<String, NDArray> arrays = new LinkedHashMap<>();
    private final Map<Dim, Long> dims;

    /// Nearly normal numbers.
    ///
    /// @param symbol the value of each symbolic dim
    public ModelArguments(Arena arena, Graph graph, long symbol) {
        for (Op.Input input : graph.inputs()) {
            long[] sizes =
                    input.type().shape().dims().stream()
                            .mapToLong(dim -> dim.bound().evaluate(_ -> symbol))
                            .toArray();
            arrays.put(input.name(), NDArray.of(arena, input.type().dtype(), sizes));
        }
        List<long[]> sizes = arrays.values().stream().map(NDArray::sizes).toList();
        dims = DimBinding.bind(graph, sizes);
        fill(RandomArrays.Draw.NORMAL);
    }

    /// Fills all arrays anew.
    void fill(RandomArrays.Draw draw) {
        arrays.forEach((name, array) -> RandomArrays.fill(array, name.hashCode(), draw));
    }

    /// The arrays by the names of inputs, in the graph's order.
    public Map<String, NDArray> arrays() {
        return arrays;
    }

    /// What the symbols stand for.
    public Map<Dim, Long> dims() {
        return dims;
    }
}
