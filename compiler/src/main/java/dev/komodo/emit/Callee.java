package dev.komodo.emit;

import dev.komodo.llvm.LlvmFunction;
import dev.komodo.loop.LoopFunction;

import java.util.Set;

/// A function of the program that was emitted.
///
/// @param source the function
/// @param function its definition; one without a result takes the frame, then buffers, then scalars
/// @param stored the names of the buffer parameters that it may write
record Callee(LoopFunction source, LlvmFunction function, Set<String> stored) {
    Callee {
        stored = Set.copyOf(stored);
    }
}
