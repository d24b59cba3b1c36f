package dev.komodo.testkit;

import dev.komodo.cache.ObjectStore;
import dev.komodo.jit.KernelLoader;
import dev.komodo.jit.Loaders;

/// Where a process puts the objects that it loads.
enum Linking {
    /// All into one dylib, as a plain JIT does.
    SHARED,
    /// Each into one of its own, as Komodo does.
    ISOLATED;

    /// A loader that links so.
    KernelLoader loader(ObjectStore store) {
        return switch (this) {
            case SHARED -> Loaders.sharing(store);
            case ISOLATED -> new KernelLoader(store);
        };
    }
}
