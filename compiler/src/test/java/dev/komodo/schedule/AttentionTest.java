package dev.komodo.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.autodiff.Derivatives;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Graph;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.Tensor;
import dev.komodo.interp.Interpreter;
import dev.komodo.jit.HostTarget;
import dev.komodo.library.Normalization;
import dev.komodo.loop.LoopArguments;
import dev.komodo.loop.LoopInterpreter;
import dev.komodo.loop.LoopProgram;
import dev.komodo.loop.Status;
import dev.komodo.loop.pass.InsertFma;
import dev.komodo.rewrite.Rewriter;
import dev.komodo.rewrite.RuleSet;
import dev.komodo.target.Target;
import dev.komodo.testing.JitRunner;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Attention is found in plain graphs, needs no memory for its weights, and means what it meant.
final class AttentionTest {
    /// What stands between products and softmax.
    enum Between {
        NOTHING,
        SCALE,
        BIAS,
        KEY_MASK,
        FULL_MASK,
        CAUSAL,
        SOFT_CAP
    }

    private static final double LOWEST = Double.NEGATIVE_INFINITY;

    private static Tensor scores(GraphBuilder builder, Between between, Tensor products) {
        Dim heads = products.dim(0);
        Dim rows = products.dim(1);
        Dim keys = products.dim(2);
        Tensor lowest = builder.constant(products.dtype(), LOWEST);
        return switch (between) {
            case NOTHING -> products;
            case SCALE -> products.mul(0.3);
            case BIAS -> products.mul(0.3).add(builder.input("m", products.dtype(), 1, rows, keys));
            case KEY_MASK ->
                    builder.input("m", DType.BOOL, heads, 1, keys)
                            .select(products.mul(0.3), lowest);
            case FULL_MASK ->
                    builder.input("m", DType.BOOL, heads, rows, keys)
                            .select(products.mul(0.3), lowest);
            case CAUSAL -> {
                Tensor row = builder.iota(DType.I64, 0, rows, 1);
                Tensor key = builder.iota(DType.I64, 1, 1, keys);
                yield key.lessEqual(row.add(3)).select(products.mul(0.3), lowest);
            }
            case SOFT_CAP -> products.div(5).tanh().mul(5);
        };
    }

    private record Sizes(Object heads, Object rows, Object keys, int depth, int columns) {}

    private static Graph graph(DType dtype, Between between, Sizes sizes) {
        GraphBuilder builder = new GraphBuilder("attention");
        Tensor query = builder.input("q", dtype, sizes.heads, sizes.rows, sizes.depth);
        Tensor key = builder.input("k", dtype, sizes.heads, sizes.keys, sizes.depth);
        Tensor value = builder.input("v", dtype, sizes.heads, sizes.keys, sizes.columns);
        Tensor products = query.matmul(key.transpose(0, 2, 1));
        Tensor weights = Normalization.softmax(scores(builder, between, products), 2);
        builder.output("o", weights.matmul(value));
        return Rewriter.rewrite(builder.build(), RuleSet.simplify());
    }

    private static int found(Graph graph) {
        return AttentionSearch.of(new Scope(Normalize.normalize(graph))).size();
    }

    private static Literal[] arguments(
            Random random, DType dtype, Between between, long h, long r, long s, long d, long e) {
        List<Literal> all = new ArrayList<>();
        all.add(Differential.random(random, dtype, h, r, d));
        all.add(Differential.random(random, dtype, h, s, d));
        all.add(Differential.random(random, dtype, h, s, e));
        switch (between) {
            case BIAS -> all.add(Differential.random(random, dtype, 1, r, s));
            case KEY_MASK -> all.add(Differential.random(random, DType.BOOL, h, 1, s));
            case FULL_MASK -> all.add(Differential.random(random, DType.BOOL, h, r, s));
            case NOTHING, SCALE, CAUSAL, SOFT_CAP -> {}
        }
        return all.toArray(Literal[]::new);
    }

    @ParameterizedTest
    @EnumSource
    void isFoundWithAnythingBetweenProductsAndSoftmax(Between between) {
        Graph graph = graph(DType.F32, between, new Sizes(2, 40, 50, 8, 8));
        assertThat(found(graph)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void meansWhatTheGraphMeans(Between between) {
        Random random = new Random(17);
        for (DType dtype : List.of(DType.F32, DType.F64)) {
            Graph graph = graph(dtype, between, new Sizes(2, 19, 45, 5, 7));
            assertThat(found(graph)).isEqualTo(1);
            Differential.check(graph, arguments(random, dtype, between, 2, 19, 45, 5, 7));
        }
    }

    /// Several blocks of keys, odd extents, heads of all sizes.
    @Test
    void meansWhatTheGraphMeansInAnyShape() {
        Random random = new Random(7);
        int[][] shapes = {
            {1, 8, 16, 2, 2},
            {1, 9, 257, 3, 17},
            {2, 15, 300, 16, 33},
            {1, 29, 520, 2, 1 + 64},
            {1, 8, 40, 300, 5},
            {3, 31, 64, 33, 16},
            {1, 8, 17, 256, 256},
        };
        for (int[] shape : shapes) {
            Sizes sizes = new Sizes(shape[0], shape[1], shape[2], shape[3], shape[4]);
            Graph graph = graph(DType.F32, Between.SCALE, sizes);
            assertThat(found(graph)).isEqualTo(1);
            Differential.check(
                    graph,
                    arguments(
                            random,
                            DType.F32,
                            Between.SCALE,
                            shape[0],
                            shape[1],
                            shape[2],
                            shape[3],
                            shape[4]));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"F16", "BF16"})
    void meansWhatTheGraphMeansInHalfPrecision(DType dtype) {
        Graph graph = graph(dtype, Between.SCALE, new Sizes(2, 20, 70, 12, 9));
        assertThat(found(graph)).isEqualTo(1);
        Differential.check(graph, arguments(new Random(3), dtype, Between.SCALE, 2, 20, 70, 12, 9));
    }

    @Test
    void servesAllSizesOfSymbols() {
        GraphBuilder names = new GraphBuilder("names");
        Sizes sizes = new Sizes(names.dim("h"), names.dim("r"), names.dim("s"), 6, 10);
        Graph graph = graph(DType.F32, Between.CAUSAL, sizes);
        assertThat(found(graph)).isEqualTo(1);
        Random random = new Random(11);
        for (int[] call :
                new int[][] {{1, 1, 1}, {2, 17, 33}, {3, 40, 5}, {1, 5, 270}, {2, 0, 3}}) {
            Differential.check(
                    graph,
                    arguments(random, DType.F32, Between.CAUSAL, call[0], call[1], call[2], 6, 10));
        }
    }

    /// Blocks of keys that no row of a tile sees are left out; offsets before and behind the first.
    @ParameterizedTest
    @ValueSource(longs = {0, 3, -40, 300, 1000})
    void causalMasksLeaveBlocksOut(long offset) {
        Graph graph = causal(offset, true);
        List<AttentionPattern> patterns = AttentionSearch.of(new Scope(Normalize.normalize(graph)));
        assertThat(patterns.getFirst().limit()).isPresent();
        Differential.check(
                graph, arguments(new Random(4), DType.F32, Between.CAUSAL, 1, 280, 600, 4, 4));
    }

    @Test
    void masksOfFirstKeysAreNotCausal() {
        List<AttentionPattern> patterns =
                AttentionSearch.of(new Scope(Normalize.normalize(causal(0, false))));
        assertThat(patterns.getFirst().limit()).isEmpty();
    }

    private static Graph causal(long offset, boolean isCausal) {
        GraphBuilder builder = new GraphBuilder("causal");
        Tensor query = builder.input("q", DType.F32, 1, 280, 4);
        Tensor key = builder.input("k", DType.F32, 1, 600, 4);
        Tensor products = query.matmul(key.transpose(0, 2, 1));
        Tensor row = builder.iota(DType.I64, 0, 280, 1).add((double) offset);
        Tensor column = builder.iota(DType.I64, 1, 1, 600);
        Tensor seen = isCausal ? column.lessEqual(row) : row.lessEqual(column);
        Tensor scores = seen.select(products, builder.constant(DType.F32, LOWEST));
        Tensor value = builder.input("v", DType.F32, 1, 600, 4);
        builder.output("o", Normalization.softmax(scores, 2).matmul(value));
        return Rewriter.rewrite(builder.build(), RuleSet.simplify());
    }

    @Test
    void noKeysGiveZeros() {
        GraphBuilder names = new GraphBuilder("names");
        Graph graph = graph(DType.F32, Between.SCALE, new Sizes(1, 9, names.dim("s"), 4, 4));
        Differential.check(
                graph, arguments(new Random(1), DType.F32, Between.SCALE, 1, 9, 0, 4, 4));
    }

    /// Rows of which everything, the first block, or everything but one key is hidden.
    @Test
    void hiddenBlocksAndRowsAreWhatTheyAreInTheGraph() {
        Graph graph = graph(DType.F32, Between.FULL_MASK, new Sizes(1, 10, 530, 4, 5));
        Literal[] arguments =
                arguments(new Random(2), DType.F32, Between.FULL_MASK, 1, 10, 530, 4, 5);
        LiteralBuilder mask = new LiteralBuilder(DType.BOOL, 1, 10, 530);
        for (int row = 0; row < 10; row++) {
            for (int key = 0; key < 530; key++) {
                boolean isSeen =
                        switch (row) {
                            case 0 -> false;
                            case 1 -> key >= 256;
                            case 2 -> key == 529;
                            case 3 -> key < 256;
                            case 4 -> key == 0;
                            default -> true;
                        };
                mask.put(row * 530L + key, isSeen ? 1 : 0);
            }
        }
        arguments[3] = mask.build();
        assertThat(Interpreter.run(graph, List.of(arguments)).getFirst().asDouble(0)).isNaN();
        Differential.check(graph, arguments);
    }

    @Test
    void extremeScoresAreWhatTheyAreInTheGraph() {
        Graph graph = graph(DType.F32, Between.BIAS, new Sizes(1, 12, 300, 2, 3));
        Literal[] arguments = arguments(new Random(5), DType.F32, Between.BIAS, 1, 12, 300, 2, 3);
        LiteralBuilder bias = new LiteralBuilder(DType.F32, 1, 12, 300);
        double[] extremes = {3e38, -3e38, 1e4, -1e4, 88, -104, Double.NaN, LOWEST, -LOWEST, 0};
        for (int row = 0; row < 12; row++) {
            for (int key = 0; key < 300; key++) {
                boolean isExtreme = row < extremes.length && key % 90 == 40;
                bias.put(row * 300L + key, isExtreme ? extremes[row] : -0.01 * key);
            }
        }
        arguments[3] = bias.build();
        Differential.check(graph, arguments);
    }

    /// Keys and values of fewer heads, each for a group of neighbouring heads of queries, as the
    /// importer of ONNX repeats them, and as a product that broadcasts does.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void groupedHeadsShareKeysAndValues(boolean isRepeated) {
        GraphBuilder builder = new GraphBuilder("grouped");
        Tensor query = builder.input("q", DType.F32, 2, 6, 9, 4);
        Tensor key = builder.input("k", DType.F32, 2, 2, 20, 4);
        Tensor value = builder.input("v", DType.F32, 2, 2, 20, 5);
        Tensor result;
        if (isRepeated) {
            Tensor keys = repeated(key, 4);
            Tensor products = query.matmul(keys.transpose(0, 1, 3, 2)).mul(0.5);
            result = Normalization.softmax(products, 3).matmul(repeated(value, 5));
        } else {
            Tensor grouped = query.reshape(2, 2, 3, 9, 4);
            Tensor keys = key.expandDims(2).transpose(0, 1, 2, 4, 3);
            Tensor products = grouped.matmul(keys).mul(0.5);
            result = Normalization.softmax(products, 4).matmul(value.expandDims(2));
        }
        builder.output("o", result);
        Graph graph = Rewriter.rewrite(builder.build(), RuleSet.simplify());
        assertThat(found(graph)).isEqualTo(1);
        Random random = new Random(4);
        Differential.check(
                graph,
                Differential.random(random, DType.F32, 2, 6, 9, 4),
                Differential.random(random, DType.F32, 2, 2, 20, 4),
                Differential.random(random, DType.F32, 2, 2, 20, 5));
    }

    private static Tensor repeated(Tensor tensor, int size) {
        return tensor.expandDims(2).broadcastTo(2, 2, 3, 20, size).reshape(2, 6, 20, size);
    }

    @Test
    void isNotFoundWhereItIsNone() {
        assertThat(found(other((q, k, v) -> softmax(q, k, 1).matmul(v)))).isZero();
        assertThat(found(other((q, k, v) -> softmax(q, k, 2).mul(2).matmul(v)))).isZero();
        assertThat(
                        found(
                                other(
                                        (q, k, v) ->
                                                softmax(q, k, 2)
                                                        .add(softmax(q, k, 2).mul(q.sum()))
                                                        .matmul(v))))
                .isZero();
        assertThat(found(other((q, k, v) -> softmax(q, k, 2).transpose(0, 2, 1).matmul(v))))
                .isZero();
        assertThat(found(other((q, k, v) -> q.matmul(k.transpose(0, 2, 1)).exp().matmul(v))))
                .isZero();
        assertThat(found(graph(DType.F32, Between.SCALE, new Sizes(2, 1, 500, 8, 8)))).isZero();
    }

    @Test
    void isNotFoundWhereWeightsOrScoresAreUsedElsewhere() {
        GraphBuilder builder = new GraphBuilder("used");
        Tensor query = builder.input("q", DType.F32, 2, 32, 8);
        Tensor products = query.matmul(builder.input("k", DType.F32, 2, 8, 32));
        Tensor weights = Normalization.softmax(products, 2);
        Tensor result = weights.matmul(builder.input("v", DType.F32, 2, 32, 8));
        builder.output("o", result);
        assertThat(found(builder.build())).isEqualTo(1);
        builder.output("weights", weights);
        assertThat(found(builder.build())).isZero();
        GraphBuilder again = new GraphBuilder("used");
        Tensor same =
                again.input("q", DType.F32, 2, 32, 8).matmul(again.input("k", DType.F32, 2, 8, 32));
        again.output(
                "o", Normalization.softmax(same, 2).matmul(again.input("v", DType.F32, 2, 32, 8)));
        again.output("largest", same.max(false, 2));
        assertThat(found(again.build())).isZero();
    }

    @FunctionalInterface
    private interface Form {
        Tensor of(Tensor query, Tensor key, Tensor value);
    }

    private static Tensor softmax(Tensor query, Tensor key, int axis) {
        return Normalization.softmax(query.matmul(key.transpose(0, 2, 1)), axis);
    }

    private static Graph other(Form form) {
        GraphBuilder builder = new GraphBuilder("other");
        Tensor query = builder.input("q", DType.F32, 2, 32, 8);
        Tensor key = builder.input("k", DType.F32, 2, 32, 8);
        Tensor value = builder.input("v", DType.F32, 2, 32, 8);
        builder.output("o", form.of(query, key, value));
        return Rewriter.rewrite(builder.build(), RuleSet.simplify());
    }

    /// Twelve heads of 4096 queries and keys: 50 MB of inputs and outputs, and 805 MB of weights
    /// that do not exist.
    @Test
    void memoryIsLinearInTheSequence() {
        long bytes = 4L * 12 * 4096 * 64 * 4;
        for (Between between : List.of(Between.SCALE, Between.CAUSAL)) {
            Graph graph = graph(DType.F32, between, new Sizes(12, 4096, 4096, 64, 64));
            assertThat(workspace(graph)).isLessThan(bytes / 5);
        }
    }

    private static long workspace(Graph graph) {
        Target target = HostTarget.detect();
        LoopProgram program = Scheduler.schedule(graph, target);
        try (JitRunner runner = new JitRunner(program, target)) {
            List<Long> planned = runner.plan(List.of(), 2);
            assertThat(planned.getFirst()).isZero();
            return planned.get(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theMachineComputesWhatTheLoopsSay(Between between) {
        Graph graph = graph(DType.F32, between, new Sizes(2, 40, 300, 20, 40));
        LoopProgram scheduled = Scheduler.schedule(graph, HostTarget.detect());
        LoopProgram program = new InsertFma().run(scheduled);
        Literal[] all = arguments(new Random(6), DType.F32, between, 2, 40, 300, 20, 40);
        try (Arena arena = Arena.ofShared();
                JitRunner runner = new JitRunner(program, HostTarget.detect())) {
            LoopArguments interpreted = call(arena, 1, all, 2 * 40 * 40);
            new LoopInterpreter(program).run(interpreted, 7);
            MemorySegment expected = interpreted.outputs().getFirst();
            for (int workers : new int[] {1, 3}) {
                LoopArguments call = call(arena, workers, all, 2 * 40 * 40);
                assertThat(runner.run(call).status()).isEqualTo(Status.OK);
                assertThat(call.outputs().getFirst().mismatch(expected)).isEqualTo(-1);
            }
        }
    }

    private static LoopArguments call(Arena arena, int workers, Literal[] arguments, long floats) {
        List<MemorySegment> inputs = new ArrayList<>();
        for (Literal argument : arguments) {
            MemorySegment data = argument.data();
            MemorySegment copy = arena.allocate(data.byteSize(), 64);
            inputs.add(copy.copyFrom(data));
        }
        return new LoopArguments(
                List.of(),
                workers,
                inputs,
                List.of(arena.allocate(floats * Float.BYTES, 64)),
                List.of(),
                List.of(),
                arena.allocate(8));
    }

    /// Forward and backward: nothing of the size of the scores is in memory where that is asked
    /// for.
    @ParameterizedTest
    @EnumSource
    void gradientsNeedNoScoresInMemory(Between between) {
        Graph graph = gradient(DType.F32, between, 2, 30, 290, 5);
        assertThat(ScoreSearch.of(new Scope(Normalize.normalize(graph)), 1)).hasSize(1);
        Differential.check(
                graph,
                target -> Scheduler.schedule(graph, target, 1),
                arguments(new Random(8), DType.F32, between, 2, 30, 290, 5, 5));
    }

    @Test
    void memoryOfGradientsIsLinearInTheSequence() {
        long bytes = 8L * 12 * 4096 * 64 * 4;
        Graph graph = gradient(DType.F32, Between.CAUSAL, 12, 4096, 4096, 64);
        assertThat(workspace(graph)).isLessThan(bytes / 5);
    }

    private static Graph gradient(
            DType dtype, Between between, int heads, int rows, int keys, int depth) {
        GraphBuilder builder = new GraphBuilder("gradient");
        Tensor query = builder.input("q", dtype, heads, rows, depth);
        Tensor key = builder.input("k", dtype, heads, keys, depth);
        Tensor value = builder.input("v", dtype, heads, keys, depth);
        Tensor products = query.matmul(key.transpose(0, 2, 1));
        Tensor scores = scores(builder, between, products);
        Tensor result = Normalization.softmax(scores, 2).matmul(value);
        builder.output("o", result);
        List<Tensor> gradients =
                Derivatives.gradient(result.mul(result).sum(), List.of(query, key, value));
        builder.output("dq", gradients.get(0));
        builder.output("dk", gradients.get(1));
        builder.output("dv", gradients.get(2));
        return Rewriter.rewrite(builder.build(), RuleSet.simplify());
    }

    @Test
    void gradientsAreThoseOfTheGraph() {
        GraphBuilder builder = new GraphBuilder("gradient");
        Tensor query = builder.input("q", DType.F64, 2, 9, 4);
        Tensor key = builder.input("k", DType.F64, 2, 18, 4);
        Tensor value = builder.input("v", DType.F64, 2, 18, 5);
        Tensor result = softmax(query.mul(0.5), key, 2).matmul(value);
        builder.output("o", result);
        List<Tensor> gradients =
                Derivatives.gradient(result.mul(result).sum(), List.of(query, key, value));
        builder.output("dq", gradients.get(0));
        builder.output("dk", gradients.get(1));
        builder.output("dv", gradients.get(2));
        Graph graph = Rewriter.rewrite(builder.build(), RuleSet.simplify());
        Random random = new Random(8);
        Differential.check(
                graph,
                Differential.random(random, DType.F64, 2, 9, 4),
                Differential.random(random, DType.F64, 2, 18, 4),
                Differential.random(random, DType.F64, 2, 18, 5));
    }
}
