package dev.komodo.jit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.cache.CacheLocation;
import dev.komodo.cache.DiskStore;
import dev.komodo.cache.Notes;
import dev.komodo.llvm.HostCpu;
import dev.komodo.natives.LlvmLibrary;
import dev.komodo.natives.ProcessorFacts;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// The processor is remembered only as the answer to exactly the question that was asked.
class RememberedHostTest {
    private static final byte[] HERE = {1, 2, 3};
    private static final byte[] ELSEWHERE = {1, 2, 4};

    @TempDir Path folder;
    private final AtomicInteger asked = new AtomicInteger();
    private DiskStore store;

    @BeforeEach
    void opens() throws Exception {
        store = DiskStore.open(CacheLocation.explicit(folder.resolve("cache")));
    }

    private HostCpu cpu(Supplier<byte[]> facts, String llvm) {
        return cpu(facts, llvm, store.notes());
    }

    private HostCpu cpu(Supplier<byte[]> facts, String llvm, Notes notes) {
        return new RememberedHost(
                        facts,
                        () -> llvm,
                        () ->
                                HostCpu.remembered(
                                        "cpu-" + asked.incrementAndGet(), "+avx2,-avx512f,+fma"))
                .cpu(notes);
    }

    @Test
    void theSameHostIsAskedOnce() {
        HostCpu first = cpu(() -> HERE, "build");
        HostCpu second = cpu(() -> HERE.clone(), "build");
        assertThat(asked).hasValue(1);
        assertThat(second).isEqualTo(first);
        assertThat(second.features()).containsExactly("avx2", "fma");
    }

    @Test
    void anotherProcessorIsAskedAnew() {
        cpu(() -> HERE, "build");
        assertThat(cpu(() -> ELSEWHERE, "build").name()).isEqualTo("cpu-2");
        assertThat(cpu(() -> HERE, "build").name()).isEqualTo("cpu-1");
    }

    @Test
    void anotherLlvmIsAskedAnew() {
        cpu(() -> HERE, "build");
        assertThat(cpu(() -> HERE, "other build").name()).isEqualTo("cpu-2");
    }

    @Test
    void aMixtureOfTwoProcessorsIsNotRemembered() {
        Deque<byte[]> facts = new ArrayDeque<>(List.of(HERE, ELSEWHERE));
        cpu(facts::remove, "build");
        assertThat(cpu(() -> HERE, "build").name()).isEqualTo("cpu-2");
        assertThat(cpu(() -> HERE, "build").name()).isEqualTo("cpu-2");
    }

    @Test
    void withoutAFolderEachProcessAsks() {
        cpu(() -> HERE, "build", Notes.NONE);
        assertThat(cpu(() -> HERE, "build", Notes.NONE).name()).isEqualTo("cpu-2");
    }

    @Test
    void aChangedOrForeignMemoryIsNone() throws Exception {
        cpu(() -> HERE, "build");
        Path note = note();
        byte[] bytes = Files.readAllBytes(note);
        for (int at = 0; at < bytes.length; at += 7) {
            byte[] changed = bytes.clone();
            changed[at] ^= 0x10;
            Files.write(note, changed);
            assertThat(cpu(() -> HERE, "build").name()).isNotEqualTo("cpu-1");
            Files.write(note, bytes);
        }
        assertThat(cpu(() -> HERE, "build").name()).isEqualTo("cpu-1");
        Files.write(folder.resolve("cache/secret"), new byte[32]);
        opens();
        assertThat(cpu(() -> HERE, "build").name()).isNotEqualTo("cpu-1");
    }

    private Path note() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("cache/notes"))) {
            return files.filter(Files::isRegularFile).findFirst().orElseThrow();
        }
    }

    @Test
    void theMemoryIsNoEntry() {
        cpu(() -> HERE, "build");
        assertThat(store.list()).isEmpty();
        assertThat(store.clear()).isZero();
        cpu(() -> HERE, "build");
        assertThat(asked).hasValue(1);
    }

    @Test
    void thisProcessorSaysTheSameAtEachCallAndOnEachCore() throws InterruptedException {
        byte[] first = ProcessorFacts.read();
        assertThat(first).hasSizeGreaterThan(100);
        List<Thread> threads =
                Stream.generate(
                                () ->
                                        Thread.ofPlatform()
                                                .start(
                                                        () -> {
                                                            for (int i = 0; i < 200; i++) {
                                                                if (Arrays.equals(
                                                                        first,
                                                                        ProcessorFacts.read())) {
                                                                    asked.incrementAndGet();
                                                                }
                                                            }
                                                        }))
                        .limit(2L * Runtime.getRuntime().availableProcessors())
                        .toList();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(asked).hasValue(200 * threads.size());
    }

    @Test
    void whatIsRememberedIsWhatLlvmSays() {
        RememberedHost first =
                new RememberedHost(ProcessorFacts::read, LlvmLibrary::identity, HostCpu::detect);
        RememberedHost second =
                new RememberedHost(
                        ProcessorFacts::read,
                        LlvmLibrary::identity,
                        () -> {
                            throw new AssertionError("asked again");
                        });
        assertThat(first.cpu(store.notes())).isEqualTo(HostCpu.detect());
        assertThat(second.cpu(store.notes())).isEqualTo(HostCpu.detect());
    }
}
