package dev.komodo.jit;

import java.util.List;
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
    /// @return the symbols that the object leaves open
    /// @throws ObjectRefusedException if the object is anything else
    static List<String> check(
            byte[] bytes, List<String> entrySymbols, List<String> definedSymbols) {
        ElfObject object = ElfObject.read(bytes);
        requireEqual("defines", object.definedSymbols(), definedSymbols);
        requireEqual("shows", object.visibleSymbols(), entrySymbols);
        List<String> undefined = object.undefinedSymbols();
        undefined.forEach(ObjectCheck::requireAllowed);
        return undefined;
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
        if (!found.equals(declared.stream().sorted().toList())) {
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
