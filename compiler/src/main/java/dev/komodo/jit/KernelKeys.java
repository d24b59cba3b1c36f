package dev.komodo.jit;

import dev.komodo.cache.CacheKey;
import dev.komodo.emit.FrameLayout;
import dev.komodo.natives.LlvmLibrary;
import dev.komodo.target.Target;

/// Cache keys of kernels: everything that the object code depends on, and nothing else. Names are
/// no part of it.
public final class KernelKeys {
    private KernelKeys() {}

    /// The key of a kernel.
    ///
    /// @param graph the canonical bytes of the graph as the user built it, before any pass
    /// @param options the canonical text of the options that change code
    /// @param target the machine
    public static CacheKey of(byte[] graph, String options, Target target) {
        return of(
                graph,
                options,
                target,
                LlvmLibrary.identity(),
                FrameLayout.ABI_VERSION,
                CodeIdentity.current());
    }

    /// The key of a unit's object. No kernel has it: their ingredients have other names.
    ///
    /// @param text what the unit is, see [dev.komodo.emit.Unit#text()]
    static CacheKey ofUnit(String text, CodeOptions options) {
        return CacheKey.builder()
                .add("unit", text)
                .add("effort", options.effort().name())
                .add("target", describe(options.target()))
                .add("llvm", LlvmLibrary.identity())
                .add("abi", Integer.toString(FrameLayout.ABI_VERSION))
                .add("komodo", CodeIdentity.current())
                .build();
    }

    /// @param llvm the build of libLLVM
    /// @param abi the version of the native ABI
    /// @param komodo the identity of Komodo's own code
    static CacheKey of(
            byte[] graph, String options, Target target, String llvm, int abi, String komodo) {
        return CacheKey.builder()
                .add("graph", graph)
                .add("options", options)
                .add("target", describe(target))
                .add("llvm", llvm)
                .add("abi", Integer.toString(abi))
                .add("komodo", komodo)
                .build();
    }

    /// One line per component, in the order of the record.
    static String describe(Target target) {
        return "triple "
                + target.triple()
                + "\ncpu "
                + target.cpu()
                + "\nfeatures "
                + String.join(" ", target.features())
                + "\nvector-bits "
                + target.vectorBits()
                + "\nvector-registers "
                + target.vectorRegisters()
                + "\nfma "
                + target.fusedMultiplyAdd()
                + "\nlevel-1 "
                + target.level1Bytes()
                + "\nlevel-2 "
                + target.level2Bytes()
                + "\nlevel-3 "
                + target.level3Bytes()
                + "\n";
    }
}
