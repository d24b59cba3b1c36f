package dev.komodo.jit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.komodo.cache.CacheEntry;
import dev.komodo.cache.CacheKey;
import dev.komodo.cache.EntryMetadata;
import dev.komodo.cache.MemoryStore;
import dev.komodo.error.InternalCompilerException;
import dev.komodo.link.ObjectRefusedException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// From the cache or the compiler to code that is never freed while somebody may call it.
class KernelLoaderTest {
    private final MemoryStore store = new MemoryStore();
    private final KernelLoader loader = new KernelLoader(store);
    private final AtomicInteger compilations = new AtomicInteger();

    @AfterEach
    void endsWithoutImages() {
        assertThat(loader.images()).isZero();
        loader.close();
    }

    @Test
    void theFirstLoadCompilesAndTheNextOneDoesNot() {
        CacheKey key = key("add");
        try (LoadedKernel first = loader.load(key, compile("x[0] + 0x1.0p1:f64"))) {
            assertThat(first.report().hit()).isFalse();
            assertThat(first.report().compileNanos()).isPositive();
            assertThat(Kernels.call(first.run(), 10)).isEqualTo(12);
        }
        try (LoadedKernel second = loader.load(key, this::fail)) {
            assertThat(second.report().hit()).isTrue();
            assertThat(second.report().compileNanos()).isZero();
            assertThat(Kernels.call(second.run(), 10)).isEqualTo(12);
        }
        assertThat(compilations).hasValue(1);
    }

    @Test
    void closingOneOfTwoKernelsOfAnEntryLeavesTheOtherCallable() {
        CacheKey key = key("add");
        LoadedKernel first = loader.load(key, compile("x[0] + 0x1.0p1:f64"));
        try (LoadedKernel second = loader.load(key, this::fail)) {
            first.close();
            first.close();
            // without counted references the image is gone here, and the call is into freed memory
            assertThat(loader.images()).isEqualTo(1);
            assertThat(Kernels.call(second.run(), 10)).isEqualTo(12);
            assertThatThrownBy(() -> Kernels.call(first.run(), 10))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void closingOneOfTwoKernelsWithEqualBodiesLeavesTheOtherCallable() {
        LoadedKernel first = loader.load(key("one"), compile("x[0] + 0x1.0p1:f64"));
        try (LoadedKernel second = loader.load(key("two"), compile("x[0] + 0x1.0p1:f64"))) {
            assertThat(loader.images()).isEqualTo(2);
            first.close();
            assertThat(loader.images()).isEqualTo(1);
            assertThat(Kernels.call(second.run(), 10)).isEqualTo(12);
        }
    }

    @Test
    void closingDuringACallThrowsAndLeavesTheCallAlone() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        LoadedKernel kernel =
                loader.load(
                        key("slow"),
                        () ->
                                Kernels.compile(
                                        Kernels.parallel("x[0] + 0x1.0p1:f64"), new RandomNames()));
        try (Arena arena = Arena.ofShared()) {
            MemorySegment table = BlockingRuntime.table(arena, started, goOn);
            CompletableFuture<Double> call =
                    CompletableFuture.supplyAsync(() -> Kernels.call(kernel.run(), 10, table));
            started.await();
            try {
                assertThatThrownBy(kernel::close).isInstanceOf(IllegalStateException.class);
                assertThat(loader.images()).isEqualTo(1);
            } finally {
                goOn.countDown();
            }
            assertThat(call.get()).isEqualTo(12);
        }
        kernel.close();
        assertThatThrownBy(() -> Kernels.call(kernel.run(), 10))
                .isInstanceOf(IllegalStateException.class);
    }

    /// A runtime whose `parallel_for` waits in the middle of a call.
    record BlockingRuntime(CountDownLatch started, CountDownLatch goOn) {
        static MemorySegment table(Arena arena, CountDownLatch started, CountDownLatch goOn)
                throws ReflectiveOperationException {
            FunctionDescriptor type =
                    FunctionDescriptor.ofVoid(
                            ValueLayout.ADDRESS,
                            ValueLayout.ADDRESS,
                            ValueLayout.ADDRESS,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG);
            MemorySegment stub =
                    Linker.nativeLinker()
                            .upcallStub(
                                    MethodHandles.lookup()
                                            .findVirtual(
                                                    BlockingRuntime.class,
                                                    "parallelFor",
                                                    MethodType.methodType(
                                                            void.class,
                                                            MemorySegment.class,
                                                            MemorySegment.class,
                                                            MemorySegment.class,
                                                            long.class,
                                                            long.class,
                                                            long.class))
                                            .bindTo(new BlockingRuntime(started, goOn)),
                                    type,
                                    arena);
            MemorySegment table = arena.allocate(16, 8);
            table.set(ValueLayout.JAVA_LONG, 0, 1);
            table.set(ValueLayout.ADDRESS, 8, stub);
            return table;
        }

        @SuppressWarnings("unused") // called from native code
        void parallelFor(
                MemorySegment pool,
                MemorySegment body,
                MemorySegment closure,
                long begin,
                long end,
                long grain) {
            started.countDown();
            try {
                goOn.await();
                Linker.nativeLinker()
                        .downcallHandle(
                                body,
                                FunctionDescriptor.ofVoid(
                                        ValueLayout.ADDRESS,
                                        ValueLayout.JAVA_LONG,
                                        ValueLayout.JAVA_LONG,
                                        ValueLayout.JAVA_INT))
                        .invokeExact(closure, begin, end, 0);
            } catch (Throwable failure) {
                throw new IllegalStateException(failure);
            }
        }
    }

    @Test
    void anObjectThatWantsSystemIsRefusedAndCompiledAnew() {
        CacheKey key = key("hostile");
        byte[] hostile = Objects.calling("system");
        store.put(
                new CacheEntry(
                        key,
                        new EntryMetadata(
                                List.of("run", "prepare", "plan"),
                                "",
                                List.of("run", "prepare", "plan"),
                                List.of("system"),
                                new java.util.TreeMap<>(
                                        java.util.Map.of(
                                                "names",
                                                "",
                                                "prepared-bytes",
                                                "",
                                                "result-dims",
                                                ""))),
                        hostile));
        try (LoadedKernel kernel = loader.load(key, compile("x[0] + 0x1.0p1:f64"))) {
            assertThat(compilations).hasValue(1);
            assertThat(Kernels.call(kernel.run(), 10)).isEqualTo(12);
        }
        assertThat(store.get(key).orElseThrow().metadata().entrySymbols()).doesNotContain("run");
    }

    @Test
    void aVerifiedHitIsWhatCompilingGives() {
        CacheKey key = key("add");
        KernelVerifier verifier =
                KernelVerifier.recompiling(names -> Kernels.compile("x[0] + 0x1.0p1:f64", names));
        loader.load(key, compile("x[0] + 0x1.0p1:f64"), verifier).close();
        try (LoadedKernel again = loader.load(key, this::fail, verifier)) {
            assertThat(again.report().hit()).isTrue();
            assertThat(Kernels.call(again.run(), 10)).isEqualTo(12);
        }
    }

    @Test
    void aHitThatIsNotWhatCompilingGivesIsReportedAndSetAside() {
        CacheKey key = key("add");
        loader.load(key, compile("x[0] + 0x1.0p1:f64")).close();
        for (String other : List.of("x[0] + 0x1.8p1:f64", "(x[0] * x[0]) + 0x1.0p1:f64")) {
            KernelVerifier verifier =
                    KernelVerifier.recompiling(names -> Kernels.compile(other, names));
            store.put(store.get(key).orElseGet(() -> fresh(key)));
            assertThatThrownBy(() -> loader.load(key, this::fail, verifier))
                    .isInstanceOf(InternalCompilerException.class)
                    .hasMessageContaining("verify the entry " + key)
                    .hasMessageContaining("KOMODO_CACHE_VERIFY");
            assertThat(store.get(key)).isEmpty();
        }
        try (LoadedKernel anew = loader.load(key, compile("x[0] + 0x1.0p1:f64"))) {
            assertThat(anew.report().hit()).isFalse();
        }
    }

    private static CacheEntry fresh(CacheKey key) {
        CompiledProgram compiled = Kernels.compile("x[0] + 0x1.0p1:f64", new RandomNames());
        return new CacheEntry(
                key, KernelManifest.of(compiled).toMetadata(), compiled.code().bytes());
    }

    @Test
    void anEntryOfAnotherAbiIsRefusedEvenUnderTheRightKey() {
        CacheKey key = key("add");
        CacheEntry entry = fresh(key);
        EntryMetadata metadata = entry.metadata();
        byte[] object = new byte[entry.objectSize()];
        entry.object().get(object);
        store.put(
                new CacheEntry(
                        key,
                        new EntryMetadata(
                                metadata.entrySymbols(),
                                metadata.signature().replaceFirst("[0-9]+", "999"),
                                metadata.definedSymbols(),
                                metadata.allowedUndefinedSymbols(),
                                metadata.properties()),
                        object));
        try (LoadedKernel kernel = loader.load(key, compile("x[0] + 0x1.0p1:f64"))) {
            assertThat(compilations).hasValue(1);
            assertThat(kernel.report().hit()).isFalse();
        }
    }

    @Test
    void anObjectWithAnotherDefinitionThanItsEntryDeclaresIsRefused() {
        CompiledProgram compiled = Kernels.compile("x[0]", new FixedNames());
        byte[] object = compiled.code().bytes();
        KernelManifest manifest = KernelManifest.of(compiled);
        assertThat(
                        ObjectCheck.check(
                                        object, manifest.entrySymbols(), manifest.definedSymbols())
                                .undefinedSymbols())
                .isEmpty();
        assertThatThrownBy(
                        () ->
                                ObjectCheck.check(
                                        object,
                                        manifest.entrySymbols(),
                                        manifest.entrySymbols().subList(0, 2)))
                .isInstanceOf(ObjectRefusedException.class)
                .hasMessageContaining("declares");
    }

    @Test
    void aManifestSurvivesTheCache() {
        CompiledProgram compiled = Kernels.compile("x[0]", new RandomNames());
        KernelManifest manifest = KernelManifest.of(compiled);
        assertThat(KernelManifest.of(manifest.toMetadata())).isEqualTo(manifest);
    }

    @Test
    void givenNamesReproduceAnObjectByteForByte() {
        ObjectCode code = Kernels.compile("x[0]", new RandomNames()).code();
        ObjectCode again = Kernels.compile("x[0]", new GivenNames(code.names())).code();
        assertThat(again.bytes()).isEqualTo(code.bytes());
    }

    private Supplier<CompiledProgram> compile(String expression) {
        return () -> {
            compilations.incrementAndGet();
            return Kernels.compile(expression, new RandomNames());
        };
    }

    private CompiledProgram fail() {
        throw new AssertionError("compiled although the cache has it");
    }

    private static CacheKey key(String name) {
        return CacheKey.builder().add("test", name).build();
    }
}
