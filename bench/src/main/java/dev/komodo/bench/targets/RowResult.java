package dev.komodo.bench.targets;

import dev.komodo.measure.CeilingShare;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// What was measured on a row.
///
/// @param name the row's
/// @param timings all sides at all numbers of threads
/// @param shares for each number of threads how near Komodo comes to the ceilings; empty if that
///   makes no sense
/// @param verdicts of what was asked and could be judged
record RowResult(
        String name,
        List<Timing> timings,
        Map<Integer, CeilingShare> shares,
        List<Verdict> verdicts) {
    RowResult {
        timings = List.copyOf(timings);
        shares = Map.copyOf(shares);
        verdicts = List.copyOf(verdicts);
    }

    /// Judges.
    static RowResult of(
            String name, List<Timing> timings, Map<Integer, CeilingShare> shares, List<Aim> aims) {
        RowResult open = new RowResult(name, timings, shares, List.of());
        List<Verdict> verdicts = new ArrayList<>();
        for (Aim aim : aims) {
            switch (aim) {
                case Aim.Ratio ratio -> open.judge(ratio, verdicts);
                case Aim.Within(String side, double nanos) ->
                        open.median(side, 1)
                                .ifPresent(
                                        found ->
                                                verdicts.add(Verdict.atMost(aim, 1, nanos, found)));
                case Aim.Scaling(double least) ->
                        open.scaling()
                                .ifPresent(
                                        found ->
                                                verdicts.add(
                                                        Verdict.atLeast(aim, 2, least, found)));
            }
        }
        return new RowResult(name, timings, shares, verdicts);
    }

    private void judge(Aim.Ratio ratio, List<Verdict> verdicts) {
        for (int threads : List.of(1, 2)) {
            ratio.peers().stream()
                    .map(peer -> ratio(peer, threads))
                    .filter(OptionalDouble::isPresent)
                    .mapToDouble(OptionalDouble::getAsDouble)
                    .min()
                    .ifPresent(
                            found ->
                                    verdicts.add(
                                            Verdict.atLeast(ratio, threads, ratio.least(), found)));
        }
    }

    /// The median of a side in nanoseconds.
    OptionalDouble median(String side, int threads) {
        return timings.stream()
                .filter(t -> t.side().equals(side) && t.threads() == threads)
                .mapToDouble(t -> t.samples().median())
                .findFirst();
    }

    /// A peer's median by Komodo's: above 1, Komodo is faster.
    OptionalDouble ratio(String peer, int threads) {
        OptionalDouble own = median(Timing.KOMODO, threads);
        OptionalDouble other = median(peer, threads);
        return own.isPresent() && other.isPresent()
                ? OptionalDouble.of(other.getAsDouble() / own.getAsDouble())
                : OptionalDouble.empty();
    }

    /// How many times as fast Komodo is with two threads as with one.
    OptionalDouble scaling() {
        OptionalDouble one = median(Timing.KOMODO, 1);
        OptionalDouble two = median(Timing.KOMODO, 2);
        return one.isPresent() && two.isPresent()
                ? OptionalDouble.of(one.getAsDouble() / two.getAsDouble())
                : OptionalDouble.empty();
    }

    /// The share of the nearer ceiling.
    Optional<CeilingShare> share(int threads) {
        return Optional.ofNullable(shares.get(threads));
    }
}
