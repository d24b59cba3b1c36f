package dev.komodo.onnx.importer;

import dev.komodo.graph.Tensor;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/// A row of the table: what an operator becomes.
///
/// @param domain empty for ONNX's own
/// @param since the first operator set that the row holds for
/// @param until the last one
/// @param rule builds the node
/// @param sizes tried first where all inputs are integers known before the call
record Operator(
        String domain, String name, int since, int until, Rule rule, Optional<SizeRule> sizes) {
    /// The newest operator set that the rows have been read against.
    static final int NEWEST = 28;

    Operator {
        Objects.requireNonNull(domain);
        Objects.requireNonNull(name);
        Objects.requireNonNull(rule);
        Objects.requireNonNull(sizes);
    }

    /// Builds the nodes of an operator.
    @FunctionalInterface
    interface Rule {
        /// The outputs, in order. Fewer than the node names are a mistake of the model's.
        List<Imported> build(NodeContext node);
    }

    /// Computes an operator on dims.
    @FunctionalInterface
    interface SizeRule {
        /// The output, if the operator can be said on dims.
        Optional<Imported> evaluate(NodeContext node);
    }

    /// An operator of any number of outputs.
    static Operator many(String name, int since, Rule rule) {
        return new Operator("", name, since, NEWEST, rule, Optional.empty());
    }

    /// An operator of one output.
    static Operator one(String name, int since, Function<NodeContext, Tensor> rule) {
        return many(name, since, node -> Imported.only(rule.apply(node)));
    }

    /// An operator of one input and one output.
    static Operator unary(String name, int since, Function<Tensor, Tensor> rule) {
        return one(name, since, node -> rule.apply(node.input(0)));
    }

    /// An operator of two inputs and one output.
    static Operator binary(String name, int since, BiFunction<Tensor, Tensor, Tensor> rule) {
        return one(name, since, node -> rule.apply(node.input(0), node.input(1)));
    }

    /// This row, up to an operator set.
    Operator until(int last) {
        return new Operator(domain, name, since, last, rule, sizes);
    }

    /// This row in another domain.
    Operator in(String other) {
        return new Operator(other, name, since, until, rule, sizes);
    }

    /// This row with a meaning on dims.
    Operator onSizes(SizeRule evaluation) {
        return new Operator(domain, name, since, until, rule, Optional.of(evaluation));
    }

    /// Whether the row holds for an operator set.
    boolean holds(int version) {
        return since <= version && version <= until;
    }
}
