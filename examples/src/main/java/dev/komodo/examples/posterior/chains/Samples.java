package dev.komodo.examples.posterior.chains;

import dev.komodo.examples.posterior.diagnostics.Summary;
import dev.komodo.onnx.numpy.NpyArray;
import dev.komodo.onnx.numpy.NpzFile;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// The draws of all chains that finished: for each quantity an array `[chains, draws, ...]`, and
/// the sampler's statistics under names that begin with [#SAMPLER].
public final class Samples {
    /// The beginning of names that are the sampler's: `sampler.energy`.
    public static final String SAMPLER = "sampler.";

    static final String DIVERGED = SAMPLER + "diverged";

    /// Of no chain.
    static final Samples NONE = new Samples(0, new LinkedHashMap<>());

    private static final long MAX_BYTES = 1L << 34;

    private final int chains;
    private final SequencedMap<String, NpyArray> arrays;

    private Samples(int chains, SequencedMap<String, NpyArray> arrays) {
        this.chains = chains;
        this.arrays = arrays;
    }

    /// The draws in files of single chains, `[draws, ...]` each.
    ///
    /// @throws IOException if one can't be read
    static Samples read(List<Path> files) throws IOException {
        List<Map<String, NpyArray>> parts = new ArrayList<>();
        for (Path file : files) {
            parts.add(NpzFile.read(file, MAX_BYTES));
        }
        SequencedMap<String, NpyArray> arrays = new LinkedHashMap<>();
        if (!parts.isEmpty()) {
            for (String name : parts.getFirst().keySet()) {
                arrays.put(name, stack(parts.stream().map(part -> part.get(name)).toList()));
            }
        }
        return new Samples(files.size(), arrays);
    }

    private static NpyArray stack(List<NpyArray> parts) {
        long bytes = parts.getFirst().segment().byteSize();
        MemorySegment all = Arena.ofAuto().allocate(bytes * parts.size(), Long.BYTES);
        for (int i = 0; i < parts.size(); i++) {
            all.asSlice(i * bytes, bytes).copyFrom(parts.get(i).segment());
        }
        List<Long> shape = new ArrayList<>(parts.getFirst().shape());
        shape.addFirst((long) parts.size());
        return NpyArray.wrap(parts.getFirst().type(), shape, all);
    }

    /// How many chains finished.
    public int chains() {
        return chains;
    }

    /// Draws per chain; 0 without chains.
    public int draws() {
        return chains == 0 ? 0 : Math.toIntExact(array(DIVERGED).shape().get(1));
    }

    /// All arrays by name.
    public SequencedMap<String, NpyArray> arrays() {
        return Collections.unmodifiableSequencedMap(arrays);
    }

    /// An array: `[chains, draws, ...]`.
    ///
    /// @throws IllegalArgumentException if there is none of this name
    public NpyArray array(String name) {
        NpyArray array = arrays.get(name);
        if (array == null) {
            throw new IllegalArgumentException("There is no '" + name + "' in " + arrays.keySet());
        }
        return array;
    }

    /// The scalars of all quantities by the names of their elements, such as `theta[2]`: for each
    /// its draws `[chain][draw]`.
    public SequencedMap<String, double[][]> scalars() {
        SequencedMap<String, double[][]> scalars = new LinkedHashMap<>();
        arrays.forEach(
                (name, array) -> {
                    if (!name.startsWith(SAMPLER)) {
                        List<Long> shape = array.shape().subList(2, array.shape().size());
                        List<String> names = new Quantity(name, shape).elementNames();
                        for (int element = 0; element < names.size(); element++) {
                            scalars.put(names.get(element), column(array, element, names.size()));
                        }
                    }
                });
        return scalars;
    }

    /// The draws `[chain][draw]` of a scalar, such as `theta[2]`.
    ///
    /// @throws IllegalArgumentException if there is none of this name
    public double[][] scalar(String name) {
        SequencedMap<String, double[][]> scalars = scalars();
        double[][] scalar = scalars.get(name);
        if (scalar == null) {
            throw new IllegalArgumentException("There is no '" + name + "' in " + scalars.keySet());
        }
        return scalar;
    }

    private double[][] column(NpyArray array, int element, int elements) {
        double[][] values = new double[chains][draws()];
        for (int chain = 0; chain < chains; chain++) {
            for (int draw = 0; draw < values[chain].length; draw++) {
                long row = (long) chain * values[chain].length + draw;
                values[chain][draw] =
                        array.segment()
                                .getAtIndex(
                                        ValueLayout.JAVA_DOUBLE_UNALIGNED,
                                        row * elements + element);
            }
        }
        return values;
    }

    /// The summaries of all scalars, by the names of their elements.
    public SequencedMap<String, Summary> summaries() {
        SequencedMap<String, Summary> summaries = new LinkedHashMap<>();
        scalars().forEach((name, draws) -> summaries.put(name, Summary.of(draws)));
        return summaries;
    }

    /// How many transitions after the warm-up diverged.
    public int divergences() {
        int count = 0;
        if (chains > 0) {
            MemorySegment flags = array(DIVERGED).segment();
            for (long i = 0; i < flags.byteSize(); i++) {
                count += flags.get(ValueLayout.JAVA_BYTE, i);
            }
        }
        return count;
    }

    /// Writes all arrays as one `.npz`.
    ///
    /// @throws IOException if it can't be written
    public void write(Path file) throws IOException {
        NpzFile.write(file, arrays);
    }
}
