package dev.komodo.graph;

import dev.komodo.error.InvalidGraphException;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Builds loops with lambda bodies: closure conversion. What a body uses from outside becomes an
/// operand of the loop and an input of the sub-graph.
final class LoopBuilder {
    private LoopBuilder() {}

    static List<Tensor> whileLoop(
            GraphBuilder builder,
            List<Tensor> carries,
            Function<List<Tensor>, Tensor> condition,
            Function<List<Tensor>, List<Tensor>> body) {
        List<Tensor> initial = carries.stream().map(builder::adopt).toList();
        Sub test = new Sub(builder, "condition", initial);
        test.builder.output("go_on", condition.apply(test.carries));
        Sub step = new Sub(builder, "body", initial);
        step.builder.captureAll(test.builder.captured());
        List<Tensor> next = body.apply(step.carries);
        requireCount("while", initial, next);
        step.outputs("carry", next);
        test.builder.captureAll(step.builder.captured());
        Op.While op =
                new Op.While(
                        test.builder.finish(),
                        step.builder.finish(),
                        initial.stream().map(Tensor::value).toList(),
                        step.builder.captured());
        return builder.apply(op);
    }

    static ScanResult scan(
            GraphBuilder builder,
            Dim length,
            List<Tensor> carries,
            List<Tensor> sequences,
            ScanBody body) {
        List<Tensor> initial = carries.stream().map(builder::adopt).toList();
        List<Tensor> rows = sequences.stream().map(s -> steps(builder.adopt(s), length)).toList();
        Sub sub = new Sub(builder, "body", initial);
        ScanStep step = body.step(sub.carries, sub.elements(rows));
        requireCount("scan", initial, step.carries());
        step.goOn().ifPresent(goOn -> sub.builder.output("go_on", goOn));
        sub.outputs("carry", step.carries());
        sub.outputs("emitted", step.emitted());
        Optional<Dim.Data> steps = step.goOn().map(_ -> builder.freshData("steps", length));
        Op.Scan op =
                new Op.Scan(
                        sub.builder.finish(),
                        initial.stream().map(Tensor::value).toList(),
                        rows.stream().map(Tensor::value).toList(),
                        sub.builder.captured(),
                        length,
                        steps);
        List<Tensor> results = builder.apply(op);
        return new ScanResult(
                results.subList(0, initial.size()),
                results.subList(initial.size(), results.size()));
    }

    private static Tensor steps(Tensor sequence, Dim length) {
        if (sequence.rank() == 0) {
            throw new InvalidGraphException(
                    "A scan steps through the leading axis of its sequences, found the scalar "
                            + sequence.type());
        }
        Dim extent = sequence.shape().dim(0);
        sequence.builder().requireEqual(extent, length, "scan of " + length + " steps");
        return Shapes.relabel(sequence, MovementTypes.withExtent(sequence.shape(), 0, length));
    }

    private static void requireCount(String name, List<Tensor> initial, List<Tensor> next) {
        if (initial.size() != next.size()) {
            throw new InvalidGraphException(
                    "The body of a "
                            + name
                            + " returns each of its "
                            + initial.size()
                            + " carries, found "
                            + next.size());
        }
    }

    /// A sub-graph under construction.
    private static final class Sub {
        private final GraphBuilder builder;
        private final List<Tensor> carries;
        private final List<Tensor> initial;

        Sub(GraphBuilder parent, String role, List<Tensor> initial) {
            this.builder = parent.subgraph(role);
            this.initial = initial;
            this.carries = inputs("carry", initial.stream().map(Tensor::type).toList());
        }

        private List<Tensor> inputs(String hint, List<TensorType> types) {
            List<Tensor> inputs = new ArrayList<>();
            for (TensorType type : types) {
                inputs.add(builder.input(hint + inputs.size(), type));
            }
            return List.copyOf(inputs);
        }

        List<Tensor> elements(List<Tensor> sequences) {
            return inputs(
                    "element",
                    sequences.stream()
                            .map(
                                    sequence ->
                                            new TensorType(
                                                    sequence.dtype(),
                                                    TypeRules.without(
                                                            sequence.shape(), List.of(0))))
                            .toList());
        }

        /// Names results; a carry that is written with other but equal extents is relabelled.
        void outputs(String hint, List<Tensor> tensors) {
            for (int i = 0; i < tensors.size(); i++) {
                Tensor tensor = builder.adopt(tensors.get(i));
                if (hint.equals("carry") && isRelabelled(tensor.type(), initial.get(i).type())) {
                    tensor = Shapes.relabel(tensor, initial.get(i).shape());
                }
                builder.output(hint + i, tensor);
            }
        }

        private boolean isRelabelled(TensorType found, TensorType expected) {
            boolean alike =
                    found.dtype() == expected.dtype()
                            && found.shape().rank() == expected.shape().rank();
            for (int i = 0; alike && i < found.shape().rank(); i++) {
                alike = builder.provesEqual(found.shape().dim(i), expected.shape().dim(i));
            }
            return alike;
        }
    }
}
