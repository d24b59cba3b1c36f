package dev.komodo.schedule;

import dev.komodo.graph.Dim;
import dev.komodo.graph.Op;
import dev.komodo.graph.Value;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// In which pass over the reduced axes each root of a row kernel is computed: a value of a row that
/// a reduction gives is there in the next pass.
final class RowPasses {
    /// What a root is to the space of its kernel.
    enum Role {
        /// Folds the reduced axes.
        REDUCTION,
        /// Has all axes.
        FULL,
        /// Has the axes that reductions leave.
        ROW
    }

    private final Scope scope;
    private final Domain domain;
    private final List<Value> roots;
    private final Predicate<Value> isStored;
    private final Map<Value, Integer> passes = new HashMap<>();
    private final Set<Value> readLater = new HashSet<>();

    /// @param roots in topological order
    /// @param isStored which other values are read from memory
    RowPasses(Scope scope, Domain domain, List<Value> roots, Predicate<Value> isStored) {
        this.isStored = isStored;
        this.scope = scope;
        this.domain = domain;
        this.roots = List.copyOf(roots);
        this.roots.forEach(this::compute);
    }

    int pass(Value root) {
        return passes.getOrDefault(root, 0);
    }

    int count() {
        return 1 + passes.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    /// Whether the reduced axes are walked once: what follows has one value a row.
    boolean isOnePass() {
        return roots.stream()
                .allMatch(root -> role(root) == Role.ROW ? pass(root) <= 1 : pass(root) == 0);
    }

    /// Whether a full root is read in a pass behind its own.
    boolean isReadLater(Value root) {
        return readLater.contains(root);
    }

    Role role(Value root) {
        return role(scope, domain, root);
    }

    static Role role(Scope scope, Domain domain, Value root) {
        Op op = scope.op(root);
        if (op instanceof Op.Reduce || op instanceof Op.ArgReduce) {
            return Role.REDUCTION;
        }
        return Domain.squeeze(scope.dims(root)).equals(domain.full()) ? Role.FULL : Role.ROW;
    }

    /// The value that is computed element by element in the root's loop.
    static Value body(Scope scope, Value root) {
        return switch (scope.op(root)) {
            case Op.Reduce reduce -> reduce.operand();
            case Op.ArgReduce reduce -> reduce.operand();
            default -> root;
        };
    }

    private void compute(Value root) {
        Set<Value> others = new HashSet<>(roots);
        others.remove(root);
        Accesses accesses =
                new Accesses(
                        scope,
                        value ->
                                others.contains(value)
                                        || (!value.equals(root) && isStored.test(value)));
        Value body = body(scope, root);
        List<Position> positions = domain.symbolic();
        List<Dim> dims = scope.dims(body);
        boolean isRow = role(root) == Role.ROW;
        accesses.follow(body, Domain.index(dims, isRow ? domain.row(positions) : positions));
        int pass = 0;
        List<Value> full = new ArrayList<>();
        for (Accesses.Use use : accesses.leaves()) {
            if (others.contains(use.value())) {
                Role role = role(use.value());
                int ready = pass(use.value()) + (role == Role.REDUCTION ? 1 : 0);
                pass = Math.max(pass, ready);
                if (role == Role.FULL) {
                    full.add(use.value());
                }
            }
        }
        passes.put(root, pass);
        for (Value value : full) {
            if (pass(value) < pass) {
                readLater.add(value);
            }
        }
    }
}
