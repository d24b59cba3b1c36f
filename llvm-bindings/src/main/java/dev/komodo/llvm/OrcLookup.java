package dev.komodo.llvm;

import dev.komodo.llvm.generated.LLVMJITEvaluatedSymbol;
import dev.komodo.llvm.generated.LLVMOrcCJITDylibSearchOrderElement;
import dev.komodo.llvm.generated.LLVMOrcCLookupSetElement;
import dev.komodo.llvm.generated.LLVMOrcCSymbolMapPair;
import dev.komodo.llvm.generated.LLVMOrcExecutionSessionLookup$HandleResult;
import dev.komodo.llvm.generated.Llvm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// One lookup in one dylib: ORC answers through a callback, perhaps on another thread.
///
/// LLVM calls back with a number, never with a Java object; nothing thrown leaves the upcall.
final class OrcLookup {
    private static final AtomicLong NUMBERS = new AtomicLong();
    private static final Map<Long, CompletableFuture<Map<String, Long>>> PENDING =
            new ConcurrentHashMap<>();
    private static final MemorySegment HANDLER =
            LLVMOrcExecutionSessionLookup$HandleResult.allocate(OrcLookup::handle, Arena.global());

    private OrcLookup() {}

    /// The addresses of `symbols` in `dylib` and nowhere else.
    static Map<String, Long> run(
            OrcSession session, MemorySegment dylib, String work, List<String> symbols) {
        long number = NUMBERS.incrementAndGet();
        CompletableFuture<Map<String, Long>> answer = new CompletableFuture<>();
        PENDING.put(number, answer);
        try (Arena arena = Arena.ofConfined()) {
            Llvm.LLVMOrcExecutionSessionLookup(
                    session.handle(),
                    Llvm.LLVMOrcLookupKindStatic(),
                    only(dylib, arena),
                    1,
                    names(session, symbols, arena),
                    symbols.size(),
                    HANDLER,
                    MemorySegment.ofAddress(number));
            return answer.join();
        } catch (CompletionException _) {
            throw session.failure(work, String.valueOf(answer.exceptionNow().getMessage()));
        } finally {
            PENDING.remove(number);
        }
    }

    private static MemorySegment only(MemorySegment dylib, Arena arena) {
        MemorySegment order = LLVMOrcCJITDylibSearchOrderElement.allocate(arena);
        LLVMOrcCJITDylibSearchOrderElement.JD(order, dylib);
        LLVMOrcCJITDylibSearchOrderElement.JDLookupFlags(
                order, Llvm.LLVMOrcJITDylibLookupFlagsMatchExportedSymbolsOnly());
        return order;
    }

    private static MemorySegment names(OrcSession session, List<String> symbols, Arena arena) {
        MemorySegment names = LLVMOrcCLookupSetElement.allocateArray(symbols.size(), arena);
        for (int i = 0; i < symbols.size(); i++) {
            MemorySegment name = LLVMOrcCLookupSetElement.asSlice(names, i);
            // the lookup takes the reference over
            LLVMOrcCLookupSetElement.Name(name, session.intern(symbols.get(i)));
            LLVMOrcCLookupSetElement.LookupFlags(
                    name, Llvm.LLVMOrcSymbolLookupFlagsRequiredSymbol());
        }
        return names;
    }

    /// The upcall.
    private static void handle(
            MemorySegment error, MemorySegment pairs, long count, MemorySegment number) {
        CompletableFuture<Map<String, Long>> answer = PENDING.get(number.address());
        if (answer == null) {
            return;
        }
        try {
            if (error.address() != 0) {
                answer.completeExceptionally(new LlvmException(NativeText.ofError(error)));
            } else {
                answer.complete(read(pairs, count));
            }
        } catch (Throwable thrown) {
            // an exception that leaves an upcall ends the JVM: the waiting thread gets it
            answer.completeExceptionally(thrown);
        }
    }

    private static Map<String, Long> read(MemorySegment pairs, long count) {
        MemorySegment all = pairs.reinterpret(count * LLVMOrcCSymbolMapPair.sizeof());
        Map<String, Long> addresses = new HashMap<>();
        for (long i = 0; i < count; i++) {
            MemorySegment pair = LLVMOrcCSymbolMapPair.asSlice(all, i);
            addresses.put(
                    NativeText.borrowed(
                            Llvm.LLVMOrcSymbolStringPoolEntryStr(LLVMOrcCSymbolMapPair.Name(pair))),
                    LLVMJITEvaluatedSymbol.Address(LLVMOrcCSymbolMapPair.Sym(pair)));
        }
        return Map.copyOf(addresses);
    }
}
