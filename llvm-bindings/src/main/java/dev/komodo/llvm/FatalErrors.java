package dev.komodo.llvm;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.LockSupport;

/// Where LLVM's fatal errors end: the text goes to the thread's uncaught exception handler, which
/// for a [CompileThread] is whoever waits for it, and the thread never goes back into LLVM, which
/// would end the process.
final class FatalErrors {
    private FatalErrors() {}

    /// The upcall of `LLVMInstallFatalErrorHandler`. Never returns and never throws.
    static void handle(MemorySegment reason) {
        try {
            Thread thread = Thread.currentThread();
            // a type of the JDK: two class loaders share one LLVM, and the thread may be the
            // other's
            thread.getUncaughtExceptionHandler()
                    .uncaughtException(
                            thread, new IllegalStateException(NativeText.borrowed(reason)));
        } finally {
            parkForEver();
        }
    }

    @SuppressWarnings("InfiniteLoopStatement") // returning would let LLVM end the process
    private static void parkForEver() {
        while (true) {
            LockSupport.park(FatalErrors.class);
            // an interrupt would turn the loop into a busy one
            boolean _ = Thread.interrupted();
        }
    }
}
