package dev.komodo.cli;

import dev.komodo.graph.Graph;
import dev.komodo.graph.Literal;
import dev.komodo.graph.Op;
import dev.komodo.interp.Interpreter;
import dev.komodo.measure.peer.PeerException;
import dev.komodo.measure.peer.PeerProvider;
import dev.komodo.measure.peer.PeerSession;
import dev.komodo.onnx.OnnxModel;
import dev.komodo.runtime.NDArray;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The reference interpreter as a peer, found as a service; one that is right, and one that is not.
abstract class InterpreterPeer implements PeerProvider {
    private final String name;
    private final double error;

    private InterpreterPeer(String name, double error) {
        this.name = name;
        this.error = error;
    }

    /// Answers what the interpreter does.
    public static final class Right extends InterpreterPeer {
        /// For the service loader.
        public Right() {
            super("interpreter", 0);
        }
    }

    /// Is wrong in the last element.
    public static final class Wrong extends InterpreterPeer {
        /// For the service loader.
        public Wrong() {
            super("liar", 0.125);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String version() {
        return "0";
    }

    @Override
    public PeerSession open(Path model, int threads, Map<String, NDArray> inputs) {
        try {
            return new Session(OnnxModel.read(model).graph(), inputs, error);
        } catch (IOException unreadable) {
            throw new PeerException("The model cannot be read", unreadable);
        }
    }

    private record Session(Graph graph, Map<String, NDArray> inputs, double error)
            implements PeerSession {
        @Override
        public Map<String, NDArray> results(Arena arena) {
            List<Literal> arguments =
                    graph.inputs().stream()
                            .map(Op.Input::name)
                            .map(name -> Objects.requireNonNull(inputs.get(name)).toLiteral())
                            .toList();
            List<Literal> results = Interpreter.run(graph, arguments);
            Map<String, NDArray> arrays = new LinkedHashMap<>();
            for (int i = 0; i < results.size(); i++) {
                NDArray array = NDArray.copyOf(arena, results.get(i));
                long last = array.elements() - 1;
                array.set(last, array.get(last) + error);
                arrays.put(graph.outputs().get(i).name(), array);
            }
            return arrays;
        }

        @Override
        public void run() {
            try (Arena arena = Arena.ofConfined()) {
                results(arena);
            }
        }

        @Override
        public void close() {}
    }
}
