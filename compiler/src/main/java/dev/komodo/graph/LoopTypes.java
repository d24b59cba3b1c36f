package dev.komodo.graph;

import dev.komodo.error.InvalidGraphException;

import java.util.ArrayList;
import java.util.List;

/// Type rules of the ops that hold sub-graphs.
final class LoopTypes {
    private static final TensorType TRUTH = new TensorType(DType.BOOL, Shape.SCALAR);

    private LoopTypes() {}

    static List<TensorType> whileLoop(Op.While op, List<TensorType> types) {
        List<TensorType> carries = types.subList(0, op.carries().size());
        requireInputs("while condition", op.condition(), types);
        requireInputs("while body", op.body(), types);
        requireOutputs("while condition", outputTypes(op.condition()), List.of(TRUTH));
        requireOutputs("while body", outputTypes(op.body()), carries);
        return List.copyOf(carries);
    }

    static List<TensorType> scan(Op.Scan op, List<TensorType> types) {
        int carryCount = op.carries().size();
        int captureStart = carryCount + op.sequences().size();
        List<TensorType> carries = types.subList(0, carryCount);
        List<TensorType> inputs = new ArrayList<>(carries);
        for (TensorType sequence : types.subList(carryCount, captureStart)) {
            inputs.add(element(op, sequence));
        }
        inputs.addAll(types.subList(captureStart, types.size()));
        requireInputs("scan body", op.body(), inputs);
        List<TensorType> expected = new ArrayList<>();
        op.steps().ifPresent(steps -> requireBound(op, steps));
        op.steps().ifPresent(_ -> expected.add(TRUTH));
        expected.addAll(carries);
        List<TensorType> outputs = outputTypes(op.body());
        int leading = Math.min(expected.size(), outputs.size());
        requireOutputs("scan body", outputs.subList(0, leading), expected);
        List<TensorType> results = new ArrayList<>(carries);
        Dim count = op.steps().isPresent() ? op.steps().get() : op.length();
        outputs.subList(leading, outputs.size()).forEach(type -> results.add(stacked(type, count)));
        return List.copyOf(results);
    }

    private static TensorType element(Op.Scan op, TensorType sequence) {
        if (sequence.shape().rank() == 0 || !sequence.shape().dim(0).equals(op.length())) {
            throw new InvalidGraphException(
                    "scan over "
                            + op.length()
                            + " steps takes sequences of that leading extent, found "
                            + sequence);
        }
        return new TensorType(sequence.dtype(), TypeRules.without(sequence.shape(), List.of(0)));
    }

    private static TensorType stacked(TensorType type, Dim count) {
        List<Dim> dims = new ArrayList<>();
        dims.add(count);
        dims.addAll(type.shape().dims());
        return new TensorType(type.dtype(), new Shape(dims));
    }

    private static void requireBound(Op.Scan op, Dim.Data steps) {
        if (!steps.bound().equals(op.length().bound())) {
            throw new InvalidGraphException(
                    "scan does at most "
                            + op.length().bound()
                            + " steps, found the bound "
                            + steps.bound());
        }
    }

    private static List<TensorType> outputTypes(Graph graph) {
        List<TensorType> types = new ArrayList<>();
        for (Graph.Output output : graph.outputs()) {
            if (output.value().id() >= graph.valueCount()) {
                throw new InvalidGraphException(
                        "A sub-graph returns " + output.value() + ", which it does not define");
            }
            types.add(graph.type(output.value()));
        }
        return types;
    }

    private static void requireInputs(String role, Graph graph, List<TensorType> expected) {
        List<TensorType> found = graph.inputs().stream().map(Op.Input::type).toList();
        if (!found.equals(expected)) {
            throw new InvalidGraphException(
                    role + " takes inputs of types " + expected + ", found " + found);
        }
    }

    private static void requireOutputs(
            String role, List<TensorType> found, List<TensorType> expected) {
        if (!found.equals(expected)) {
            throw new InvalidGraphException(
                    role
                            + " must return types "
                            + expected
                            + ", found "
                            + found
                            + "; a carry keeps the type it started with");
        }
    }
}
