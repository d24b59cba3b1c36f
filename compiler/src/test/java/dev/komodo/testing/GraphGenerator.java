package dev.komodo.testing;

import dev.komodo.graph.Graph;
import dev.komodo.graph.Op;
import dev.komodo.graph.Value;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Generates random well-typed graphs over all ops, with arguments: seeded, replayable, numerically
/// tame.
///
/// ```java
/// GeneratedGraph generated = GraphGenerator.generate(seed, GeneratorOptions.defaults());
/// List<Literal> expected = Interpreter.run(generated.graph(), generated.arguments());
/// assertThat(LiteralComparison.difference(generated, expected, found)).isEmpty();
/// ```
public final class GraphGenerator {
    private static final int OUTPUTS = 6;

    private final long seed;
    private final Workshop shop;
    private final ElementwiseSteps elementwise;
    private final FoldingSteps folding;
    private final MovementSteps movement;
    private final ScatterSteps scatters;
    private final SortSteps sorts;
    private final FourierSteps fouriers;
    private final LoopSteps loops;
    private final MatrixSteps matrices;

    private GraphGenerator(long seed, GeneratorOptions options) {
        this.seed = seed;
        this.shop = new Workshop(seed, options);
        this.elementwise = new ElementwiseSteps(shop);
        this.folding = new FoldingSteps(shop);
        this.movement = new MovementSteps(shop);
        this.scatters = new ScatterSteps(shop);
        this.sorts = new SortSteps(shop);
        this.fouriers = new FourierSteps(shop);
        this.loops = new LoopSteps(shop, elementwise);
        this.matrices = new MatrixSteps(shop);
    }

    /// The graph of a seed, of all families.
    public static GeneratedGraph generate(long seed) {
        return generate(seed, GeneratorOptions.defaults());
    }

    /// The graph of a seed and options; the same again for the same.
    public static GeneratedGraph generate(long seed, GeneratorOptions options) {
        return new GraphGenerator(seed, options).generate();
    }

    private GeneratedGraph generate() {
        shop.input(shop.floatType(), shop.shape(1 + shop.random.nextInt(3)));
        shop.input(shop.floatType(), shop.shape(shop.random.nextInt(3)));
        shop.input(shop.integerType(), shop.shape(shop.random.nextInt(3)));
        List<Family> families = List.copyOf(new TreeSet<>(shop.options.families()));
        int done = 0;
        for (int tries = 0; done < shop.options.steps() && tries < 1000; tries++) {
            // what fuses with everything else is every other step
            boolean simple = families.contains(Family.ELEMENTWISE) && shop.random.nextBoolean();
            done += step(simple ? Family.ELEMENTWISE : shop.pick(families)) ? 1 : 0;
        }
        return finished();
    }

    private boolean step(Family family) {
        return switch (family) {
            case ELEMENTWISE -> elementwise.step(_ -> true);
            case CAST -> movement.cast(_ -> true);
            case BITCAST -> movement.bitcast(_ -> true);
            case REDUCE -> folding.reduce(_ -> true);
            case ARG_REDUCE -> folding.argReduce(_ -> true);
            case CONTRACT -> folding.contract(_ -> true);
            case CONVOLVE -> folding.convolve();
            case MOVEMENT -> shop.chance(5) ? movement.iota() : movement.move(_ -> true);
            case GATHER -> movement.gather(_ -> true);
            case SCATTER -> scatters.scatter(_ -> true);
            case SORT -> sorts.sort(_ -> true);
            case FOURIER -> fouriers.step();
            case NON_ZERO -> movement.nonZero(_ -> true);
            case WHILE -> loops.whileLoop(_ -> true);
            case SCAN -> loops.scan(_ -> true);
            case LINEAR_ALGEBRA -> matrices.step();
        };
    }

    /// Names what nothing uses as outputs, the last ones first.
    private GeneratedGraph finished() {
        Set<Value> used = new HashSet<>();
        shop.graph.finish().nodes().forEach(node -> used.addAll(node.op().operands()));
        List<Double> tolerances = new ArrayList<>();
        Set<Value> named = new HashSet<>();
        for (Entry entry : shop.entries().reversed()) {
            Value value = entry.tensor().value();
            boolean input = shop.graph.producer(value) instanceof Op.Input;
            boolean wanted = named.isEmpty() || (!input && !used.contains(value));
            if (wanted && named.size() < OUTPUTS && named.add(value)) {
                shop.graph.output("y" + tolerances.size(), entry.tensor());
                tolerances.add(entry.error());
            }
        }
        Graph graph = shop.graph.build();
        return new GeneratedGraph(seed, graph, shop.arguments(), tolerances);
    }
}
