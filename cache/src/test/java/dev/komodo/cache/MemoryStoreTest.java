package dev.komodo.cache;

class MemoryStoreTest extends ObjectStoreContract {
    @Override
    ObjectStore newStore() {
        return new MemoryStore();
    }
}
