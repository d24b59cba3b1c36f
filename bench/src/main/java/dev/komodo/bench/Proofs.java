package dev.komodo.bench;

import ai.onnxruntime.OrtException;

import dev.komodo.Komodo;
import dev.komodo.Options;
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
    private static final double TOLERANCE = 1e-4;
    private static final int WARMUP = 2;
    private static final int ROUNDS = 15;

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
    public static void main(String[] arguments) throws IOException, OrtException {
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

    private void measure(Proof proof, int threads) throws OrtException, IOException {
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

    /// Median nanoseconds of a call, of the peer's (NaN without one) and of one ceiling measurement
    /// beside them.
    private record Row(double ownNanos, double peerNanos, double ceilingPerNano) {}

    private static Row times(Proof proof, int threads, Binding binding, Map<String, NDArray> inputs)
            throws OrtException {
        try (Ceiling ceiling = Ceiling.of(proof, threads)) {
            List<Runnable> contestants = new ArrayList<>(List.of(binding::run, ceiling::run));
            if (proof.peer().isEmpty()) {
                List<Interleaved.Times> times = Interleaved.time(WARMUP, ROUNDS, 1, contestants);
                return new Row(times.get(0).medianNanos(), Double.NaN, rate(ceiling, times.get(1)));
            }
            try (Peer peer = new Peer(proof.peer().get(), threads, inputs)) {
                compare(proof, binding, peer);
                contestants.add(peer::run);
                List<Interleaved.Times> times = Interleaved.time(WARMUP, ROUNDS, 1, contestants);
                return new Row(
                        times.get(0).medianNanos(),
                        times.get(2).medianNanos(),
                        rate(ceiling, times.get(1)));
            }
        }
    }

    private static double rate(Ceiling ceiling, Interleaved.Times times) {
        return ceiling.workPerRun() / times.medianNanos();
    }

    private static void compare(Proof proof, Binding binding, Peer peer) throws OrtException {
        binding.run();
        float[] expected = peer.result();
        NDArray found = binding.outputs().getFirst();
        if (expected.length != found.elements()) {
            throw new IllegalStateException(proof.name() + ": other sizes than the peer's");
        }
        for (int i = 0; i < expected.length; i++) {
            double difference = Math.abs(found.get(i) - expected[i]);
            if (!(difference <= TOLERANCE * (1 + Math.abs(expected[i])))) {
                throw new IllegalStateException(
                        "%s: element %d is %s, the peer's %s"
                                .formatted(proof.name(), i, found.get(i), expected[i]));
            }
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
                100 * rate / row.ceilingPerNano());
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
