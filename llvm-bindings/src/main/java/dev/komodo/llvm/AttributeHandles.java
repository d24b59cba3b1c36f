package dev.komodo.llvm;

import dev.komodo.llvm.generated.Llvm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Attributes as LLVM's objects.
final class AttributeHandles {
    private AttributeHandles() {}

    /// LLVM's object for `attribute`.
    ///
    /// @throws LlvmException if LLVM knows no attribute of that name
    static MemorySegment of(LlvmContext context, LlvmAttribute attribute) {
        return switch (attribute) {
            case LlvmAttribute.Flag flag -> byKind(context, flag.name(), 0);
            case LlvmAttribute.Numbered number -> byKind(context, number.name(), number.value());
            case LlvmAttribute.Text text -> byText(context, text);
        };
    }

    private static MemorySegment byKind(LlvmContext context, String name, long value) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocateFrom(name);
            int kind = Llvm.LLVMGetEnumAttributeKindForName(text, text.byteSize() - 1);
            if (kind == 0) {
                throw new LlvmException("LLVM knows no attribute \"" + name + "\"");
            }
            return Llvm.LLVMCreateEnumAttribute(context.handle(), kind, value);
        }
    }

    private static MemorySegment byText(LlvmContext context, LlvmAttribute.Text text) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment key = arena.allocateFrom(text.key());
            MemorySegment value = arena.allocateFrom(text.value());
            return Llvm.LLVMCreateStringAttribute(
                    context.handle(),
                    key,
                    (int) key.byteSize() - 1,
                    value,
                    (int) value.byteSize() - 1);
        }
    }
}
