package dev.komodo.bench.sweep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Elementwise operators and chains of them, and what only moves data.
final class ElementCases {
    private static final List<String> FUNCTIONS =
            List.of(
                    "Exp",
                    "Log",
                    "Tanh",
                    "Sigmoid",
                    "Erf",
                    "Sqrt",
                    "Sin",
                    "Relu",
                    "Softplus",
                    "HardSwish",
                    "Neg",
                    "Floor");

    private final List<SweepCase> cases = new ArrayList<>();

    static List<SweepCase> all() {
        ElementCases elements = new ElementCases();
        elements.functions();
        elements.binaries();
        elements.chains();
        elements.moves();
        return elements.cases;
    }

    private void add(String family, String name, SmallModel model) {
        cases.add(new SweepCase(family, name, model));
    }

    private void functions() {
        for (String function : FUNCTIONS) {
            add(
                    "element",
                    function + " [1000000]",
                    new SmallModel().input("x", 1_000_000).node("y = " + function + " x"));
        }
        for (String function : List.of("Exp", "Tanh", "Sqrt")) {
            add(
                    "element",
                    function + " [500000] f64",
                    new SmallModel()
                            .input(SmallModel.F64, "x", 500_000)
                            .node("y = " + function + " x"));
        }
        add("element", "Exp [100]", new SmallModel().input("x", 100).node("y = Exp x"));
        add("element", "Exp [10000]", new SmallModel().input("x", 10_000).node("y = Exp x"));
    }

    private void binaries() {
        binary("Add", new long[] {1_000_000}, new long[] {1_000_000});
        binary("Add", new long[] {4_000_000}, new long[] {4_000_000});
        binary("Add", new long[] {1000}, new long[] {1000});
        binary("Mul", new long[] {1000, 1000}, new long[] {1000});
        binary("Mul", new long[] {1000, 1000}, new long[] {1000, 1});
        binary("Add", new long[] {8, 64, 56, 56}, new long[] {64, 1, 1});
        binary("Div", new long[] {333, 1, 77}, new long[] {333, 55, 1});
        binary("Pow", new long[] {100_000}, new long[] {100_000});
        binary("Max", new long[] {1_000_000}, new long[] {1_000_000});
    }

    private void binary(String operator, long[] left, long[] right) {
        add(
                "element",
                "%s %s %s".formatted(operator, Arrays.toString(left), Arrays.toString(right)),
                new SmallModel()
                        .input("a", left)
                        .input("b", right)
                        .node("y = " + operator + " a b"));
    }

    private void chains() {
        SmallModel polynomial = new SmallModel().input("x", 1_000_000).scalar("c", 0.5f);
        polynomial.node("v0 = Mul x c");
        for (int i = 1; i < 10; i++) {
            polynomial.node("v%d = %s v%d %s".formatted(i, i % 2 == 0 ? "Mul" : "Add", i - 1, "x"));
        }
        add("element", "chain of 10 [1000000]", polynomial.node("y = Relu v9"));
        add(
                "element",
                "gelu by tanh [1000000]",
                new SmallModel()
                        .input("x", 1_000_000)
                        .scalar("cubic", 0.044715f)
                        .scalar("root", 0.7978846f)
                        .scalar("one", 1)
                        .scalar("half", 0.5f)
                        .node("square = Mul x x")
                        .node("cube = Mul square x")
                        .node("term = Mul cube cubic")
                        .node("sum = Add x term")
                        .node("inner = Mul sum root")
                        .node("tanh = Tanh inner")
                        .node("up = Add tanh one")
                        .node("scaled = Mul up half")
                        .node("y = Mul scaled x"));
        add(
                "element",
                "x * sigmoid(x) [200, 1000]",
                new SmallModel().input("x", 200, 1000).node("s = Sigmoid x").node("y = Mul x s"));
        add(
                "element",
                "Where by Greater [1000000]",
                new SmallModel()
                        .input("a", 1_000_000)
                        .input("b", 1_000_000)
                        .node("g = Greater a b")
                        .node("y = Where g a b"));
    }

    private void moves() {
        transpose(new long[] {1, 0}, 1000, 1000);
        transpose(new long[] {0, 2, 1}, 12, 384, 64);
        transpose(new long[] {0, 2, 3, 1}, 1, 64, 56, 56);
        transpose(new long[] {0, 3, 1, 2}, 1, 56, 56, 64);
        transpose(new long[] {0, 2, 1, 3}, 8, 128, 12, 64);
        transpose(new long[] {2, 1, 0}, 33, 65, 129);
        concat(1, new long[] {1, 64, 56, 56}, new long[] {1, 64, 56, 56});
        concat(-1, new long[] {1000, 100}, new long[] {1000, 33});
        gather(0, new long[] {30_000, 512}, 128);
        gather(1, new long[] {1000, 1000}, 64);
        add(
                "move",
                "Slice [1000, 1000] step 2",
                new SmallModel()
                        .input("x", 1000, 1000)
                        .integers("starts", 1, 1)
                        .integers("ends", 999, 999)
                        .integers("axes", 0, 1)
                        .integers("steps", 2, 2)
                        .node("y = Slice x starts ends axes steps"));
        add(
                "move",
                "Pad [1, 64, 56, 56] by 1",
                new SmallModel()
                        .input("x", 1, 64, 56, 56)
                        .integers("pads", 0, 0, 1, 1, 0, 0, 1, 1)
                        .node("y = Pad x pads"));
        add(
                "move",
                "Expand [1000, 1] to [1000, 1000]",
                new SmallModel()
                        .input("x", 1000, 1)
                        .integers("shape", 1000, 1000)
                        .node("y = Expand x shape"));
        add(
                "move",
                "Tile [100, 100] by [5, 5]",
                new SmallModel()
                        .input("x", 100, 100)
                        .integers("repeats", 5, 5)
                        .node("y = Tile x repeats"));
        add(
                "move",
                "DepthToSpace [1, 64, 56, 56] by 2",
                new SmallModel()
                        .input("x", 1, 64, 56, 56)
                        .node("y = DepthToSpace x", Map.of("blocksize", 2)));
    }

    private void transpose(long[] order, long... sizes) {
        add(
                "move",
                "Transpose %s %s".formatted(Arrays.toString(sizes), Arrays.toString(order)),
                new SmallModel().input("x", sizes).node("y = Transpose x", Map.of("perm", order)));
    }

    private void concat(int axis, long[] left, long[] right) {
        add(
                "move",
                "Concat %s %s axis %d"
                        .formatted(Arrays.toString(left), Arrays.toString(right), axis),
                new SmallModel()
                        .input("a", left)
                        .input("b", right)
                        .node("y = Concat a b", Map.of("axis", axis)));
    }

    private void gather(int axis, long[] sizes, long count) {
        add(
                "move",
                "Gather %s %d along %d".formatted(Arrays.toString(sizes), count, axis),
                new SmallModel()
                        .input("x", sizes)
                        .input(SmallModel.I64, "at", count)
                        .node("y = Gather x at", Map.of("axis", axis)));
    }
}
