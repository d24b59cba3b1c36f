package dev.komodo.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.Komodo;
import dev.komodo.Options;
import dev.komodo.graph.Literal;
import dev.komodo.graph.Op;
import dev.komodo.interp.Interpreter;
import dev.komodo.measure.peer.PeerSession;
import dev.komodo.peer.onnxruntime.OnnxRuntimePeer;
import dev.komodo.runtime.Kernel;
import dev.komodo.runtime.NDArray;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/// What the proofs compute is right: held against ONNX Runtime where it can do the same, else
/// against the interpreter.
final class ProofListTest {
    private static final double TOLERANCE = 1e-4;

    @TestFactory
    Stream<DynamicTest> eachProofComputesWhatItsOracleDoes() throws IOException {
        return new ProofList(Path.of(".."))
                .all().stream().map(p -> DynamicTest.dynamicTest(p.name(), () -> check(p)));
    }

    private static void check(Proof proof) throws Exception {
        Options options = Options.defaults().threads(2).withoutCache();
        if (proof.target().isPresent()) {
            options = options.target(proof.target().get());
        }
        try (Komodo komodo = Komodo.open(options);
                Kernel kernel = komodo.compile(proof.graph());
                Arena arena = Arena.ofShared()) {
            Map<String, NDArray> arguments = proof.arguments().apply(arena);
            List<NDArray> found = new ArrayList<>(kernel.call(arena, arguments).values());
            if (proof.peer().isPresent()) {
                try (PeerSession peer =
                        new OnnxRuntimePeer().open(proof.peer().get(), 2, arguments)) {
                    NDArray expected = peer.results(arena).values().iterator().next();
                    compare(found.getFirst(), expected.elements(), expected::get);
                }
            } else {
                List<Literal> expected = Interpreter.run(proof.graph(), literals(proof, arguments));
                for (int i = 0; i < expected.size(); i++) {
                    Literal literal = expected.get(i);
                    assertThat(found.get(i).sizes()).containsExactly(literal.sizes());
                    compare(found.get(i), literal.elements(), literal::asDouble);
                }
            }
        }
    }

    private static List<Literal> literals(Proof proof, Map<String, NDArray> arguments) {
        Map<String, Literal> literals = new LinkedHashMap<>();
        arguments.forEach((name, array) -> literals.put(name, array.toLiteral()));
        return proof.graph().inputs().stream()
                .map(Op.Input::name)
                .map(name -> Objects.requireNonNull(literals.get(name)))
                .toList();
    }

    @FunctionalInterface
    private interface Elements {
        double at(long index);
    }

    private static void compare(NDArray found, long count, Elements expected) {
        assertThat(found.elements()).isEqualTo(count);
        for (long i = 0; i < count; i++) {
            double difference = Math.abs(found.get(i) - expected.at(i));
            if (!(difference <= TOLERANCE * (1 + Math.abs(expected.at(i))))) {
                assertThat(found.get(i)).as("element " + i).isEqualTo(expected.at(i));
            }
        }
    }
}
