package dev.komodo.cli;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.runtime.NDArray;
import dev.komodo.runtime.Signature;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/// One `--input NAME=...`: what an argument is filled with.
///
/// @param name the input's name
/// @param source the file or the generator
record InputSpec(String name, Source source) {
    /// Where the elements come from.
    sealed interface Source {}

    /// A NumPy file.
    record File(Path path) implements Source {}

    /// Numbers from a seeded generator: floats uniform in [-1, 1), integers uniform in [0, 10),
    /// truth values by a coin.
    record Random(long seed) implements Source {}

    /// One number everywhere.
    record Constant(double value) implements Source {}

    /// Parses `NAME=FILE.npy|random[:seed]|zeros|ones`.
    ///
    /// @throws InputException if the text has another form
    static InputSpec parse(String text) {
        int equals = text.indexOf('=');
        if (equals < 1 || equals == text.length() - 1) {
            throw new InputException(
                    "--input takes NAME=FILE.npy, NAME=random[:seed], NAME=zeros or NAME=ones,"
                            + " found '"
                            + text
                            + "'");
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
                            : new File(Path.of(value));
        };
    }

    private static long seed(String text, String number) {
        try {
            return Long.parseLong(number);
        } catch (NumberFormatException notANumber) {
            throw new InputException(
                    "The seed in --input " + text + " must be a whole number", notANumber);
        }
    }

    /// The array for a parameter, in the shape of the file, or in the parameter's shape at the
    /// given dims.
    ///
    /// @throws InputException if the file is not as declared, or a symbolic dim has no value
    NDArray array(Arena arena, Signature.Parameter parameter, Map<String, Long> dims) {
        return switch (source) {
            case File(Path path) -> ArrayFiles.read(arena, path, parameter);
            case Random(long seed) ->
                    random(
                            NDArray.of(arena, parameter.type().dtype(), sizes(parameter, dims)),
                            seed);
            case Constant(double value) -> {
                NDArray array = NDArray.of(arena, parameter.type().dtype(), sizes(parameter, dims));
                if (value != 0) {
                    for (long i = 0; i < array.elements(); i++) {
                        array.set(i, value);
                    }
                }
                yield array;
            }
        };
    }

    private NDArray random(NDArray array, long seed) {
        SplittableRandom numbers = new SplittableRandom(seed ^ ((long) name.hashCode() << 32));
        DType dtype = array.dtype();
        for (long i = 0; i < array.elements(); i++) {
            array.set(
                    i,
                    switch (dtype.kind()) {
                        case FLOAT -> numbers.nextDouble(-1, 1);
                        case INTEGER -> numbers.nextInt(10);
                        case BOOLEAN -> numbers.nextBoolean() ? 1 : 0;
                    });
        }
        return array;
    }

    private static long[] sizes(Signature.Parameter parameter, Map<String, Long> dims) {
        long[] sizes = new long[parameter.type().shape().rank()];
        for (int i = 0; i < sizes.length; i++) {
            Dim dim = parameter.type().shape().dim(i);
            for (Dim atom : dim.atoms()) {
                if (!dims.containsKey(atom.toString())) {
                    throw new InputException(
                            "The input '"
                                    + parameter.name()
                                    + "' "
                                    + parameter.type()
                                    + " has the symbolic dim "
                                    + atom
                                    + ": give it a value with --dim "
                                    + atom
                                    + "=N");
                }
            }
            sizes[i] =
                    dim.evaluate(
                            atom -> Optional.ofNullable(dims.get(atom.toString())).orElseThrow());
        }
        return sizes;
    }
}
