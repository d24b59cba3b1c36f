package dev.komodo.jit;

import dev.komodo.loop.LoopProgram;

import java.util.Objects;

/// Object code and the program it was made from.
///
/// @param program the program that was emitted
/// @param code its object code
public record CompiledProgram(LoopProgram program, ObjectCode code) {
    /// Refuses null.
    public CompiledProgram {
        Objects.requireNonNull(program);
        Objects.requireNonNull(code);
    }
}
