package dev.komodo.emit;

/// Gives each definition of a module its symbol, in the order of emission.
@FunctionalInterface
public interface NameSource {
    /// The symbol of the next definition.
    ///
    /// @param hint a readable name; anything but `[A-Za-z0-9_.]` is replaced
    /// @return `<hint>__<32 hexadecimal digits>`, unlike any other name in the module
    String next(String hint);

    /// A symbol from a hint and the two halves of a UUID.
    static String symbol(String hint, long high, long low) {
        String readable = hint.replaceAll("[^A-Za-z0-9_.]", "_");
        String shortened = readable.substring(0, Math.min(readable.length(), 80));
        return "%s__%016x%016x".formatted(shortened, high, low);
    }
}
