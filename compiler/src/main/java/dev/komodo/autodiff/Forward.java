package dev.komodo.autodiff;

import dev.komodo.graph.Node;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.Value;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Forward mode: from the inputs to the outputs, each node once.
final class Forward {
    private Forward() {}

    /// The changes of the outputs that the changes of the inputs make; nothing for an output that
    /// depends on no input.
    static List<Optional<Tensor>> run(
            List<Tensor> outputs, List<Tensor> inputs, List<Tensor> tangents) {
        Path path = Path.between(inputs.getFirst().builder(), inputs, outputs);
        Map<Value, Tensor> changes = new HashMap<>();
        for (int i = 0; i < inputs.size(); i++) {
            changes.merge(inputs.get(i).value(), tangents.get(i), Tensor::add);
        }
        for (Node node : path.nodes()) {
            if (path.depends(node)) {
                pass(new ForwardStep(new Step(path, node), changes));
            }
        }
        return outputs.stream()
                .map(output -> Optional.ofNullable(changes.get(output.value())))
                .toList();
    }

    /// An input that is made of other inputs changes by its own change and by theirs. What might
    /// change and does not, such as the sign of a permutation, changes by zeros.
    private static void pass(ForwardStep step) {
        List<Optional<Tensor>> found = Tangents.of(step);
        Step at = step.step();
        for (int i = 0; i < found.size(); i++) {
            Value result = at.node().result(i);
            if (at.path().isActive(result)) {
                Tensor change =
                        found.get(i).orElseGet(() -> Zeros.like(at.builder().tensor(result)));
                step.changes().merge(result, change, Tensor::add);
            }
        }
    }
}
