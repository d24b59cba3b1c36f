package dev.komodo.graph;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// What a step of a scan leaves.
///
/// @param goOn present where the body decides to stop: a bool scalar; the step where it is false is
///   the last
/// @param carries for the next step, with the types they came with
/// @param emitted stacked along a new leading axis
public record ScanStep(Optional<Tensor> goOn, List<Tensor> carries, List<Tensor> emitted) {
    /// Copies the lists.
    public ScanStep {
        Objects.requireNonNull(goOn);
        carries = List.copyOf(carries);
        emitted = List.copyOf(emitted);
    }

    /// A step that is always followed by the next.
    public static ScanStep of(List<Tensor> carries, List<Tensor> emitted) {
        return new ScanStep(Optional.empty(), carries, emitted);
    }

    /// This step, the last one unless `goOn` is true.
    public ScanStep goOnWhile(Tensor goOn) {
        return new ScanStep(Optional.of(goOn), carries, emitted);
    }
}
