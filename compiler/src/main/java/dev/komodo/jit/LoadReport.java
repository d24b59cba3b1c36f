package dev.komodo.jit;

/// How code was come by.
///
/// @param hit whether nothing was compiled by this call: the cache, another thread or another
///   kernel of this process had it
/// @param compileNanos nanoseconds until there was object code; 0 for a hit
/// @param loadNanos nanoseconds for reading, checking and linking
/// @param objectBytes the size of the object
public record LoadReport(boolean hit, long compileNanos, long loadNanos, long objectBytes) {}
