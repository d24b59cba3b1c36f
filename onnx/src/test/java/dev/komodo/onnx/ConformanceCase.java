package dev.komodo.onnx;

import dev.komodo.error.UnsupportedException;
import dev.komodo.graph.DType;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Literal;
import dev.komodo.graph.Op;
import dev.komodo.interp.Interpreter;
import dev.komodo.onnx.model.OnnxModelFile;
import dev.komodo.onnx.model.OnnxReader;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A model with inputs and the outputs expected of it, in the layout of ONNX's backend tests.
///
/// @param folder holds `model.onnx` and `test_data_set_0`
record ConformanceCase(Path folder) {
    /// source: onnx/backend/test/runner; integers and truth values are compared exactly here.
    private static final double RELATIVE_TOLERANCE = 1e-3;

    private static final double ABSOLUTE_TOLERANCE = 1e-7;

    /// What came of a case.
    sealed interface Outcome {
        /// All outputs as expected.
        record Passed() implements Outcome {}

        /// Refused by name.
        record Unsupported(String reason) implements Outcome {}

        /// Anything else.
        record Failed(String reason) implements Outcome {}
    }

    /// Imports and interprets the model.
    Outcome run() throws IOException {
        Path model = folder.resolve("model.onnx");
        OnnxModelFile file = OnnxReader.readModel(model);
        try {
            OnnxModel read = OnnxModel.read(model);
            Map<String, Literal> arguments = new HashMap<>();
            List<String> inputs = read.inputs();
            for (int i = 0; i < inputs.size(); i++) {
                arguments.put(inputs.get(i), OnnxTensors.read(data("input_" + i + ".pb")));
            }
            List<Literal> expected = new ArrayList<>();
            for (int i = 0; i < file.graph().outputs().size(); i++) {
                expected.add(OnnxTensors.read(data("output_" + i + ".pb")));
            }
            Graph graph = read.specialise(arguments).graph();
            List<Literal> open =
                    graph.inputs().stream().map(Op.Input::name).map(arguments::get).toList();
            return compared(Interpreter.run(graph, open), expected);
        } catch (UnsupportedException fault) {
            return new Outcome.Unsupported(String.valueOf(fault.getMessage()));
        } catch (RuntimeException fault) {
            return new Outcome.Failed(fault.toString());
        }
    }

    private Path data(String name) {
        return folder.resolve("test_data_set_0").resolve(name);
    }

    private static Outcome compared(List<Literal> actual, List<Literal> expected) {
        for (int i = 0; i < expected.size(); i++) {
            Optional<String> difference = difference(actual.get(i), expected.get(i));
            if (difference.isPresent()) {
                return new Outcome.Failed("output " + i + ": " + difference.get());
            }
        }
        return new Outcome.Passed();
    }

    private static Optional<String> difference(Literal actual, Literal expected) {
        if (actual.dtype() != expected.dtype()
                || !Arrays.equals(actual.sizes(), expected.sizes())) {
            return Optional.of(actual.type() + " instead of " + expected.type());
        }
        for (long i = 0; i < expected.elements(); i++) {
            if (!isClose(actual, expected, i)) {
                return Optional.of(
                        "element "
                                + i
                                + " is "
                                + actual.asDouble(i)
                                + " instead of "
                                + expected.asDouble(i));
            }
        }
        return Optional.empty();
    }

    private static boolean isClose(Literal actual, Literal expected, long index) {
        if (expected.dtype().isInteger() || expected.dtype() == DType.BOOL) {
            return actual.bits(index) == expected.bits(index);
        }
        double one = actual.asDouble(index);
        double other = expected.asDouble(index);
        return Double.compare(one, other) == 0
                || Math.abs(one - other)
                        <= ABSOLUTE_TOLERANCE + RELATIVE_TOLERANCE * Math.abs(other);
    }

    static boolean isCase(Path folder) {
        return Files.isRegularFile(folder.resolve("model.onnx"));
    }
}
