package dev.komodo.cache;

import java.util.List;
import java.util.Map;
import java.util.Random;

/// Entries for tests.
final class Entries {
    private Entries() {}

    static CacheKey key(String graph) {
        return CacheKey.builder().add("graph", graph).add("target", "x86-64-v3").build();
    }

    static CacheEntry entry(String graph) {
        return entry(graph, 40);
    }

    static CacheEntry entry(String graph, int objectSize) {
        byte[] object = new byte[objectSize];
        new Random(graph.hashCode()).nextBytes(object);
        return new CacheEntry(
                key(graph),
                new EntryMetadata(
                        List.of("run__1f", "plan__2e"),
                        "(f64[n], f64[n]) -> (f64[])",
                        List.of("run__1f", "plan__2e", "body__3d"),
                        List.of("memcpy"),
                        Map.of("workspace", "1024", "größe", "n²")),
                object);
    }
}
