package dev.komodo.onnx.hostile;

import static dev.komodo.onnx.ModelWriter.attribute;

import dev.komodo.graph.DType;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.onnx.ModelWriter;
import dev.komodo.onnx.ModelWriter.GraphWriter;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// Good models that mutants are made of: some of our own, and ONNX's cases where they are there.
final class SeedModels {
    private static final int LARGEST = 20_000;

    private SeedModels() {}

    static List<byte[]> all(Path folder) throws IOException {
        List<byte[]> models = new ArrayList<>();
        for (ModelWriter model :
                List.of(network(), shapes(), loop(), branches(), indices(), norms(), quantised())) {
            models.add(Files.readAllBytes(model.write(folder.resolve("seed.onnx"))));
        }
        addCases(models);
        return models;
    }

    private static void addCases(List<byte[]> models) throws IOException {
        Path cases =
                Path.of(System.getProperty("komodo.shared", "../../shared"), "onnx", "node.zip");
        if (!Files.exists(cases)) {
            return;
        }
        try (ZipFile zip = new ZipFile(cases.toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                if (entry.getName().endsWith("/model.onnx") && entry.getSize() < LARGEST) {
                    try (InputStream in = zip.getInputStream(entry)) {
                        models.add(in.readAllBytes());
                    }
                }
            }
        }
    }

    private static Literal longs(long... values) {
        LiteralBuilder builder = new LiteralBuilder(DType.I64, values.length);
        for (int i = 0; i < values.length; i++) {
            builder.putBits(i, values[i]);
        }
        return builder.build();
    }

    private static Literal floats(long... sizes) {
        LiteralBuilder builder = new LiteralBuilder(DType.F32, sizes);
        for (long i = 0; i < builder.elements(); i++) {
            builder.put(i, Math.sin((double) i));
        }
        return builder.build();
    }

    private static ModelWriter network() {
        ModelWriter model = new ModelWriter(17);
        model.graph()
                .input("x", 1, 3, 8, 8)
                .constant("w", floats(4, 3, 3, 3))
                .constant("b", floats(4))
                .constant("m", floats(16, 5))
                .node(
                        "a = Conv x, w, b",
                        attribute("pads", 1L, 1L, 1L, 1L),
                        attribute("strides", 2L, 2L))
                .node("r = Relu a")
                .node("p = MaxPool r", attribute("kernel_shape", 2L, 2L))
                .node("f = Flatten p", attribute("axis", 2))
                .node("u = Transpose f", attribute("perm", 1L, 0L))
                .node("g = Gemm f, m", attribute("transB", 0))
                .node("y = Softmax g", attribute("axis", 1))
                .output("y")
                .output("u");
        return model;
    }

    private static ModelWriter shapes() {
        ModelWriter model = new ModelWriter(17);
        model.graph()
                .input("x", "n", 4)
                .constant("two", longs(2))
                .constant("zero", longs(0))
                .constant("minus", longs(-1))
                .node("s = Shape x")
                .node("n = Gather s, zero")
                .node("t = Concat n, two, minus", attribute("axis", 0))
                .node("r = Reshape x, t")
                .node("e = Unsqueeze r, zero")
                .node("i = Slice x, zero, two")
                .node("z = Pad x, w")
                .node("v = Expand n, two")
                .constant("w", longs(0, 1, 2, 0))
                .output("e")
                .output("i")
                .output("v");
        return model;
    }

    private static ModelWriter loop() {
        GraphWriter body =
                new GraphWriter("body")
                        .input(7, "i")
                        .input(9, "goes")
                        .input("c", 3)
                        .node("d = Add c, one")
                        .node("e = Mul d, d")
                        .node("on = Identity goes")
                        .output("on")
                        .output("d")
                        .output("e");
        ModelWriter model = new ModelWriter(17);
        model.graph()
                .input("x", 3)
                .constant("trips", LiteralBuilder.scalar(DType.I64, 4L))
                .constant("one", floats(3))
                .node("y, z = Loop trips, _, x", attribute("body", body.message()))
                .output("y")
                .output("z");
        return model;
    }

    private static ModelWriter branches() {
        GraphWriter some = new GraphWriter("some").node("a = Sin x").output("a");
        GraphWriter others = new GraphWriter("others").node("b = Exp x").output("b");
        ModelWriter model = new ModelWriter(17);
        model.graph()
                .input("x", 5)
                .input(9, "c")
                .node(
                        "y = If c",
                        attribute("then_branch", some.message()),
                        attribute("else_branch", others.message()))
                .output("y");
        return model;
    }

    private static ModelWriter indices() {
        ModelWriter model = new ModelWriter(17);
        model.graph()
                .input("x", 6, 4)
                .input(7, "i", 3)
                .constant("k", longs(2))
                .node("g = Gather x, i", attribute("axis", 0))
                .node("v, p = TopK x, k", attribute("axis", 1))
                .node("n = NonZero x")
                .node("o = ArgMax x", attribute("axis", 0), attribute("keepdims", 0))
                .output("g")
                .output("v")
                .output("p")
                .output("n")
                .output("o");
        return model;
    }

    private static ModelWriter norms() {
        ModelWriter model = new ModelWriter(17);
        model.graph()
                .input("x", 2, 4, 6)
                .constant("s", floats(6))
                .constant("b", floats(6))
                .node("l = LayerNormalization x, s, b", attribute("axis", -1))
                .node("r = ReduceMean l", attribute("axes", 1L, 2L))
                .node("e = Einsum x, x", attribute("equation", "bij,bkj->bik"))
                .node("c = Cast e", attribute("to", 11))
                .output("r")
                .output("c");
        return model;
    }

    private static ModelWriter quantised() {
        ModelWriter model = new ModelWriter(21);
        model.graph()
                .input("x", 4, 4)
                .constant("s", LiteralBuilder.scalar(DType.F32, 0.25))
                .constant("z", LiteralBuilder.scalar(DType.U8, 7L))
                .node("q = QuantizeLinear x, s, z")
                .node("d = DequantizeLinear q, s, z")
                .node("m = MatMulInteger q, q, z, z")
                .output("d")
                .output("m");
        return model;
    }
}
