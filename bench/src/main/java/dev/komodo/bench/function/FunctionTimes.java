package dev.komodo.bench.function;

import dev.komodo.Komodo;
import dev.komodo.Options;
import dev.komodo.graph.DType;
import dev.komodo.measure.Interleaved;
import dev.komodo.measure.Samples;
import dev.komodo.runtime.Binding;
import dev.komodo.runtime.Kernel;
import dev.komodo.runtime.NDArray;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/// Prints nanoseconds an element of each function, in f32 and f64, with the instructions of this
/// host and with those of x86-64-v3 (AVX2 and FMA), at one thread, operands and results in near
/// caches.
public final class FunctionTimes {
    private static final int ELEMENTS = 4096;
    private static final int TURNS = 3;
    private static final long TURN_NANOS = 10_000_000;
    private static final List<DType> TYPES = List.of(DType.F32, DType.F64);

    private FunctionTimes() {}

    /// Runs.
    ///
    /// @param arguments names of functions, all if there is none
    public static void main(String[] arguments) {
        Options options = Options.defaults().threads(1).withoutCache();
        try (Komodo host = Komodo.open(options);
                Komodo older = Komodo.open(options.target("x86-64-v3"))) {
            System.out.println(
                    "| function | f32, "
                            + host.target().cpu()
                            + " | f32, x86-64-v3 | f64, "
                            + host.target().cpu()
                            + " | f64, x86-64-v3 |");
            System.out.println("|---|---|---|---|---|");
            for (ElementwiseFunction function :
                    ElementwiseFunction.named(ElementwiseFunction.ALL, List.of(arguments))) {
                System.out.println(row(function, List.of(host, older)));
            }
        }
    }

    /// A row of the table, for tests too.
    static String row(ElementwiseFunction function, List<Komodo> targets) {
        StringBuilder row = new StringBuilder("| `" + function.name() + "` |");
        for (DType dtype : TYPES) {
            for (Komodo target : targets) {
                row.append(String.format(Locale.ROOT, " %.2f |", nanos(function, dtype, target)));
            }
        }
        return row.toString();
    }

    private static double nanos(ElementwiseFunction function, DType dtype, Komodo komodo) {
        try (Kernel kernel = komodo.compile(function.timed(dtype, ELEMENTS));
                Arena arena = Arena.ofConfined()) {
            Binding.Builder builder = kernel.bind();
            List<String> names = new ArrayList<>(List.of("a", "b")).subList(0, function.operands());
            Random random = new Random(1);
            for (String name : names) {
                NDArray operand = NDArray.of(arena, dtype, ELEMENTS);
                for (int i = 0; i < ELEMENTS; i++) {
                    double range = function.high() - function.low();
                    operand.set(i, function.low() + random.nextDouble() * range);
                }
                builder.input(name, operand);
            }
            try (Binding binding = builder.allocateOutputs(arena).build()) {
                Interleaved.Side calls = new Interleaved.Calls(binding::run, 0, TURN_NANOS);
                Samples samples = Interleaved.time(TURNS, List.of(calls)).getFirst();
                return samples.median() / ELEMENTS;
            }
        }
    }
}
