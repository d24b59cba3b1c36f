package dev.komodo.runtime;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;

/// The linked code of a kernel, as `runtime` needs it: the addresses of the entries of
/// [dev.komodo.jit]'s ABI, and what they take.
///
/// @param run the entry of a call
/// @param prepare the entry that packs constants
/// @param plan the entry that computes sizes
/// @param preparedBytes the size of each prepared buffer, in bytes
/// @param resultDims the names of the data dims, in the order of their cells
/// @param release gives the code back; called once, when no call runs
public record KernelCode(
        MemorySegment run,
        MemorySegment prepare,
        MemorySegment plan,
        List<Long> preparedBytes,
        List<String> resultDims,
        Runnable release) {
    /// Copies the lists.
    public KernelCode {
        Objects.requireNonNull(run);
        Objects.requireNonNull(prepare);
        Objects.requireNonNull(plan);
        preparedBytes = List.copyOf(preparedBytes);
        resultDims = List.copyOf(resultDims);
        Objects.requireNonNull(release);
    }
}
