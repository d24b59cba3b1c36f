package dev.komodo.emit;

import java.util.List;

/// What the emission of a unit defined.
///
/// @param entries the symbols of `run`, `prepare` and `plan`, if the unit has the entries
/// @param definitions all symbols given out, in the order of emission
public record EmittedUnit(List<String> entries, List<String> definitions) {
    /// Copies the lists.
    public EmittedUnit {
        entries = List.copyOf(entries);
        definitions = List.copyOf(definitions);
    }
}
