package dev.komodo.cli;

import dev.komodo.onnx.TensorFile;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// One `--input`: what an argument is filled with.
///
/// @param name the input's name; empty for an archive that gives each input that it has
/// @param source the file or the generator
record InputSpec(String name, Source source) {
    /// Where the elements come from.
    sealed interface Source {}

    /// A file of one tensor, or an archive that has an array of the input's name or only one.
    record File(Path path) implements Source {}

    /// An array of an archive.
    record Member(Path path, String array) implements Source {}

    /// Numbers from a seeded generator: floats uniform in [-1, 1), integers uniform in [0, 10),
    /// truth values by a coin.
    record Random(long seed) implements Source {}

    /// One number everywhere.
    record Constant(double value) implements Source {}

    static final String FORMS =
            "NAME=FILE.npy, NAME=FILE.npz[ARRAY], NAME=FILE.pb, NAME=random[:SEED], NAME=zeros,"
                    + " NAME=ones, or FILE.npz with an array for each input";

    /// Parses one of [#FORMS].
    ///
    /// @throws InputException if the text has another form
    static InputSpec parse(String text) {
        int equals = text.indexOf('=');
        if (equals < 0 && text.endsWith(".npz")) {
            return new InputSpec("", new File(Path.of(text)));
        }
        if (equals < 1 || equals == text.length() - 1) {
            throw new InputException("--input takes " + FORMS + "; found '" + text + "'");
        }
        return new InputSpec(text.substring(0, equals), source(text, text.substring(equals + 1)));
    }

    private static Source source(String text, String value) {
        return switch (value) {
            case "zeros" -> new Constant(0);
            case "ones" -> new Constant(1);
            case "random" -> new Random(0);
            default ->
                    value.startsWith("random:")
                            ? new Random(seed(text, value.substring(7)))
                            : file(value);
        };
    }

    private static Source file(String value) {
        int bracket = value.lastIndexOf(".npz[");
        return bracket >= 0 && value.endsWith("]")
                ? new Member(
                        Path.of(value.substring(0, bracket + 4)),
                        value.substring(bracket + 5, value.length() - 1))
                : new File(Path.of(value));
    }

    private static long seed(String text, String number) {
        try {
            return Long.parseLong(number);
        } catch (NumberFormatException notANumber) {
            throw new InputException(
                    "The seed in --input " + text + " must be a whole number", notANumber);
        }
    }

    /// The archive that gives each input that it has, if this is one.
    Optional<Path> archive() {
        return name.isEmpty() && source instanceof File(Path path)
                ? Optional.of(path)
                : Optional.empty();
    }

    /// What the source is when the archives are known: an array of one, if it is one.
    ///
    /// @throws InputException if a file can't be read, or none of its arrays is meant
    Source resolved() {
        try {
            return source instanceof File(Path path) && TensorFile.isArchive(path)
                    ? new Member(path, ArchiveArrays.named(path, name))
                    : source;
        } catch (IOException unreadable) {
            throw InputFiles.unreadable(name, unreadable);
        }
    }
}
