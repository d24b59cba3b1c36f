package dev.komodo.cli;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.runtime.MemoryLimit;
import dev.komodo.runtime.NDArray;
import dev.komodo.runtime.Signature;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/// The arguments of a call: what the user gave for each input of a model.
final class Arguments {
    private final Memory memory;
    private final Map<String, Long> dims;

    private Arguments(Memory memory, Map<String, Long> dims) {
        this.memory = memory;
        this.dims = dims;
    }

    /// Allocates arrays, not more together than the machine has.
    static final class Memory {
        private final Arena arena;
        private long left = MemoryLimit.bytes();

        Memory(Arena arena) {
            this.arena = arena;
        }

        /// An array of zeros for an input.
        ///
        /// @throws InputException if the machine has too little memory for it and those before it
        NDArray allocate(Signature.Parameter parameter, long... sizes) {
            long bytes = parameter.type().dtype().byteSize();
            boolean fits = true;
            for (long size : sizes) {
                fits &= size >= 0 && Math.multiplyHigh(bytes, Math.max(size, 1)) == 0;
                bytes *= size;
                fits &= bytes >= 0;
            }
            if (!fits || bytes > left) {
                throw new InputException(
                        "The input '"
                                + parameter.name()
                                + "' would be "
                                + parameter.type().dtype().text()
                                + Arrays.toString(sizes)
                                + ", and the inputs together larger than this machine's memory of "
                                + (MemoryLimit.bytes() >> 20)
                                + " MiB; give smaller sizes");
            }
            left -= bytes;
            return NDArray.of(arena, parameter.type().dtype(), sizes);
        }
    }

    /// Makes the arguments of a signature.
    ///
    /// @param arena where they live
    /// @param given the texts of `--input`
    /// @param dims the values of `--dim`
    /// @throws InputException if an input is missing, unknown, given twice, or not as declared
    static Map<String, NDArray> of(
            Arena arena, Signature signature, List<String> given, Map<String, Long> dims) {
        Map<String, InputSpec.Source> sources = sources(signature, given);
        requireDims(signature, dims);
        Arguments arguments = new Arguments(new Memory(arena), dims);
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        for (Signature.Parameter parameter : signature.inputs()) {
            InputSpec.Source source = sources.get(parameter.name());
            if (source != null) {
                arrays.put(parameter.name(), arguments.array(parameter, source));
            }
        }
        return arrays;
    }

    private static Map<String, InputSpec.Source> sources(Signature signature, List<String> given) {
        List<String> names = signature.inputs().stream().map(Signature.Parameter::name).toList();
        Map<String, InputSpec.Source> sources = new LinkedHashMap<>();
        List<Path> archives = new ArrayList<>();
        for (String text : given) {
            InputSpec input = InputSpec.parse(text);
            if (input.archive().isPresent()) {
                archives.add(input.archive().get());
            } else if (!names.contains(input.name())) {
                throw new InputException(
                        "The model has no input '"
                                + input.name()
                                + "'"
                                + Spelling.suggest(input.name(), names)
                                + "; its inputs: "
                                + list(signature.inputs()));
            } else if (sources.put(input.name(), input.resolved()) != null) {
                throw new InputException("The input '" + input.name() + "' is given twice");
            }
        }
        archives.forEach(file -> addArrays(sources, names, file));
        requireAll(signature, sources, archives);
        return sources;
    }

    /// What the command line names wins over what an archive holds besides.
    private static void addArrays(
            Map<String, InputSpec.Source> sources, List<String> names, Path file) {
        try {
            for (String array : ArchiveArrays.names(file)) {
                if (names.contains(array)) {
                    sources.putIfAbsent(array, new InputSpec.Member(file, array));
                }
            }
        } catch (IOException unreadable) {
            throw InputFiles.unreadable(file, unreadable);
        }
    }

    private static void requireAll(
            Signature signature, Map<String, InputSpec.Source> sources, List<Path> archives) {
        List<Signature.Parameter> missing =
                signature.inputs().stream()
                        .filter(parameter -> !sources.containsKey(parameter.name()))
                        .toList();
        if (missing.isEmpty()) {
            return;
        }
        Signature.Parameter first = missing.getFirst();
        String dims =
                atoms(first).stream()
                        .map(dim -> " --dim " + dim + "=1")
                        .collect(Collectors.joining());
        throw new InputException(
                "Give a value to "
                        + list(missing)
                        + (archives.isEmpty()
                                ? ""
                                : ", which "
                                        + archives.stream()
                                                .map(Path::toString)
                                                .collect(Collectors.joining(" and "))
                                        + " lacks")
                        + ": for example --input "
                        + first.name()
                        + "=FILE.npy, or --input "
                        + first.name()
                        + "=random"
                        + dims);
    }

    private static void requireDims(Signature signature, Map<String, Long> dims) {
        List<String> known =
                signature.inputs().stream()
                        .flatMap(parameter -> atoms(parameter).stream())
                        .distinct()
                        .toList();
        dims.forEach(
                (name, size) -> {
                    if (!known.contains(name)) {
                        throw new InputException(
                                "The model's inputs have no symbolic dim '"
                                        + name
                                        + "'"
                                        + Spelling.suggest(name, known)
                                        + "; their dims: "
                                        + known);
                    }
                    if (size < 0) {
                        throw new InputException("--dim " + name + " must not be negative");
                    }
                });
    }

    private static List<String> atoms(Signature.Parameter parameter) {
        return parameter.type().shape().dims().stream()
                .flatMap(dim -> dim.atoms().stream())
                .map(Dim::toString)
                .distinct()
                .toList();
    }

    private static String list(List<Signature.Parameter> parameters) {
        return parameters.stream()
                .map(Signature.Parameter::toString)
                .collect(Collectors.joining(" and "));
    }

    private NDArray array(Signature.Parameter parameter, InputSpec.Source source) {
        return switch (source) {
            case InputSpec.File(Path path) -> InputFiles.read(memory, path, parameter);
            case InputSpec.Member(Path path, String array) ->
                    InputFiles.read(memory, path, array, parameter);
            case InputSpec.Random(long seed) -> random(parameter, seed);
            case InputSpec.Constant(double value) -> constant(parameter, value);
        };
    }

    private NDArray constant(Signature.Parameter parameter, double value) {
        NDArray array = memory.allocate(parameter, sizes(parameter));
        if (value != 0) {
            for (long i = 0; i < array.elements(); i++) {
                array.set(i, value);
            }
        }
        return array;
    }

    private NDArray random(Signature.Parameter parameter, long seed) {
        NDArray array = memory.allocate(parameter, sizes(parameter));
        SplittableRandom numbers =
                new SplittableRandom(seed ^ ((long) parameter.name().hashCode() << 32));
        DType dtype = array.dtype();
        for (long i = 0; i < array.elements(); i++) {
            array.set(
                    i,
                    switch (dtype.kind()) {
                        case FLOAT -> numbers.nextDouble(-1, 1);
                        case SIGNED, UNSIGNED -> numbers.nextInt(10);
                        case BOOLEAN -> numbers.nextBoolean() ? 1 : 0;
                    });
        }
        return array;
    }

    private long[] sizes(Signature.Parameter parameter) {
        for (String atom : atoms(parameter)) {
            if (!dims.containsKey(atom)) {
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
        return parameter.type().shape().dims().stream()
                .mapToLong(
                        dim ->
                                dim.evaluate(
                                        atom ->
                                                Optional.ofNullable(dims.get(atom.toString()))
                                                        .orElseThrow()))
                .toArray();
    }
}
