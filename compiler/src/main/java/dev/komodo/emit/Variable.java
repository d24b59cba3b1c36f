package dev.komodo.emit;

import dev.komodo.llvm.LlvmType;
import dev.komodo.llvm.LlvmValue;

/// What a name of the loop language stands for in the function that is emitted.
sealed interface Variable {
    /// A value that never changes.
    record Value(LlvmValue value) implements Variable {}

    /// A declared variable: a place on the stack, which LLVM turns into registers.
    record Slot(LlvmValue address, LlvmType type) implements Variable {}
}
