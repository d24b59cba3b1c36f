package dev.komodo.jit;

import dev.komodo.loop.LoopProgram;
import dev.komodo.schedule.KernelSummary;

import java.util.List;
import java.util.Objects;

/// Object code and the program it was made from.
///
/// @param program the program that was emitted
/// @param code its object code
/// @param kernels what its timed functions do; empty if the code keeps no times
public record CompiledProgram(LoopProgram program, ObjectCode code, List<KernelSummary> kernels) {
    /// Refuses null.
    public CompiledProgram {
        Objects.requireNonNull(program);
        Objects.requireNonNull(code);
        kernels = List.copyOf(kernels);
    }

    /// Object code that keeps no times.
    public CompiledProgram(LoopProgram program, ObjectCode code) {
        this(program, code, List.of());
    }
}
