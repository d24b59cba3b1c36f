package dev.komodo.testing;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Literal;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.TensorType;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// A graph under generation: the builder, the values so far, the arguments, the sizes of symbols.
final class Workshop {
    private static final int ELEMENTS = 2048;
    private static final int[] SIZES = {1, 1, 2, 3, 4, 5, 7, 8, 13, 16, 17, 31, 33, 64, 65, 100};

    final GraphBuilder graph;
    final Random random;
    final GeneratorOptions options;
    private final Map<Dim, Long> symbols = new HashMap<>();
    private final List<Dim> extents = new ArrayList<>();
    private final List<Entry> entries = new ArrayList<>();
    private final List<Literal> arguments = new ArrayList<>();

    Workshop(long seed, GeneratorOptions options) {
        this.graph = new GraphBuilder("seed_" + Long.toUnsignedString(seed));
        this.random = new Random(seed);
        this.options = options;
        if (options.symbols() && random.nextInt(3) > 0) {
            symbol("n", size());
            symbol("m", random.nextBoolean() ? size(Dim.symbol("n")) : size());
        }
        while (extents.size() < 4) {
            extents.add(Dim.of(size()));
        }
    }

    private void symbol(String name, long size) {
        Dim symbol = graph.dim(name);
        symbols.put(symbol, size);
        extents.add(symbol);
        input(DType.F32, Shape.of(symbol));
    }

    private int size() {
        return random.nextInt(16) == 0 ? 0 : SIZES[random.nextInt(SIZES.length)];
    }

    boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    DType floatType() {
        return pick(List.copyOf(new TreeSet<>(options.dtypes())));
    }

    DType integerType() {
        return pick(List.copyOf(new TreeSet<>(options.integers())));
    }

    Dim extent() {
        return pick(extents);
    }

    /// The size that an extent has in the call, or can have at most.
    long size(Dim dim) {
        return dim.bound().evaluate(symbol -> symbols.getOrDefault(symbol, 0L));
    }

    long elements(Shape shape) {
        return shape.dims().stream().mapToLong(this::size).reduce(1, (a, b) -> a * b);
    }

    boolean fits(Shape shape) {
        return shape.rank() <= 5 && elements(shape) <= ELEMENTS;
    }

    /// A random shape of few elements.
    Shape shape(int rank) {
        Dim[] dims = IntStream.range(0, rank).mapToObj(_ -> extent()).toArray(Dim[]::new);
        for (int i = 0; !fits(Shape.of(dims)); i++) {
            dims[i] = Dim.of(1 + random.nextInt(3));
        }
        return Shape.of(dims);
    }

    /// A new argument.
    Entry input(DType dtype, Shape shape) {
        Tensor tensor = graph.input("x" + arguments.size(), new TensorType(dtype, shape));
        long[] sizes = shape.dims().stream().mapToLong(this::size).toArray();
        arguments.add(RandomLiterals.fill(random, dtype, sizes, options.specialValues()));
        Entry entry = Entry.exact(tensor, RandomLiterals.bound(dtype));
        entries.add(entry);
        return entry;
    }

    /// A new argument with given elements.
    Entry input(Literal literal, double bound) {
        Tensor tensor = graph.input("x" + arguments.size(), literal.type());
        arguments.add(literal);
        Entry entry = Entry.exact(tensor, bound);
        entries.add(entry);
        return entry;
    }

    /// Adds a value, unless it is too large or too inexact to go on with.
    boolean add(Entry entry) {
        boolean tame =
                entry.bound() <= Entry.limit(entry.dtype())
                        && entry.error() <= Math.max(1, entry.bound()) / 16;
        if (tame) {
            entries.add(entry);
        }
        return tame;
    }

    /// A recent value that fits.
    Optional<Entry> find(Predicate<Entry> fits) {
        List<Entry> found = entries.stream().filter(fits).toList();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        int back = random.nextInt(found.size());
        int other = random.nextInt(found.size());
        return Optional.of(found.get(found.size() - 1 - Math.min(back, other)));
    }

    List<Entry> entries() {
        return entries;
    }

    List<Literal> arguments() {
        return arguments;
    }

    /// Calls `inside` with these values in place of the present ones, as in a loop's body; what it
    /// adds is forgotten afterwards.
    <T> T within(List<Entry> inner, Supplier<T> inside) {
        List<Entry> outer = List.copyOf(entries);
        entries.addAll(inner);
        T result = inside.get();
        entries.clear();
        entries.addAll(outer);
        return result;
    }
}
