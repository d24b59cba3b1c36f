package dev.komodo.cache;

/// What an import did.
///
/// @param entries how many entries are new in the store
/// @param known how many it had before; they stay as they are
/// @param failed how many it could not keep; warnings say why
public record Imported(int entries, int known, int failed) {}
