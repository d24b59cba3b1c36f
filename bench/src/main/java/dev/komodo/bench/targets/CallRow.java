package dev.komodo.bench.targets;

import dev.komodo.Komodo;
import dev.komodo.Options;
import dev.komodo.bench.BenchmarkGraphs;
import dev.komodo.graph.DType;
import dev.komodo.measure.Interleaved;
import dev.komodo.measure.Samples;
import dev.komodo.runtime.Binding;
import dev.komodo.runtime.Kernel;
import dev.komodo.runtime.NDArray;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What a call costs: `sum(exp(-x^2))` over 8 doubles with its arguments bound, with arrays given
/// by position, by name with fresh outputs; beside a downcall of C's `abs`. The same as `bench/jmh
/// call`, without JMH's care for the JVM's state.
///
/// @param aims what is asked
record CallRow(String name, List<Aim> aims) implements TargetRow {
    private static final long SETTLE_NANOS = 100_000_000;
    private static final long TURN_NANOS = 40_000_000;

    /// Calls in a loop of their own, so that the JVM compiles each way to call by itself.
    private static final int CALLS = 200;

    private record Way(String name, Runnable calls) {}

    @Override
    public RowResult measure(int turns) {
        try (Arena arena = Arena.ofShared();
                Komodo komodo = Komodo.open(Options.defaults().threads(1).withoutCache());
                Kernel kernel = komodo.compile(BenchmarkGraphs.tiny())) {
            NDArray x = NDArray.of(arena, DType.F64, 8);
            x.fill(new double[] {0, 1, 2, 3, 4, 5, 6, 7});
            NDArray y = NDArray.of(arena, DType.F64);
            try (Binding binding = kernel.bind().input("x", x).output("y", y).build()) {
                List<Way> ways =
                        List.of(
                                new Way("bound", () -> bound(binding)),
                                new Way("by position", () -> byPosition(kernel, x, y)),
                                new Way("by name", () -> byName(kernel, x)),
                                new Way("bare downcall", bareDowncall()));
                return result(ways, turns);
            }
        }
    }

    private RowResult result(List<Way> ways, int turns) {
        List<Samples> times =
                Interleaved.time(turns, ways.stream().map(way -> side(way.calls())).toList());
        List<Timing> timings = new ArrayList<>();
        for (int i = 0; i < ways.size(); i++) {
            timings.add(new Timing(ways.get(i).name(), 1, times.get(i)));
        }
        return RowResult.of(name, timings, Map.of(), aims);
    }

    private static Interleaved.Side side(Runnable calls) {
        return () -> {
            double[] nanos = new Interleaved.Calls(calls, SETTLE_NANOS, TURN_NANOS).turn();
            for (int i = 0; i < nanos.length; i++) {
                nanos[i] /= CALLS;
            }
            return nanos;
        };
    }

    private static void bound(Binding binding) {
        for (int i = 0; i < CALLS; i++) {
            binding.run();
        }
    }

    private static void byPosition(Kernel kernel, NDArray x, NDArray y) {
        for (int i = 0; i < CALLS; i++) {
            kernel.run(x, y);
        }
    }

    private static void byName(Kernel kernel, NDArray x) {
        for (int i = 0; i < CALLS; i++) {
            try (Arena results = Arena.ofConfined()) {
                kernel.call(results, Map.of("x", x));
            }
        }
    }

    private static Runnable bareDowncall() {
        Linker linker = Linker.nativeLinker();
        MethodHandle absolute =
                linker.downcallHandle(
                        linker.defaultLookup().findOrThrow("abs"),
                        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        return () -> {
            try {
                for (int i = 0; i < CALLS; i++) {
                    int _ = (int) absolute.invokeExact(i);
                }
            } catch (Throwable impossible) {
                throw new IllegalStateException("C's abs threw", impossible);
            }
        };
    }
}
