package dev.komodo.rewrite;

import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.Op;
import dev.komodo.graph.ReduceOp;
import dev.komodo.graph.UnaryOp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Rules that are applied together, the first that fires wins; found by the op that they start
/// from. Immutable.
public final class RuleSet {
    private static final Set<String> NAMES_BEFORE_DERIVATIVES =
            Set.of(
                    "exp-over-sum-of-exps",
                    "expm1-plus-one",
                    "hyperbolic-tangent",
                    "log-of-exp",
                    "log-of-square",
                    "merge-logistic-factors",
                    "reciprocal-of-exp",
                    "reciprocal-of-one-plus-exp",
                    "reciprocal-of-reciprocal",
                    "root-of-square",
                    "sigmoid-of-logit",
                    "small-power");

    private static final RuleSet SIMPLIFY = new RuleSet(all(false));
    private static final RuleSet WITH_ALGEBRA = new RuleSet(all(true));

    private static final RuleSet BEFORE_ADJOINTS = named(NAMES_BEFORE_DERIVATIVES);
    private static final RuleSet BEFORE_TANGENTS =
            BEFORE_ADJOINTS.andThen(named(Set.of("log-of-sum-of-exps", "log-of-exps")));

    private final List<Rule> rules;
    private final Map<Object, List<Rule>> byKind = new HashMap<>();

    /// A set of rules, in order.
    public RuleSet(List<Rule> rules) {
        this.rules = List.copyOf(rules);
        kinds().forEach(kind -> byKind.put(kind, new ArrayList<>()));
        for (Rule rule : this.rules) {
            for (Root root : rule.roots()) {
                switch (root) {
                    case Root.Kind(Enum<?> kind) -> add(kind, rule);
                    case Root.Family(Class<? extends Op> family) ->
                            kindsOf(family).forEach(kind -> add(kind, rule));
                }
            }
        }
    }

    private void add(Object kind, Rule rule) {
        List<Rule> known = byKind.computeIfAbsent(kind, _ -> new ArrayList<>());
        if (!known.contains(rule)) {
            known.add(rule);
        }
    }

    private static List<Object> kinds() {
        List<Object> kinds = new ArrayList<>();
        Arrays.stream(Op.class.getPermittedSubclasses())
                .forEach(family -> kinds.addAll(kindsOf(family)));
        return kinds;
    }

    private static List<Object> kindsOf(Class<?> family) {
        if (family == Op.class) {
            return kinds();
        }
        if (family == Op.Unary.class) {
            return List.of((Object[]) UnaryOp.values());
        }
        if (family == Op.Binary.class) {
            return List.of((Object[]) BinaryOp.values());
        }
        return family == Op.Reduce.class ? List.of((Object[]) ReduceOp.values()) : List.of(family);
    }

    /// The rules that are always worth it and keep the numeric contract: exact ones and stabilising
    /// ones.
    public static RuleSet simplify() {
        return SIMPLIFY;
    }

    /// The stabilising rules for naive formulas whose derivative, taken along the formula, is NaN
    /// or wrong where the formula overflows or has a kink, and whose stable form has the right one.
    /// The others' derivatives become right when they are rewritten themselves.
    public static RuleSet beforeAdjoints() {
        return BEFORE_ADJOINTS;
    }

    /// These, and those whose derivatives become right by rewriting in reverse mode only.
    public static RuleSet beforeTangents() {
        return BEFORE_TANGENTS;
    }

    private static RuleSet named(Set<String> names) {
        return new RuleSet(
                SIMPLIFY.rules.stream().filter(rule -> names.contains(rule.name())).toList());
    }

    /// These, and the rules that are true of real numbers only.
    public static RuleSet withAlgebra() {
        return WITH_ALGEBRA;
    }

    private static List<Rule> all(boolean algebra) {
        List<Rule> all = new ArrayList<>();
        all.addAll(ConstantRules.rules()); // values that are known
        all.addAll(MovementRules.rules()); // movement that moves nothing, or twice
        all.addAll(SliceRules.rules()); // parts of what was put together
        all.addAll(IndexRules.rules()); // what was just written
        all.addAll(BroadcastRules.rules()); // before repetition instead of behind it
        all.addAll(IdentityRules.rules()); // arithmetic that changes nothing
        all.addAll(SelectRules.rules());
        all.addAll(ReductionRules.rules());
        all.addAll(PowerRules.rules()); // the same by cheaper means
        all.addAll(ExponentialRules.rules()); // stable forms
        all.addAll(LogarithmRules.rules());
        all.addAll(LogarithmOfSumRules.rules());
        all.addAll(SigmoidRules.rules());
        all.addAll(ErrorFunctionRules.rules());
        all.addAll(SoftmaxRules.rules());
        all.addAll(QuotientRules.rules());
        all.addAll(LinearAlgebraRules.rules());
        if (algebra) {
            all.addAll(AlgebraRules.rules());
        }
        return all;
    }

    /// The rules, in order.
    public List<Rule> rules() {
        return rules;
    }

    /// The rules that may apply to an op, in order.
    List<Rule> rulesFor(Op op) {
        return byKind.getOrDefault(Root.kindOf(op), List.of());
    }

    /// These rules, then those.
    public RuleSet andThen(RuleSet others) {
        List<Rule> both = new ArrayList<>(rules);
        both.addAll(others.rules);
        return new RuleSet(both);
    }
}
