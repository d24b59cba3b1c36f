package dev.komodo.emit;

import dev.komodo.llvm.LlvmAttribute;
import dev.komodo.llvm.LlvmFunction;
import dev.komodo.llvm.LlvmValue;

/// The frame as the first parameter of a function.
final class FrameParameter {
    private static final int ALIGNMENT = 64;

    private FrameParameter() {}

    /// Nobody writes a frame during a call, and no buffer overlaps it.
    ///
    /// @return the frame's address
    static LlvmValue describe(LlvmFunction function) {
        function.withParameter(
                0,
                LlvmAttribute.NOALIAS,
                LlvmAttribute.READONLY,
                LlvmAttribute.NONNULL,
                LlvmAttribute.align(ALIGNMENT),
                LlvmAttribute.dereferenceable(FrameLayout.SIZE));
        return function.parameter(0);
    }
}
