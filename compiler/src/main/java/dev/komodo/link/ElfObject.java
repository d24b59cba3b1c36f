package dev.komodo.link;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What a relocatable object for x86-64 says about itself, as far as it decides whether it may be
/// linked.
///
/// @param symbols its named symbols, but for those of sections and files, in file order
public record ElfObject(List<Symbol> symbols) {
    /// Copies the list.
    public ElfObject {
        symbols = List.copyOf(symbols);
    }

    /// Who sees a symbol.
    public enum Binding {
        LOCAL,
        GLOBAL,
        WEAK
    }

    /// A named place.
    ///
    /// @param defined whether the object has its definition
    /// @param function whether its type is a function
    /// @param section the number of its section, 0 if it is not defined
    /// @param offset where it begins in its section
    /// @param size how many bytes it says it has
    public record Symbol(
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
    public static ElfObject read(byte[] bytes) {
        return new ElfReader(bytes).read();
    }

    /// The symbol of a name, or null.
    public @Nullable Symbol symbol(String name) {
        for (Symbol symbol : symbols) {
            if (symbol.name().equals(name)) {
                return symbol;
            }
        }
        return null;
    }

    /// The names of all definitions, sorted.
    public List<String> definedSymbols() {
        return symbols.stream().filter(Symbol::defined).map(Symbol::name).sorted().toList();
    }

    /// The names of all symbols left open, sorted.
    public List<String> undefinedSymbols() {
        return symbols.stream()
                .filter(symbol -> !symbol.defined())
                .map(Symbol::name)
                .sorted()
                .toList();
    }

    /// The names that other objects could see, sorted.
    public List<String> visibleSymbols() {
        return symbols.stream()
                .filter(symbol -> symbol.defined() && symbol.binding() != Binding.LOCAL)
                .map(Symbol::name)
                .sorted()
                .toList();
    }
}
