package dev.komodo.llvm;

import dev.komodo.llvm.generated.Llvm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The intrinsics that one module has declared, by name and types.
final class Intrinsics {
    /// More overloaded types than any intrinsic of LLVM 20 has.
    private static final int MOST_OVERLOADS = 8;

    private record Key(String base, List<LlvmType> overloads) {}

    private final LlvmModule module;
    private final Map<Key, LlvmFunction> declared = new HashMap<>();

    Intrinsics(LlvmModule module) {
        this.module = module;
    }

    LlvmFunction get(String base, List<LlvmType> overloads) {
        return declared.computeIfAbsent(
                new Key(base, List.copyOf(overloads)), key -> declare(base, overloads));
    }

    private LlvmFunction declare(String base, List<LlvmType> overloads) {
        LlvmContext context = module.context();
        int id = idOf(base);
        boolean overloaded = Llvm.LLVMIntrinsicIsOverloaded(id) != 0;
        if (overloaded == overloads.isEmpty()) {
            throw new IllegalArgumentException(
                    "Asked for intrinsic %s with overloads %s; it is %soverloaded"
                            .formatted(base, overloads, overloaded ? "" : "not "));
        }
        MemorySegment types = context.pointers(padded(LlvmTypes.handles(overloads)));
        MemorySegment raw =
                Llvm.LLVMGetIntrinsicDeclaration(module.handle(), id, types, overloads.size());
        LlvmType signature =
                context.types()
                        .ofHandle(
                                Llvm.LLVMIntrinsicGetType(
                                        context.handle(), id, types, overloads.size()));
        return new LlvmFunction(module, module.scoped(raw), base, signature);
    }

    /// LLVM reads as many types as the intrinsic has, however few are given: with the last one
    /// repeated it reads a type, and the verifier reports the wrong name.
    private static List<MemorySegment> padded(List<MemorySegment> types) {
        List<MemorySegment> all = new ArrayList<>(types);
        if (!types.isEmpty()) {
            all.addAll(Collections.nCopies(MOST_OVERLOADS, types.getLast()));
        }
        return all;
    }

    private static int idOf(String base) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(base);
            int id = Llvm.LLVMLookupIntrinsicID(name, name.byteSize() - 1);
            if (id == 0) {
                throw new LlvmException("LLVM knows no intrinsic " + base);
            }
            return id;
        }
    }
}
