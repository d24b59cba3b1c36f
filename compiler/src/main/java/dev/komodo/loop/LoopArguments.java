package dev.komodo.loop;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;

/// What a [LoopProgram] is called with. The memory belongs to the caller; each segment holds at
/// least the elements of its buffer.
///
/// @param dims the values of [LoopProgram#dims()]
/// @param workers the number of workers of parallel loops, at least 1
/// @param inputs for [LoopProgram#inputs()]
/// @param outputs for [LoopProgram#outputs()]
/// @param constants for [LoopProgram#constants()]
/// @param prepared for [LoopProgram#prepared()]
/// @param resultDims for [LoopProgram#resultDims()]
public record LoopArguments(
        List<Long> dims,
        long workers,
        List<MemorySegment> inputs,
        List<MemorySegment> outputs,
        List<MemorySegment> constants,
        List<MemorySegment> prepared,
        MemorySegment resultDims) {
    /// Copies the lists.
    public LoopArguments {
        dims = List.copyOf(dims);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        constants = List.copyOf(constants);
        prepared = List.copyOf(prepared);
        Objects.requireNonNull(resultDims);
        if (workers < 1) {
            throw new IllegalArgumentException("A call has at least 1 worker, found " + workers);
        }
    }
}
