package dev.komodo.loop;

import java.util.Objects;

/// How a call of a [LoopProgram] ended: of all failures the one with the lowest index, then the
/// lowest code.
///
/// @param status [Status#OK] if nothing failed
/// @param index the flat index of the element that failed, 0 if nothing did
public record LoopOutcome(Status status, long index) {
    /// Refuses null.
    public LoopOutcome {
        Objects.requireNonNull(status);
    }
}
