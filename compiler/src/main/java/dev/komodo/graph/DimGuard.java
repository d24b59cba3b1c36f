package dev.komodo.graph;

import java.util.Objects;

/// Two dimensions that the graph could not prove equal and that must be equal at each call. Checked
/// before native code runs.
///
/// @param left one dimension
/// @param right the other
/// @param reason where it comes from, for the message, such as `add(%3, %4), axis 1`
public record DimGuard(Dim left, Dim right, String reason) {
    /// Refuses null.
    public DimGuard {
        Objects.requireNonNull(left);
        Objects.requireNonNull(right);
        Objects.requireNonNull(reason);
    }
}
