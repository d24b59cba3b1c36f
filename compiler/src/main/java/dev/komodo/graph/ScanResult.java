package dev.komodo.graph;

import java.util.List;

/// What a scan gives.
///
/// @param carries those of the last step
/// @param emitted each emitted value of all steps, stacked along a new leading axis
public record ScanResult(List<Tensor> carries, List<Tensor> emitted) {
    /// Copies the lists.
    public ScanResult {
        carries = List.copyOf(carries);
        emitted = List.copyOf(emitted);
    }
}
