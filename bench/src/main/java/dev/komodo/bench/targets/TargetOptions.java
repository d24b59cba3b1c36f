package dev.komodo.bench.targets;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the command was asked.
///
/// @param root of the checkout
/// @param models the folder of the bench models
/// @param json where the measurements are written as JSON
/// @param turns how many turns each side of a row has
/// @param isList whether the rows are only listed
/// @param rows names or parts of names; none means all
record TargetOptions(
        Path root, Path models, Optional<Path> json, int turns, boolean isList, List<String> rows) {
    /// How to call it.
    static final String USAGE =
            "bench/targets [ROW...] [--list] [--turns N] [--models DIR] [--json FILE]";

    private static final int TURNS = 5;

    /// Reads the command line.
    ///
    /// @throws IllegalArgumentException with a message that says what to do
    static TargetOptions parse(List<String> words) {
        Path root = Path.of("");
        Optional<Path> models = Optional.empty();
        Optional<Path> json = Optional.empty();
        int turns = TURNS;
        boolean isList = false;
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            switch (word) {
                case "--root" -> root = path(words, ++i);
                case "--models" -> models = Optional.of(path(words, ++i));
                case "--json" -> json = Optional.of(path(words, ++i));
                case "--turns" -> turns = turns(value(words, ++i));
                case "--list" -> isList = true;
                default -> {
                    if (word.startsWith("-")) {
                        throw new IllegalArgumentException(
                                "There is no option " + word + "; usage: " + USAGE);
                    }
                    rows.add(word);
                }
            }
        }
        Path folder = models.orElse(root.resolve("../shared/bench"));
        if (!isList && !Files.isDirectory(folder)) {
            throw new IllegalArgumentException(
                    "There is no folder of bench models " + folder + "; name it with --models DIR");
        }
        return new TargetOptions(root, folder, json, turns, isList, rows);
    }

    private static String value(List<String> words, int i) {
        if (i == words.size()) {
            throw new IllegalArgumentException(
                    words.get(i - 1) + " needs a value; usage: " + USAGE);
        }
        return words.get(i);
    }

    private static Path path(List<String> words, int i) {
        String text = value(words, i);
        try {
            return Path.of(text);
        } catch (InvalidPathException strange) {
            throw new IllegalArgumentException("No path: " + strange.getMessage(), strange);
        }
    }

    private static int turns(String text) {
        try {
            int turns = Integer.parseInt(text);
            if (turns >= 1) {
                return turns;
            }
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException(
                    "--turns must be a number from 1, found " + text, notANumber);
        }
        throw new IllegalArgumentException("--turns must be a number from 1, found " + text);
    }

    /// Whether a row is asked for.
    boolean wants(String row) {
        return rows.isEmpty() || rows.stream().anyMatch(row::contains);
    }
}
