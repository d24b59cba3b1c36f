package dev.komodo.cli;

import dev.komodo.graph.Dim;
import dev.komodo.measure.RandomArrays;
import dev.komodo.runtime.NDArray;
import dev.komodo.runtime.Signature;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The arguments of measured models: what `--input` says, else random numbers. A name that one of
/// several models lacks is not a mistake, one that all lack is.
final class BenchInputs {
    private final Map<String, String> texts = new LinkedHashMap<>();
    private final List<String> archives = new ArrayList<>();
    private final Set<String> inArchives = new LinkedHashSet<>();
    private final Map<String, Long> dims;
    private final long seed;
    private final Set<String> used = new LinkedHashSet<>();

    /// @throws InputException if an input is given twice or badly, or an archive cannot be read
    BenchInputs(List<String> inputs, Map<String, Long> dims, long seed) {
        this.dims = Map.copyOf(dims);
        this.seed = seed;
        for (String text : inputs) {
            InputSpec input = InputSpec.parse(text);
            Optional<Path> archive = input.archive();
            if (archive.isPresent()) {
                archives.add(text);
                inArchives.addAll(names(archive.get()));
            } else if (texts.put(input.name(), text) != null) {
                throw new InputException("The input '" + input.name() + "' is given twice");
            }
        }
    }

    private static List<String> names(Path archive) {
        try {
            return ArchiveArrays.names(archive);
        } catch (IOException unreadable) {
            throw InputFiles.unreadable(archive, unreadable);
        }
    }

    /// The arguments of a model; random ones are filled as [RandomArrays.Draw#NORMAL].
    ///
    /// @throws InputException if a file is not as declared, or a symbolic dim has no value
    Map<String, NDArray> arrays(Arena arena, Signature signature) {
        List<String> given = new ArrayList<>(archives);
        Map<String, Long> values = new LinkedHashMap<>();
        for (Signature.Parameter parameter : signature.inputs()) {
            String text = texts.get(parameter.name());
            if (text != null) {
                given.add(text);
                used.add(parameter.name());
            } else if (isRandom(parameter.name())) {
                given.add(parameter.name() + "=zeros"); // filled below
            }
            for (Dim dim : parameter.type().shape().dims()) {
                for (Dim atom : dim.atoms()) {
                    Long value = dims.get(atom.toString());
                    if (value != null) {
                        values.put(atom.toString(), value);
                        used.add(atom.toString());
                    }
                }
            }
        }
        Map<String, NDArray> arrays = Arguments.of(arena, signature, given, values);
        fill(arrays, RandomArrays.Draw.NORMAL);
        return arrays;
    }

    private boolean isRandom(String name) {
        return !texts.containsKey(name) && !inArchives.contains(name);
    }

    /// Fills what is random anew.
    void fill(Map<String, NDArray> arrays, RandomArrays.Draw draw) {
        arrays.forEach(
                (name, array) -> {
                    if (isRandom(name)) {
                        RandomArrays.fill(array, seed ^ ((long) name.hashCode() << 32), draw);
                    }
                });
    }

    /// @throws InputException if no model had an input or a dim that was given
    void requireAllUsed() {
        Set<String> unknown = new TreeSet<>(texts.keySet());
        unknown.addAll(dims.keySet());
        unknown.removeAll(used);
        if (!unknown.isEmpty()) {
            throw new InputException("No model has an input or a symbolic dim called " + unknown);
        }
    }
}
