package dev.komodo.measure;

import java.util.Map;
import java.util.Set;

/// How near a call comes to what the machine can do: the least time that its [Work] takes at the
/// ceilings, as a share of the time it took.
///
/// @param compute the operations at the rate of fused multiply-adds. An element operation counts
///   one flop, half of what an fma counts, and one elementary function is many instructions: a
///   kernel of elementwise functions at its best stays far below 1.
/// @param memory the bytes at the rates of memory that no cache holds: as much as is written is
///   copied (by the better of both ways), what is read beyond that is read. Above 1 where caches
///   hold arguments from the call before.
/// @param inCache whether the arguments fit into the last-level cache, so memory is no ceiling
public record CeilingShare(double compute, double memory, boolean inCache) {
    /// The ceilings that a kind of work is held against.
    public static Set<Ceiling> needed(Work work) {
        return work.f64Ops() > 0
                ? Set.of(
                        Ceiling.FMA_F32,
                        Ceiling.FMA_F64,
                        Ceiling.READ,
                        Ceiling.COPY,
                        Ceiling.STREAM_COPY)
                : Set.of(Ceiling.FMA_F32, Ceiling.READ, Ceiling.COPY, Ceiling.STREAM_COPY);
    }

    /// The shares of a call.
    ///
    /// @param nanos how long the call took
    /// @param rates billions a second, at least of the ceilings [#needed]
    /// @param cacheBytes the last-level cache
    public static CeilingShare of(
            Work work, double nanos, Map<Ceiling, Double> rates, long cacheBytes) {
        double f32 = (work.operations() - work.f64Ops()) / rate(rates, Ceiling.FMA_F32);
        double f64 = work.f64Ops() == 0 ? 0 : work.f64Ops() / rate(rates, Ceiling.FMA_F64);
        double copy = Math.max(rate(rates, Ceiling.COPY), rate(rates, Ceiling.STREAM_COPY));
        double copied = 2 * Math.min(work.readBytes(), work.writtenBytes());
        double onlyRead = Math.max(0, work.readBytes() - work.writtenBytes());
        double onlyWritten = Math.max(0, work.writtenBytes() - work.readBytes());
        double memory = (copied + onlyWritten) / copy + onlyRead / rate(rates, Ceiling.READ);
        return new CeilingShare((f32 + f64) / nanos, memory / nanos, work.bytes() <= cacheBytes);
    }

    private static double rate(Map<Ceiling, Double> rates, Ceiling ceiling) {
        Double rate = rates.get(ceiling);
        if (rate == null) {
            throw new IllegalArgumentException(
                    "The ceiling " + ceiling.text() + " was not measured, but " + rates.keySet());
        }
        return rate;
    }

    /// Which ceiling is nearer: `compute` or `memory`.
    public String binding() {
        return !inCache && memory > compute ? "memory" : "compute";
    }

    /// The share of the ceiling that is nearer.
    public double share() {
        return binding().equals("memory") ? memory : compute;
    }
}
