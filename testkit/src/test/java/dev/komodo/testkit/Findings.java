package dev.komodo.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// The figures of one experiment, kept as a text file that the command `testkit/experiments` shows.
final class Findings {
    private static final Path FOLDER = Path.of("target", "experiments");

    private final String experiment;
    private final Map<String, String> figures = new LinkedHashMap<>();

    Findings(String experiment) {
        this.experiment = experiment;
    }

    /// Adds a figure.
    Findings add(String name, Object figure) {
        figures.put(name, figure.toString());
        return this;
    }

    /// Writes the file.
    void write() throws IOException {
        Files.createDirectories(FOLDER);
        StringBuilder text = new StringBuilder();
        figures.forEach(
                (name, figure) ->
                        text.append("%-18s %-44s %s%n".formatted(experiment, name, figure)));
        Files.writeString(FOLDER.resolve(experiment + ".txt"), text);
    }
}
