package dev.komodo.emit;

import dev.komodo.llvm.LlvmAttribute;
import dev.komodo.llvm.LlvmFunction;
import dev.komodo.target.Target;

/// The attributes that every definition carries: the machine, and that nothing unwinds.
///
/// `prefer-vector-width` overrides the tuning of CPUs for which LLVM would split 512-bit vectors;
/// `min-legal-vector-width` keeps vectors in registers across calls. source: LLVM 20,
/// X86Subtarget::initSubtargetFeatures.
final class FunctionAttributes {
    /// Bytes of the largest stack frame: kernels run on threads whose stacks are not theirs, and
    /// without probes of the guard pages.
    private static final int LARGEST_FRAME = 16 << 10;

    private final LlvmAttribute[] common;

    FunctionAttributes(Target target) {
        String width = Integer.toString(target.vectorBits());
        common =
                new LlvmAttribute[] {
                    LlvmAttribute.NOUNWIND,
                    LlvmAttribute.text("no-builtins", ""),
                    LlvmAttribute.text("warn-stack-size", Integer.toString(LARGEST_FRAME)),
                    LlvmAttribute.targetCpu(target.cpu()),
                    LlvmAttribute.targetFeatures(InstructionSets.featureString(target)),
                    LlvmAttribute.text("prefer-vector-width", width),
                    LlvmAttribute.text("min-legal-vector-width", width)
                };
    }

    LlvmFunction addTo(LlvmFunction function) {
        return function.with(common);
    }
}
