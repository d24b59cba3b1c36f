package dev.komodo.vectorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.komodo.Komodo;
import dev.komodo.Options;
import dev.komodo.error.ExecutionException;
import dev.komodo.error.InvalidGraphException;
import dev.komodo.error.UnsupportedException;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.Op;
import dev.komodo.graph.Tensor;
import dev.komodo.interp.Interpreter;
import dev.komodo.runtime.Kernel;
import dev.komodo.runtime.NDArray;
import dev.komodo.testing.Family;
import dev.komodo.testing.GeneratedGraph;
import dev.komodo.testing.GeneratorOptions;
import dev.komodo.testing.GraphGenerator;
import dev.komodo.testing.LiteralComparison;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

final class VectorizeTest {
    private static final int COUNT = 3;
    private static final int GRAPHS = Integer.getInteger("komodo.vectorized", 300);
    private static final long SEED = Long.getLong("komodo.seed", 1);

    /// A graph, the inputs that are mapped, and what each position brings.
    private record Trial(GeneratedGraph generated, Set<String> mapped, List<List<Literal>> calls) {
        static Trial of(long seed, GeneratorOptions options) {
            GeneratedGraph generated = GraphGenerator.generate(seed, options);
            Random random = new Random(seed);
            List<Op.Input> inputs = generated.graph().inputs();
            Set<String> mapped = new TreeSet<>();
            mapped.add(inputs.get(random.nextInt(inputs.size())).name());
            inputs.stream().filter(_ -> random.nextBoolean()).forEach(i -> mapped.add(i.name()));
            List<List<Literal>> calls = new ArrayList<>();
            for (int position = 0; position < COUNT; position++) {
                List<Literal> call = new ArrayList<>();
                for (int i = 0; i < inputs.size(); i++) {
                    Literal argument = generated.arguments().get(i);
                    boolean isMapped = mapped.contains(inputs.get(i).name());
                    call.add(isMapped ? rotated(argument, position) : argument);
                }
                calls.add(call);
            }
            return new Trial(generated, mapped, calls);
        }

        /// The arguments of all positions as those of one call.
        List<Literal> together() {
            List<Literal> all = new ArrayList<>();
            List<Op.Input> inputs = generated.graph().inputs();
            for (int i = 0; i < inputs.size(); i++) {
                int input = i;
                all.add(
                        mapped.contains(inputs.get(i).name())
                                ? stacked(calls.stream().map(call -> call.get(input)).toList())
                                : generated.arguments().get(i));
            }
            return all;
        }

        Graph vectorized(Dim count) {
            return Vectorize.over(generated.graph(), count, mapped);
        }

        Optional<String> difference(List<Literal> found) {
            List<List<Literal>> each =
                    calls.stream().map(call -> Interpreter.run(generated.graph(), call)).toList();
            List<Literal> expected = new ArrayList<>();
            for (int i = 0; i < found.size(); i++) {
                int output = i;
                expected.add(stacked(each.stream().map(call -> call.get(output)).toList()));
            }
            return LiteralComparison.difference(generated, expected, found);
        }

        @Override
        public String toString() {
            return "mapped " + mapped + " of " + generated;
        }
    }

    /// The same elements, beginning with another: as tame as they were.
    private static Literal rotated(Literal literal, int by) {
        LiteralBuilder builder = new LiteralBuilder(literal.dtype(), literal.sizes());
        for (long i = 0; i < literal.elements(); i++) {
            copy(literal, (i + by) % literal.elements(), builder, i);
        }
        return builder.build();
    }

    private static Literal stacked(List<Literal> parts) {
        Literal first = parts.getFirst();
        long[] sizes = new long[first.rank() + 1];
        sizes[0] = parts.size();
        System.arraycopy(first.sizes(), 0, sizes, 1, first.rank());
        LiteralBuilder builder = new LiteralBuilder(first.dtype(), sizes);
        for (int part = 0; part < parts.size(); part++) {
            for (long i = 0; i < first.elements(); i++) {
                copy(parts.get(part), i, builder, part * first.elements() + i);
            }
        }
        return builder.build();
    }

    private static void copy(Literal from, long index, LiteralBuilder to, long position) {
        if (from.dtype().isFloat()) {
            to.put(position, from.asDouble(index));
        } else {
            to.putBits(position, from.bits(index));
        }
    }

    private static GeneratorOptions options(long seed) {
        return GeneratorOptions.defaults()
                .withFamilies(
                        EnumSet.complementOf(EnumSet.of(Family.NON_ZERO, Family.LINEAR_ALGEBRA)))
                .withSteps(4 + (int) (seed % 9));
    }

    @Test
    void allPositionsAtOnceAreEachPositionByItself() {
        int refused = 0;
        for (long seed = SEED; seed < SEED + GRAPHS; seed++) {
            Trial trial = Trial.of(seed, options(seed));
            try {
                Graph graph = trial.vectorized(seed % 2 == 0 ? Dim.of(COUNT) : Dim.symbol("lanes"));
                assertThat(trial.difference(Interpreter.run(graph, trial.together())))
                        .as(() -> trial.toString())
                        .isEmpty();
            } catch (UnsupportedException unsupported) {
                assertThat(unsupported).hasMessageContaining("has its own");
                refused++;
            }
        }
        assertThat(refused).as("scans that stop early, of " + GRAPHS).isLessThan(GRAPHS / 4);
    }

    @Test
    void kernelsOfVectorizedGraphsAgree() {
        GeneratorOptions whole = GeneratorOptions.defaults().withSteps(9);
        EnumSet<Family> families =
                EnumSet.complementOf(
                        EnumSet.of(Family.NON_ZERO, Family.SCAN, Family.LINEAR_ALGEBRA));
        try (Komodo komodo = Komodo.open(Options.defaults().threads(2).withoutCache())) {
            for (long seed = SEED; seed < SEED + GRAPHS / 15; seed++) {
                Trial trial = Trial.of(seed, whole.withFamilies(families));
                Graph graph = trial.vectorized(Dim.of(COUNT));
                assertThat(trial.difference(called(komodo, graph, trial.together())))
                        .as(() -> trial.toString())
                        .isEmpty();
            }
        }
    }

    private static List<Literal> called(Komodo komodo, Graph graph, List<Literal> arguments) {
        try (Kernel kernel = komodo.compile(graph);
                Arena arena = Arena.ofShared()) {
            Map<String, NDArray> arrays = new LinkedHashMap<>();
            for (int i = 0; i < arguments.size(); i++) {
                arrays.put(graph.inputs().get(i).name(), NDArray.copyOf(arena, arguments.get(i)));
            }
            return kernel.call(arena, arrays).values().stream().map(NDArray::toLiteral).toList();
        }
    }

    @Test
    void aMappedProductIsOneContraction() {
        Graph product =
                Graph.build(
                        "product",
                        g -> {
                            Tensor a = g.input("a", DType.F32, 4, 5);
                            g.output("c", a.matmul(g.input("b", DType.F32, 5, 6)));
                        });
        for (Set<String> mapped : List.of(Set.of("a"), Set.of("b"), Set.of("a", "b"))) {
            Graph many = Vectorize.over(product, Dim.symbol("lanes"), mapped);
            assertThat(many.nodes().stream().filter(node -> node.op() instanceof Op.Contract))
                    .as(many.toString())
                    .hasSize(1);
            assertThat(many.nodes()).noneMatch(node -> node.op() instanceof Op.Scan);
        }
    }

    @Test
    void aFunctionIsMappedOverRowsAndSharesWhatItClosesOver() {
        Graph graph =
                Graph.build(
                        "distances",
                        g -> {
                            Tensor rows = g.input("rows", DType.F64, "n", 3);
                            Tensor center = g.input("center", DType.F64, 3);
                            g.output(
                                    "distance",
                                    Vectorize.map(
                                            rows,
                                            row -> row.sub(center.mul(2)).square().sum().sqrt()));
                        });
        List<Literal> found =
                Interpreter.run(
                        graph,
                        List.of(
                                LiteralBuilder.of(DType.F64, new long[] {2, 3}, 2, 4, 6, 5, 4, 10),
                                LiteralBuilder.vector(DType.F64, 1, 2, 3)));
        assertThat(found).containsExactly(LiteralBuilder.vector(DType.F64, 0, 5));
    }

    /// Three rows, each halved until it is below 1: 0, 2 and 4 times.
    @Test
    void eachPositionOfAWhileLoopStopsByItself() {
        Graph graph =
                Graph.build(
                        "halve",
                        g -> {
                            Tensor x = g.input("x", DType.F64, 3);
                            g.output("y", Vectorize.map(x, VectorizeTest::halvedBelowOne));
                        });
        assertThat(graph.nodes().stream().filter(node -> node.op() instanceof Op.While)).hasSize(1);
        assertThat(Interpreter.run(graph, List.of(LiteralBuilder.vector(DType.F64, 0.5, 3, 8))))
                .containsExactly(LiteralBuilder.vector(DType.F64, 0.5, 0.75, 0.5));
    }

    private static Tensor halvedBelowOne(Tensor start) {
        return start.builder()
                .whileLoop(
                        List.of(start),
                        carries -> carries.getFirst().greaterEqual(1),
                        carries -> List.of(carries.getFirst().mul(0.5)))
                .getFirst();
    }

    /// A step beyond a position's end would gather outside: its loop is run by itself.
    @Test
    void aLoopThatMightFailBeyondItsEndRunsPositionByPosition() {
        Graph graph =
                Graph.build(
                        "walk",
                        g -> {
                            Tensor table = g.input("table", DType.I64, 4);
                            Tensor start = g.input("start", DType.I64, 2);
                            g.output("end", Vectorize.map(start, at -> walked(table, at)));
                        });
        Literal table = LiteralBuilder.of(DType.I64, new long[] {4}, 2, 9, 1, 0);
        assertThat(
                        Interpreter.run(
                                graph,
                                List.of(table, LiteralBuilder.of(DType.I64, new long[] {2}, 3, 1))))
                .containsExactly(LiteralBuilder.of(DType.I64, new long[] {2}, 9, 9));
    }

    private static Tensor walked(Tensor table, Tensor start) {
        return start.builder()
                .whileLoop(
                        List.of(start),
                        carries -> carries.getFirst().less(4),
                        carries -> List.of(table.gather(carries.getFirst(), 0)))
                .getFirst();
    }

    @Test
    void anIndexOutOfItsPositionsBoundsFailsThoughAnotherPositionHasAnElementThere() {
        Graph graph =
                Vectorize.over(
                        Graph.build(
                                "pick",
                                g -> {
                                    Tensor x = g.input("x", DType.F32, 3);
                                    g.output("y", x.gather(g.input("i", DType.I32), 0));
                                }),
                        Dim.of(2),
                        Set.of("x", "i"));
        Literal x = LiteralBuilder.of(DType.F32, new long[] {2, 3}, 1, 2, 3, 4, 5, 6);
        assertThat(
                        Interpreter.run(
                                graph,
                                List.of(x, LiteralBuilder.of(DType.I32, new long[] {2}, 2, -3))))
                .containsExactly(LiteralBuilder.vector(DType.F32, 3, 4));
        assertThatThrownBy(
                        () ->
                                Interpreter.run(
                                        graph,
                                        List.of(
                                                x,
                                                LiteralBuilder.of(
                                                        DType.I32, new long[] {2}, 3, 0))))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("gather");
    }

    @Test
    void whatCantBeVectorizedIsRefusedByName() {
        Graph positions =
                Graph.build("positions", g -> g.output("p", g.input("x", DType.F32, 4).nonZero()));
        assertThatThrownBy(() -> Vectorize.over(positions, Dim.of(2), Set.of("x")))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("nonZero");
        assertThatThrownBy(() -> Vectorize.over(positions, Dim.of(2), Set.of("y")))
                .isInstanceOf(InvalidGraphException.class)
                .hasMessageContaining("[y]")
                .hasMessageContaining("[x]");
        Graph sum =
                Graph.build("sum", g -> g.output("s", g.input("x", DType.F32, g.dim("n")).sum()));
        assertThatThrownBy(() -> Vectorize.over(sum, Dim.symbol("n"), Set.of("x")))
                .isInstanceOf(InvalidGraphException.class)
                .hasMessageContaining("choose another name");
    }
}
