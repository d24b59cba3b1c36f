package dev.komodo.jit;

import dev.komodo.llvm.LlvmException;
import dev.komodo.llvm.OrcDylib;

import java.lang.foreign.Linker;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// An object in a dylib of its own: it sees its own definitions and the few absolute symbols that
/// it may leave open, and no other object sees it.
///
/// Safe between threads. [#close] frees the code at once; [Images] closes an image when nobody uses
/// it any more.
final class LinkedImage implements AutoCloseable {
    private final OrcDylib dylib;
    private final Map<String, Long> entries;

    private LinkedImage(OrcDylib dylib, Map<String, Long> entries) {
        this.dylib = dylib;
        this.entries = Map.copyOf(entries);
    }

    /// Links an object that [ObjectCheck] has let pass.
    ///
    /// @param dylib an empty dylib, which the image owns from now on
    /// @param entrySymbols the symbols whose addresses are wanted
    /// @param undefinedSymbols the symbols that the object leaves open
    /// @throws LlvmException if LLVM refuses the object
    static LinkedImage link(
            OrcDylib dylib,
            byte[] object,
            List<String> entrySymbols,
            List<String> undefinedSymbols) {
        try {
            dylib.defineAbsolute(addresses(undefinedSymbols));
            dylib.addObject(object);
            return new LinkedImage(dylib, dylib.lookup(entrySymbols));
        } catch (RuntimeException | Error failure) {
            close(dylib, failure);
            throw failure;
        }
    }

    private static void close(OrcDylib dylib, Throwable failure) {
        try {
            dylib.close();
        } catch (RuntimeException second) {
            failure.addSuppressed(second);
        }
    }

    private static Map<String, Long> addresses(List<String> symbols) {
        Map<String, Long> addresses = new HashMap<>();
        for (String symbol : symbols) {
            ObjectCheck.requireAllowed(symbol);
            addresses.put(
                    symbol, Linker.nativeLinker().defaultLookup().findOrThrow(symbol).address());
        }
        return addresses;
    }

    /// Where an entry begins.
    long address(String entrySymbol) {
        Long address = entries.get(entrySymbol);
        if (address == null) {
            throw new IllegalArgumentException(
                    "The image was linked for " + entries.keySet() + ", not for " + entrySymbol);
        }
        return address;
    }

    @Override
    public void close() {
        dylib.close();
    }
}
