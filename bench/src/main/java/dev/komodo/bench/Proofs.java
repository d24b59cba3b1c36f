package dev.komodo.bench;

import dev.komodo.Komodo;
import dev.komodo.Options;
import dev.komodo.measure.Agreement;
import dev.komodo.measure.Ceiling;
import dev.komodo.measure.Ceilings;
import dev.komodo.measure.Interleaved;
import dev.komodo.measure.Samples;
import dev.komodo.measure.peer.PeerSession;
import dev.komodo.peer.onnxruntime.OnnxRuntimePeer;
import dev.komodo.runtime.Binding;
import dev.komodo.runtime.Kernel;
import dev.komodo.runtime.KernelReport;
import dev.komodo.runtime.NDArray;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Measures the proofs: cold compile, cached load, run, and the ratio to ONNX Runtime and to this
/// machine's ceilings.
public final class Proofs {
    private static final int TURNS = 10;
    private static final long TURN_NANOS = 200_000_000;
    private static final long PROBE_NANOS = 30_000_000;

    private final PrintStream out;
    private final Path cache;

    private Proofs(PrintStream out, Path cache) {
        this.out = out;
        this.cache = cache;
    }

    /// Prints the table.
    ///
    /// @param arguments the root of the checkout, then the names (or parts of names) of rows; none
    ///   means all
    public static void main(String[] arguments) throws IOException {
        Path cache = Files.createTempDirectory("komodo-proofs");
        try {
            Proofs proofs = new Proofs(System.out, cache);
            List<String> wanted = List.of(arguments).subList(1, arguments.length);
            proofs.header();
            for (int threads : new int[] {1, 2}) {
                for (Proof proof : new ProofList(Path.of(arguments[0])).all()) {
                    if (wanted.isEmpty() || wanted.stream().anyMatch(proof.name()::contains)) {
                        proofs.measure(proof, threads);
                    }
                }
            }
        } finally {
            delete(cache);
        }
    }

    private void header() {
        out.println(
                "| proof | threads | compile ms | load ms | run ms | peer ms | peer / Komodo | rate"
                        + " | of ceiling |");
        out.println("|---|---|---|---|---|---|---|---|---|");
    }

    private void measure(Proof proof, int threads) throws IOException {
        Options options = Options.defaults().threads(threads).cacheFolder(cache);
        if (proof.target().isPresent()) {
            options = options.target(proof.target().get());
        }
        delete(cache);
        KernelReport cold;
        try (Komodo komodo = Komodo.open(options);
                Kernel kernel = komodo.compile(proof.graph())) {
            cold = kernel.report();
        }
        try (Komodo komodo = Komodo.open(options);
                Kernel kernel = komodo.compile(proof.graph());
                Arena arena = Arena.ofShared()) {
            if (kernel.report().cache() != KernelReport.CacheOutcome.HIT) {
                throw new IllegalStateException(proof.name() + " was not found in the cache");
            }
            Map<String, NDArray> inputs = proof.arguments().apply(arena);
            Binding.Builder builder = kernel.bind();
            inputs.forEach(builder::input);
            try (Binding binding = builder.allocateOutputs(arena).build()) {
                Row row = times(proof, threads, binding, inputs);
                print(proof, threads, cold, kernel.report(), row);
            }
        }
    }

    /// Median nanoseconds of a call, of the peer's (NaN without one), and billions of operations or
    /// bytes a second of the ceiling beside them.
    private record Row(double ownNanos, double peerNanos, double ceiling) {}

    private static Row times(
            Proof proof, int threads, Binding binding, Map<String, NDArray> inputs) {
        if (proof.peer().isEmpty()) {
            return times(proof, threads, List.of(calls(binding::run)));
        }
        try (PeerSession peer = new OnnxRuntimePeer().open(proof.peer().get(), threads, inputs)) {
            compare(proof, binding, peer);
            return times(proof, threads, List.of(calls(binding::run), calls(peer::run)));
        }
    }

    private static Interleaved.Side calls(Runnable call) {
        return new Interleaved.Calls(call, Interleaved.SETTLE_NANOS, TURN_NANOS);
    }

    /// The sides take turns with a ceiling: that of products, or the better one of copying memory.
    private static Row times(Proof proof, int threads, List<Interleaved.Side> sides) {
        List<Ceiling> probed =
                proof.flops() > 0
                        ? List.of(Ceiling.FMA_F32)
                        : List.of(Ceiling.COPY, Ceiling.STREAM_COPY);
        try (Ceilings ceilings = Ceilings.open(threads)) {
            List<Interleaved.Side> all = new ArrayList<>(sides);
            probed.forEach(ceiling -> all.add(1, ceilings.side(ceiling, PROBE_NANOS)));
            List<Samples> times = Interleaved.time(TURNS, all);
            double best = 0;
            for (int i = 0; i < probed.size(); i++) {
                best = Math.max(best, Ceilings.rate(times.get(1 + i)));
            }
            return new Row(
                    times.getFirst().median(),
                    sides.size() == 1 ? Double.NaN : times.getLast().median(),
                    best);
        }
    }

    private static void compare(Proof proof, Binding binding, PeerSession peer) {
        binding.run();
        try (Arena arena = Arena.ofShared()) {
            NDArray expected = peer.results(arena).values().iterator().next();
            Agreement.of(proof.name(), binding.outputs().getFirst(), expected)
                    .mismatch()
                    .ifPresent(
                            text -> {
                                throw new IllegalStateException(text);
                            });
        }
    }

    private void print(Proof proof, int threads, KernelReport cold, KernelReport warm, Row row) {
        double work = proof.flops() > 0 ? proof.flops() : proof.bytes();
        double rate = work / row.ownNanos();
        out.printf(
                "| %s | %d | %.0f | %.1f | %.3f | %s | %s | %.1f %s | %.0f %% |%n",
                proof.name(),
                threads,
                cold.compileNanos() / 1e6,
                warm.loadNanos() / 1e6,
                row.ownNanos() / 1e6,
                Double.isNaN(row.peerNanos()) ? "" : "%.3f".formatted(row.peerNanos() / 1e6),
                Double.isNaN(row.peerNanos())
                        ? ""
                        : "%.2f".formatted(row.peerNanos() / row.ownNanos()),
                rate,
                proof.flops() > 0 ? "GFLOP/s" : "GB/s",
                100 * rate / row.ceiling());
        out.flush();
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
