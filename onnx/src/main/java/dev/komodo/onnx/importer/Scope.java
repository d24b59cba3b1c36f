package dev.komodo.onnx.importer;

import dev.komodo.error.InvalidGraphException;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The values that names stand for in a graph and in those around it.
final class Scope {
    private final @Nullable Scope outer;
    private final Map<String, Imported> values = new HashMap<>();
    private final Set<String> leftOut = new HashSet<>();

    private Scope(@Nullable Scope outer) {
        this.outer = outer;
    }

    /// The scope of a whole graph or of a function's body.
    static Scope root() {
        return new Scope(null);
    }

    /// The scope of a sub-graph, which sees this one.
    Scope inner() {
        return new Scope(this);
    }

    /// Gives a name its value.
    ///
    /// @throws InvalidGraphException if this scope has the name already
    void define(String name, Imported value) {
        if (values.putIfAbsent(name, value) != null) {
            throw new InvalidGraphException(
                    "The value '" + name + "' is defined twice; each name is defined once");
        }
    }

    /// Gives a function's parameter its argument.
    ///
    /// @param argument nothing if the call leaves it out
    void parameter(String name, Optional<Imported> argument) {
        argument.ifPresentOrElse(value -> define(name, value), () -> leftOut.add(name));
    }

    /// Whether the name is a function's parameter that the call leaves out.
    boolean isLeftOut(String name) {
        return leftOut.contains(name) || (outer != null && outer.isLeftOut(name));
    }

    /// The value of a name, here or in a scope around.
    Optional<Imported> find(String name) {
        Imported value = values.get(name);
        if (value != null) {
            return Optional.of(value);
        }
        return outer == null ? Optional.empty() : outer.find(name);
    }
}
