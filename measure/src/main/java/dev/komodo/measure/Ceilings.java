package dev.komodo.measure;

import dev.komodo.llvm.HostCpu;
import dev.komodo.llvm.LlvmThreads;
import dev.komodo.llvm.OrcJit;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;

/// The probes of this host at a number of threads. Belongs to the thread that opened it.
public final class Ceilings implements AutoCloseable {
    private static final long LEAST_BUFFER_BYTES = 64L << 20;
    private static final long MOST_BUFFER_BYTES = 512L << 20;

    /// Bytes of each buffer that a call of a memory probe passes over.
    private static final long STEP_BYTES = 1L << 20;

    /// A tenth of a millisecond at two instructions a cycle and 4 GHz.
    private static final long ARITHMETIC_ROUNDS = 16_384;

    /// As long, where an instruction takes 16 cycles.
    private static final long TILE_ROUNDS = 1_536;

    private static final int TURNS = 5;
    private static final long SETTLE_NANOS = 3_000_000;
    private static final long TURN_NANOS = 20_000_000;

    private final Arena arena = Arena.ofShared();
    private final OrcJit linker = OrcJit.create(LlvmThreads.shared());
    private final List<ProbeCode> codes = new ArrayList<>();
    private final ProbeThreads workers;
    private final Map<Ceiling, List<Probe>> probes = new EnumMap<>(Ceiling.class);

    private Ceilings(int threads, HostCpu host) {
        this.workers = new ProbeThreads(threads);
        long bufferBytes = bufferBytes(host, threads);
        List<Buffers> buffers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            buffers.add(Buffers.of(arena, bufferBytes));
        }
        boolean tiles = tilesAllowed(host);
        for (Ceiling ceiling : Ceiling.values()) {
            boolean amx = ceiling == Ceiling.AMX_BF16 || ceiling == Ceiling.AMX_INT8;
            if (!amx || tiles) {
                ProbePlan.of(ceiling, host)
                        .ifPresent(
                                plan -> probes.put(ceiling, probe(ceiling, plan, buffers, host)));
            }
        }
    }

    /// Makes the probes of this host.
    ///
    /// @param threads how many threads run a probe at once, each on data of its own
    public static Ceilings open(int threads) {
        return new Ceilings(threads, HostCpu.detect());
    }

    private record Buffers(MemorySegment from, MemorySegment to) {
        static Buffers of(Arena arena, long bytes) {
            MemorySegment from = arena.allocate(bytes, 64);
            for (long i = 0; i < bytes; i += Long.BYTES) {
                from.set(ValueLayout.JAVA_LONG, i, i * 0x9E3779B97F4A7C15L);
            }
            return new Buffers(from, arena.allocate(bytes, 64));
        }
    }

    /// Together at least four times the last-level cache, each at least 64 MiB (a cache that is
    /// shared may be larger than a virtual machine is told).
    private static long bufferBytes(HostCpu host, int threads) {
        long wanted = 4 * Math.max(0, host.caches().level3()) / threads;
        long bytes = Math.clamp(wanted, LEAST_BUFFER_BYTES, MOST_BUFFER_BYTES);
        return bytes - bytes % STEP_BYTES;
    }

    private boolean tilesAllowed(HostCpu host) {
        if (!host.has("amx-tile")) {
            return false;
        }
        ProbeCode ask = link("amx-permission", ProbeText.tilePermission());
        MemorySegment status = arena.allocate(ValueLayout.JAVA_LONG);
        ask.run(0, MemorySegment.NULL, status);
        return status.get(ValueLayout.JAVA_LONG, 0) == 0;
    }

    private ProbeCode link(String name, String text) {
        ProbeCode code = new ProbeCode(linker, name, text);
        codes.add(code);
        return code;
    }

    private List<Probe> probe(
            Ceiling ceiling, ProbePlan plan, List<Buffers> buffers, HostCpu host) {
        ProbeCode code = link(ceiling.text(), plan.text());
        long rounds = rounds(ceiling, host);
        double work = plan.workPerRound() * rounds;
        List<Probe> all = new ArrayList<>();
        for (Buffers own : buffers) {
            all.add(
                    ceiling.isArithmetic()
                            ? new Probe(
                                    code,
                                    rounds,
                                    work,
                                    plan.operands(arena),
                                    arena.allocate(ProbePlan.RESULT_BYTES, 64),
                                    0)
                            : new Probe(code, rounds, work, own.from(), own.to(), STEP_BYTES));
        }
        return all;
    }

    private static long rounds(Ceiling ceiling, HostCpu host) {
        return switch (ceiling) {
            case FMA_F32, FMA_F64, DOT_BF16, DOT_INT8 -> ARITHMETIC_ROUNDS;
            case AMX_BF16, AMX_INT8 -> TILE_ROUNDS;
            case READ, COPY, STREAM_COPY -> STEP_BYTES / ProbePlan.stride(host);
        };
    }

    /// The ceilings that this host has; the others are instructions that it lacks, or that the
    /// system does not let a program use.
    public Set<Ceiling> present() {
        return probes.isEmpty() ? EnumSet.noneOf(Ceiling.class) : EnumSet.copyOf(probes.keySet());
    }

    /// A ceiling as somebody who takes turns: all threads probe at once, and a turn gives one time,
    /// that of a billion operations or bytes at the sum of the threads' rates.
    ///
    /// @throws IllegalArgumentException if this host does not have it
    public Interleaved.Side side(Ceiling ceiling, long turnNanos) {
        List<Probe> all = probes.get(ceiling);
        if (all == null) {
            throw new IllegalArgumentException("This host has no " + ceiling.text());
        }
        List<Callable<Double>> tasks =
                all.stream()
                        .<Callable<Double>>map(probe -> () -> probe.rate(SETTLE_NANOS, turnNanos))
                        .toList();
        return () -> new double[] {1e9 / workers.sum(tasks)};
    }

    /// The rate that the times of a ceiling's side mean, in billions a second.
    public static double rate(Samples samples) {
        return 1e9 / samples.median();
    }

    /// Measures all ceilings that this host has, interleaved.
    ///
    /// @return billions of operations or bytes a second
    public Map<Ceiling, Double> measure() {
        List<Ceiling> order = List.copyOf(present());
        List<Samples> times =
                Interleaved.time(TURNS, order.stream().map(c -> side(c, TURN_NANOS)).toList());
        Map<Ceiling, Double> rates = new EnumMap<>(Ceiling.class);
        for (int i = 0; i < order.size(); i++) {
            rates.put(order.get(i), rate(times.get(i)));
        }
        return rates;
    }

    @Override
    public void close() {
        workers.close();
        codes.forEach(ProbeCode::close);
        linker.close();
        arena.close();
    }
}
