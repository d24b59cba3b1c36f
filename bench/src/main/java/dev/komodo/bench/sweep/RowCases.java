package dev.komodo.bench.sweep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Rows and reductions: softmax and normalisation at many widths, sums over each axis of odd
/// shapes.
final class RowCases {
    private final List<SweepCase> cases = new ArrayList<>();

    static List<SweepCase> all() {
        RowCases rows = new RowCases();
        rows.softmax();
        rows.normalisation();
        rows.reductions();
        return rows.cases;
    }

    private void softmax() {
        softmax("Softmax", -1, 64, 10);
        softmax("Softmax", -1, 1000, 7);
        softmax("Softmax", -1, 1024, 128);
        softmax("Softmax", -1, 512, 1000);
        softmax("Softmax", -1, 128, 4096);
        softmax("Softmax", -1, 16, 32768);
        softmax("Softmax", -1, 12, 384, 384);
        softmax("Softmax", 1, 32, 100, 64);
        softmax("LogSoftmax", -1, 512, 1000);
    }

    private void softmax(String operator, int axis, long... sizes) {
        cases.add(
                new SweepCase(
                        "softmax",
                        "%s %s axis %d".formatted(operator, Arrays.toString(sizes), axis),
                        new SmallModel()
                                .input("x", sizes)
                                .node("y = " + operator + " x", Map.of("axis", axis))));
    }

    private void normalisation() {
        for (long[] sizes :
                new long[][] {{128, 768}, {2048, 64}, {512, 1024}, {32, 4096}, {1, 768}}) {
            cases.add(
                    new SweepCase(
                            "norm",
                            "LayerNormalization " + Arrays.toString(sizes),
                            new SmallModel()
                                    .input("x", sizes)
                                    .weight("scale", sizes[1])
                                    .weight("bias", sizes[1])
                                    .node("y = LayerNormalization x scale bias")));
            cases.add(
                    new SweepCase(
                            "norm",
                            "root mean square " + Arrays.toString(sizes),
                            new SmallModel()
                                    .input("x", sizes)
                                    .weight("scale", sizes[1])
                                    .scalar("epsilon", 1e-5f)
                                    .node("squares = Mul x x")
                                    .node(
                                            "mean = ReduceMean squares",
                                            Map.of("axes", new long[] {-1}))
                                    .node("safe = Add mean epsilon")
                                    .node("root = Sqrt safe")
                                    .node("unit = Div x root")
                                    .node("y = Mul unit scale")));
        }
        cases.add(
                new SweepCase(
                        "norm",
                        "BatchNormalization [8, 64, 28, 28]",
                        new SmallModel()
                                .input("x", 8, 64, 28, 28)
                                .weight("scale", 64)
                                .weight("bias", 64)
                                .weight("mean", 64)
                                .weight("root", 64)
                                .node("variance = Mul root root")
                                .node("y = BatchNormalization x scale bias mean variance")));
    }

    private void reductions() {
        for (String operator : List.of("ReduceMax", "ReduceMean")) {
            for (int axis = 0; axis < 3; axis++) {
                reduce(operator, new long[] {axis}, 37, 111, 201);
            }
        }
        reduce("ReduceMean", new long[] {0}, 1000, 1000);
        reduce("ReduceMean", new long[] {1}, 1000, 1000);
        reduce("ReduceMax", new long[] {1}, 1000, 1000);
        reduce("ReduceMean", new long[] {2, 3}, 8, 64, 56, 56);
        reduce("ReduceMean", new long[] {0, 2}, 64, 100, 64);
        reduce("ReduceMean", new long[] {0}, 1_000_000);
        reduce("ReduceMax", new long[] {0}, 1_000_000);
        reduce("ReduceL2", new long[] {1}, 1000, 1000);
        reduce("ReduceMin", new long[] {1}, 100_000, 3);
        reduce("ReduceMean", new long[] {1}, 16, 64);
        arg(0);
        arg(1);
        cases.add(
                new SweepCase(
                        "reduce",
                        "CumSum [1000, 1000] axis 1",
                        new SmallModel()
                                .input("x", 1000, 1000)
                                .integers("axis", 1)
                                .node("y = CumSum x axis")));
    }

    private void reduce(String operator, long[] axes, long... sizes) {
        cases.add(
                new SweepCase(
                        "reduce",
                        "%s %s axes %s"
                                .formatted(operator, Arrays.toString(sizes), Arrays.toString(axes)),
                        new SmallModel()
                                .input("x", sizes)
                                .node("y = " + operator + " x", Map.of("axes", axes))));
    }

    private void arg(int axis) {
        cases.add(
                new SweepCase(
                        "reduce",
                        "ArgMax [1000, 1000] axis " + axis,
                        new SmallModel()
                                .input("x", 1000, 1000)
                                .node("y = ArgMax x", Map.of("axis", axis))));
    }
}
