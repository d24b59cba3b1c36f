package dev.komodo.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EmptyStoreTest {
    @Test
    void keepsNothing() {
        ObjectStore store = ObjectStore.none();
        CacheEntry entry = Entries.entry("g");

        assertThat(store.put(entry)).isFalse();
        assertThat(store.get(entry.key())).isEmpty();
        assertThat(store.list()).isEmpty();
        assertThat(store.getOrCompute(entry.key(), () -> entry).isHit()).isFalse();
        assertThat(store.getOrCompute(entry.key(), () -> entry).isHit()).isFalse();
    }
}
