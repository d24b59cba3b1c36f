package dev.komodo.autodiff;

import dev.komodo.graph.Node;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.Value;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reverse mode: from the outputs back to the inputs, each node once, after all that use it. The
/// primal values stay where they are; what is made goes to the builder of the cotangents, be it
/// theirs or one of a loop's body inside it.
final class Reverse {
    private final Path path;
    private final Map<Value, Cotangent> cotangents = new HashMap<>();

    private Reverse(Path path) {
        this.path = path;
    }

    /// The cotangents of the inputs: for each the sum over the outputs of its cotangent times the
    /// derivative; nothing for an input that no output depends on.
    static List<Optional<Tensor>> run(
            List<Tensor> outputs, List<Tensor> cotangents, List<Tensor> inputs) {
        Path path = Path.between(inputs.getFirst().builder(), inputs, outputs);
        Reverse reverse = new Reverse(path);
        for (int i = 0; i < outputs.size(); i++) {
            Value output = outputs.get(i).value();
            if (path.isActive(output)) {
                reverse.add(output, Cotangent.of(cotangents.get(i)));
            }
        }
        List<Node> nodes = path.nodes();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            reverse.pass(nodes.get(i));
        }
        return inputs.stream().map(input -> reverse.found(input.value())).toList();
    }

    private void pass(Node node) {
        List<Optional<Cotangent>> results = new ArrayList<>();
        for (int i = 0; i < node.types().size(); i++) {
            results.add(Optional.ofNullable(cotangents.get(node.result(i))));
        }
        if (path.depends(node) && results.stream().anyMatch(Optional::isPresent)) {
            Adjoints.pass(new BackwardStep(new Step(path, node), this, results));
        }
    }

    void add(Value value, Cotangent contribution) {
        cotangents.merge(value, contribution, Cotangent::plus);
    }

    private Optional<Tensor> found(Value input) {
        return Optional.ofNullable(cotangents.get(input)).map(Cotangent::tensor);
    }
}
