package dev.komodo.jit;

import dev.komodo.link.ElfObject;
import dev.komodo.link.ObjectRefusedException;

import java.lang.foreign.Linker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What an object must be like before it is linked: it defines exactly what its entry declares,
/// shows others nothing but its entries, and leaves open only what is on a short list.
final class ObjectCheck {
    /// What LLVM's code generator may call. Everything else, an object's `system` above all, is
    /// refused although the process has it.
    static final Set<String> ALLOWED = Set.of("memcpy", "memmove", "memset");

    private ObjectCheck() {}

    /// Checks an object against what was declared when it was compiled.
    ///
    /// @return what the object says about itself
    /// @throws ObjectRefusedException if the object is anything else
    static ElfObject check(byte[] bytes, List<String> entrySymbols, List<String> definedSymbols) {
        ElfObject object = ElfObject.read(bytes);
        requireEqual("defines", object.definedSymbols(), definedSymbols);
        requireEqual("shows", object.visibleSymbols(), entrySymbols);
        for (String symbol : object.undefinedSymbols()) {
            requireAllowed(symbol);
        }
        return object;
    }

    /// The functions that an object leaves open, with their addresses in this process.
    ///
    /// @throws ObjectRefusedException if it wants one that is not allowed
    static Map<String, Long> outside(ElfObject object) {
        List<String> symbols = object.undefinedSymbols();
        Map<String, Long> addresses = new HashMap<>();
        for (String symbol : symbols) {
            requireAllowed(symbol);
            addresses.put(
                    symbol, Linker.nativeLinker().defaultLookup().findOrThrow(symbol).address());
        }
        return addresses;
    }

    static void requireAllowed(String symbol) {
        if (!ALLOWED.contains(symbol)) {
            throw new ObjectRefusedException(
                    "An object was refused before linking: it wants '"
                            + symbol
                            + "', and may want "
                            + ALLOWED.stream().sorted().toList()
                            + " only");
        }
    }

    private static void requireEqual(String what, List<String> found, List<String> declared) {
        List<String> expected = new ArrayList<>(declared);
        expected.sort(null);
        if (!found.equals(expected)) {
            throw new ObjectRefusedException(
                    "An object was refused before linking: it "
                            + what
                            + " "
                            + found
                            + ", where its entry declares "
                            + declared);
        }
    }
}
