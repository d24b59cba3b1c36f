package dev.komodo.natives;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

final class ParallelForTest {
    private record Piece(long begin, long end, int worker) {}

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 7, 16, 64})
    void visitsEachIndexExactlyOnce(int threads) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(threads);
        try (ThreadPool pool = ThreadPool.create(threads)) {
            for (int length : new int[] {0, 1, 2, 3, 5, 8, 31, 64, 100, 1000, 4097, 20_000}) {
                for (int grain : new int[] {-3, 0, 1, 2, 7, 64, 1000, 1 << 30}) {
                    long begin = random.nextLong(-5000, 5000);
                    checkCoverage(pool, begin, length, grain);
                }
            }
        }
    }

    private static void checkCoverage(ThreadPool pool, long begin, int length, int grain) {
        AtomicIntegerArray visits = new AtomicIntegerArray(length);
        Queue<Piece> pieces = new ConcurrentLinkedQueue<>();
        ParallelFor.run(
                pool.address(),
                (from, to, worker) -> {
                    pieces.add(new Piece(from, to, worker));
                    for (long i = from; i < to; i++) visits.incrementAndGet((int) (i - begin));
                },
                begin,
                begin + length,
                grain);
        String what = "threads %d length %d grain %d".formatted(pool.threads(), length, grain);
        for (int i = 0; i < length; i++) assertThat(visits.get(i)).as(what).isEqualTo(1);
        long piece = Math.max(grain, 1);
        for (Piece each : pieces) {
            assertThat(each.begin()).as(what).isLessThan(each.end());
            assertThat((each.begin() - begin) % piece).as(what).isZero();
            assertThat(each.worker()).as(what).isBetween(0, pool.threads() - 1);
        }
        if (pool.threads() == 1 || length <= piece)
            assertThat(pieces.size()).as(what).isEqualTo(length == 0 ? 0 : 1);
    }

    @Test
    void runsInlineInOneCallWithoutAPool() {
        List<Piece> pieces = new ArrayList<>();
        ParallelFor.run(
                MemorySegment.NULL, (b, e, w) -> pieces.add(new Piece(b, e, w)), -5, 1000, 1);
        assertThat(pieces).containsExactly(new Piece(-5, 1000, 0));
    }

    @Test
    void callsNothingForAnEmptyOrReversedRange() {
        AtomicInteger calls = new AtomicInteger();
        try (ThreadPool pool = ThreadPool.create(4)) {
            ParallelFor.run(pool.address(), (_, _, _) -> calls.incrementAndGet(), 7, 7, 1);
            ParallelFor.run(pool.address(), (_, _, _) -> calls.incrementAndGet(), 7, -7, 1);
        }
        assertThat(calls).hasValue(0);
    }

    @Test
    void splitsARangeLongerThanASignedInteger() {
        Queue<Piece> pieces = new ConcurrentLinkedQueue<>();
        try (ThreadPool pool = ThreadPool.create(3)) {
            ParallelFor.run(
                    pool.address(),
                    (b, e, w) -> pieces.add(new Piece(b, e, w)),
                    Long.MIN_VALUE,
                    Long.MAX_VALUE,
                    1L << 40);
        }
        List<Piece> sorted =
                pieces.stream().sorted((a, b) -> Long.compare(a.begin(), b.begin())).toList();
        assertThat(sorted.getFirst().begin()).isEqualTo(Long.MIN_VALUE);
        assertThat(sorted.getLast().end()).isEqualTo(Long.MAX_VALUE);
        for (int i = 1; i < sorted.size(); i++)
            assertThat(sorted.get(i).begin()).isEqualTo(sorted.get(i - 1).end());
    }

    @Test
    void noTwoCallsAtATimeCarryTheSameWorker() {
        int threads = 8;
        AtomicIntegerArray busy = new AtomicIntegerArray(threads);
        AtomicInteger clashes = new AtomicInteger();
        try (ThreadPool pool = ThreadPool.create(threads)) {
            for (int round = 0; round < 300; round++) {
                ParallelFor.run(
                        pool.address(),
                        (_, _, worker) -> {
                            if (busy.getAndIncrement(worker) != 0) clashes.incrementAndGet();
                            for (int i = 0; i < 200; i++) Thread.onSpinWait();
                            busy.decrementAndGet(worker);
                        },
                        0,
                        200,
                        1);
            }
        }
        assertThat(clashes).hasValue(0);
    }

    @Test
    void allThreadsTakePartWhenTheyMustMeet() {
        int threads = 4;
        CountDownLatch met = new CountDownLatch(threads);
        try (ThreadPool pool = ThreadPool.create(threads)) {
            ParallelFor.run(pool.address(), (_, _, _) -> meet(met), 0, threads, 1);
        }
        assertThat(met.getCount()).isZero();
    }

    private static void meet(CountDownLatch met) {
        met.countDown();
        try {
            met.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void nestedCallsRunInlineAsOneCall() {
        AtomicLong sum = new AtomicLong();
        AtomicInteger inner = new AtomicInteger();
        try (ThreadPool pool = ThreadPool.create(4)) {
            MemorySegment address = pool.address();
            ParallelFor.run(
                    address,
                    (begin, end, _) -> {
                        for (long i = begin; i < end; i++)
                            ParallelFor.run(
                                    address,
                                    (b, e, w) -> {
                                        inner.incrementAndGet();
                                        sum.addAndGet(e - b + w);
                                    },
                                    0,
                                    10,
                                    1);
                    },
                    0,
                    50,
                    1);
        }
        assertThat(inner).hasValue(50);
        assertThat(sum).hasValue(500);
    }

    @Test
    void callersAtTheSameTimeAllFinish() throws InterruptedException {
        int callers = 6;
        int rounds = 300;
        AtomicLong sum = new AtomicLong();
        try (ThreadPool pool = ThreadPool.create(4)) {
            List<Thread> threads = new ArrayList<>();
            for (int c = 0; c < callers; c++) {
                threads.add(
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            for (int r = 0; r < rounds; r++)
                                                ParallelFor.run(
                                                        pool.address(),
                                                        (b, e, _) -> sum.addAndGet(e - b),
                                                        0,
                                                        100,
                                                        3);
                                        }));
            }
            for (Thread thread : threads) thread.join();
        }
        assertThat(sum).hasValue(100L * callers * rounds);
    }

    /// Pauses on both sides of what a worker waits for before it sleeps (0.2 ms), in any order, and
    /// bodies of any length: every order of waiting, sleeping, waking and taking a job back.
    @Test
    void jobsAfterPausesOfAnyLengthAreDoneOnce() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(11);
        AtomicLong sum = new AtomicLong();
        long expected = 0;
        try (ThreadPool pool = ThreadPool.create(3)) {
            for (int round = 0; round < 400; round++) {
                busy(random.nextInt(4) == 0 ? random.nextInt(500_000) : random.nextInt(20_000));
                int length = random.nextInt(1, 40);
                int bodyNanos = random.nextInt(3) == 0 ? random.nextInt(5_000) : 0;
                expected += length;
                ParallelFor.run(
                        pool.address(),
                        (begin, end, _) -> {
                            busy(bodyNanos);
                            sum.addAndGet(end - begin);
                        },
                        0,
                        length,
                        random.nextInt(1, 4));
                assertThat(sum).hasValue(expected);
            }
        }
    }

    private static void busy(long nanos) {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < nanos) Thread.onSpinWait();
    }

    /// Pools at once, more threads than processors, callers that come and go.
    @Test
    void poolsBesideEachOtherAllFinish() throws InterruptedException {
        AtomicLong sum = new AtomicLong();
        List<Thread> callers = new ArrayList<>();
        for (int c = 0; c < 4; c++) {
            callers.add(
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        for (int life = 0; life < 5; life++) {
                                            try (ThreadPool pool = ThreadPool.create(4)) {
                                                for (int r = 0; r < 20; r++)
                                                    ParallelFor.run(
                                                            pool.address(),
                                                            (b, e, _) -> sum.addAndGet(e - b),
                                                            0,
                                                            64,
                                                            1);
                                            }
                                        }
                                    }));
        }
        for (Thread caller : callers) caller.join();
        assertThat(sum).hasValue(4L * 5 * 20 * 64);
    }

    @Test
    void writesOfTheBodyAreVisibleAfterwards() {
        int[] cells = new int[10_000]; // plain, not atomic
        try (ThreadPool pool = ThreadPool.create(4)) {
            for (int round = 1; round <= 100; round++) {
                ParallelFor.run(
                        pool.address(),
                        (begin, end, _) -> {
                            for (long i = begin; i < end; i++) cells[(int) i]++;
                        },
                        0,
                        cells.length,
                        10);
                for (int cell : cells) assertThat(cell).isEqualTo(round);
            }
        }
    }

    @Test
    void makesNoThreadBeforeTheFirstLoopThatNeedsIt() throws IOException {
        awaitNoWorkers(); // those of the test before
        try (ThreadPool pool = ThreadPool.create(5)) {
            assertThat(workers()).isZero();
            ParallelFor.run(pool.address(), (_, _, _) -> {}, 0, 100, 100);
            assertThat(workers()).isZero();
            ParallelFor.run(pool.address(), (_, _, _) -> {}, 0, 3, 1);
            assertThat(workers()).isEqualTo(2);
            ParallelFor.run(pool.address(), (_, _, _) -> {}, 0, 100, 1);
            assertThat(workers()).isEqualTo(4);
        }
        awaitNoWorkers();
    }

    @Test
    void aThousandPoolsLeaveNoThreadBehind() throws IOException {
        for (int i = 0; i < 1000; i++) {
            try (ThreadPool pool = ThreadPool.create(3)) {
                ParallelFor.run(pool.address(), (_, _, _) -> {}, 0, 30, 1);
            }
        }
        awaitNoWorkers();
    }

    /// A joined thread may still be listed for a moment: the kernel wakes the joiner before it
    /// takes the thread off the list.
    private static void awaitNoWorkers() throws IOException {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (workers() > 0 && System.nanoTime() < deadline) Thread.onSpinWait();
        assertThat(workers()).isZero();
    }

    /// The runtime's threads in this process, told by their names.
    private static int workers() throws IOException {
        int count = 0;
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path task : tasks) if (name(task).startsWith("komodo-")) count++;
        }
        return count;
    }

    private static String name(Path task) {
        try {
            return Files.readString(task.resolve("comm"));
        } catch (IOException e) {
            return "ended since it was listed: " + e;
        }
    }
}
