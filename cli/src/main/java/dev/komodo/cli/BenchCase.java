package dev.komodo.cli;

import dev.komodo.Komodo;
import dev.komodo.Options;
import dev.komodo.graph.Dim;
import dev.komodo.graph.DimBinding;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Op;
import dev.komodo.measure.Agreement;
import dev.komodo.measure.Ceiling;
import dev.komodo.measure.CeilingShare;
import dev.komodo.measure.Ceilings;
import dev.komodo.measure.Interleaved;
import dev.komodo.measure.RandomArrays;
import dev.komodo.measure.Samples;
import dev.komodo.measure.Work;
import dev.komodo.measure.peer.PeerProvider;
import dev.komodo.measure.peer.PeerSession;
import dev.komodo.runtime.Binding;
import dev.komodo.runtime.Kernel;
import dev.komodo.runtime.NDArray;
import dev.komodo.runtime.Signature;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Measures models at one number of threads.
///
/// @param options how Komodo compiles and runs
/// @param ceilings this machine's probes at as many threads
/// @param hostRates what they reached before the first model
/// @param peer the other runtime, if any
/// @param arguments the models' inputs
/// @param seconds how long calls count, on each side
record BenchCase(
        Options options,
        Ceilings ceilings,
        Map<Ceiling, Double> hostRates,
        Optional<PeerProvider> peer,
        BenchInputs arguments,
        double seconds) {
    private static final int TURNS = 5;
    private static final long PROBE_NANOS = 15_000_000;

    /// Where nobody else has threads that spin.
    private static final long SHORT_SETTLE_NANOS = 20_000_000;

    /// Compiles, compares and times a model.
    ///
    /// @throws MismatchException if the peer computes something else
    BenchRow measure(Path model) throws IOException, MismatchException {
        Graph graph = ModelFiles.read(model).graph();
        try (Komodo komodo = Komodo.open(options);
                Kernel kernel = komodo.compile(graph);
                Arena arena = Arena.ofShared()) {
            Map<String, NDArray> inputs = arguments.arrays(arena, kernel.signature());
            Binding.Builder builder = kernel.bind();
            inputs.forEach(builder::input);
            try (Binding binding = builder.allocateOutputs(arena).build()) {
                RandomArrays.Draw draw = settleInputs(binding, inputs);
                Work work = Work.of(graph, dims(graph, inputs));
                Measured measured = beside(model, kernel, binding, inputs, work);
                CeilingShare share =
                        CeilingShare.of(
                                work,
                                measured.komodo().median(),
                                measured.rates(),
                                komodo.target().level3Bytes());
                return new BenchRow(
                        model,
                        options.threads(),
                        kernel.report(),
                        draw,
                        measured.komodo(),
                        measured.peer(),
                        work,
                        share,
                        measured.rates());
            }
        }
    }

    private static Map<Dim, Long> dims(Graph graph, Map<String, NDArray> inputs) {
        return DimBinding.bind(
                graph,
                graph.inputs().stream()
                        .map(Op.Input::name)
                        .map(name -> Objects.requireNonNull(inputs.get(name)).sizes())
                        .toList());
    }

    /// Calls the kernel; if results are NaN, the model may be defined above zero only.
    private RandomArrays.Draw settleInputs(Binding binding, Map<String, NDArray> inputs) {
        binding.run();
        if (!hasNaN(binding)) {
            return RandomArrays.Draw.NORMAL;
        }
        arguments.fill(inputs, RandomArrays.Draw.POSITIVE);
        binding.run();
        return RandomArrays.Draw.POSITIVE;
    }

    private static boolean hasNaN(Binding binding) {
        for (NDArray output : binding.outputs()) {
            for (long i = 0; output.dtype().isFloat() && i < output.elements(); i++) {
                if (Double.isNaN(output.get(i))) {
                    return true;
                }
            }
        }
        return false;
    }

    private record Measured(
            Samples komodo, Optional<BenchRow.Peer> peer, Map<Ceiling, Double> rates) {}

    private Measured beside(
            Path model, Kernel kernel, Binding binding, Map<String, NDArray> inputs, Work work)
            throws MismatchException {
        if (peer.isEmpty()) {
            return time(binding, work, Optional.empty());
        }
        long start = System.nanoTime();
        try (PeerSession session = peer.get().open(model, options.threads(), inputs)) {
            long loadNanos = System.nanoTime() - start;
            double difference = compare(kernel.signature(), binding, session);
            return time(binding, work, Optional.of(new OpenPeer(session, loadNanos, difference)));
        }
    }

    private record OpenPeer(PeerSession session, long loadNanos, double difference) {}

    /// The largest difference of all outputs, in units of what is allowed.
    private static double compare(Signature signature, Binding binding, PeerSession session)
            throws MismatchException {
        double largest = 0;
        try (Arena results = Arena.ofShared()) {
            Map<String, NDArray> expected = session.results(results);
            for (Signature.Parameter output : signature.outputs()) {
                NDArray theirs = expected.get(output.name());
                if (theirs == null) {
                    throw new MismatchException(
                            "the peer has no output '%s' but %s"
                                    .formatted(output.name(), expected.keySet()));
                }
                Agreement agreement =
                        Agreement.of(output.name(), binding.output(output.name()), theirs);
                if (agreement.mismatch().isPresent()) {
                    throw new MismatchException("results differ: " + agreement.mismatch().get());
                }
                largest = Math.max(largest, agreement.largest());
            }
        }
        return largest;
    }

    private Measured time(Binding binding, Work work, Optional<OpenPeer> other) {
        long turnNanos = (long) (seconds * 1e9 / TURNS);
        long settle = other.isPresent() ? Interleaved.SETTLE_NANOS : SHORT_SETTLE_NANOS;
        List<Ceiling> probed = List.copyOf(CeilingShare.needed(work));
        List<Interleaved.Side> sides = new ArrayList<>();
        sides.add(new Interleaved.Calls(binding::run, settle, turnNanos));
        probed.forEach(ceiling -> sides.add(ceilings.side(ceiling, PROBE_NANOS)));
        other.ifPresent(o -> sides.add(new Interleaved.Calls(o.session()::run, settle, turnNanos)));
        List<Samples> times = Interleaved.time(TURNS, sides);
        Map<Ceiling, Double> rates = new EnumMap<>(hostRates);
        for (int i = 0; i < probed.size(); i++) {
            rates.put(probed.get(i), Ceilings.rate(times.get(1 + i)));
        }
        return new Measured(
                times.getFirst(),
                other.map(
                        o ->
                                new BenchRow.Peer(
                                        peer.orElseThrow().name(),
                                        peer.orElseThrow().version(),
                                        times.getLast(),
                                        o.loadNanos(),
                                        o.difference())),
                rates);
    }
}
