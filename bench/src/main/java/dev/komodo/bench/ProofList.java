package dev.komodo.bench;

import static dev.komodo.bench.Proof.uniform;

import dev.komodo.graph.DType;
import dev.komodo.graph.Graph;
import dev.komodo.graph.ScanResult;
import dev.komodo.graph.ScanStep;
import dev.komodo.graph.Tensor;
import dev.komodo.onnx.OnnxModel;
import dev.komodo.runtime.NDArray;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The proofs: one hard member of each kernel family.
final class ProofList {
    private final Path models;
    private final Path digits;

    /// The proofs of a checkout.
    ProofList(Path root) {
        this.models = root.resolve("bench/models");
        this.digits = root.resolve("examples/digits/digits.onnx");
    }

    List<Proof> all() throws IOException {
        return List.of(
                digits(), matmul(), softmax(), blackScholes(), scan(), nonZero(), halfCast());
    }

    private Proof digits() throws IOException {
        return model(
                "digits, 360 images",
                digits,
                arena -> Map.of("images", uniform(arena, 1, 0, 1, DType.F32, 360, 64)),
                360 * 2.0 * (64 * 96 + 96 * 48 + 48 * 10),
                360 * 4 * (64 + 10));
    }

    /// `[1024,1024] x [1024,1024] -> [1024,1024]`: `2 n^3` flops.
    private Proof matmul() throws IOException {
        return model(
                "matmul 1024 f32",
                models.resolve("matmul_1024.onnx"),
                arena ->
                        Map.of(
                                "a", uniform(arena, 2, -1, 1, DType.F32, 1024, 1024),
                                "b", uniform(arena, 3, -1, 1, DType.F32, 1024, 1024)),
                2.0 * 1024 * 1024 * 1024,
                12.0 * 1024 * 1024);
    }

    private Proof softmax() throws IOException {
        return model(
                "softmax 4096x1024",
                models.resolve("softmax.onnx"),
                arena -> Map.of("x", uniform(arena, 4, -5, 5, DType.F32, 4096, 1024)),
                0,
                8.0 * 4096 * 1024);
    }

    private Proof blackScholes() throws IOException {
        return model(
                "black_scholes 4M",
                models.resolve("black_scholes.onnx"),
                arena ->
                        Map.of(
                                "S", uniform(arena, 5, 10, 50, DType.F32, 4_000_000),
                                "K", uniform(arena, 6, 10, 50, DType.F32, 4_000_000),
                                "t", uniform(arena, 7, 0.1, 2, DType.F32, 4_000_000),
                                "sig", uniform(arena, 8, 0.1, 0.6, DType.F32, 4_000_000)),
                0,
                20.0 * 4_000_000);
    }

    /// A decaying sum of up to 4 M numbers that stops when it passes 400,000 (near step 1.6 M).
    private static Proof scan() {
        Graph graph =
                Graph.build(
                        "scan_exit",
                        g -> {
                            Tensor x = g.input("x", DType.F64, g.dim("n"));
                            Tensor zero = g.constant(DType.F64, 0);
                            ScanResult result =
                                    g.scan(
                                            x.dim(0),
                                            List.of(zero),
                                            List.of(x),
                                            (carries, elements) -> {
                                                Tensor sum =
                                                        carries.getFirst()
                                                                .mul(0.999999)
                                                                .add(elements.getFirst());
                                                return ScanStep.of(List.of(sum), List.of(sum))
                                                        .goOnWhile(sum.less(400_000));
                                            });
                            g.output("last", result.carries().getFirst());
                            g.output("sums", result.emitted().getFirst());
                        });
        return proof(
                "scan with early exit",
                graph,
                arena -> Map.of("x", uniform(arena, 9, 0, 1, DType.F64, 4_000_000)),
                16.0 * 1_600_000);
    }

    private static Proof nonZero() {
        Graph graph =
                Graph.build(
                        "nonzero_sum",
                        g -> {
                            Tensor x = g.input("x", DType.F32, g.dim("n"));
                            Tensor positions = x.greater(0).nonZero();
                            g.output("total", positions.sum());
                            g.output("positions", positions);
                        });
        return proof(
                "NonZero into a sum, 4M",
                graph,
                arena -> Map.of("x", uniform(arena, 10, -1, 1, DType.F32, 4_000_000)),
                (4 + 4 + 8 + 4) * 4_000_000.0);
    }

    private static Proof halfCast() {
        Graph graph =
                Graph.build(
                        "half_cast",
                        g -> {
                            Tensor x = g.input("x", DType.F32, g.dim("n"));
                            g.output("y", x.cast(DType.F16));
                        });
        Proof onHost =
                proof(
                        "f32 to f16, 4M, x86-64-v3",
                        graph,
                        arena -> Map.of("x", uniform(arena, 11, -100, 100, DType.F32, 4_000_000)),
                        6.0 * 4_000_000);
        return new Proof(
                onHost.name(),
                graph,
                onHost.arguments(),
                onHost.peer(),
                0,
                onHost.bytes(),
                Optional.of("x86-64-v3"));
    }

    private static Proof proof(
            String name,
            Graph graph,
            Function<Arena, Map<String, NDArray>> arguments,
            double bytes) {
        return new Proof(name, graph, arguments, Optional.empty(), 0, bytes, Optional.empty());
    }

    private static Proof model(
            String name,
            Path file,
            Function<Arena, Map<String, NDArray>> arguments,
            double flops,
            double bytes)
            throws IOException {
        Graph graph = OnnxModel.read(file).graph();
        return new Proof(name, graph, arguments, Optional.of(file), flops, bytes, Optional.empty());
    }
}
