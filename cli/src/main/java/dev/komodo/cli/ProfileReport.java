package dev.komodo.cli;

import dev.komodo.runtime.CallProfile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/// Several calls of one timed kernel: where their time went, per fused loop.
///
/// @param calls the profile of each call, in order; the first counts only if it is alone
/// @param threads the threads of parallel loops
record ProfileReport(List<CallProfile> calls, int threads) {
    /// @throws IllegalArgumentException without a call
    ProfileReport {
        calls = List.copyOf(calls);
        if (calls.isEmpty()) {
            throw new IllegalArgumentException("a profile needs a call");
        }
    }

    private List<CallProfile> counted() {
        return calls.size() == 1 ? calls : calls.subList(1, calls.size());
    }

    private long median(ToLongFunction<CallProfile> time) {
        long[] times = counted().stream().mapToLong(time).sorted().toArray();
        return times[times.length / 2];
    }

    /// The loop with the most time first.
    private List<Integer> order() {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < calls.getFirst().loops().size(); i++) {
            order.add(i);
        }
        order.sort((a, b) -> Long.compare(nanos(b), nanos(a)));
        return order;
    }

    private long nanos(int loop) {
        return median(call -> call.loops().get(loop).nanos());
    }

    private long busyNanos(int loop) {
        return median(call -> call.loops().get(loop).busyNanos());
    }

    /// A part of what the loops and the time between them take together, all by their medians, so
    /// that the parts add up.
    private double share(long nanos) {
        long all = median(ProfileReport::between);
        for (int i = 0; i < calls.getFirst().loops().size(); i++) {
            all += nanos(i);
        }
        return all == 0 ? 0 : (double) nanos / all;
    }

    private static long between(CallProfile call) {
        return call.nanos() - call.loops().stream().mapToLong(CallProfile.Loop::nanos).sum();
    }

    String text() {
        long whole = median(CallProfile::nanos);
        StringBuilder text = new StringBuilder();
        text.append(
                "profile: %.3f ms a call, median of %d, %d thread%s%n"
                        .formatted(
                                whole / 1e6, counted().size(), threads, threads == 1 ? "" : "s"));
        text.append("  share        ms  calls    GB/s   Gop/s  busy  loop%n".formatted());
        for (int i : order()) {
            CallProfile.Loop loop = counted().getLast().loops().get(i);
            long nanos = nanos(i);
            text.append(
                    "%6.1f%% %9.4f %6d %s %s %s  %s: %s%s%n"
                            .formatted(
                                    100 * share(nanos),
                                    nanos / 1e6,
                                    loop.calls(),
                                    rate(loop.bytes() * loop.calls(), nanos),
                                    rate(loop.arithmetic() * loop.calls(), nanos),
                                    busy(busyNanos(i), nanos),
                                    loop.name(),
                                    loop.operations(),
                                    loop.result().isEmpty() ? "" : " -> " + loop.result()));
        }
        text.append(
                "%6.1f%% %9.4f %s between the loops%n"
                        .formatted(
                                100 * share(median(ProfileReport::between)),
                                median(ProfileReport::between) / 1e6,
                                " ".repeat(29)));
        return text.toString();
    }

    private static double percent(long part, long whole) {
        return whole == 0 ? 0 : 100.0 * part / whole;
    }

    private static String rate(long amount, long nanos) {
        return amount == 0 || nanos == 0 ? "      -" : "%7.1f".formatted((double) amount / nanos);
    }

    private String busy(long busyNanos, long nanos) {
        return busyNanos == 0 || nanos == 0
                ? "    -"
                : "%4.0f%%".formatted(percent(busyNanos, nanos * threads));
    }

    Map<String, Object> json() {
        long whole = median(CallProfile::nanos);
        List<Object> loops = new ArrayList<>();
        for (int i : order()) {
            CallProfile.Loop loop = counted().getLast().loops().get(i);
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("name", loop.name());
            row.put("operations", loop.operations());
            row.put("result", loop.result());
            row.put("ms", nanos(i) / 1e6);
            row.put("share", share(nanos(i)));
            row.put("calls", loop.calls());
            row.put("bytes", loop.bytes());
            row.put("arithmetic", loop.arithmetic());
            row.put("busy_ms", busyNanos(i) / 1e6);
            loops.add(row);
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("call_ms", whole / 1e6);
        result.put("calls", counted().size());
        result.put("threads", threads);
        result.put("loops", loops);
        result.put("between_loops_ms", median(ProfileReport::between) / 1e6);
        return result;
    }
}
