package dev.komodo.autodiff;

import dev.komodo.graph.DerivativeRule;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Tensor;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/// A function with a derivative of one's own: where the derivative of the way it is computed is
/// wrong, unstable or dear.
///
/// ```java
/// CustomDerivative root = CustomDerivative.of("root", xs -> newton(xs.getFirst()),
///         (xs, y, g) -> List.of(g.div(y.mul(2))));
/// Tensor y = root.apply(x);
/// ```
///
/// Immutable, and as safe between threads as its functions. The same object may be used in any
/// number of graphs, and in the bodies of loops.
public final class CustomDerivative {
    private final Function<List<Tensor>, Tensor> function;
    private final Rule rule;

    private CustomDerivative(Function<List<Tensor>, Tensor> function, Rule rule) {
        this.function = Objects.requireNonNull(function);
        this.rule = rule;
    }

    /// The way back of a function.
    @FunctionalInterface
    public interface Adjoint {
        /// The cotangents of the float inputs, in their order and of their types, linear in
        /// `cotangent`.
        ///
        /// @param inputs all inputs
        /// @param result what the function gave
        /// @param cotangent how much the outcome changes with the result
        List<Tensor> of(List<Tensor> inputs, Tensor result, Tensor cotangent);
    }

    /// The way forward of a function.
    @FunctionalInterface
    public interface Tangent {
        /// The change of the result, of its type.
        ///
        /// @param inputs all inputs
        /// @param result what the function gave
        /// @param changes those of the float inputs, in their order
        Tensor of(List<Tensor> inputs, Tensor result, List<Tensor> changes);
    }

    /// A function with its adjoint; its tangent is found from that.
    ///
    /// @param name for messages
    public static CustomDerivative of(
            String name, Function<List<Tensor>, Tensor> function, Adjoint adjoint) {
        return new CustomDerivative(function, new Rule(name, adjoint, Optional.empty()));
    }

    /// This with a tangent of its own.
    public CustomDerivative withTangent(Tangent tangent) {
        return new CustomDerivative(
                function, new Rule(rule.name, rule.adjoint, Optional.of(tangent)));
    }

    /// The function of some tensors, one or more.
    public Tensor apply(Tensor... inputs) {
        List<Tensor> all = List.of(inputs);
        Tensor result = function.apply(all);
        GraphBuilder builder = result.builder();
        return builder.opaque(result, all, rule);
    }

    private record Rule(String name, Adjoint adjoint, Optional<Tangent> tangent)
            implements DerivativeRule {
        Rule {
            Objects.requireNonNull(name);
            Objects.requireNonNull(adjoint);
        }

        @Override
        public List<Tensor> adjoint(List<Tensor> inputs, Tensor result, Tensor cotangent) {
            return adjoint.of(inputs, result, cotangent);
        }

        @Override
        public Optional<Tensor> tangent(List<Tensor> inputs, Tensor result, List<Tensor> changes) {
            return tangent.map(rule -> rule.of(inputs, result, changes));
        }
    }
}
