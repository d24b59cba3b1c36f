package dev.komodo.autodiff;

import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Node;
import dev.komodo.graph.Op;
import dev.komodo.graph.Operands;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.UnaryOp;
import dev.komodo.graph.Value;
import dev.komodo.rewrite.Rewriter;
import dev.komodo.rewrite.RuleSet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// What is derived in place of naive formulas: `|x|` for `sqrt(x * x)`, `sigmoid(x)` for `exp(x) /
/// (1 + exp(x))` ([RuleSet#beforeAdjoints]). The chain rule along a naive formula multiplies
/// infinities by zeros where the formula itself overflows or has a kink, and no rewriting
/// afterwards knows what the product was meant to be.
///
/// The part of the program between inputs and outputs is copied, rewritten, and put behind the
/// inputs again; rules do not see what the inputs are made of. Parts with extents that only a call
/// finds, or with derivatives of a user's own, are derived as they stand.
final class NaiveForms {
    private static final Set<Object> SUSPECT =
            Set.of(UnaryOp.EXP, UnaryOp.SQRT, UnaryOp.LOG, BinaryOp.POWER);

    private final GraphBuilder builder;
    private final GraphBuilder part = new GraphBuilder("part");
    private final Map<Value, Value> copies = new HashMap<>();
    private final List<Tensor> leaves = new ArrayList<>();

    private NaiveForms(GraphBuilder builder) {
        this.builder = builder;
    }

    /// The outputs, or stable forms of them.
    ///
    /// @param rules what is stable to derive
    static List<Tensor> replaced(List<Tensor> outputs, List<Tensor> inputs, RuleSet rules) {
        GraphBuilder builder = inputs.getFirst().builder();
        List<Node> nodes = Path.between(builder, inputs, outputs).nodes();
        if (nodes.stream().noneMatch(node -> isSuspect(node.op()))
                || nodes.stream().anyMatch(node -> isUnmovable(node.op()))) {
            return outputs;
        }
        return new NaiveForms(builder).rewritten(nodes, outputs, inputs, rules).orElse(outputs);
    }

    private static boolean isSuspect(Op op) {
        return switch (op) {
            case Op.Unary unary -> SUSPECT.contains(unary.kind());
            case Op.Binary binary -> SUSPECT.contains(binary.kind());
            case Op.Scan scan ->
                    scan.body().nodes().stream().anyMatch(inner -> isSuspect(inner.op()));
            case Op _ -> false;
        };
    }

    private static boolean isUnmovable(Op op) {
        return switch (op) {
            case Op.Opaque _, Op.NonZero _ -> true;
            case Op.Scan scan ->
                    scan.steps().isPresent()
                            || scan.body().nodes().stream()
                                    .anyMatch(inner -> isUnmovable(inner.op()));
            case Op.While loop ->
                    loop.body().nodes().stream().anyMatch(inner -> isUnmovable(inner.op()));
            case Op _ -> false;
        };
    }

    private Optional<List<Tensor>> rewritten(
            List<Node> nodes, List<Tensor> outputs, List<Tensor> inputs, RuleSet rules) {
        Set<Value> cut = new HashSet<>();
        inputs.forEach(input -> cut.add(input.value()));
        for (Node node : nodes) {
            copy(node, cut);
        }
        for (int i = 0; i < outputs.size(); i++) {
            part.output("y" + i, part.tensor(copied(outputs.get(i).value())));
        }
        return Rewriter.rewritePart(part.finish(), rules)
                .map(stable -> Replay.into(builder, stable, leaves));
    }

    private void copy(Node node, Set<Value> cut) {
        boolean isInput = node.op() instanceof Op.Input;
        for (int i = 0; i < node.types().size(); i++) {
            isInput |= cut.contains(node.result(i));
        }
        if (isInput) {
            for (int i = 0; i < node.types().size(); i++) {
                leaf(node.result(i));
            }
            return;
        }
        List<Tensor> results = part.apply(Operands.replace(node.op(), this::copied));
        for (int i = 0; i < results.size(); i++) {
            copies.put(node.result(i), results.get(i).value());
        }
    }

    /// What is not on the way is an input of the part, unless it is a constant, which rules ask
    /// for.
    private Value copied(Value value) {
        if (!copies.containsKey(value)) {
            if (isConstant(value)) {
                Node node = builder.node(value);
                List<Tensor> results = part.apply(Operands.replace(node.op(), this::copied));
                copies.put(value, results.getFirst().value());
            } else {
                leaf(value);
            }
        }
        return Objects.requireNonNull(copies.get(value));
    }

    private boolean isConstant(Value value) {
        return switch (builder.producer(value)) {
            case Op.Constant _ -> true;
            case Op.Broadcast(Value operand, var _, var _) -> isConstant(operand);
            case Op.Reshape(Value operand, var _) -> isConstant(operand);
            case Op _ -> false;
        };
    }

    private void leaf(Value value) {
        Tensor tensor = builder.tensor(value);
        copies.put(value, part.input("x" + leaves.size(), tensor.type()).value());
        leaves.add(tensor);
    }
}
