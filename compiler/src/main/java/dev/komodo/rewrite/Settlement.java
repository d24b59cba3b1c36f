package dev.komodo.rewrite;

import dev.komodo.error.InternalCompilerException;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Node;
import dev.komodo.graph.Op;
import dev.komodo.graph.Operands;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.Value;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Brings values into their final form: a value is settled when its operands are and no rule
/// applies to it. What a rule makes is settled in turn, with a stack of its own instead of
/// recursion (what moves through a chain of ten thousand nodes moves through all of them).
final class Settlement {
    /// A rule that fires makes a few nodes, and few rules fire on a node: beyond this, rules make
    /// ever more.
    private static final int MOST_FIRINGS_A_NODE = 1_000_000;

    private final GraphBuilder graph;
    private final RuleSet rules;
    private final Site site;
    private final Report report;

    private final Map<Value, Value> settled = new HashMap<>();
    private final Map<Value, Value> replaced = new HashMap<>();

    /// Hears about each rule that fires.
    interface Report {
        void fired(Rule rule, GraphBuilder graph, Value before, Value after);
    }

    Settlement(GraphBuilder graph, RuleSet rules, UseCounts uses, Report report) {
        this.graph = graph;
        this.rules = rules;
        this.site = new Site(graph, uses::isOnce);
        this.report = report;
    }

    /// The graph under reconstruction.
    GraphBuilder graph() {
        return graph;
    }

    /// Values to which no rule applies, as they are.
    List<Value> settled(List<Tensor> tensors) {
        List<Value> values = tensors.stream().map(Tensor::value).toList();
        values.forEach(value -> settled.put(value, value));
        return values;
    }

    /// The settled result of an op whose operands are settled.
    Value settle(Op op) {
        return settle(graph.apply(op).getFirst().value());
    }

    private Value settle(Value wanted) {
        Deque<Value> open = new ArrayDeque<>(List.of(wanted));
        Set<Value> under = new HashSet<>(open);
        int firings = 0;
        while (!open.isEmpty()) {
            Value value = open.element();
            if (settled.containsKey(value)) {
                under.remove(open.remove());
                continue;
            }
            Optional<Value> first = unsettledBefore(value);
            if (first.isPresent()) {
                if (!under.add(first.get())) {
                    throw endless(first.get());
                }
                open.push(first.get());
            } else if (replaced.containsKey(value)) {
                settled.put(value, known(Objects.requireNonNull(replaced.get(value))));
            } else if (!advance(value)) {
                settled.put(value, value);
            } else if (++firings > MOST_FIRINGS_A_NODE) {
                throw endless(value);
            }
        }
        return known(wanted);
    }

    private Value known(Value value) {
        return Objects.requireNonNull(settled.get(value));
    }

    /// What must be settled before the value can be: the stack is a path, so that a value on it
    /// that is needed again needs itself.
    private Optional<Value> unsettledBefore(Value value) {
        Value replacement = replaced.get(value);
        List<Value> needed =
                replacement == null ? graph.producer(value).operands() : List.of(replacement);
        return needed.stream().filter(one -> !settled.containsKey(one)).findFirst();
    }

    /// Replaces a value by the same op of settled operands, or by what a rule makes of it; false if
    /// it is what it should be.
    private boolean advance(Value value) {
        Node node = graph.node(value);
        Op op = node.op();
        Op current = Operands.replace(op, this::known);
        int result = value.id() - node.firstResult();
        if (!current.equals(op)) {
            replaced.put(value, graph.apply(current).get(result).value());
            return true;
        }
        if (node.types().size() > 1) {
            return false; // rules replace one value
        }
        for (Rule rule : rules.rulesFor(op)) {
            Optional<Tensor> found = rule.transformation().apply(op, site);
            if (found.isPresent()) {
                Value after = found.get().value();
                requireType(rule, op, graph.tensor(value), found.get());
                replaced.put(value, after);
                report.fired(rule, graph, value, after);
                return true;
            }
        }
        return false;
    }

    private static void requireType(Rule rule, Op op, Tensor before, Tensor after) {
        if (!after.type().equals(before.type())) {
            throw new InternalCompilerException(
                    "The rule "
                            + rule.name()
                            + " replaces a "
                            + before.type()
                            + " by a "
                            + after.type()
                            + ": "
                            + op);
        }
    }

    private InternalCompilerException endless(Value value) {
        return new InternalCompilerException(
                "Rewriting "
                        + value
                        + " = "
                        + graph.producer(value)
                        + " has no end: a rule makes again what another one replaced, or contains"
                        + " what it replaces");
    }
}
