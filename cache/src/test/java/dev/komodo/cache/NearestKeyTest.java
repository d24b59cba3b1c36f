package dev.komodo.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

/// Which entry explains a miss.
final class NearestKeyTest {
    private static final EntryMetadata METADATA =
            new EntryMetadata(List.of(), "", List.of(), List.of(), Map.of());

    private final ObjectStore store = new MemoryStore();

    private static CacheKey key(String graph, String target, String llvm) {
        return CacheKey.builder()
                .add("graph", graph)
                .add("target", target)
                .add("llvm", llvm)
                .build();
    }

    private void put(CacheKey key) {
        store.put(new CacheEntry(key, METADATA, new byte[0]));
    }

    @Test
    void theEntryWithTheFewestDifferencesIsNamedWithThem() {
        put(key("a", "other", "other"));
        put(key("a", "other", "l"));
        NearestKey nearest = NearestKey.find(store, key("a", "t", "l")).orElseThrow();
        assertThat(nearest.differences()).containsExactly("target");
        assertThat(nearest.key()).isEqualTo(key("a", "other", "l"));
    }

    @Test
    void anEntryThatSharesNothingIsNotNear() {
        put(key("b", "u", "m"));
        put(CacheKey.parse("0".repeat(64)));
        assertThat(NearestKey.find(store, key("a", "t", "l"))).isEmpty();
    }
}
