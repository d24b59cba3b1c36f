package dev.komodo.emit;

import java.util.List;

/// What an emission defined.
///
/// @param run the symbol of `run`
/// @param prepare the symbol of `prepare`
/// @param plan the symbol of `plan`
/// @param definitions all symbols given out, in the order of emission
public record EmittedModule(String run, String prepare, String plan, List<String> definitions) {
    /// Copies the list.
    public EmittedModule {
        definitions = List.copyOf(definitions);
    }

    /// `run`, `prepare`, `plan`: the symbols that others may look up.
    public List<String> entries() {
        return List.of(run, prepare, plan);
    }
}
