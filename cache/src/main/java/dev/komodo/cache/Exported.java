package dev.komodo.cache;

/// What an export wrote.
///
/// @param entries how many entries
/// @param bytes the size of the archive
public record Exported(int entries, long bytes) {}
