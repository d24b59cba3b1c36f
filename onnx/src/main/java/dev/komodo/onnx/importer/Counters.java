package dev.komodo.onnx.importer;

import dev.komodo.graph.Dim;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.Value;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The values in bodies of loops that count rounds from 0. Belongs to one import.
final class Counters {
    private final Map<Counter, Dim> rounds = new HashMap<>();

    private record Counter(GraphBuilder body, Value value) {}

    /// Notes that a value of a body counts rounds.
    ///
    /// @param most more than it ever is
    void add(Tensor counter, Dim most) {
        rounds.put(new Counter(counter.builder(), counter.value()), most);
    }

    /// More than a value ever is, if it counts rounds.
    Optional<Dim> rounds(GraphBuilder body, Value value) {
        return Optional.ofNullable(rounds.get(new Counter(body, value)));
    }
}
