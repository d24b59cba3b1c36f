package dev.komodo.bench.sweep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Products of matrices: skinny, tiny, deep, transposed, batched, f64, with constant weights.
final class ProductCases {
    private static final long[][] SHAPES = {
        {1, 1024, 1024},
        {4, 512, 512},
        {3, 5, 7},
        {17, 33, 65},
        {64, 64, 64},
        {100, 100, 100},
        {200, 200, 200},
        {333, 333, 333},
        {1000, 1000, 1000},
        {1024, 64, 1024},
        {1024, 8, 1024},
        {64, 8192, 64},
        {8, 65536, 8},
        {2048, 16, 16},
        {16, 16, 2048},
        {2048, 1024, 1},
        {1, 4096, 1},
        {512, 512, 10},
        {128, 768, 768},
        {384, 1024, 32},
    };

    private final List<SweepCase> cases = new ArrayList<>();

    static List<SweepCase> all() {
        ProductCases products = new ProductCases();
        for (long[] shape : SHAPES) {
            products.plain(SmallModel.F32, "", shape);
        }
        products.plain(SmallModel.F64, " f64", 64, 64, 64);
        products.plain(SmallModel.F64, " f64", 256, 256, 256);
        products.plain(SmallModel.F64, " f64", 1, 1024, 1024);
        products.plain(SmallModel.F64, " f64", 500, 333, 77);
        products.weights(1, 1024, 1024);
        products.weights(32, 1024, 1024);
        products.weights(128, 768, 3072);
        products.weights(1, 784, 10);
        for (int form = 1; form < 4; form++) {
            products.gemm(form, 256, 256, 256);
            products.gemm(form, 64, 500, 100);
        }
        products.batched(new long[] {64, 16, 16}, new long[] {64, 16, 16});
        products.batched(new long[] {12, 384, 64}, new long[] {12, 64, 384});
        products.batched(new long[] {12, 384, 384}, new long[] {12, 384, 64});
        products.batched(new long[] {32, 1, 64}, new long[] {32, 64, 512});
        products.batched(new long[] {8, 32, 64}, new long[] {64, 64});
        products.batched(new long[] {200, 4, 4}, new long[] {200, 4, 4});
        return products.cases;
    }

    private void add(String name, SmallModel model) {
        cases.add(new SweepCase("matmul", name, model));
    }

    private void plain(int type, String suffix, long... mkn) {
        add(
                "%d x %d x %d%s".formatted(mkn[0], mkn[1], mkn[2], suffix),
                new SmallModel()
                        .input(type, "a", mkn[0], mkn[1])
                        .input(type, "b", mkn[1], mkn[2])
                        .node("y = MatMul a b"));
    }

    private void weights(long m, long k, long n) {
        add(
                "%d x %d x %d weights, bias, relu".formatted(m, k, n),
                new SmallModel()
                        .input("a", m, k)
                        .weight("w", k, n)
                        .weight("bias", n)
                        .node("p = MatMul a w")
                        .node("s = Add p bias")
                        .node("y = Relu s"));
    }

    private void gemm(int form, long m, long k, long n) {
        boolean left = (form & 1) != 0;
        boolean right = (form & 2) != 0;
        add(
                "%d x %d x %d gemm%s%s".formatted(m, k, n, left ? " a'" : "", right ? " b'" : ""),
                new SmallModel()
                        .input("a", left ? k : m, left ? m : k)
                        .input("b", right ? n : k, right ? k : n)
                        .node(
                                "y = Gemm a b",
                                Map.of("transA", left ? 1 : 0, "transB", right ? 1 : 0)));
    }

    private void batched(long[] left, long[] right) {
        add(
                "%s x %s".formatted(Arrays.toString(left), Arrays.toString(right)),
                new SmallModel().input("a", left).input("b", right).node("y = MatMul a b"));
    }
}
