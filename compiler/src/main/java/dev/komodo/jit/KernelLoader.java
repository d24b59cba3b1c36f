package dev.komodo.jit;

import dev.komodo.cache.CacheEntry;
import dev.komodo.cache.CacheKey;
import dev.komodo.cache.Lookup;
import dev.komodo.cache.ObjectStore;
import dev.komodo.error.InternalCompilerException;
import dev.komodo.link.ObjectRefusedException;
import dev.komodo.llvm.LlvmException;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/// From a key to callable code: out of this process, out of the cache, or compiled and put into the
/// cache. Safe between threads.
///
/// What the cache gives is checked before it is linked; what does not pass is set aside there and
/// compiled anew.
public final class KernelLoader implements AutoCloseable {
    private static final boolean PERF_MAP = PerfMap.isOn();

    private final ObjectStore store;
    private final ImageLinker fresh;
    private final ImageLinker cached;
    private final Images images = new Images();

    /// A loader over a store. What was just compiled is linked by LLVM's ORC, which is loaded by
    /// then; what the cache had is linked without it.
    public KernelLoader(ObjectStore store) {
        this(store, OrcLinker.create());
    }

    private KernelLoader(ObjectStore store, ImageLinker fresh) {
        this(store, fresh, new CachedLinker(fresh));
    }

    /// As the other constructor, for the experiments of `testkit`, which count links, or show what
    /// happens when images share a dylib.
    ///
    /// @param fresh links what was just compiled; the loader owns it
    /// @param cached links what the cache had; the loader owns it
    KernelLoader(ObjectStore store, ImageLinker fresh, ImageLinker cached) {
        this.store = store;
        this.fresh = fresh;
        this.cached = cached;
    }

    /// The kernel of a key; the caller closes it.
    ///
    /// @param compile makes the object code if nobody has it
    /// @throws InternalCompilerException if fresh object code cannot be linked
    public LoadedKernel load(CacheKey key, Supplier<CompiledProgram> compile) {
        return load(key, compile, KernelVerifier.NONE);
    }

    /// The kernel of a key; the caller closes it.
    ///
    /// @param compile makes the object code if nobody has it
    /// @param verifier looks at what the cache has before it is linked
    /// @throws InternalCompilerException if fresh object code cannot be linked, or the verifier
    ///   refuses what the cache has, which is set aside then
    public LoadedKernel load(
            CacheKey key, Supplier<CompiledProgram> compile, KernelVerifier verifier) {
        long start = System.nanoTime();
        AtomicLong compileNanos = new AtomicLong();
        Images.Reference reference =
                images.acquire(key, () -> loadImage(key, timed(compile, compileNanos), verifier));
        long compiling = compileNanos.get();
        long total = System.nanoTime() - start;
        LoadReport report =
                new LoadReport(
                        compiling == 0,
                        compiling,
                        total - compiling,
                        reference.loaded().objectBytes());
        return new LoadedKernel(key, report, reference);
    }

    /// Sees to it that the store has the object code of a key, whatever machine that is for.
    /// Nothing is linked or called; what the store had is checked as before linking.
    ///
    /// @param compile makes the object code if nobody has it
    /// @throws InternalCompilerException if fresh object code does not pass the check
    public StoredCode store(CacheKey key, Supplier<CompiledProgram> compile) {
        AtomicLong compileNanos = new AtomicLong();
        Supplier<CompiledProgram> timed = timed(compile, compileNanos);
        Lookup lookup = store.getOrCompute(key, () -> entry(key, timed.get()));
        CacheEntry entry = lookup.entry();
        try {
            CheckedObject.of(entry);
        } catch (ObjectRefusedException refusal) {
            if (lookup.source() == Lookup.Source.COMPUTED) {
                throw notLinked(key, refusal);
            }
            store.reject(key, String.valueOf(refusal.getMessage()));
            entry = entry(key, timed.get());
            CheckedObject.of(entry);
            store.put(entry);
        }
        long nanos = compileNanos.get();
        return new StoredCode(nanos == 0, nanos, entry.objectSize(), store.file(key));
    }

    /// In which way an entry of the store is not what compiling gives now, or nothing. One that
    /// differs is set aside; nothing is linked or put.
    public Optional<String> difference(CacheEntry entry, KernelVerifier verifier) {
        Optional<String> difference;
        try {
            difference = verifier.difference(KernelManifest.of(entry.metadata()), entry.object());
        } catch (ObjectRefusedException refusal) {
            difference = Optional.of(String.valueOf(refusal.getMessage()));
        }
        difference.ifPresent(text -> store.reject(entry.key(), text));
        return difference;
    }

    /// How many images are linked.
    public int images() {
        return images.size();
    }

    /// Ends the linkers.
    ///
    /// @throws IllegalStateException if a kernel is still open that LLVM linked
    @Override
    public void close() {
        cached.close();
        fresh.close();
    }

    private static Supplier<CompiledProgram> timed(
            Supplier<CompiledProgram> compile, AtomicLong nanos) {
        return () -> {
            long start = System.nanoTime();
            CompiledProgram program = compile.get();
            nanos.addAndGet(Math.max(1, System.nanoTime() - start));
            return program;
        };
    }

    private Images.Loaded loadImage(
            CacheKey key, Supplier<CompiledProgram> compile, KernelVerifier verifier) {
        Lookup lookup = store.getOrCompute(key, () -> entry(key, compile.get()));
        try {
            if (lookup.isHit()) {
                verify(lookup.entry(), verifier);
            }
            return link(lookup.entry(), lookup.isHit() ? cached : fresh);
        } catch (ObjectRefusedException | LlvmException refusal) {
            if (lookup.source() == Lookup.Source.COMPUTED) {
                throw notLinked(key, refusal);
            }
            store.reject(key, String.valueOf(refusal.getMessage()));
            return linkFresh(key, compile, refusal);
        }
    }

    private void verify(CacheEntry entry, KernelVerifier verifier) {
        KernelManifest manifest = KernelManifest.of(entry.metadata());
        verifier.difference(manifest, entry.object())
                .ifPresent(
                        difference -> {
                            store.reject(entry.key(), difference);
                            throw new InternalCompilerException(
                                    "The cache was asked to verify the entry "
                                            + entry.key()
                                            + ": "
                                            + difference
                                            + ". It was set aside. Either its key misses something"
                                            + " that its code depends on, or compiling twice gives"
                                            + " two results; please report this. Without"
                                            + " KOMODO_CACHE_VERIFY the kernel is compiled anew.");
                        });
    }

    private Images.Loaded linkFresh(
            CacheKey key, Supplier<CompiledProgram> compile, RuntimeException before) {
        CacheEntry entry = entry(key, compile.get());
        try {
            Images.Loaded loaded = link(entry, fresh);
            store.put(entry);
            return loaded;
        } catch (ObjectRefusedException | LlvmException refusal) {
            refusal.addSuppressed(before);
            throw notLinked(key, refusal);
        }
    }

    private static CacheEntry entry(CacheKey key, CompiledProgram compiled) {
        KernelManifest manifest = KernelManifest.of(compiled);
        return new CacheEntry(key, manifest.toMetadata(), compiled.code().bytes());
    }

    /// Checks and links one and the same copy of the bytes.
    private static Images.Loaded link(CacheEntry entry, ImageLinker linker) {
        CheckedObject object = CheckedObject.of(entry);
        LinkedImage image = linker.link(object);
        if (PERF_MAP) {
            String run = object.manifest().run();
            PerfMap.ofProcess().add(object.contents(), run, image.address(run));
        }
        return new Images.Loaded(image, object.manifest(), object.bytes().length);
    }

    private static InternalCompilerException notLinked(CacheKey key, RuntimeException refusal) {
        return new InternalCompilerException(
                "Object code that was just compiled for key " + key + " cannot be linked", refusal);
    }
}
