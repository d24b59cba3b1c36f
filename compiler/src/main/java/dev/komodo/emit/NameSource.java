package dev.komodo.emit;

import java.util.HexFormat;

/// Gives each definition of a module its symbol, in the order of emission.
@FunctionalInterface
public interface NameSource {
    /// Characters of a hint that a symbol keeps.
    int LONGEST_HINT = 80;

    /// The symbol of the next definition.
    ///
    /// @param hint a readable name; anything but `[A-Za-z0-9_.]` is replaced
    /// @return `<hint>__<32 hexadecimal digits>`, unlike any other name in the module
    String next(String hint);

    /// A symbol from a hint and the two halves of a UUID.
    static String symbol(String hint, long high, long low) {
        StringBuilder symbol = new StringBuilder();
        for (int i = 0; i < Math.min(hint.length(), LONGEST_HINT); i++) {
            char c = hint.charAt(i);
            symbol.append(isReadable(c) ? c : '_');
        }
        HexFormat digits = HexFormat.of();
        return symbol.append("__")
                .append(digits.toHexDigits(high))
                .append(digits.toHexDigits(low))
                .toString();
    }

    private static boolean isReadable(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '_'
                || c == '.';
    }
}
