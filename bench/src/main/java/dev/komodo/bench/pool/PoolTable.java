package dev.komodo.bench.pool;

import java.util.List;
import java.util.Locale;

/// Prints what loops of several kinds gain from threads, by the model of the pool. Costs on one
/// thread are those of `docs/performance.md` (Zen 5, one core: 246 Gflop/s in f32, 35 GB/s).
///
/// `bench/pool [GB/S]`: what all processors get of memory together, 300 unless told.
public final class PoolTable {
    private static final int[] THREADS = {2, 4, 8, 16, 32, 64};

    /// A tile of 14 x 32 elements over a depth of so many is a step of the product.
    private static PoolModel.Loop product(int size) {
        long tiles = Math.ceilDiv(size, 14) * (long) Math.ceilDiv(size, 32);
        double nanos = 2.0 * size * size * size / 230 / tiles;
        return new PoolModel.Loop("product of " + size, tiles, 1, nanos, 0);
    }

    private static final List<PoolModel.Loop> LOOPS =
            List.of(
                    product(128),
                    product(256),
                    product(512),
                    product(2048),
                    new PoolModel.Loop("convolution, 56 rows", 56, 1, 1_070_000.0 / 56, 0),
                    new PoolModel.Loop("softmax, 1,024 rows", 1024, 4, 847, 8192),
                    new PoolModel.Loop("black_scholes, a million", 1 << 20, 2048, 4.7, 20),
                    new PoolModel.Loop("exp, 100,000", 100_000, 4096, 0.3, 8),
                    new PoolModel.Loop("sum of two, 16 million", 1 << 24, 16_384, 0.05, 12),
                    new PoolModel.Loop("sum of rows, 1,024", 1024, 4, 300, 16_384));

    private PoolTable() {}

    /// Prints the table.
    public static void main(String[] arguments) {
        double rate = arguments.length > 0 ? Double.parseDouble(arguments[0]) : 300;
        System.out.printf("All processors together: %.0f GB/s of memory, one 35 GB/s.%n", rate);
        for (boolean isAsleep : new boolean[] {false, true}) {
            System.out.println(isAsleep ? "Workers sleep:" : "Workers wait:");
            PoolModel.Machine machine =
                    new PoolModel.Machine(isAsleep, 15_000, 1_500, 100, 35, rate);
            for (PoolModel.Loop loop : LOOPS) {
                System.out.println(line(loop, machine));
            }
        }
    }

    /// The time on one thread, then for each number of threads how many times as fast.
    private static String line(PoolModel.Loop loop, PoolModel.Machine machine) {
        double alone = PoolModel.run(loop, 1, machine).nanos();
        StringBuilder line = new StringBuilder();
        line.append(String.format(Locale.ROOT, "%-26s %9.1f us ", loop.name(), alone / 1e3));
        for (int threads : THREADS) {
            PoolModel.Outcome outcome = PoolModel.run(loop, threads, machine);
            line.append(String.format(Locale.ROOT, " %d: %5.1f", threads, alone / outcome.nanos()));
        }
        return line.toString();
    }
}
