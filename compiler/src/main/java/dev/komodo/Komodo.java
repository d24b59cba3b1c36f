package dev.komodo;

import dev.komodo.cache.CacheEntry;
import dev.komodo.cache.CacheKey;
import dev.komodo.cache.CacheSettings;
import dev.komodo.cache.CacheUnavailableException;
import dev.komodo.cache.DiskStore;
import dev.komodo.cache.ObjectStore;
import dev.komodo.error.UnsupportedException;
import dev.komodo.events.Recorder;
import dev.komodo.graph.Graph;
import dev.komodo.graph.GraphPrinter;
import dev.komodo.jit.CompiledProgram;
import dev.komodo.jit.HostTarget;
import dev.komodo.jit.KernelKeys;
import dev.komodo.jit.KernelLoader;
import dev.komodo.jit.KernelVerifier;
import dev.komodo.jit.LoadedKernel;
import dev.komodo.jit.RandomNames;
import dev.komodo.jit.ReproducibleNames;
import dev.komodo.jit.StoredCode;
import dev.komodo.jit.StoredUnits;
import dev.komodo.jit.Targets;
import dev.komodo.jit.UnitObjects;
import dev.komodo.natives.ThreadPool;
import dev.komodo.pipeline.Pipeline;
import dev.komodo.pipeline.Stage;
import dev.komodo.runtime.Kernel;
import dev.komodo.runtime.KernelReport;
import dev.komodo.target.Target;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Compiles graphs into kernels. A program opens one, keeps it, and closes it last. Safe between
/// threads.
///
/// ```java
/// Graph graph = Graph.build("scaled", g -> {
///     Tensor x = g.input("x", DType.F32, g.dim("n"));
///     g.output("y", x.mul(2).sum());
/// });
/// try (Komodo komodo = Komodo.open(Options.defaults());
///         Kernel kernel = komodo.compile(graph);
///         Arena arena = Arena.ofShared()) {
///     NDArray x = NDArray.of(arena, DType.F32, 3).fill(new float[] {1, 2, 3});
///     System.out.println(kernel.call(arena, Map.of("x", x)).get("y").get(0));   // 12.0
/// }
/// ```
public final class Komodo implements AutoCloseable {
    private final Options options;
    private final Target target;
    private final ObjectStore store;
    private final KernelLoader loader;
    private final ThreadPool pool;
    private final Set<Kernel> kernels = ConcurrentHashMap.newKeySet();
    private boolean closed;

    private Komodo(
            Options options,
            Target target,
            ObjectStore store,
            KernelLoader loader,
            ThreadPool pool) {
        this.options = options;
        this.target = target;
        this.store = store;
        this.loader = loader;
        this.pool = pool;
    }

    /// Begins to load what every compiler needs (the runtime, the way into native code) on a thread
    /// of its own and returns at once: for programs that have something else to do before
    /// [#open(Options)], such as reading a model. What fails here fails again, and is reported,
    /// where it is needed.
    public static void preload() {
        Thread.ofPlatform().name("komodo-preload").daemon().start(Preload::run);
    }

    /// Opens a compiler: finds the cache and the host's processor, makes the threads' pool (its
    /// threads start when a kernel needs them). LLVM is loaded when something is compiled, or when
    /// the cache does not know the processor.
    ///
    /// @throws UnsupportedException if this machine, or the target that the options name, is not
    ///   supported
    /// @throws dev.komodo.natives.NativeLibraryException if libLLVM or the runtime cannot be loaded
    public static Komodo open(Options options) {
        Target named = options.target().map(Targets::named).orElse(null);
        ObjectStore store = store(options);
        if (named == null && store.notes().areAbsent()) {
            Preload.beginLlvm(); // it will be asked for the processor
        }
        Target target = named == null ? HostTarget.detect(store.notes()) : named;
        return new Komodo(
                options,
                target,
                store,
                new KernelLoader(store),
                ThreadPool.create(options.threads()));
    }

    private static ObjectStore store(Options options) {
        if (!options.cache()) {
            return ObjectStore.none();
        }
        if (options.layer()) {
            return layer(options.cacheFolder().orElseThrow());
        }
        CacheSettings settings = CacheSettings.resolve(options.cacheFolder().orElse(null));
        return ObjectStore.with(options.cacheSize().map(settings::maxSize).orElse(settings));
    }

    /// Unlike a cache, a layer that can't be filled is a fault: it is what the caller wants made.
    private static ObjectStore layer(Path folder) {
        try {
            return DiskStore.writingLayer(folder);
        } catch (CacheUnavailableException e) {
            throw new UnsupportedException(
                    "The layer in " + folder + " cannot be filled: " + e.reason(), e);
        }
    }

    /// The kernel of a graph: from this process, from the cache, or compiled.
    ///
    /// @throws UnsupportedException if the graph needs what Komodo cannot do, or the target is not
    ///   a subset of this host
    /// @throws dev.komodo.error.NativeFailureException if LLVM fails
    /// @throws dev.komodo.error.InternalCompilerException if the options ask for verification and
    ///   the cache has other bytes than compiling gives; the entry is set aside
    /// @throws IllegalStateException after close
    public Kernel compile(Graph graph) {
        return Recorder.isOn()
                ? Recorder.compile(graph.name(), () -> make(graph), Komodo::made)
                : make(graph);
    }

    private static Recorder.Made made(Kernel kernel) {
        KernelReport report = kernel.report();
        return new Recorder.Made(
                report.key(),
                report.cache().name().toLowerCase(Locale.ROOT),
                report.compileNanos(),
                report.loadNanos(),
                report.objectBytes());
    }

    private Kernel make(Graph graph) {
        requireRunnable();
        CacheKey key = key(graph);
        LoadedKernel code = loader.load(key, compiler(graph, key), verifier(graph, key));
        synchronized (this) {
            if (closed) {
                code.close();
                throw new IllegalStateException("This Komodo is closed");
            }
            List<Kernel> self = new ArrayList<>(1);
            Kernel kernel = new Kernel(graph, code, pool, () -> kernels.removeAll(self));
            self.add(kernel);
            kernels.add(kernel);
            return kernel;
        }
    }

    /// Fills the cache ahead: sees to it that it holds the kernel of a graph, under the key that a
    /// process with the same target asks for. Nothing is linked or called, so the target may be any
    /// machine.
    ///
    /// ```java
    /// try (Komodo komodo = Komodo.open(Options.defaults().target("x86-64-v4"))) {
    ///     Precompiled code = komodo.precompile(graph);   // code.file(): what a fleet's cache needs
    /// }
    /// ```
    ///
    /// @throws UnsupportedException if the graph needs what Komodo cannot do
    /// @throws dev.komodo.error.NativeFailureException if LLVM fails
    /// @throws IllegalStateException after close
    public Precompiled precompile(Graph graph) {
        requireOpen();
        CacheKey key = key(graph);
        StoredCode code = loader.store(key, compiler(graph, key));
        return new Precompiled(
                graph.name(),
                key.hex(),
                code.hit() ? KernelReport.CacheOutcome.HIT : KernelReport.CacheOutcome.MISS,
                code.compileNanos(),
                code.objectBytes(),
                code.file());
    }

    /// Compares what the cache has for a graph with what compiling it gives now, under the names
    /// that the entry has. An entry that differs is set aside. Nothing is linked or called, so the
    /// target may be any machine.
    ///
    /// @throws UnsupportedException if the graph needs what Komodo cannot do
    /// @throws dev.komodo.error.NativeFailureException if LLVM fails
    /// @throws IllegalStateException after close
    public Recheck recheck(Graph graph) {
        requireOpen();
        CacheKey key = key(graph);
        Optional<CacheEntry> entry = store.peek(key);
        if (entry.isEmpty()) {
            return new Recheck(key, Recheck.Outcome.ABSENT, "");
        }
        return loader.difference(entry.get(), recompiler(graph, key))
                .map(text -> new Recheck(key, Recheck.Outcome.DIFFERENT, text))
                .orElse(new Recheck(key, Recheck.Outcome.EQUAL, ""));
    }

    /// The key of a graph's kernel: everything that its code depends on, as named ingredients.
    public CacheKey key(Graph graph) {
        byte[] text = GraphPrinter.canonical(graph).getBytes(StandardCharsets.UTF_8);
        return KernelKeys.of(text, options.ingredient(), target);
    }

    private Pipeline pipeline() {
        return new Pipeline(
                target,
                options.effort(),
                options.algebra(),
                options.checkRewrites(),
                options.listener());
    }

    private Supplier<CompiledProgram> compiler(Graph graph, CacheKey key) {
        Pipeline pipeline = pipeline();
        return () ->
                pipeline.compile(
                        graph,
                        key,
                        options.reproducible()
                                ? new ReproducibleNames(key.hex())
                                : new RandomNames(),
                        options.profile(),
                        units());
    }

    /// The parts of other graphs that this process may use: those of its own cache. A layer gets
    /// whole kernels only.
    private UnitObjects units() {
        return options.cache() && !options.layer()
                ? new StoredUnits(store.own())
                : UnitObjects.NONE;
    }

    private KernelVerifier verifier(Graph graph, CacheKey key) {
        return options.verifyCache() ? recompiler(graph, key) : KernelVerifier.NONE;
    }

    private KernelVerifier recompiler(Graph graph, CacheKey key) {
        Pipeline pipeline = pipeline();
        return KernelVerifier.recompiling(
                names -> pipeline.compile(graph, key, names, options.profile()));
    }

    /// The text of a graph at a stage of its compilation. Nothing is cached or linked.
    ///
    /// @throws UnsupportedException if the graph needs what Komodo cannot do
    public String inspect(Graph graph, Stage stage) {
        return pipeline().inspect(graph, stage);
    }

    /// The machine that kernels are made for.
    public Target target() {
        return target;
    }

    private synchronized void requireOpen() {
        if (closed) {
            throw new IllegalStateException("This Komodo is closed");
        }
    }

    private void requireRunnable() {
        requireOpen();
        if (options.target().isEmpty()) {
            return;
        }
        Target host = HostTarget.detect(store.notes());
        List<String> missing = new ArrayList<>(target.features());
        missing.removeAll(host.features());
        if (!missing.isEmpty()) {
            List<String> runnable = new ArrayList<>(List.of("host"));
            runnable.addAll(Targets.namesWithin(host.features()));
            throw new UnsupportedException(
                    "Code for "
                            + target.cpu()
                            + " cannot run on this host, which lacks "
                            + String.join(", ", missing)
                            + ". Targets that run here: "
                            + String.join(", ", runnable)
                            + ".");
        }
    }

    /// Closes the kernels that are still open (waiting for their calls), then the threads. A second
    /// close does nothing.
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        for (Kernel kernel : List.copyOf(kernels)) {
            kernel.close();
        }
        loader.close();
        store.close();
        pool.close();
    }
}
