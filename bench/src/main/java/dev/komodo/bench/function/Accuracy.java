package dev.komodo.bench.function;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/// Prints the largest error of each function of one f32, in the order of `docs/accuracy.md`.
public final class Accuracy {
    private final List<String> names = new ArrayList<>();
    private long stride = 1;
    private int workers = Runtime.getRuntime().availableProcessors();
    private Optional<Path> kept = Optional.empty();
    private Optional<Path> table = Optional.empty();

    private Accuracy(List<String> arguments) {
        for (Iterator<String> words = arguments.iterator(); words.hasNext(); ) {
            String word = words.next();
            switch (word) {
                case "--stride" -> stride = Math.max(1, Long.parseLong(words.next()));
                case "--threads" -> workers = Math.max(1, Integer.parseInt(words.next()));
                case "--keep" -> kept = Optional.of(Path.of(words.next()));
                case "--check" -> table = Optional.of(Path.of(words.next()));
                default -> names.add(word);
            }
        }
    }

    /// Runs.
    ///
    /// @param arguments names of functions, all if there is none; `--stride N` takes every N-th bit
    ///   pattern, `--threads N` shares the work, `--keep FILE` adds each result to a file and skips
    ///   the functions that are in it, `--check FILE` compares with that table. Exits with 1 if an
    ///   error reaches 1 ULP or differs from the table
    public static void main(String[] arguments) throws IOException {
        if (!new Accuracy(List.of(arguments)).run(System.out)) {
            System.exit(1);
        }
    }

    private boolean run(PrintStream out) throws IOException {
        List<String> known = table.isPresent() ? Files.readAllLines(table.get()) : List.of();
        List<String> done = new ArrayList<>();
        if (kept.isPresent() && Files.exists(kept.get())) {
            done.addAll(Files.readAllLines(kept.get()));
        }
        boolean isGood = true;
        for (ElementwiseFunction function :
                ElementwiseFunction.named(ElementwiseFunction.UNARY, names)) {
            String head = "| `" + function.name() + "` | ";
            Optional<String> earlier =
                    done.stream().filter(line -> line.startsWith(head)).findAny();
            String row = earlier.isPresent() ? earlier.get() : row(head, function);
            isGood &= row.startsWith("0.", head.length());
            boolean differs =
                    table.isPresent() && known.stream().noneMatch(line -> line.startsWith(row));
            isGood &= !differs;
            out.println(row + (differs ? " differs from " + table.get() : ""));
            if (kept.isPresent() && earlier.isEmpty()) {
                Files.writeString(
                        kept.get(),
                        row + "\n",
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            }
        }
        return isGood;
    }

    private String row(String head, ElementwiseFunction function) {
        LargestError error = new AccuracySweep(function, stride).run(workers);
        return head + error.toString().replace(" at ", " | ") + " |";
    }
}
