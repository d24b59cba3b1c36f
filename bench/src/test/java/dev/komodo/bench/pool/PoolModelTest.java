package dev.komodo.bench.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.natives.RuntimeLibrary;
import dev.komodo.natives.ThreadPool;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;

class PoolModelTest {
    private static final PoolModel.Machine FREE = new PoolModel.Machine(false, 0, 0, 0, 1e9, 1e9);

    /// A piece of a loop as text, in the order of its begin.
    private static String piece(long from, long to) {
        return "%012d to %d".formatted(from, to);
    }

    private static Set<String> modelled(int length, int grain, int threads) {
        Set<String> pieces = new TreeSet<>();
        PoolModel.Split split = PoolModel.split(length, grain, threads);
        for (PoolModel.Share share : split.shares()) {
            for (long first = share.first(); first < share.last(); first += share.piece()) {
                long last = Math.min(first + share.piece(), share.last());
                pieces.add(piece(first * split.unit(), Math.min(last * split.unit(), length)));
            }
        }
        return pieces;
    }

    /// Called from native code.
    interface Body {
        void run(long from, long to, int worker);
    }

    private static Set<String> real(int length, int grain, int threads) throws Throwable {
        FunctionDescriptor body =
                FunctionDescriptor.ofVoid(
                        ValueLayout.ADDRESS,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_INT);
        MethodHandle parallelFor =
                Linker.nativeLinker()
                        .downcallHandle(
                                RuntimeLibrary.load().symbol("komodo_parallel_for"),
                                FunctionDescriptor.ofVoid(
                                        ValueLayout.ADDRESS,
                                        ValueLayout.ADDRESS,
                                        ValueLayout.ADDRESS,
                                        ValueLayout.JAVA_LONG,
                                        ValueLayout.JAVA_LONG,
                                        ValueLayout.JAVA_LONG));
        Set<String> pieces = new ConcurrentSkipListSet<>();
        Body recording = (from, to, _) -> pieces.add(piece(from, to));
        MethodHandle run =
                MethodHandles.lookup()
                        .findVirtual(
                                Body.class,
                                "run",
                                MethodType.methodType(
                                        void.class, long.class, long.class, int.class));
        try (Arena arena = Arena.ofShared();
                ThreadPool pool = ThreadPool.create(threads)) {
            MemorySegment stub =
                    Linker.nativeLinker()
                            .upcallStub(
                                    MethodHandles.dropArguments(
                                            run.bindTo(recording), 0, MemorySegment.class),
                                    body,
                                    arena);
            parallelFor.invokeExact(
                    pool.address(), stub, MemorySegment.NULL, 0L, (long) length, (long) grain);
        }
        return pieces;
    }

    /// Which pieces there are does not depend on who takes them.
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7, 64})
    void thePoolRunsThePiecesOfTheModel(int threads) throws Throwable {
        for (int length : new int[] {2, 7, 63, 64, 65, 1000, 4099}) {
            for (int grain : new int[] {1, 3, 64}) {
                if (length > grain) { // else the pool calls the body once, by itself
                    assertThat(real(length, grain, threads))
                            .as("%d iterations by %d", length, grain)
                            .isEqualTo(modelled(length, grain, threads));
                }
            }
        }
    }

    @Test
    void withoutCostsThreadsDivideTheTime() {
        PoolModel.Loop loop = new PoolModel.Loop("even", 64 * 64, 1, 10, 0);
        double alone = PoolModel.run(loop, 1, FREE).nanos();
        for (int threads : new int[] {2, 8, 64}) {
            PoolModel.Outcome outcome = PoolModel.run(loop, threads, FREE);
            assertThat(alone / outcome.nanos()).isEqualTo(threads);
            assertThat(outcome.workNanos()).isEqualTo(alone);
            assertThat(outcome.begun()).isEqualTo(threads);
        }
    }

    @Test
    void memoryIsACeiling() {
        PoolModel.Machine machine = new PoolModel.Machine(false, 0, 0, 0, 10, 40);
        PoolModel.Loop loop = new PoolModel.Loop("copy", 64 * 64, 1, 0.1, 100);
        double alone = PoolModel.run(loop, 1, machine).nanos();
        assertThat(alone / PoolModel.run(loop, 4, machine).nanos()).isEqualTo(4);
        assertThat(alone / PoolModel.run(loop, 64, machine).nanos()).isBetween(3.5, 4.5);
    }

    @Test
    void whoWakesTooLateIsNotWaitedFor() {
        PoolModel.Machine machine = new PoolModel.Machine(true, 1e9, 1, 1, 1e9, 1e9);
        PoolModel.Loop loop = new PoolModel.Loop("short", 100, 1, 10, 0);
        PoolModel.Outcome outcome = PoolModel.run(loop, 64, machine);
        assertThat(outcome.begun()).isEqualTo(1);
        assertThat(outcome.nanos()).isBetween(1000.0, 1200.0);
    }
}
