package dev.komodo.bench.targets;

import dev.komodo.bench.CommandWords;

import java.nio.file.Files;
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
    static TargetOptions parse(List<String> arguments) {
        CommandWords words = new CommandWords(arguments, USAGE);
        Path root = Path.of("");
        Optional<Path> models = Optional.empty();
        Optional<Path> json = Optional.empty();
        int turns = TURNS;
        boolean isList = false;
        List<String> rows = new ArrayList<>();
        while (words.hasNext()) {
            String word = words.next();
            switch (word) {
                case "--root" -> root = words.path(word);
                case "--models" -> models = Optional.of(words.path(word));
                case "--json" -> json = Optional.of(words.path(word));
                case "--turns" -> turns = words.number(word);
                case "--list" -> isList = true;
                default -> rows.add(words.notAnOption(word));
            }
        }
        Path folder = models.orElse(root.resolve("../shared/bench"));
        if (!isList && !Files.isDirectory(folder)) {
            throw new IllegalArgumentException(
                    "There is no folder of bench models " + folder + "; name it with --models DIR");
        }
        return new TargetOptions(root, folder, json, turns, isList, rows);
    }

    /// Whether a row is asked for.
    boolean wants(String row) {
        return rows.isEmpty() || rows.stream().anyMatch(row::contains);
    }
}
