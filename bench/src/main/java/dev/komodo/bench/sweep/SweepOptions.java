package dev.komodo.bench.sweep;

import dev.komodo.bench.CommandWords;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the command was asked.
///
/// @param cases parts of names, such as `conv` or `groups`; none means all
/// @param turns how many turns each side of a case has
/// @param most how many rows are printed, worst first
/// @param isList whether the cases are only listed
/// @param json where all measurements are written as JSON
record SweepOptions(List<String> cases, int turns, int most, boolean isList, Optional<Path> json) {
    /// How to call it.
    static final String USAGE =
            "bench/sweep [PART_OF_A_NAME...] [--list] [--turns N] [--most N] [--json FILE]";

    private static final int TURNS = 3;

    /// Reads the command line.
    ///
    /// @throws IllegalArgumentException with a message that says what to do
    static SweepOptions parse(List<String> arguments) {
        CommandWords words = new CommandWords(arguments, USAGE);
        List<String> cases = new ArrayList<>();
        int turns = TURNS;
        int most = Integer.MAX_VALUE;
        boolean isList = false;
        Optional<Path> json = Optional.empty();
        while (words.hasNext()) {
            String word = words.next();
            switch (word) {
                case "--turns" -> turns = words.number(word);
                case "--most" -> most = words.number(word);
                case "--json" -> json = Optional.of(words.path(word));
                case "--list" -> isList = true;
                default -> cases.add(words.notAnOption(word));
            }
        }
        return new SweepOptions(List.copyOf(cases), turns, most, isList, json);
    }

    boolean wants(String name) {
        return cases.isEmpty() || cases.stream().anyMatch(name::contains);
    }
}
