package dev.komodo.cache;

/// An entry that a check of the whole store refused.
///
/// @param key what it was stored under
/// @param reason what is wrong with it
public record BrokenEntry(CacheKey key, String reason) {}
