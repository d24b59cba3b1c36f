package dev.komodo.bench.gradient;

import dev.komodo.Komodo;
import dev.komodo.Options;
import dev.komodo.graph.Literal;
import dev.komodo.interp.Interpreter;
import dev.komodo.runtime.Binding;
import dev.komodo.runtime.Kernel;
import dev.komodo.runtime.NDArray;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/// Times each [GradientModel]: a call; and graph, kernel and first call without a cache (in a
/// process of its own, as users start it and with a class cache; here, the first time and the
/// fastest of later ones), and from a full one (the first time and the fastest of later ones).
public final class Gradients {
    private static final int LATER_STARTS = 20;
    private static final int BATCH_MICROS = 2_000;
    private static final double TOLERANCE = 1e-10;

    private final PrintStream out;
    private final int turns;

    private Gradients(PrintStream out, int turns) {
        this.out = out;
        this.turns = turns;
    }

    /// Prints a line for each model.
    ///
    /// @param arguments the number of turns; 200 if absent
    public static void main(String[] arguments) throws IOException {
        int turns = arguments.length == 0 ? 200 : Integer.parseInt(arguments[0]);
        Path cache = Files.createTempDirectory("komodo-gradients");
        try {
            new Gradients(System.out, turns).all(cache);
        } finally {
            try (Stream<Path> files = Files.walk(cache)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private void all(Path cache) throws IOException {
        FreshProcess process = new FreshProcess(Files.createDirectory(cache.resolve("fresh")));
        out.println(
                "model            call us (least, median)   cold ms (fresh process, with class"
                        + " cache, here: first, later)   warm ms (first, later)");
        for (GradientModel model : GradientModel.values()) {
            Options options = Options.defaults().threads(1).cacheFolder(cache);
            double fresh = process.plain(model);
            double prepared = process.withClassCache(model);
            double cold = start(model, options);
            double again = least(model, options.withoutCache());
            double first = start(model, options);
            double later = least(model, options);
            double[] call = call(model, options);
            out.printf(
                    Locale.ROOT,
                    "%-16s %9.2f %9.2f %12.0f %6.0f %6.0f %6.0f %12.2f %6.2f%n",
                    model.name().toLowerCase(Locale.ROOT),
                    call[0],
                    call[call.length / 2],
                    fresh,
                    prepared,
                    cold,
                    again,
                    first,
                    later);
        }
    }

    /// Milliseconds of the fastest of several starts.
    private static double least(GradientModel model, Options options) {
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < LATER_STARTS; i++) {
            least = Math.min(least, start(model, options));
        }
        return least;
    }

    /// Milliseconds from nothing to the first result.
    static double start(GradientModel model, Options options) {
        Map<String, Literal> arguments = model.arguments();
        long begin = System.nanoTime();
        try (Komodo komodo = Komodo.open(options);
                Kernel kernel = komodo.compile(model.graph());
                Arena arena = Arena.ofConfined();
                Binding binding = bound(kernel, arguments, arena)) {
            binding.run();
            return (System.nanoTime() - begin) / 1e6;
        }
    }

    private static Binding bound(Kernel kernel, Map<String, Literal> arguments, Arena arena) {
        Binding.Builder builder = kernel.bind();
        arguments.forEach((name, x) -> builder.input(name, NDArray.copyOf(arena, x)));
        return builder.allocateOutputs(arena).build();
    }

    /// Microseconds of a call, ascending, each the mean of a batch.
    private double[] call(GradientModel model, Options options) {
        Map<String, Literal> arguments = model.arguments();
        try (Komodo komodo = Komodo.open(options);
                Kernel kernel = komodo.compile(model.graph());
                Arena arena = Arena.ofConfined();
                Binding binding = bound(kernel, arguments, arena)) {
            compare(model, arguments, binding);
            double estimate = Math.max(batch(binding, 20_000), 0.1);
            int calls = (int) Math.max(1, BATCH_MICROS / estimate);
            double[] micros = new double[turns];
            for (int i = 0; i < turns; i++) {
                micros[i] = batch(binding, calls);
            }
            Arrays.sort(micros);
            return micros;
        }
    }

    private static double batch(Binding binding, int calls) {
        long begin = System.nanoTime();
        for (int i = 0; i < calls; i++) {
            binding.run();
        }
        return (System.nanoTime() - begin) / 1e3 / calls;
    }

    private static void compare(
            GradientModel model, Map<String, Literal> arguments, Binding binding) {
        binding.run();
        Map<String, Literal> expected = Interpreter.run(model.graph(), arguments);
        for (String name : List.of("value", "gradient")) {
            Literal right = expected.get(name);
            NDArray found = binding.output(name);
            for (long i = 0; right != null && i < right.elements(); i++) {
                double error = Math.abs(found.get(i) - right.asDouble(i));
                if (!(error <= TOLERANCE * Math.max(1, Math.abs(right.asDouble(i))))) {
                    throw new IllegalStateException(
                            model
                                    + ": "
                                    + name
                                    + "["
                                    + i
                                    + "] is "
                                    + found.get(i)
                                    + ", not "
                                    + right.asDouble(i));
                }
            }
        }
    }
}
