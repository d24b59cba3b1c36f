package dev.komodo.jit;

import dev.komodo.cache.CacheKey;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/// The linked images of a process: one per key, however many kernels use it, freed when the last
/// lets go. Safe between threads; threads that ask for one key at once link it once.
final class Images {
    private final Map<CacheKey, Shared> images = new HashMap<>();

    /// An image, what it was made from, and how many references are out.
    private static final class Shared {
        private final CacheKey key;
        private @Nullable Loaded loaded;
        private int references;

        Shared(CacheKey key) {
            this.key = key;
        }
    }

    /// An image, what its cache entry says about it, and how many bytes its object has.
    record Loaded(LinkedImage image, KernelManifest manifest, long objectBytes) {
        Loaded {
            Objects.requireNonNull(image);
            Objects.requireNonNull(manifest);
        }
    }

    /// A reference to an image, given back once.
    final class Reference {
        private final Shared shared;
        private final Loaded loaded;
        private boolean released;

        private Reference(Shared shared, Loaded loaded) {
            this.shared = shared;
            this.loaded = loaded;
        }

        Loaded loaded() {
            return loaded;
        }

        /// Gives the reference back; the second time nothing happens.
        void release() {
            synchronized (this) {
                if (released) {
                    return;
                }
                released = true;
            }
            Images.this.release(shared);
        }
    }

    /// A reference to the image of a key, linked by `link` unless it is there.
    Reference acquire(CacheKey key, Supplier<Loaded> link) {
        Shared shared = retained(key);
        try {
            synchronized (shared) {
                Loaded loaded = shared.loaded;
                if (loaded == null) {
                    loaded = link.get();
                    shared.loaded = loaded;
                }
                return new Reference(shared, loaded);
            }
        } catch (RuntimeException | Error failure) {
            release(shared);
            throw failure;
        }
    }

    /// How many images are linked or being linked.
    synchronized int size() {
        return images.size();
    }

    private synchronized Shared retained(CacheKey key) {
        Shared shared = images.computeIfAbsent(key, Shared::new);
        shared.references++;
        return shared;
    }

    private void release(Shared shared) {
        Loaded last;
        synchronized (this) {
            shared.references--;
            if (shared.references > 0) {
                return;
            }
            images.remove(shared.key, shared);
            last = shared.loaded;
        }
        if (last != null) {
            last.image().close();
        }
    }
}
