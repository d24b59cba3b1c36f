package dev.komodo.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.komodo.Komodo;
import dev.komodo.Options;
import dev.komodo.emit.Unit;
import dev.komodo.graph.DType;
import dev.komodo.graph.Graph;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Literal;
import dev.komodo.graph.Tensor;
import dev.komodo.interp.Interpreter;
import dev.komodo.jit.CodeOptions;
import dev.komodo.jit.CompileStages;
import dev.komodo.jit.FixedNames;
import dev.komodo.jit.HostTarget;
import dev.komodo.jit.ObjectCode;
import dev.komodo.jit.ObjectCompiler;
import dev.komodo.llvm.LlvmThreads;
import dev.komodo.loop.LoopFunction;
import dev.komodo.loop.LoopPrinter;
import dev.komodo.loop.LoopProgram;
import dev.komodo.loop.Stmt;
import dev.komodo.runtime.Kernel;
import dev.komodo.runtime.NDArray;
import dev.komodo.target.Effort;
import dev.komodo.target.Target;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// Graphs of many nodes: they compile, mean what they say, and take work in proportion to their
/// size.
final class LargeGraphTest {
    private static final Target TARGET = HostTarget.detect();

    /// Nodes in a row, a third of them transcendental; it stays near 1, so that errors stay small.
    /// No two factors are equal, so neither are two parts of the chain.
    private static Graph chain(int nodes) {
        return Graph.build(
                "chain",
                g -> {
                    Tensor x = g.input("x", DType.F64, g.dim("n"));
                    Tensor value = x;
                    for (int i = 0; i < nodes; i++) {
                        value =
                                switch (i % 6) {
                                    case 0 -> value.sin();
                                    case 3 -> value.tanh();
                                    case 1, 4 -> value.mul(0.5 + i * 1e-9);
                                    default -> value.add(x);
                                };
                    }
                    g.output("y", value);
                });
    }

    /// Gathers of gathers: each result is read again later, and checked.
    private static Graph gathers(int count) {
        return Graph.build(
                "gathers",
                (GraphBuilder g) -> {
                    Tensor table = g.input("table", DType.F32, 7);
                    Tensor links = g.input("links", DType.I64, 7);
                    Tensor at = g.input("at", DType.I64, g.dim("n"));
                    Tensor sum = table.gather(at, 0);
                    for (int i = 0; i < count; i++) {
                        at = links.gather(at, 0);
                        sum = sum.add(table.gather(at, 0)).mul(0.5);
                    }
                    g.output("y", sum);
                });
    }

    /// Blocks of one shape, each with its part of one array of weights.
    private static Graph layers(int count) {
        return Graph.build(
                "layers",
                g -> {
                    Tensor value = g.input("x", DType.F32, g.dim("n"), 8);
                    Tensor weights = g.input("w", DType.F32, count, 8, 8);
                    Tensor biases = g.input("b", DType.F32, count, 8);
                    for (int i = 0; i < count; i++) {
                        Tensor weight = weights.slice(0, i, i + 1).reshape(8, 8);
                        Tensor bias = biases.slice(0, i, i + 1).reshape(8);
                        Tensor centred = value.sub(value.sum(1).mul(0.125).expandDims(1));
                        value = centred.matmul(weight).add(bias).tanh();
                    }
                    g.output("y", value);
                });
    }

    private static LoopProgram lower(Graph graph) {
        return new Pipeline(TARGET, PassListener.NONE).lower(graph);
    }

    @ParameterizedTest
    @EnumSource
    void aChainOfAThousandMeansWhatTheInterpreterSays(Effort effort) {
        Graph graph = chain(1000);
        Options options = Options.defaults().threads(1).withoutCache().effort(effort);
        try (Komodo komodo = Komodo.open(options);
                Kernel kernel = komodo.compile(graph);
                Arena arena = Arena.ofShared()) {
            NDArray x =
                    NDArray.of(arena, DType.F64, 5).fill(new double[] {-1, -0.25, 0.5, 1, 0.125});
            Literal expected = Interpreter.run(graph, List.of(x.toLiteral())).getFirst();
            NDArray y = kernel.call(arena, Map.of("x", x)).values().iterator().next();
            for (int i = 0; i < 5; i++) {
                double wanted = expected.asDouble(i);
                double scale = Math.max(1e-3, Math.abs(wanted));
                assertThat((y.toLiteral().asDouble(i) - wanted) / scale).isBetween(-1e-13, 1e-13);
            }
        }
    }

    @Test
    void anEntryOfHundredsOfCallsMeansWhatTheInterpreterSays() {
        Graph graph = gathers(200);
        assertThat(lower(graph).run().statements().stream().filter(Stmt.Call.class::isInstance))
                .hasSizeGreaterThan(256);
        try (Komodo komodo = Komodo.open(Options.defaults().threads(1).withoutCache());
                Kernel kernel = komodo.compile(graph);
                Arena arena = Arena.ofShared()) {
            NDArray table = NDArray.of(arena, DType.F32, 7).fill(new float[] {1, 2, 3, 4, 5, 6, 7});
            NDArray links = NDArray.of(arena, DType.I64, 7).fill(new long[] {3, 4, 6, 5, 0, 1, 2});
            NDArray at = NDArray.of(arena, DType.I64, 3).fill(new long[] {0, 2, 5});
            Map<String, NDArray> arguments = Map.of("table", table, "links", links, "at", at);
            Literal expected =
                    Interpreter.run(
                                    graph,
                                    List.of(table.toLiteral(), links.toLiteral(), at.toLiteral()))
                            .getFirst();
            NDArray y = kernel.call(arena, arguments).values().iterator().next();
            for (int i = 0; i < 3; i++) {
                assertThat(y.toLiteral().asDouble(i)).isEqualTo(expected.asDouble(i));
            }
        }
    }

    @Test
    void layersOfOneShapeAreOneFunction() {
        LoopProgram ten = lower(layers(10));
        LoopProgram thirty = lower(layers(30));
        assertThat(thirty.functions()).hasSameSizeAs(ten.functions());
        assertThat(Unit.of(thirty)).hasSameSizeAs(Unit.of(ten));
        assertThat(thirty.run().statements().stream().filter(Stmt.Call.class::isInstance))
                .hasSizeGreaterThanOrEqualTo(60);
    }

    @Test
    void layersThatShareAFunctionMeanWhatTheInterpreterSays() {
        int count = 12;
        Graph graph = layers(count);
        try (Komodo komodo = Komodo.open(Options.defaults().threads(2).withoutCache());
                Kernel kernel = komodo.compile(graph);
                Arena arena = Arena.ofShared()) {
            NDArray x = filled(NDArray.of(arena, DType.F32, 5, 8), 1);
            NDArray w = filled(NDArray.of(arena, DType.F32, count, 8, 8), 2);
            NDArray b = filled(NDArray.of(arena, DType.F32, count, 8), 3);
            Map<String, NDArray> arguments = Map.of("x", x, "w", w, "b", b);
            Literal expected =
                    Interpreter.run(graph, List.of(x.toLiteral(), w.toLiteral(), b.toLiteral()))
                            .getFirst();
            Literal y = kernel.call(arena, arguments).values().iterator().next().toLiteral();
            for (int i = 0; i < 40; i++) {
                assertThat(y.asDouble(i)).isCloseTo(expected.asDouble(i), within(1e-4));
            }
        }
    }

    private static NDArray filled(NDArray array, long seed) {
        float[] values = new float[Math.toIntExact(array.toLiteral().elements())];
        Random random = new Random(seed);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return array.fill(values);
    }

    @Test
    void longFormulasOfALargeGraphAreWrittenOnce() {
        String small = LoopPrinter.print(lower(chain(30)));
        String large = LoopPrinter.print(lower(chain(1000)));
        assertThat(small).doesNotContain("function @sin_f64");
        assertThat(large).containsOnlyOnce("function @sin_f64x").contains("function @tanh_f64");
    }

    @Test
    void thirtyThousandNodesInARowNeedNoDeepStack() {
        LoopProgram program = lower(chain(30_000));
        assertThat(program.functions()).hasSizeBetween(100, 2_000);
    }

    /// Operations of functions and units, not time: four times the graph is four times the work.
    @Test
    void theCodeOfAGraphIsInProportionToItsSize() {
        LoopProgram once = lower(chain(3_000));
        LoopProgram fourTimes = lower(chain(12_000));
        assertThat((double) fourTimes.functions().size() / once.functions().size())
                .isBetween(3.0, 5.0);
        assertThat((double) Unit.of(fourTimes).size() / Unit.of(once).size()).isBetween(3.0, 5.0);
        assertThat((double) text(gathers(800)) / text(gathers(200))).isLessThan(5);
    }

    private static int text(Graph graph) {
        return LoopPrinter.print(lower(graph)).length();
    }

    @Test
    void unitsHoldEachFunctionOnceAndInOrder() {
        LoopProgram program = lower(chain(1000));
        List<Unit> units = Unit.of(program);
        assertThat(units.size()).isGreaterThan(2);
        assertThat(units.stream().flatMap(unit -> unit.sources().stream()).toList())
                .isEqualTo(names(program.functions()));
        assertThat(units.stream().map(Unit::hasEntries).toList().indexOf(true))
                .isEqualTo(units.size() - 1);
    }

    @Test
    void theObjectDoesNotDependOnTheNumberOfCompileThreads() {
        LoopProgram program = lower(chain(1000));
        Set<String> stages = ConcurrentHashMap.newKeySet();
        ObjectCode alone = compile(program, 1, (stage, _) -> stages.add(stage));
        assertThat(compile(program, 4, CompileStages.NONE).bytes()).isEqualTo(alone.bytes());
        assertThat(stages).containsExactlyInAnyOrder("emit", "optimise", "generate", "assemble");
        assertThat(alone.undefinedSymbols()).isEmpty();
        assertThat(alone.names()).containsAll(alone.definedSymbols());
        assertThat(alone.definedSymbols().stream().map(Unit::hintOf).collect(Collectors.toSet()))
                .containsAll(names(program.functions()));
    }

    private static List<String> names(List<LoopFunction> functions) {
        return functions.stream().map(LoopFunction::name).toList();
    }

    private static ObjectCode compile(LoopProgram program, int threads, CompileStages stages) {
        return new ObjectCompiler(new LlvmThreads(threads), Duration.ofMinutes(5))
                .compile(
                        program,
                        new CodeOptions(TARGET, Effort.NORMAL, false),
                        new FixedNames(),
                        stages);
    }

    @Test
    void effortIsPartOfTheKey() {
        Graph graph = chain(6);
        try (Komodo normal = Komodo.open(Options.defaults().withoutCache());
                Komodo fast = Komodo.open(Options.defaults().withoutCache().effort(Effort.FAST))) {
            assertThat(fast.key(graph)).isNotEqualTo(normal.key(graph));
        }
    }
}
