package dev.komodo.llvm;

import dev.komodo.natives.LlvmLibrary;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Brings the LLVM library up, once per class loader: loaded, of the right version, with the x86
/// back end registered and fatal errors routed to [LlvmThreads].
final class LlvmRuntime {
    private LlvmRuntime() {}

    /// Makes LLVM usable; cheap after the first call.
    ///
    /// @throws dev.komodo.natives.NativeLibraryException if the library cannot be loaded
    /// @throws LlvmException if its version is not supported
    static void load() {
        // what these throw must not become an error of class initialisation
        LlvmVersion.requireReadable(LlvmLibrary.load());
        Started.READY.requireSupported();
    }

    /// The holder idiom: class initialisation is the lock, and a failure is reported at each use.
    private static final class Started {
        static final LlvmVersion READY = start();

        private static LlvmVersion start() {
            LlvmVersion version = LlvmVersion.read();
            if (version.isSupported()) {
                installFatalErrorHandler();
                StartFunction.INITIALIZE_TARGET_INFO.call();
                StartFunction.INITIALIZE_TARGET.call();
                StartFunction.INITIALIZE_TARGET_MC.call();
                StartFunction.INITIALIZE_ASM_PRINTER.call();
            }
            return version;
        }

        private static void installFatalErrorHandler() {
            NativeCallback handler =
                    (reason, _, _, _) -> FatalErrors.handle(MemorySegment.ofAddress(reason));
            StartFunction.INSTALL_FATAL_ERROR_HANDLER.call(
                    NativeCallback.allocate(handler, Arena.global()).address());
        }
    }
}
