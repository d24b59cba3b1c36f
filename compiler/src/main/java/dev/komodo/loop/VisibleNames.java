package dev.komodo.loop;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// The variables and buffers of one function that are visible where a verifier stands.
final class VisibleNames {
    /// A variable in scope.
    ///
    /// @param assignable whether it was declared, not bound
    /// @param region the parallel loops around its definition
    record Definition(Expr.Var variable, boolean assignable, int region) {}

    /// A buffer in scope.
    record Storage(Buffer buffer, boolean writable) {}

    private final Faults faults;
    private final Set<String> variableNames = new HashSet<>();
    private final Set<String> bufferNames = new HashSet<>();
    private final Map<String, Definition> variables = new HashMap<>();
    private final Map<String, Storage> buffers = new HashMap<>();
    private final Deque<Runnable> undo = new ArrayDeque<>();

    VisibleNames(Faults faults) {
        this.faults = faults;
    }

    /// A mark to return to at the end of a block.
    int mark() {
        return undo.size();
    }

    /// Hides what was defined since the mark.
    void leave(int mark) {
        while (undo.size() > mark) {
            undo.pop().run();
        }
    }

    void define(Expr.Var variable, boolean assignable, int region) {
        String name = variable.name();
        if (!Symbols.isName(name)) {
            faults.add(
                    "'%s' is no name of a variable: use letters, digits, _ and .".formatted(name));
        }
        if (!variableNames.add(name)) {
            faults.add("variable %s is defined twice in this function".formatted(name));
        }
        variables.put(name, new Definition(variable, assignable, region));
        undo.push(() -> variables.remove(name));
    }

    void define(Buffer buffer, boolean writable) {
        String name = buffer.name();
        if (!Symbols.isName(name)) {
            faults.add("'%s' is no name of a buffer: use letters, digits, _ and .".formatted(name));
        }
        if (!bufferNames.add(name)) {
            faults.add("buffer %s is defined twice in this function".formatted(name));
        }
        buffers.put(name, new Storage(buffer, writable));
        undo.push(() -> buffers.remove(name));
    }

    /// The definition of a variable that is used.
    @Nullable Definition variable(Expr.Var used) {
        Definition definition = variables.get(used.name());
        if (definition == null) {
            faults.add(
                    (variableNames.contains(used.name())
                                    ? "variable %s is not visible here: its block has ended"
                                    : "variable %s is not defined before its use")
                            .formatted(used.name()));
        } else if (!definition.variable().type().equals(used.type())) {
            faults.add(
                    "variable %s is used as %s, defined as %s"
                            .formatted(used.name(), used.type(), definition.variable().type()));
            return null;
        }
        return definition;
    }

    /// The definition of a buffer that is used.
    @Nullable Storage buffer(Buffer used) {
        Storage storage = buffers.get(used.name());
        if (storage == null) {
            faults.add("buffer %s is not visible here".formatted(used.name()));
        } else if (!storage.buffer().equals(used)) {
            faults.add(
                    "buffer %s is used as '%s', defined as '%s'"
                            .formatted(
                                    used.name(),
                                    LoopPrinter.print(used),
                                    LoopPrinter.print(storage.buffer())));
            return null;
        }
        return storage;
    }
}
