package dev.komodo.loop;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The names that are visible at one place of a text: those of a block and of the blocks around it.
final class LoopScope {
    private final @Nullable LoopScope outer;
    private final Map<String, Expr.Var> variables = new HashMap<>();
    private final Map<String, Buffer> buffers = new HashMap<>();

    LoopScope(@Nullable LoopScope outer) {
        this.outer = outer;
    }

    void define(Expr.Var variable) {
        variables.put(variable.name(), variable);
    }

    void define(Buffer buffer) {
        buffers.put(buffer.name(), buffer);
    }

    Optional<Expr.Var> variable(String name) {
        for (LoopScope scope = this; scope != null; scope = scope.outer) {
            Expr.Var found = scope.variables.get(name);
            if (found != null) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }

    Optional<Buffer> buffer(String name) {
        for (LoopScope scope = this; scope != null; scope = scope.outer) {
            Buffer found = scope.buffers.get(name);
            if (found != null) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }
}
