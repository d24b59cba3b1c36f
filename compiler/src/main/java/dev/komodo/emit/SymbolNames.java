package dev.komodo.emit;

/// Gives each definition of a module its symbol, in the order of emission.
@FunctionalInterface
public interface SymbolNames {
    /// The symbol of the next definition.
    ///
    /// @param hint a readable name: `[A-Za-z0-9_.]+`
    /// @return `<hint>__<32 hexadecimal digits>`, unlike any other name in the module
    String next(String hint);
}
