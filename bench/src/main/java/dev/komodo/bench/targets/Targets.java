package dev.komodo.bench.targets;

import dev.komodo.bench.model.MismatchException;
import dev.komodo.bench.rival.Rivals;
import dev.komodo.error.CompilerException;
import dev.komodo.measure.Ceiling;
import dev.komodo.measure.Ceilings;
import dev.komodo.measure.peer.PeerException;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/// Measures every row of the table of targets. See `bench/README.md`.
public final class Targets {
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private final TargetOptions options;
    private final PrintStream out;
    private final PrintStream err;
    private final Rivals rivals;
    private final TargetList list;
    private final List<RowResult> rows = new ArrayList<>();
    private final Map<String, String> failures = new LinkedHashMap<>();

    private Targets(TargetOptions options, PrintStream out, PrintStream err) {
        this.options = options;
        this.out = out;
        this.err = err;
        rivals = new Rivals(options.root().resolve("bench/target/peers"));
        list =
                new TargetList(
                        options.models(),
                        options.root().resolve("examples/digits/digits.onnx"),
                        rivals);
    }

    /// Prints the table. Exits with 1 if a row failed or results differ, with 2 if the command line
    /// is wrong; not because something is slow.
    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.out, System.err));
    }

    /// The command; returns its exit code.
    static int run(List<String> words, PrintStream out, PrintStream err) {
        Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
        try {
            return new Targets(TargetOptions.parse(words), out, err).run();
        } catch (IllegalArgumentException | IOException bad) {
            err.println("targets: " + oneLine(bad));
            return USAGE;
        }
    }

    private int run() throws IOException {
        requireKnownRows();
        if (options.isList()) {
            names().forEach(out::println);
            return DONE;
        }
        try (Ceilings one = Ceilings.open(1);
                Ceilings two = Ceilings.open(2)) {
            Map<Integer, Ceilings> ceilings = Map.of(1, one, 2, two);
            Map<Integer, Map<Ceiling, Double>> rates = new TreeMap<>();
            rates.put(1, one.measure());
            rates.put(2, two.measure());
            rates.forEach((threads, of) -> out.print(TargetTable.ceilings(threads, of)));
            measure(ceilings);
            List<TargetSummary> summaries = summaries();
            rivals.descriptions().forEach((name, text) -> out.println(name + ": " + text));
            summaries.forEach(summary -> out.println(summary.text()));
            out.println(verdicts());
            if (options.json().isPresent()) {
                Files.writeString(
                        options.json().get(),
                        TargetJson.of(rates, rivals.descriptions(), rows, failures, summaries));
            }
        }
        return failures.isEmpty() ? DONE : FAILED;
    }

    private List<String> names() {
        return Stream.concat(list.models(Map.of()).stream(), list.others(Map.of()).stream())
                .map(TargetRow::name)
                .toList();
    }

    private void requireKnownRows() {
        for (String part : options.rows()) {
            if (names().stream().noneMatch(name -> name.contains(part))) {
                throw new IllegalArgumentException(
                        "No row's name contains '" + part + "'; rows: " + names());
            }
        }
    }

    private void measure(Map<Integer, Ceilings> ceilings) {
        List<TargetRow> kernels = new ArrayList<>(list.models(ceilings));
        List<TargetRow> times = new ArrayList<>();
        for (TargetRow row : list.others(ceilings)) {
            boolean isTime = row instanceof CallRow || row instanceof CompileRow;
            (isTime ? times : kernels).add(row);
        }
        measure(kernels, TargetTable.modelHeader(), TargetTable::model);
        measure(times, TargetTable.timeHeader(), TargetTable::times);
    }

    private void measure(List<TargetRow> all, String header, Function<RowResult, String> lines) {
        List<TargetRow> wanted = all.stream().filter(row -> options.wants(row.name())).toList();
        if (wanted.isEmpty()) {
            return;
        }
        out.println();
        out.print(header);
        for (TargetRow row : wanted) {
            try {
                RowResult result = row.measure(options.turns());
                rows.add(result);
                out.print(lines.apply(result));
            } catch (MismatchException | CompilerException | PeerException | IOException bad) {
                failures.put(row.name(), oneLine(bad));
                err.println("targets: " + row.name() + ": " + oneLine(bad));
            }
            out.flush();
        }
        out.println();
    }

    private List<TargetSummary> summaries() {
        List<String> models = list.models(Map.of()).stream().map(TargetRow::name).toList();
        List<RowResult> measured =
                rows.stream().filter(row -> models.contains(row.name())).toList();
        return Stream.of(1, 2)
                .map(threads -> TargetSummary.of(measured, threads))
                .flatMap(Optional::stream)
                .toList();
    }

    private String verdicts() {
        List<Verdict> all = rows.stream().flatMap(row -> row.verdicts().stream()).toList();
        return "%d of %d values that were asked are reached, %d rows failed"
                .formatted(
                        all.stream().filter(Verdict::isReached).count(),
                        all.size(),
                        failures.size());
    }

    private static String oneLine(Exception failure) {
        String text = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        return text.strip().replaceAll("\\s*\\R\\s*", "; ");
    }
}
