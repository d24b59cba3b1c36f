package dev.komodo.graph;

import java.util.List;

/// One step of a scan, written once with tensors that stand for any step.
@FunctionalInterface
public interface ScanBody {
    /// The step.
    ///
    /// @param carries what the last step left
    /// @param elements this step's element of each sequence, without the leading axis
    ScanStep step(List<Tensor> carries, List<Tensor> elements);
}
