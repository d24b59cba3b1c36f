package dev.komodo.rewrite;

import dev.komodo.graph.Op;
import dev.komodo.graph.Tensor;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// One rewrite: `before -> after`. Stateless. A rule looks at an op and the producers of its
/// operands, never at its users, and makes no program dearer.
///
/// @param name in kebab case: what messages, documentation and tests call it
/// @param before the form that was written
/// @param after what takes its place, with its condition
/// @param validity what it promises about the numbers
/// @param roots the ops that it is tried on
/// @param transformation what it does
public record Rule(
        String name,
        String before,
        String after,
        Validity validity,
        List<Root> roots,
        Transformation transformation) {
    /// What a rule does with an op.
    @FunctionalInterface
    public interface Transformation {
        /// What to use in place of the op's result: nothing if the rule does not apply. The
        /// replacement has the type that the op's result has, and does not contain the op.
        ///
        /// @param op an operation with one result, one that a root admits
        /// @param at what is known about its operands; the rule may append to the graph
        Optional<Tensor> apply(Op op, Site at);
    }

    /// Copies the list.
    public Rule {
        Objects.requireNonNull(name);
        Objects.requireNonNull(before);
        Objects.requireNonNull(after);
        Objects.requireNonNull(validity);
        roots = List.copyOf(roots);
        Objects.requireNonNull(transformation);
    }

    /// A rule that keeps every bit.
    static Rule exact(
            String name,
            String before,
            String after,
            List<Root> roots,
            Transformation transformation) {
        return new Rule(name, before, after, Validity.EXACT, roots, transformation);
    }

    /// A rule whose error is no larger than that of the naive form.
    static Rule stabilising(
            String name,
            String before,
            String after,
            List<Root> roots,
            Transformation transformation) {
        return new Rule(name, before, after, Validity.STABILISING, roots, transformation);
    }

    /// A rule that is true of real numbers only.
    static Rule algebra(
            String name,
            String before,
            String after,
            List<Root> roots,
            Transformation transformation) {
        return new Rule(name, before, after, Validity.ALGEBRA, roots, transformation);
    }
}
