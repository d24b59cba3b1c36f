package dev.komodo.bench.targets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.Komodo;
import dev.komodo.Options;
import dev.komodo.bench.model.ModelArguments;
import dev.komodo.graph.Literal;
import dev.komodo.graph.Op;
import dev.komodo.interp.Interpreter;
import dev.komodo.measure.Agreement;
import dev.komodo.runtime.Kernel;
import dev.komodo.runtime.NDArray;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/// What has no peer is held against the interpreter.
final class GraphRowsTest {
    /// Enough for the scan to stop early: the squares add up to 400,000 near element 510,000.
    private static final long LENGTH = 600_000;

    @TestFactory
    Stream<DynamicTest> eachGraphComputesWhatTheInterpreterDoes() {
        return GraphRows.all(Map.of()).stream()
                .map(row -> DynamicTest.dynamicTest(row.name(), () -> check(row)));
    }

    private static void check(GraphRow row) {
        Options options = Options.defaults().threads(2).withoutCache();
        try (Komodo komodo = Komodo.open(row.target().map(options::target).orElse(options));
                Kernel kernel = komodo.compile(row.graph());
                Arena arena = Arena.ofShared()) {
            Map<String, NDArray> arguments =
                    new ModelArguments(arena, row.graph(), LENGTH).arrays();
            List<NDArray> found = new ArrayList<>(kernel.call(arena, arguments).values());
            List<Literal> inputs =
                    row.graph().inputs().stream()
                            .map(Op.Input::name)
                            .map(name -> Objects.requireNonNull(arguments.get(name)).toLiteral())
                            .toList();
            List<Literal> expected = Interpreter.run(row.graph(), inputs);
            for (int i = 0; i < expected.size(); i++) {
                NDArray oracle = NDArray.copyOf(arena, expected.get(i));
                assertThat(Agreement.of(row.name(), found.get(i), oracle).mismatch()).isEmpty();
            }
        }
    }
}
