package dev.komodo.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the guards of a graph say about its dims: which expressions are equal at each call.
/// Immutable.
public final class DimFacts {
    private final Map<Dim, Dim> replacements = new LinkedHashMap<>();
    private final List<DimGuard> others = new ArrayList<>();

    private DimFacts() {}

    /// The facts that guards state.
    public static DimFacts of(List<DimGuard> guards) {
        DimFacts facts = new DimFacts();
        guards.forEach(facts::learn);
        return facts;
    }

    private void learn(DimGuard guard) {
        Dim left = canonical(guard.left());
        Dim right = canonical(guard.right());
        if (left.equals(right)) {
            return;
        }
        if (right instanceof Dim.Symbol && !left.atoms().contains(right)) {
            replace(right, left);
        } else if (left instanceof Dim.Symbol && !right.atoms().contains(left)) {
            replace(left, right);
        } else if (!solve(left.minus(right))) {
            others.add(guard);
        }
    }

    /// Whether `difference == 0` fixes a symbol that stands in it once, with the factor 1 or -1: `n
    /// + 2 - m` is 0 where m is `n + 2`.
    private boolean solve(Dim difference) {
        if (!(difference instanceof Dim.Polynomial(List<Dim.Term> terms))) {
            return false;
        }
        for (Dim.Term term : terms) {
            boolean single = term.atoms().size() == 1 && Math.abs(term.coefficient()) == 1;
            if (single && term.atoms().getFirst() instanceof Dim.Symbol symbol) {
                Dim rest = difference.minus(symbol.times(Dim.of(term.coefficient())));
                if (!rest.atoms().contains(symbol)) {
                    replace(symbol, rest.times(Dim.of(-term.coefficient())));
                    return true;
                }
            }
        }
        return false;
    }

    private void replace(Dim symbol, Dim by) {
        replacements.replaceAll(
                (_, dim) -> DimAlgebra.substitute(dim, atom -> atom.equals(symbol) ? by : atom));
        replacements.put(symbol, by);
    }

    /// The dim with each symbol that a guard equates with something replaced by it.
    public Dim canonical(Dim dim) {
        return replacements.isEmpty()
                ? dim
                : DimAlgebra.substitute(dim, atom -> replacements.getOrDefault(atom, atom));
    }

    /// Whether the two are equal whenever the guards hold. False may mean unknown.
    public boolean provesEqual(Dim left, Dim right) {
        if (left.equals(right)) {
            return true;
        }
        Dim one = canonical(left);
        Dim other = canonical(right);
        return one.equals(other) || others.stream().anyMatch(guard -> states(guard, one, other));
    }

    private boolean states(DimGuard guard, Dim one, Dim other) {
        Dim left = canonical(guard.left());
        Dim right = canonical(guard.right());
        return (left.equals(one) && right.equals(other))
                || (left.equals(other) && right.equals(one));
    }
}
