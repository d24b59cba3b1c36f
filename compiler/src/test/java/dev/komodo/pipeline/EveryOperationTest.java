package dev.komodo.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.graph.ArgReduceOp;
import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.CompareOp;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.FactorizeOp;
import dev.komodo.graph.FourierOp;
import dev.komodo.graph.Graph;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.OnFailure;
import dev.komodo.graph.Op;
import dev.komodo.graph.ReduceOp;
import dev.komodo.graph.ScanStep;
import dev.komodo.graph.ScatterOp;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.UnaryOp;
import dev.komodo.jit.CodeOptions;
import dev.komodo.jit.CompileStages;
import dev.komodo.jit.FixedNames;
import dev.komodo.jit.ObjectCompiler;
import dev.komodo.jit.Targets;
import dev.komodo.loop.LoopProgram;
import dev.komodo.target.Effort;
import dev.komodo.target.Target;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Every op of every dtype is object code for every kind of machine, and needs nothing from outside
/// but the three functions that may be undefined. `-Dkomodo.operations=all` does it with all
/// effort.
final class EveryOperationTest {
    private static final boolean ALL = System.getProperty("komodo.operations", "").equals("all");

    private static final Set<String> OUTSIDE = Set.of("memcpy", "memmove", "memset");

    /// source of the instruction sets: LLVM 20, AArch64Processors.td.
    private static final Target AARCH64 =
            new Target(
                    "aarch64-unknown-linux-gnu",
                    "neoverse-n1",
                    List.of("fp-armv8", "fullfp16", "neon"),
                    128,
                    32,
                    true,
                    64 << 10,
                    1 << 20,
                    32 << 20);

    private static final Pattern CALL = Pattern.compile("\\n\\s+bl?\\s+([A-Za-z_][\\w.$]*)");

    private static List<Target> targets() {
        List<Target> targets = new ArrayList<>();
        for (String name : List.of("x86-64-v2", "x86-64-v3", "skylake-avx512", "sapphirerapids")) {
            targets.add(Targets.named(name));
        }
        targets.add(AARCH64);
        return targets;
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void everyOperationCompilesForEveryTarget(DType dtype) {
        List<Target> targets = targets();
        for (int i = 0; i < targets.size(); i++) {
            // x86-64-v2, which has the least, and one of the others in turn
            if (!ALL
                    && i != 0
                    && i != 1 + List.of(DType.values()).indexOf(dtype) % (targets.size() - 1)) {
                continue;
            }
            Target target = targets.get(i);
            for (Consumer<Bench> family : families()) {
                GraphBuilder builder = new GraphBuilder("operations");
                Bench bench = new Bench(builder, dtype);
                family.accept(bench);
                if (bench.outputs > 0) {
                    compile(builder.build(), target);
                }
            }
        }
    }

    private static void compile(Graph graph, Target target) {
        Effort effort = ALL ? Effort.NORMAL : Effort.FAST;
        LoopProgram program = new Pipeline(target, effort, PassListener.NONE).lower(graph);
        CodeOptions options = new CodeOptions(target, effort, false);
        ObjectCompiler compiler = ObjectCompiler.shared();
        Collection<String> outside =
                target.isX86()
                        ? compiler.compile(program, options, new FixedNames(), CompileStages.NONE)
                                .undefinedSymbols()
                        : called(compiler.list(program, options, new FixedNames()).assembly());
        assertThat(OUTSIDE)
                .as(() -> target.cpu() + " needs more from outside for\n" + graph)
                .containsAll(outside);
    }

    /// What the assembly of a machine whose objects Komodo does not link calls.
    private static Set<String> called(String assembly) {
        Set<String> called =
                CALL.matcher(assembly)
                        .results()
                        .map(call -> call.group(1))
                        .collect(Collectors.toCollection(TreeSet::new));
        called.removeIf(name -> assembly.contains("\n" + name + ":"));
        return called;
    }

    private static List<Consumer<Bench>> families() {
        return List.of(
                Bench::unary,
                Bench::binary,
                Bench::comparisons,
                Bench::casts,
                Bench::folds,
                Bench::products,
                Bench::movement,
                Bench::indexing,
                Bench::linearAlgebra,
                Bench::fourier,
                Bench::loops);
    }

    /// Operands of a dtype, and graphs of all ops that take it.
    private static final class Bench {
        private final GraphBuilder g;
        private final DType dtype;
        private final Tensor x;
        private final Tensor y;
        private int outputs;

        Bench(GraphBuilder g, DType dtype) {
            this.g = g;
            this.dtype = dtype;
            this.x = g.input("x", dtype, "n", 5);
            this.y = g.input("y", dtype, "n", 5);
        }

        private void output(Tensor tensor) {
            g.output("y" + outputs++, tensor);
        }

        private void apply(Op op) {
            g.apply(op).forEach(this::output);
        }

        void unary() {
            for (UnaryOp kind : UnaryOp.values()) {
                if (kind.accepts(dtype)) {
                    apply(new Op.Unary(kind, x.value()));
                }
            }
        }

        void binary() {
            for (BinaryOp kind : BinaryOp.values()) {
                if (kind.accepts(dtype)) {
                    apply(new Op.Binary(kind, x.value(), y.value()));
                }
            }
        }

        void comparisons() {
            for (CompareOp kind : CompareOp.values()) {
                if (dtype != DType.BOOL || kind == CompareOp.EQUAL || kind == CompareOp.NOT_EQUAL) {
                    apply(new Op.Compare(kind, x.value(), y.value()));
                }
            }
            output(x.equalTo(y).select(x, y));
        }

        void casts() {
            for (DType other : DType.values()) {
                if (other != dtype) {
                    output(x.cast(other));
                }
                boolean isAsWide = other.byteSize() == dtype.byteSize() && other != dtype;
                if (isAsWide && dtype != DType.BOOL && other != DType.BOOL) {
                    output(x.bitcast(other));
                }
            }
        }

        void folds() {
            for (ReduceOp kind : ReduceOp.values()) {
                if (kind.accepts(dtype)) {
                    apply(new Op.Reduce(kind, x.value(), List.of(0)));
                    apply(new Op.Reduce(kind, x.value(), List.of(1)));
                    apply(new Op.Reduce(kind, x.value(), List.of(0, 1)));
                }
            }
            for (ArgReduceOp kind : ArgReduceOp.values()) {
                if (dtype != DType.BOOL) {
                    apply(new Op.ArgReduce(kind, x.value(), 1, false));
                    apply(new Op.ArgReduce(kind, x.value(), 0, true));
                }
            }
        }

        void products() {
            if (dtype == DType.BOOL) {
                return;
            }
            output(x.matmul(y.transpose()));
            output(x.transpose().matmul(y));
            output(g.input("a", dtype, 64, 64).matmul(g.input("b", dtype, 64, 64)));
            if (dtype == DType.U8 || dtype == DType.I8) {
                Tensor wide = x.cast(DType.I32);
                output(wide.matmul(y.cast(DType.I32).transpose()));
                output(wide.transpose().sub(7).matmul(y.cast(DType.I32)));
            }
            if (dtype.isFloat()) {
                Tensor image = g.input("image", dtype, 1, 8, 12, 12);
                output(convolved(image, g.input("filter", dtype, 4, 8, 3, 3), 1));
                output(convolved(image, g.input("channels", dtype, 8, 1, 3, 3), 8));
            }
        }

        private static Tensor convolved(Tensor image, Tensor filter, int groups) {
            return image.convolve(
                    filter,
                    List.of(1L, 1L),
                    List.of(1L, 1L),
                    List.of(1L, 1L),
                    List.of(1L, 1L),
                    groups);
        }

        void movement() {
            output(x.transpose());
            output(x.reshape(-1));
            output(x.reverse(1));
            output(x.slice(1, 1, 4));
            output(x.expandDims(0).broadcastTo(3, "n", 5));
            output(Tensor.concat(1, x, y));
            output(x.pad(g.input("padding", dtype), AROUND, AROUND));
            if (dtype != DType.BOOL) {
                output(g.iota(dtype, 1, "n", 5));
            }
        }

        private static final List<Dim> AROUND = List.of(Dim.of(2), Dim.of(1));

        void indexing() {
            Tensor indices = g.input("indices", DType.I32, 7);
            Tensor updates = g.input("updates", dtype, "n", 7);
            output(x.gather(indices, 1));
            output(x.gather(indices, 0));
            for (ScatterOp kind : ScatterOp.values()) {
                if (kind.accepts(dtype)) {
                    output(x.scatter(kind, indices, updates, 1));
                }
            }
            output(x.nonZero());
            if (dtype != DType.BOOL) {
                apply(new Op.Sort(x.value(), 0, false));
                apply(new Op.Sort(x.value(), 1, true));
            }
            if (dtype.isInteger() && dtype != DType.U64) {
                output(y.gather(x.reshape(-1), 0));
            }
        }

        void linearAlgebra() {
            if (dtype != DType.F32 && dtype != DType.F64) {
                return;
            }
            Tensor matrices = g.input("matrices", dtype, "n", 5, 5);
            for (FactorizeOp kind : FactorizeOp.values()) {
                for (OnFailure onFailure : OnFailure.values()) {
                    apply(new Op.Factorize(kind, matrices.value(), onFailure));
                }
            }
            Tensor columns = g.input("columns", dtype, "n", 5, 3);
            for (boolean lower : new boolean[] {true, false}) {
                for (boolean transposed : new boolean[] {true, false}) {
                    apply(
                            new Op.SolveTriangular(
                                    matrices.value(),
                                    columns.value(),
                                    lower,
                                    transposed,
                                    false,
                                    OnFailure.REPORT));
                }
            }
        }

        /// Zipped, scattered, masked and chirped stages, with lanes along lines and columns.
        void fourier() {
            if (!dtype.isFloat()) {
                return;
            }
            for (FourierOp kind : FourierOp.values()) {
                for (long length : new long[] {96, 75, 34}) {
                    for (long columns : new long[] {1, 20}) {
                        List<Object> dims =
                                new ArrayList<>(List.of(2, kind.taken(length), columns));
                        if (kind.takesComplex()) {
                            dims.add(2);
                        }
                        Tensor lines =
                                g.input(kind + "_" + length + "_" + columns, dtype, dims.toArray());
                        output(lines.fourier(kind, 1, length, 0.5));
                    }
                }
            }
        }

        void loops() {
            Tensor zero = x.slice(0, Dim.of(0), Dim.of(1), 1).squeeze(0);
            output(
                    g.scan(
                                    x.dim(0),
                                    List.of(zero),
                                    List.of(x, y),
                                    (carries, elements) ->
                                            ScanStep.of(
                                                    List.of(
                                                            elements.getFirst()
                                                                    .equalTo(elements.getLast())
                                                                    .select(
                                                                            carries.getFirst(),
                                                                            elements.getFirst())),
                                                    elements))
                            .carries()
                            .getFirst());
            output(
                    g.whileLoop(
                                    List.of(g.constant(DType.I64, 0), x),
                                    carries -> carries.getFirst().less(3),
                                    carries ->
                                            List.of(
                                                    carries.getFirst().add(1),
                                                    carries.getLast().equalTo(y).select(y, x)))
                            .getLast());
        }
    }
}
