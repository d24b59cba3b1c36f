package dev.komodo.llvm;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.LockSupport;

/// Where LLVM's fatal errors end: the text goes to whoever waits for the thread, and the thread
/// never goes back into LLVM, which would end the process.
final class FatalErrors {
    private FatalErrors() {}

    /// The upcall of `LLVMInstallFatalErrorHandler`. Never returns and never throws.
    static void handle(MemorySegment reason) {
        try {
            String text = NativeText.borrowed(reason);
            CompileThread thread = CompileThread.current();
            if (thread == null) {
                System.getLogger("dev.komodo.llvm")
                        .log(
                                System.Logger.Level.ERROR,
                                "LLVM stopped with a fatal error on thread {0}, which is not a"
                                    + " compile thread and is parked for ever: {1}",
                                Thread.currentThread().getName(),
                                text);
            } else {
                thread.abandonAfterFatalError(text);
            }
        } finally {
            parkForEver();
        }
    }

    @SuppressWarnings("InfiniteLoopStatement") // returning would let LLVM end the process
    private static void parkForEver() {
        while (true) {
            LockSupport.park(FatalErrors.class);
            // an interrupt would turn the loop into a busy one
            boolean unused = Thread.interrupted();
        }
    }
}
