package dev.komodo.llvm;

import dev.komodo.llvm.generated.LLVMInstallFatalErrorHandler$Handler;
import dev.komodo.llvm.generated.Llvm;
import dev.komodo.natives.LlvmLibrary;

import java.lang.foreign.Arena;

/// Brings the LLVM library up, once per class loader: loaded, of the right version, with the x86
/// back end registered and fatal errors routed to [LlvmThreads].
final class LlvmRuntime {
    private LlvmRuntime() {}

    /// Makes LLVM usable; cheap after the first call.
    ///
    /// @throws dev.komodo.natives.NativeLibraryException if the library cannot be loaded
    /// @throws LlvmException if its version is not supported
    static void load() {
        LlvmLibrary.load(); // what it throws must not become an error of class initialisation
        Started.READY.requireSupported();
    }

    /// The holder idiom: class initialisation is the lock, and a failure is reported at each use.
    private static final class Started {
        static final LlvmVersion READY = start();

        private static LlvmVersion start() {
            LlvmVersion version = LlvmVersion.read();
            if (version.isSupported()) {
                installFatalErrorHandler();
                Llvm.LLVMInitializeX86TargetInfo();
                Llvm.LLVMInitializeX86Target();
                Llvm.LLVMInitializeX86TargetMC();
                Llvm.LLVMInitializeX86AsmPrinter();
            }
            return version;
        }

        private static void installFatalErrorHandler() {
            Llvm.LLVMInstallFatalErrorHandler(
                    LLVMInstallFatalErrorHandler$Handler.allocate(
                            FatalErrors::handle, Arena.global()));
        }
    }
}
