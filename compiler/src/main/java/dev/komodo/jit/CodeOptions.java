package dev.komodo.jit;

import dev.komodo.target.Effort;
import dev.komodo.target.Target;

import java.util.Objects;

/// What object code is made for.
///
/// @param target the machine
/// @param effort how long LLVM may search
/// @param timed whether the code keeps times, see [dev.komodo.emit.ProfileLayout]
public record CodeOptions(Target target, Effort effort, boolean timed) {
    /// Refuses null.
    public CodeOptions {
        Objects.requireNonNull(target);
        Objects.requireNonNull(effort);
    }
}
