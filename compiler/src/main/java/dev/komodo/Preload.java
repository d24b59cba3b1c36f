package dev.komodo;

import dev.komodo.error.CompilerException;
import dev.komodo.jit.KernelKeys;
import dev.komodo.jit.Targets;
import dev.komodo.natives.LlvmLibrary;
import dev.komodo.natives.NativeLibraryException;
import dev.komodo.natives.ProcessorFacts;
import dev.komodo.runtime.Kernel;

/// What a compiler needs whatever it compiles, in the order in which it needs it. LLVM is not among
/// it: who finds all kernels in the cache never needs it.
final class Preload {
    private Preload() {}

    /// Begins to load libLLVM beside whatever else a first start does.
    static void beginLlvm() {
        Thread.ofPlatform()
                .name("komodo-load-llvm")
                .daemon()
                .start(() -> attempt(LlvmLibrary::load));
    }

    static void run() {
        attempt(
                () -> {
                    ProcessorFacts.read(); // loads the runtime and links a downcall
                    // a first digest takes milliseconds; whose does not matter
                    KernelKeys.of(new byte[0], "", Targets.named("x86-64-v3"));
                    Kernel.preload();
                });
    }

    private static void attempt(Runnable work) {
        try {
            work.run();
        } catch (CompilerException | NativeLibraryException failure) {
            // a failed load is tried again by who needs it, whose caller gets the exception
            System.getLogger("dev.komodo").log(System.Logger.Level.DEBUG, "preloading", failure);
        }
    }
}
