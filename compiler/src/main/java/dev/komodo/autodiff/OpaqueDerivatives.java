package dev.komodo.autodiff;

import dev.komodo.error.InvalidGraphException;
import dev.komodo.graph.DerivativeRule;
import dev.komodo.graph.Op;
import dev.komodo.graph.Tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Derivatives by rules that users brought: see [CustomDerivative].
final class OpaqueDerivatives {
    private OpaqueDerivatives() {}

    static void backward(BackwardStep step, Op.Opaque op) {
        DerivativeRule rule = rule(step.step(), op);
        List<Tensor> inputs = inputs(step.step(), op);
        List<Integer> floats = floats(inputs);
        List<Tensor> found = rule.adjoint(inputs, step.result(), step.cotangent().tensor());
        requireTypes(rule, "adjoint", found, floats.stream().map(inputs::get).toList());
        for (int i = 0; i < found.size(); i++) {
            step.give(floats.get(i) + 1, Cotangent.of(found.get(i)));
        }
    }

    static Tensor forward(ForwardStep step, Op.Opaque op) {
        DerivativeRule rule = rule(step.step(), op);
        List<Tensor> inputs = inputs(step.step(), op);
        List<Integer> floats = floats(inputs);
        List<Tensor> changes = floats.stream().map(i -> step.changeOrZero(i + 1)).toList();
        Tensor found =
                rule.tangent(inputs, step.result(), changes)
                        .orElseGet(() -> transposed(rule, step, inputs, changes));
        requireTypes(rule, "tangent", List.of(found), List.of(step.result()));
        return found;
    }

    /// The adjoint is linear in the cotangent: its own adjoint by that is the tangent.
    private static Tensor transposed(
            DerivativeRule rule, ForwardStep step, List<Tensor> inputs, List<Tensor> changes) {
        Tensor place =
                step.step().builder().opaque(Zeros.like(step.result()), List.of(), new Place());
        List<Tensor> found = rule.adjoint(inputs, step.result(), place);
        requireTypes(rule, "adjoint", found, floats(inputs).stream().map(inputs::get).toList());
        return Reverse.run(found, changes, List.of(place))
                .getFirst()
                .orElseGet(() -> Zeros.like(step.result()));
    }

    private static DerivativeRule rule(Step step, Op.Opaque op) {
        return step.builder()
                .rule(op.rule())
                .orElseThrow(
                        () ->
                                step.undefined(
                                        "its rule '"
                                                + op.rule()
                                                + "' is not known in this graph; derive before"
                                                + " vectorising, printing or rebuilding"));
    }

    private static List<Tensor> inputs(Step step, Op.Opaque op) {
        return IntStream.range(0, op.inputs().size()).mapToObj(i -> step.operand(i + 1)).toList();
    }

    private static List<Integer> floats(List<Tensor> inputs) {
        List<Integer> floats = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            if (inputs.get(i).dtype().isFloat()) {
                floats.add(i);
            }
        }
        return floats;
    }

    private static void requireTypes(
            DerivativeRule rule, String role, List<Tensor> found, List<Tensor> expected) {
        List<String> one = found.stream().map(tensor -> tensor.type().toString()).toList();
        List<String> other = expected.stream().map(tensor -> tensor.type().toString()).toList();
        if (!one.equals(other)) {
            throw new InvalidGraphException(
                    "The "
                            + role
                            + " of '"
                            + rule.name()
                            + "' gives tensors of the types "
                            + other
                            + ", found "
                            + one);
        }
    }

    /// A cotangent that is not known: something to derive by, equal to nothing else.
    private static final class Place implements DerivativeRule {
        @Override
        public String name() {
            return "cotangent";
        }

        @Override
        public List<Tensor> adjoint(List<Tensor> inputs, Tensor result, Tensor cotangent) {
            return List.of();
        }
    }
}
