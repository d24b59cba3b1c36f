package dev.komodo.emit;

import dev.komodo.error.InternalCompilerException;
import dev.komodo.loop.BinaryKind;
import dev.komodo.loop.LoopType;

/// What the loop verifier refuses and emission therefore never meets in a verified program.
final class Refusals {
    private Refusals() {}

    static InternalCompilerException operands(FunctionScope scope, BinaryKind kind, LoopType type) {
        return new InternalCompilerException(
                "Emission met "
                        + kind
                        + " of "
                        + type
                        + " in function '"
                        + scope.hint()
                        + "'; the loop language has no such operation. Verify the program first.");
    }
}
