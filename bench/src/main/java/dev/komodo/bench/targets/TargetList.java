package dev.komodo.bench.targets;

import dev.komodo.bench.BenchmarkGraphs;
import dev.komodo.bench.rival.Computation;
import dev.komodo.bench.rival.Rivals;
import dev.komodo.bench.sweep.SmallModel;
import dev.komodo.graph.DType;
import dev.komodo.measure.Ceilings;
import dev.komodo.onnx.OnnxModel;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The rows and what is asked of each.
///
/// @param models the folder of the bench models
/// @param digits the model of handwritten digits
/// @param rivals finds other peers than ONNX Runtime
record TargetList(Path models, Path digits, Rivals rivals) {
    /// Asked of each bench model beside what its row asks.
    static final double LEAST_RATIO = 0.85;

    /// Asked of the geometric mean of the bench models' ratios.
    static final double GEOMETRIC_MEAN = 1.5;

    private static final double SCALING = 1.8;
    private static final List<String> PRODUCTS = List.of(Timing.ONNX_RUNTIME, "openblas", "mkl");
    private static final String ONE_DNN = "onednn";
    private static final List<String> LIBRARIES = List.of("openblas", "mkl");
    private static final List<String> JAVA = List.of("java", "vector");
    private static final List<String> WITH_JAVA = List.of("openblas", "mkl", "java", "vector");

    /// The bench models, in the order of the table.
    List<ModelRow> models(Map<Integer, Ceilings> ceilings) {
        List<ModelRow> rows = new ArrayList<>();
        for (int size : List.of(256, 512, 1024, 2048)) {
            List<String> others = size == 512 ? WITH_JAVA : LIBRARIES;
            Aim aim = new Aim.Ratio(0.97, PRODUCTS);
            rows.add(row("matmul_" + size, ceilings, Computation.PRODUCT, others, aim));
        }
        rows.add(row("matmul_128", ceilings, 1));
        rows.add(row("matmul_batched", ceilings, 1));
        rows.add(row("mlp", ceilings, 1));
        rows.add(
                row(
                        "black_scholes",
                        ceilings,
                        Computation.BLACK_SCHOLES,
                        List.of("c", "java", "vector"),
                        againstOnnxRuntime(4.5),
                        Aim.Ratio.of(1.2, "c")));
        rows.add(row("softmax", ceilings, Computation.SOFTMAX, JAVA, againstOnnxRuntime(1.1)));
        rows.add(row("layernorm_gelu", ceilings, 9));
        rows.add(row("reduce_sum_axis0", ceilings, 1));
        rows.add(
                row(
                        "reduce_sum_axis1",
                        ceilings,
                        Computation.ROW_SUMS,
                        JAVA,
                        againstOnnxRuntime(0.97)));
        rows.add(row("conv3x3", ceilings, 0.97));
        rows.add(row("resnet_block", ceilings, 0.97));
        rows.add(row("depthwise", ceilings, 2.5));
        rows.add(row("attention", ceilings, 0.9));
        return rows;
    }

    private ModelRow row(String name, Map<Integer, Ceilings> ceilings, double least) {
        return row(name, ceilings, Optional.empty(), List.of(), List.of(againstOnnxRuntime(least)));
    }

    private ModelRow row(
            String name,
            Map<Integer, Ceilings> ceilings,
            Computation computation,
            List<String> others,
            Aim... aims) {
        return row(name, ceilings, Optional.of(computation), others, List.of(aims));
    }

    private ModelRow row(
            String name,
            Map<Integer, Ceilings> ceilings,
            Optional<Computation> computation,
            List<String> others,
            List<Aim> aims) {
        List<Aim> asked = new ArrayList<>(aims);
        asked.add(new Aim.Scaling(SCALING));
        return new ModelRow(
                name, models.resolve(name + ".onnx"), ceilings, computation, others, rivals, asked);
    }

    private static Aim againstOnnxRuntime(double least) {
        return Aim.Ratio.of(least, Timing.ONNX_RUNTIME);
    }

    /// The rows that are no bench models.
    List<TargetRow> others(Map<Integer, Ceilings> ceilings) {
        List<TargetRow> rows = new ArrayList<>();
        rows.add(
                new ModelRow(
                        "digits_1",
                        digits,
                        ceilings,
                        Optional.empty(),
                        List.of(),
                        rivals,
                        List.of(againstOnnxRuntime(5))));
        rows.addAll(narrowProducts(ceilings));
        rows.addAll(GraphRows.all(ceilings));
        rows.add(
                new CallRow(
                        "call",
                        List.of(new Aim.Within("bound", 35), new Aim.Within("by position", 70))));
        rows.add(compile("compile_black_scholes", model("black_scholes"), 60e6));
        rows.add(compile("compile_mlp", model("mlp"), 150e6));
        rows.add(compile("compile_chain", () -> BenchmarkGraphs.named("chain"), 5e9));
        return rows;
    }

    /// Products of few bits, of random matrices.
    private List<TargetRow> narrowProducts(Map<Integer, Ceilings> ceilings) {
        List<TargetRow> rows = new ArrayList<>();
        Aim scaling = new Aim.Scaling(SCALING);
        for (long size : List.of(512L, 1024L)) {
            rows.add(
                    new ProductRow(
                            "matmul_bf16_" + size,
                            DType.BF16,
                            size,
                            ceilings,
                            List.of(ONE_DNN),
                            rivals,
                            List.of(Aim.Ratio.of(0.9, ONE_DNN), scaling)));
        }
        SmallModel bytes =
                new SmallModel()
                        .input(SmallModel.U8, "a", 1024, 1024)
                        .input(SmallModel.I8, "b", 1024, 1024)
                        .node("y = MatMulInteger a b");
        String name = "matmul_int8_1024";
        rows.add(
                new MadeModelRow(
                        name,
                        bytes,
                        file ->
                                new ModelRow(
                                        name,
                                        file,
                                        ceilings,
                                        Optional.of(Computation.PRODUCT),
                                        List.of(ONE_DNN),
                                        rivals,
                                        List.of(againstOnnxRuntime(0.9), scaling))));
        return rows;
    }

    private CompileRow.GraphSource model(String name) {
        return () -> OnnxModel.read(models.resolve(name + ".onnx")).graph();
    }

    private static CompileRow compile(String name, CompileRow.GraphSource graph, double nanos) {
        return new CompileRow(name, graph, List.of(new Aim.Within("compile", nanos)));
    }
}
