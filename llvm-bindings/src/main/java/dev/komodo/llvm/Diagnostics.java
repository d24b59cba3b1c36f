package dev.komodo.llvm;

import dev.komodo.llvm.generated.Llvm;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// What LLVM reported about one context: errors, kept until the call that caused them ends. Without
/// it LLVM prints them and ends the process.
///
/// LLVM calls back with a number, never with a Java object; nothing thrown leaves the upcall.
final class Diagnostics {
    private static final AtomicLong NUMBERS = new AtomicLong();
    private static final Map<Long, Diagnostics> BY_NUMBER = new ConcurrentHashMap<>();

    /// One stub for all contexts, made when the first context is.
    private static final MemorySegment HANDLER =
            NativeCallback.allocate(
                    (diagnostic, number, _, _) ->
                            handle(MemorySegment.ofAddress(diagnostic), number),
                    Arena.global());

    private final long number = NUMBERS.incrementAndGet();
    private final List<String> errors = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private @Nullable Throwable faultInUpcall;

    /// Sees the text of each diagnostic, whatever its severity, before it is judged.
    private Consumer<String> observer = text -> {};

    /// Starts listening to `context`.
    static Diagnostics install(MemorySegment context) {
        Diagnostics diagnostics = new Diagnostics();
        BY_NUMBER.put(diagnostics.number, diagnostics);
        Llvm.LLVMContextSetDiagnosticHandler(
                context, HANDLER, MemorySegment.ofAddress(diagnostics.number));
        return diagnostics;
    }

    void observe(Consumer<String> newObserver) {
        observer = newObserver;
    }

    List<String> warnings() {
        return List.copyOf(warnings);
    }

    /// Stops listening; called when the context is gone.
    void remove() {
        BY_NUMBER.remove(number);
    }

    /// Throws what was reported since the last call.
    void throwReported(String work) {
        Throwable fault = faultInUpcall;
        faultInUpcall = null;
        List<String> reported = List.copyOf(errors);
        errors.clear();
        if (fault != null) {
            throw new LlvmException(
                    "A diagnostic handler failed while LLVM was asked to " + work, fault);
        }
        if (!reported.isEmpty()) {
            throw new LlvmException("LLVM could not " + work + ": " + String.join("; ", reported));
        }
    }

    /// The upcall.
    private static void handle(MemorySegment diagnostic, long number) {
        Diagnostics diagnostics = BY_NUMBER.get(number);
        if (diagnostics == null) {
            return;
        }
        try {
            diagnostics.record(diagnostic);
        } catch (Throwable thrown) {
            // an exception that leaves an upcall ends the JVM: throwReported hands it on
            diagnostics.faultInUpcall = thrown;
        }
    }

    private void record(MemorySegment diagnostic) {
        String text = NativeText.owned(Llvm.LLVMGetDiagInfoDescription(diagnostic));
        int severity = Llvm.LLVMGetDiagInfoSeverity(diagnostic);
        if (severity == Llvm.LLVMDSError()) {
            errors.add(text);
        } else if (severity == Llvm.LLVMDSWarning()) {
            warnings.add(text);
        }
        observer.accept(text);
    }
}
