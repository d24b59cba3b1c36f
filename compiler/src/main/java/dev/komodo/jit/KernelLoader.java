package dev.komodo.jit;

import dev.komodo.cache.CacheEntry;
import dev.komodo.cache.CacheKey;
import dev.komodo.cache.Lookup;
import dev.komodo.cache.ObjectStore;
import dev.komodo.error.InternalCompilerException;
import dev.komodo.llvm.LlvmException;
import dev.komodo.llvm.LlvmThreads;
import dev.komodo.llvm.OrcDylib;
import dev.komodo.llvm.OrcJit;

import java.nio.ByteBuffer;
import java.util.List;
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
    private final OrcJit linker;
    private final Supplier<OrcDylib> dylibs;
    private final Images images = new Images();

    /// A loader over a store, with a linker of its own on LLVM's threads.
    public KernelLoader(ObjectStore store) {
        this(store, OrcJit.create(LlvmThreads.shared()));
    }

    private KernelLoader(ObjectStore store, OrcJit linker) {
        this(store, linker, linker::dylib);
    }

    /// As the other constructor, for the experiments of `testkit`, which count links, or show what
    /// happens when images share a dylib.
    ///
    /// @param dylibs gives each image its dylib
    KernelLoader(ObjectStore store, OrcJit linker, Supplier<OrcDylib> dylibs) {
        this.store = store;
        this.linker = linker;
        this.dylibs = dylibs;
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
            checked(entry);
        } catch (ObjectRefusedException refusal) {
            if (lookup.source() == Lookup.Source.COMPUTED) {
                throw notLinked(key, refusal);
            }
            store.reject(key, String.valueOf(refusal.getMessage()));
            entry = entry(key, timed.get());
            checked(entry);
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

    /// Ends the linker.
    ///
    /// @throws IllegalStateException if a kernel is still open
    @Override
    public void close() {
        linker.close();
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
            return link(lookup.entry());
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
        CacheEntry fresh = entry(key, compile.get());
        try {
            Images.Loaded loaded = link(fresh);
            store.put(fresh);
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
    private Images.Loaded link(CacheEntry entry) {
        Checked checked = checked(entry);
        LinkedImage image =
                linker.together(
                        "link an image",
                        () ->
                                LinkedImage.link(
                                        dylibs.get(),
                                        checked.object,
                                        checked.manifest.entrySymbols(),
                                        checked.undefinedSymbols));
        if (PERF_MAP) {
            String run = checked.manifest.run();
            PerfMap.ofProcess().add(ElfObject.read(checked.object), run, image.address(run));
        }
        return new Images.Loaded(image, checked.manifest, checked.object.length);
    }

    /// An entry whose object is what its manifest says.
    private static Checked checked(CacheEntry entry) {
        KernelManifest manifest = KernelManifest.of(entry.metadata());
        ByteBuffer view = entry.object();
        byte[] object = new byte[view.remaining()];
        view.get(object);
        List<String> undefined =
                ObjectCheck.check(object, manifest.entrySymbols(), manifest.definedSymbols());
        return new Checked(manifest, object, undefined);
    }

    private static final class Checked {
        private final KernelManifest manifest;
        private final byte[] object;
        private final List<String> undefinedSymbols;

        Checked(KernelManifest manifest, byte[] object, List<String> undefinedSymbols) {
            this.manifest = manifest;
            this.object = object;
            this.undefinedSymbols = undefinedSymbols;
        }
    }

    private static InternalCompilerException notLinked(CacheKey key, RuntimeException refusal) {
        return new InternalCompilerException(
                "Object code that was just compiled for key " + key + " cannot be linked", refusal);
    }
}
