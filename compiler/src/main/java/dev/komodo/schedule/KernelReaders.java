package dev.komodo.schedule;

import dev.komodo.graph.Dim;
import dev.komodo.graph.Value;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Which kernels read a value, kept while kernels come and go.
final class KernelReaders {
    private final Map<Value, Set<Integer>> readers = new HashMap<>();
    private final Map<Value, Integer> checks = new HashMap<>();
    private final Map<Dim.Data, Set<Integer>> users = new HashMap<>();

    /// A kernel reads.
    void add(int kernel, KernelReads reads) {
        for (Value value : reads.values()) {
            readers.computeIfAbsent(value, _ -> new HashSet<>()).add(kernel);
        }
        reads.checked().forEach(value -> checks.merge(value, 1, Integer::sum));
        reads.dataDims()
                .forEach(dim -> users.computeIfAbsent(dim, _ -> new HashSet<>()).add(kernel));
    }

    /// A kernel that was added is no more.
    void remove(int kernel, KernelReads reads) {
        reads.values().forEach(value -> drop(readers, value, kernel));
        reads.dataDims().forEach(dim -> drop(users, dim, kernel));
        reads.checked().forEach(value -> checks.merge(value, -1, Integer::sum));
    }

    private static <T> void drop(Map<T, Set<Integer>> all, T key, int kernel) {
        all.computeIfPresent(
                key,
                (_, kernels) -> {
                    kernels.remove(kernel);
                    return kernels;
                });
    }

    /// The kernels that read a value.
    Set<Integer> of(Value value) {
        return readers.getOrDefault(value, Set.of());
    }

    /// The kernels that use an extent that another kernel finds.
    Set<Integer> of(Dim.Data dim) {
        return users.getOrDefault(dim, Set.of());
    }

    /// Whether a value is read by another kernel than the one that computes it, or by the check of
    /// a gather.
    boolean isReadBeside(Value value, int own) {
        Set<Integer> kernels = readers.getOrDefault(value, Set.of());
        return checks.getOrDefault(value, 0) > 0
                || kernels.size() > (kernels.contains(own) ? 1 : 0);
    }
}
