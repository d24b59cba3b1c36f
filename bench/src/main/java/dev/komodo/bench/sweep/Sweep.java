package dev.komodo.bench.sweep;

import dev.komodo.bench.model.MismatchException;
import dev.komodo.bench.model.ModelArguments;
import dev.komodo.bench.model.ModelPair;
import dev.komodo.error.CompilerException;
import dev.komodo.graph.Graph;
import dev.komodo.measure.Interleaved;
import dev.komodo.measure.Samples;
import dev.komodo.measure.Work;
import dev.komodo.measure.peer.PeerException;
import dev.komodo.onnx.OnnxModel;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Measures many small models beside ONNX Runtime and prints the worst first. See
/// `bench/README.md`.
public final class Sweep {
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;
    private static final long TURN_NANOS = 20_000_000;

    /// With one thread nobody has threads that spin.
    private static final long SHORT_SETTLE_NANOS = 8_000_000;

    private final SweepOptions options;
    private final PrintStream out;
    private final PrintStream err;
    private final List<SweepRow> rows = new ArrayList<>();
    private int failures;

    private Sweep(SweepOptions options, PrintStream out, PrintStream err) {
        this.options = options;
        this.out = out;
        this.err = err;
    }

    /// Prints the table. Exits with 1 if a case failed or results differ, with 2 if the command
    /// line is wrong; not because something is slow.
    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.out, System.err));
    }

    /// The command; returns its exit code.
    static int run(List<String> words, PrintStream out, PrintStream err) {
        Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
        try {
            return new Sweep(SweepOptions.parse(words), out, err).run();
        } catch (IllegalArgumentException | IOException bad) {
            err.println("sweep: " + oneLine(bad));
            return USAGE;
        }
    }

    private int run() throws IOException {
        List<SweepCase> cases =
                SweepCases.all().stream().filter(c -> options.wants(c.fullName())).toList();
        if (cases.isEmpty()) {
            throw new IllegalArgumentException("No case is called " + options.cases());
        }
        if (options.isList()) {
            cases.forEach(c -> out.println(c.fullName()));
            return DONE;
        }
        Path file = Files.createTempFile("komodo-sweep", ".onnx");
        try {
            for (SweepCase one : cases) {
                measure(one, file);
            }
        } finally {
            Files.delete(file);
        }
        rows.sort(Comparator.comparingDouble(SweepRow::worst));
        out.print(SweepTable.of(rows.stream().limit(options.most()).toList()));
        out.print(SweepTable.families(rows));
        if (options.json().isPresent()) {
            Files.writeString(options.json().get(), SweepTable.json(rows));
        }
        return failures == 0 ? DONE : FAILED;
    }

    private void measure(SweepCase one, Path file) {
        try {
            Files.write(file, one.model().bytes());
            Graph graph = OnnxModel.read(file).graph();
            try (Arena arena = Arena.ofShared()) {
                ModelArguments arguments = new ModelArguments(arena, graph, 1);
                Map<Integer, SweepRow.Pair> times = new HashMap<>();
                for (int threads : List.of(1, 2)) {
                    try (ModelPair pair = new ModelPair(file, graph, arguments, threads)) {
                        times.put(threads, times(pair, threads));
                    }
                }
                rows.add(new SweepRow(one, times, Work.of(graph, arguments.dims())));
            }
        } catch (MismatchException | CompilerException | PeerException | IOException bad) {
            failures++;
            err.println("sweep: " + one.fullName() + ": " + oneLine(bad));
        }
    }

    private SweepRow.Pair times(ModelPair pair, int threads) {
        long settle = threads == 1 ? SHORT_SETTLE_NANOS : Interleaved.SETTLE_NANOS;
        List<Samples> times =
                Interleaved.time(
                        options.turns(),
                        List.of(
                                new Interleaved.Calls(pair::runKomodo, settle, TURN_NANOS),
                                new Interleaved.Calls(pair::runOnnxRuntime, settle, TURN_NANOS)));
        return new SweepRow.Pair(times.getFirst(), times.getLast());
    }

    private static String oneLine(Exception failure) {
        String text = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        return text.strip().replaceAll("\\s*\\R\\s*", "; ");
    }
}
