package dev.komodo.rewrite;

import dev.komodo.error.InvalidGraphException;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.DimBinding;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.Op;
import dev.komodo.graph.TensorType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/// Arguments to try programs with: floats of moderate size, small integers, small extents.
final class Samples {
    private static final int[] EXTENTS = {1, 2, 3, 5, 7, 9, 12};
    private static final int ATTEMPTS = 60;
    private static final long MOST_ELEMENTS = 1 << 18;
    private static final double[] SPECIAL = {
        Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0, -0.0, 0.0, 1
    };

    private final long seed;
    private final Map<Dim, Long> symbols;
    private final Map<String, Literal> arguments;

    /// Samples.
    ///
    /// @param symbols extents that are known
    /// @param arguments what is known of the inputs, by name
    Samples(long seed, Map<Dim, Long> symbols, Map<String, Literal> arguments) {
        this.seed = seed;
        this.symbols = Map.copyOf(symbols);
        this.arguments = Map.copyOf(arguments);
    }

    /// The arguments of a call.
    static Samples of(Graph graph, List<Literal> arguments) {
        Map<String, Literal> named = new HashMap<>();
        for (int i = 0; i < arguments.size(); i++) {
            named.put(graph.inputs().get(i).name(), arguments.get(i));
        }
        Map<Dim, Long> symbols =
                DimBinding.bind(graph, arguments.stream().map(Literal::sizes).toList());
        return new Samples(arguments.hashCode(), symbols, named);
    }

    /// Arguments for a graph: nothing if no small extents satisfy its guards.
    ///
    /// @param round 0 for moderate numbers; in others every other float is NaN, infinite, a zero or
    ///   1
    Optional<List<Literal>> draw(Graph graph, int round) {
        boolean special = round > 0;
        Random random = new Random(seed + round);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Map<Dim, Long> extents = extents(graph, random);
            try {
                List<long[]> sizes = new ArrayList<>();
                long elements = 0;
                for (Op.Input input : graph.inputs()) {
                    long[] own = sizes(input.type(), extents);
                    elements += Arrays.stream(own).reduce(1, Math::multiplyExact);
                    sizes.add(own);
                }
                DimBinding.bind(graph, sizes);
                return elements > MOST_ELEMENTS
                        ? Optional.empty()
                        : Optional.of(filled(graph, sizes, random, special));
            } catch (InvalidGraphException | ArithmeticException unfit) {
                // other extents may satisfy the guards
            }
        }
        return Optional.empty();
    }

    private Map<Dim, Long> extents(Graph graph, Random random) {
        Map<String, Dim> found = new TreeMap<>();
        for (Op.Input input : graph.inputs()) {
            for (Dim dim : input.type().shape().dims()) {
                dim.atoms().forEach(atom -> found.put(atom.toString(), atom));
            }
        }
        Map<Dim, Long> extents = new HashMap<>();
        for (Dim atom : found.values()) {
            long drawn = EXTENTS[random.nextInt(EXTENTS.length)];
            extents.put(atom, symbols.getOrDefault(atom, drawn));
        }
        return extents;
    }

    private static long[] sizes(TensorType type, Map<Dim, Long> extents) {
        return type.shape().dims().stream()
                .mapToLong(dim -> dim.evaluate(atom -> extents.getOrDefault(atom, 1L)))
                .toArray();
    }

    private List<Literal> filled(Graph graph, List<long[]> sizes, Random random, boolean special) {
        List<Literal> filled = new ArrayList<>();
        for (int i = 0; i < sizes.size(); i++) {
            Op.Input input = graph.inputs().get(i);
            Literal given = arguments.get(input.name());
            boolean fits =
                    given != null
                            && given.dtype() == input.type().dtype()
                            && Arrays.equals(given.sizes(), sizes.get(i));
            filled.add(
                    given != null && fits
                            ? given
                            : fill(random, input.type().dtype(), sizes.get(i), special));
        }
        return filled;
    }

    private static Literal fill(Random random, DType dtype, long[] sizes, boolean special) {
        LiteralBuilder literal = new LiteralBuilder(dtype, sizes);
        for (long i = 0; i < literal.elements(); i++) {
            switch (dtype.kind()) {
                case FLOAT -> literal.put(i, real(random, special));
                case SIGNED -> literal.putBits(i, random.nextInt(23) - 11);
                case UNSIGNED -> literal.putBits(i, random.nextInt(12));
                case BOOLEAN -> literal.putBits(i, random.nextInt(2));
            }
        }
        return literal.build();
    }

    private static double real(Random random, boolean special) {
        if (special && random.nextBoolean()) {
            return SPECIAL[random.nextInt(SPECIAL.length)];
        }
        return random.nextInt(8) == 0 ? random.nextInt(5) - 2 : random.nextDouble() * 6 - 3;
    }
}
