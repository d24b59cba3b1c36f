package dev.komodo.jit;

import dev.komodo.cache.CacheEntry;
import dev.komodo.cache.ObjectStore;
import dev.komodo.link.ObjectRefusedException;
import dev.komodo.llvm.LlvmThreads;
import dev.komodo.llvm.OrcDylib;
import dev.komodo.llvm.OrcJit;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// Loaders that link otherwise than Komodo does, or count.
public final class Loaders {
    private Loaders() {}

    /// A loader without Komodo's isolation: all objects go into one dylib, as in a plain JIT.
    /// Closing one kernel frees the code of all.
    public static KernelLoader sharing(ObjectStore store) {
        OrcJit linker = OrcJit.create(LlvmThreads.shared());
        OrcLinker sharing = new OrcLinker(linker, new OneDylib(linker));
        return new KernelLoader(store, sharing, sharing);
    }

    /// Komodo's loader, which counts the objects that reach the linker.
    public static KernelLoader counting(ObjectStore store, AtomicInteger links) {
        OrcLinker fresh = OrcLinker.create();
        return new KernelLoader(
                store, new Counting(fresh, links), new Counting(new CachedLinker(fresh), links));
    }

    /// Why an entry's object would not be linked, or nothing if it would. Nothing is linked.
    public static Optional<String> refusal(CacheEntry entry) {
        try {
            KernelManifest manifest = KernelManifest.of(entry.metadata());
            byte[] object = new byte[entry.objectSize()];
            entry.object().get(object);
            ObjectCheck.check(object, manifest.entrySymbols(), manifest.definedSymbols());
            return Optional.empty();
        } catch (ObjectRefusedException refused) {
            return Optional.of(String.valueOf(refused.getMessage()));
        }
    }

    private record Counting(ImageLinker linker, AtomicInteger links) implements ImageLinker {
        @Override
        public LinkedImage link(CheckedObject object) {
            links.incrementAndGet();
            return linker.link(object);
        }

        @Override
        public void close() {
            linker.close();
        }
    }

    private static final class OneDylib implements Supplier<OrcDylib> {
        private final OrcJit linker;
        private @Nullable OrcDylib dylib;

        OneDylib(OrcJit linker) {
            this.linker = linker;
        }

        @Override
        public synchronized OrcDylib get() {
            OrcDylib shared = dylib;
            if (shared == null) {
                shared = linker.dylib();
                dylib = shared;
            }
            return shared;
        }
    }
}
