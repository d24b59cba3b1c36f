package dev.komodo.cache;

/// What a collection of a cache did.
///
/// @param entries how many entries were removed
/// @param bytes the bytes of everything that was removed, left-overs of faults included
/// @param bytesLeft the bytes that are still there
public record Evicted(int entries, long bytes, long bytesLeft) {}
