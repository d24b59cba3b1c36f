package dev.komodo.bench.targets;

import dev.komodo.measure.Ceiling;
import dev.komodo.measure.CeilingShare;
import dev.komodo.measure.Ceilings;
import dev.komodo.measure.Interleaved;
import dev.komodo.measure.Samples;
import dev.komodo.measure.Work;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Sides of a row, at all numbers of threads, with the ceilings that matter to its work beside
/// them.
final class Contest {
    private static final long TURN_NANOS = 50_000_000;
    private static final long PROBE_NANOS = 15_000_000;

    private final Map<Integer, Ceilings> ceilings;
    private final Work work;
    private final List<Entry> entries = new ArrayList<>();

    /// @param ceilings the probes at one thread and at two
    /// @param work what a call must do
    Contest(Map<Integer, Ceilings> ceilings, Work work) {
        this.ceilings = Map.copyOf(ceilings);
        this.work = work;
    }

    /// @param probe the ceiling that it probes, if it is no contestant
    private record Entry(
            String side, int threads, Interleaved.Side turns, Optional<Ceiling> probe) {}

    /// Adds Komodo, and right after it the ceilings.
    void addKomodo(int threads, Runnable call) {
        add(Timing.KOMODO, threads, () -> {}, call);
        Ceilings probes = Objects.requireNonNull(ceilings.get(threads));
        for (Ceiling ceiling : CeilingShare.needed(work)) {
            Interleaved.Side probe = probes.side(ceiling, PROBE_NANOS);
            entries.add(new Entry(ceiling.text(), threads, probe, Optional.of(ceiling)));
        }
    }

    /// Adds a side.
    ///
    /// @param beginTurn is run before each turn, untimed
    void add(String side, int threads, Runnable beginTurn, Runnable call) {
        Interleaved.Calls calls = new Interleaved.Calls(call, Interleaved.SETTLE_NANOS, TURN_NANOS);
        entries.add(
                new Entry(
                        side,
                        threads,
                        () -> {
                            beginTurn.run();
                            return calls.turn();
                        },
                        Optional.empty()));
    }

    /// Takes turns.
    ///
    /// @param cacheBytes the last-level cache
    /// @param aims what is asked; a scaling only counts where arithmetic is the nearer ceiling
    RowResult measure(String name, int turns, long cacheBytes, List<Aim> aims) {
        List<Samples> times = Interleaved.time(turns, entries.stream().map(Entry::turns).toList());
        List<Timing> timings = new ArrayList<>();
        Map<Integer, Map<Ceiling, Double>> rates = new HashMap<>();
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            Timing timing = new Timing(entry.side(), entry.threads(), times.get(i));
            if (entry.probe().isPresent()) {
                rates.computeIfAbsent(entry.threads(), _ -> new EnumMap<>(Ceiling.class))
                        .put(entry.probe().get(), Ceilings.rate(timing.samples()));
            } else {
                timings.add(timing);
            }
        }
        Map<Integer, CeilingShare> shares = new HashMap<>();
        for (Timing timing : timings) {
            if (timing.side().equals(Timing.KOMODO)) {
                Map<Ceiling, Double> beside = Objects.requireNonNull(rates.get(timing.threads()));
                double nanos = timing.samples().median();
                shares.put(timing.threads(), CeilingShare.of(work, nanos, beside, cacheBytes));
            }
        }
        boolean isCompute = Objects.requireNonNull(shares.get(1)).binding().equals("compute");
        List<Aim> asked =
                aims.stream().filter(aim -> isCompute || !(aim instanceof Aim.Scaling)).toList();
        return RowResult.of(name, timings, shares, asked);
    }
}
