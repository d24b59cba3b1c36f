package dev.komodo.jit;

import java.util.List;

/// What a relocatable object for x86-64 says about itself, as far as it decides whether it may be
/// linked.
///
/// @param symbols its named symbols, but for those of sections and files, in file order
record ElfObject(List<Symbol> symbols) {
    ElfObject {
        symbols = List.copyOf(symbols);
    }

    /// Who sees a symbol.
    enum Binding {
        LOCAL,
        GLOBAL,
        WEAK
    }

    /// @param defined whether the object has its definition
    /// @param function whether its type is a function
    /// @param section the number of its section, 0 if it is not defined
    /// @param offset where it begins in its section
    /// @param size how many bytes it says it has
    record Symbol(
            String name,
            Binding binding,
            boolean defined,
            boolean function,
            int section,
            long offset,
            long size) {}

    /// Reads an object. Any bytes are safe to give.
    ///
    /// @throws ObjectRefusedException if they are no relocatable ELF object for x86-64, are cut
    ///   short, contradict themselves, or hold what Komodo never emits
    static ElfObject read(byte[] bytes) {
        return new ElfReader(bytes).read();
    }

    /// The names of all definitions, sorted.
    List<String> definedSymbols() {
        return symbols.stream().filter(Symbol::defined).map(Symbol::name).sorted().toList();
    }

    /// The names of all symbols left open, sorted.
    List<String> undefinedSymbols() {
        return symbols.stream()
                .filter(symbol -> !symbol.defined())
                .map(Symbol::name)
                .sorted()
                .toList();
    }

    /// The names that other objects could see, sorted.
    List<String> visibleSymbols() {
        return symbols.stream()
                .filter(symbol -> symbol.defined() && symbol.binding() != Binding.LOCAL)
                .map(Symbol::name)
                .sorted()
                .toList();
    }
}
