package dev.komodo;

import dev.komodo.error.CompilerException;
import dev.komodo.jit.HostTarget;
import dev.komodo.jit.KernelKeys;
import dev.komodo.llvm.LlvmException;
import dev.komodo.llvm.LlvmThreads;
import dev.komodo.llvm.OrcJit;
import dev.komodo.natives.NativeLibraryException;
import dev.komodo.natives.RuntimeLibrary;
import dev.komodo.runtime.Kernel;
import dev.komodo.target.Target;

/// What a compiler needs whatever it compiles, in the order in which it needs it.
final class Preload {
    private Preload() {}

    static void run() {
        try {
            Target host = HostTarget.detect();
            RuntimeLibrary.load();
            OrcJit.preload(LlvmThreads.shared());
            KernelKeys.of(new byte[0], "", host); // a first digest takes milliseconds
            Kernel.preload();
        } catch (CompilerException | LlvmException | NativeLibraryException failure) {
            // a failed load is tried again by who needs it, whose caller gets the exception
            System.getLogger("dev.komodo").log(System.Logger.Level.DEBUG, "preloading", failure);
        }
    }
}
