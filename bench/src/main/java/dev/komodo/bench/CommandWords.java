package dev.komodo.bench;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/// The words of a command line, read one by one. Mistakes are [IllegalArgumentException]s of one
/// line that ends with how to call the command.
public final class CommandWords {
    private final List<String> words;
    private final String usage;
    private int next;

    /// Begins.
    public CommandWords(List<String> words, String usage) {
        this.words = List.copyOf(words);
        this.usage = usage;
    }

    /// Whether there is another word.
    public boolean hasNext() {
        return next < words.size();
    }

    /// The next word.
    public String next() {
        return words.get(next++);
    }

    /// A word that is no option.
    public String notAnOption(String word) {
        if (word.startsWith("-")) {
            throw new IllegalArgumentException("There is no option " + word + usage());
        }
        return word;
    }

    /// The value of an option, a number from 1.
    public int number(String option) {
        String text = value(option);
        try {
            int number = Integer.parseInt(text);
            if (number >= 1) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException(
                    option + " must be a number from 1, found " + text + usage(), notANumber);
        }
        throw new IllegalArgumentException(
                option + " must be a number from 1, found " + text + usage());
    }

    /// The value of an option, a path.
    public Path path(String option) {
        String text = value(option);
        try {
            return Path.of(text);
        } catch (InvalidPathException strange) {
            throw new IllegalArgumentException(
                    option + " needs a path, found " + text + usage(), strange);
        }
    }

    private String value(String option) {
        if (!hasNext()) {
            throw new IllegalArgumentException(option + " needs a value" + usage());
        }
        return next();
    }

    private String usage() {
        return "; usage: " + usage;
    }
}
