package dev.komodo.graph;

import dev.komodo.error.InvalidGraphException;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a builder shares with the builders of its sub-graphs: guards, weights and the names of data
/// dims belong to the whole program. Not safe between threads.
final class ProgramState {
    private final List<DimGuard> guards = new ArrayList<>();
    private final List<Literal> weights = new ArrayList<>();
    private final IdentityHashMap<Literal, Integer> slots = new IdentityHashMap<>();
    private final Set<String> dataNames = new HashSet<>();
    private final Map<String, DerivativeRule> rules = new LinkedHashMap<>();
    private DimFacts facts = DimFacts.of(List.of());

    List<DimGuard> guards() {
        return List.copyOf(guards);
    }

    List<Literal> weights() {
        return List.copyOf(weights);
    }

    /// The slot of a literal; the same object has one slot.
    int slot(Literal literal) {
        return slots.computeIfAbsent(
                literal,
                added -> {
                    weights.add(added);
                    return weights.size() - 1;
                });
    }

    /// A name that no data dim has yet.
    String freshDataName(String hint) {
        String name = hint;
        for (int i = 0; !dataNames.add(name); i++) {
            name = hint + "_" + i;
        }
        return name;
    }

    /// Keeps a name that somebody chose from being chosen again.
    void noteDataName(String name) {
        dataNames.add(name);
    }

    /// The name of a rule; equal rules have one name.
    String ruleName(DerivativeRule rule) {
        for (Map.Entry<String, DerivativeRule> entry : rules.entrySet()) {
            if (entry.getValue().equals(rule)) {
                return entry.getKey();
            }
        }
        String name = rule.name();
        for (int i = 0; name.isEmpty() || rules.containsKey(name); i++) {
            name = rule.name() + "_" + i;
        }
        rules.put(name, rule);
        return name;
    }

    Optional<DerivativeRule> rule(String name) {
        return Optional.ofNullable(rules.get(name));
    }

    boolean provesEqual(Dim left, Dim right) {
        return facts.provesEqual(left, right);
    }

    /// Requires equality at each call, unless it holds already.
    void require(Dim left, Dim right, String reason) {
        if (facts.provesEqual(left, right)) {
            return;
        }
        Dim one = facts.canonical(left);
        Dim other = facts.canonical(right);
        if (one.minus(other) instanceof Dim.Fixed) {
            throw new InvalidGraphException(
                    reason + ": the extents " + left + " and " + right + " can never be equal");
        }
        boolean data =
                left.atoms().stream().anyMatch(atom -> atom instanceof Dim.Data)
                        || right.atoms().stream().anyMatch(atom -> atom instanceof Dim.Data);
        if (data) {
            throw new InvalidGraphException(
                    reason
                            + ": the extents "
                            + left
                            + " and "
                            + right
                            + " cannot be compared before the call; use tensors of one data dim");
        }
        guards.add(new DimGuard(left, right, reason));
        facts = DimFacts.of(guards);
    }
}
