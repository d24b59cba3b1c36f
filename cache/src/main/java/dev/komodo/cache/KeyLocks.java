package dev.komodo.cache;

import java.io.IOException;
import java.util.Optional;

/// Exclusive ownership of a key among processes.
interface KeyLocks {
    /// Locks for a store that no other process sees: always free.
    KeyLocks WITHIN_PROCESS =
            new KeyLocks() { // no lambda: an interface's are made anew at every start
                @Override
                public Optional<Held> tryLock(CacheKey key) {
                    return Optional.of(() -> {});
                }
            };

    /// Takes the key's lock if nobody has it.
    ///
    /// @return the lock, or nothing while another process (or another class loader of this one) has
    ///   it
    /// @throws IOException if this file system offers no locks
    Optional<Held> tryLock(CacheKey key) throws IOException;

    /// Takes the lock of housekeeping (counting and evicting) if nobody has it.
    ///
    /// @return the lock, or nothing while another process has it
    /// @throws IOException if this file system offers no locks
    default Optional<Held> tryLockHousekeeping() throws IOException {
        return Optional.of(() -> {});
    }

    /// A lock that is held until closed, or until the process ends, however it ends.
    interface Held extends AutoCloseable {
        @Override
        void close() throws IOException;
    }
}
