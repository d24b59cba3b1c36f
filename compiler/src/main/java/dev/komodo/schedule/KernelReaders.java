package dev.komodo.schedule;

import dev.komodo.graph.Value;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Which kernels read a value, kept while kernels come and go.
final class KernelReaders {
    private final Map<Value, Set<Integer>> readers = new HashMap<>();
    private final Map<Value, Integer> checks = new HashMap<>();

    /// A kernel reads.
    void add(int kernel, KernelReads reads) {
        for (Value value : reads.values()) {
            readers.computeIfAbsent(value, _ -> new HashSet<>()).add(kernel);
        }
        reads.checked().forEach(value -> checks.merge(value, 1, Integer::sum));
    }

    /// A kernel that was added is no more.
    void remove(int kernel, KernelReads reads) {
        for (Value value : reads.values()) {
            readers.computeIfPresent(
                    value,
                    (_, kernels) -> {
                        kernels.remove(kernel);
                        return kernels;
                    });
        }
        reads.checked().forEach(value -> checks.merge(value, -1, Integer::sum));
    }

    /// Whether a value is read by another kernel than the one that computes it, or by the check of
    /// a gather.
    boolean isReadBeside(Value value, int own) {
        Set<Integer> kernels = readers.getOrDefault(value, Set.of());
        return checks.getOrDefault(value, 0) > 0
                || kernels.size() > (kernels.contains(own) ? 1 : 0);
    }
}
