package dev.komodo.testing;

import dev.komodo.loop.Buffer;
import dev.komodo.loop.LoopInterpreter;
import dev.komodo.loop.LoopProgram;
import dev.komodo.runtime.NDArray;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// Memory for what a program prepares when it is loaded.
public final class PreparedMemory {
    private PreparedMemory() {}

    /// A segment for each prepared buffer, in order; no call's dims are known then.
    public static List<MemorySegment> of(
            LoopProgram program, LoopInterpreter interpreter, Arena arena) {
        List<MemorySegment> segments = new ArrayList<>();
        List<Long> noDims = program.dims().stream().map(_ -> 0L).toList();
        for (Buffer buffer : program.prepared()) {
            long elements = interpreter.elements(buffer, noDims);
            segments.add(arena.allocate(elements * buffer.dtype().byteSize(), NDArray.ALIGNMENT));
        }
        return segments;
    }
}
