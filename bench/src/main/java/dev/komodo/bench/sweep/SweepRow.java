package dev.komodo.bench.sweep;

import dev.komodo.measure.Samples;
import dev.komodo.measure.Work;

import java.util.Map;
import java.util.Objects;

/// What was measured on a case.
///
/// @param times at one thread and at two
/// @param work what a call must do
record SweepRow(SweepCase what, Map<Integer, Pair> times, Work work) {
    /// The times of both sides.
    record Pair(Samples komodo, Samples onnxRuntime) {}

    SweepRow {
        times = Map.copyOf(times);
    }

    Pair at(int threads) {
        return Objects.requireNonNull(times.get(threads));
    }

    /// ONNX Runtime's median by Komodo's: above 1, Komodo is faster.
    double ratio(int threads) {
        return at(threads).onnxRuntime().median() / at(threads).komodo().median();
    }

    /// The smaller ratio.
    double worst() {
        return Math.min(ratio(1), ratio(2));
    }
}
