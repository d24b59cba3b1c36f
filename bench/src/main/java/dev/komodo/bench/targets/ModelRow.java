package dev.komodo.bench.targets;

import dev.komodo.bench.model.ModelArguments;
import dev.komodo.bench.model.ModelPair;
import dev.komodo.bench.rival.Computation;
import dev.komodo.bench.rival.Rival;
import dev.komodo.bench.rival.RivalSession;
import dev.komodo.bench.rival.Rivals;
import dev.komodo.graph.Graph;
import dev.komodo.measure.Ceiling;
import dev.komodo.measure.CeilingShare;
import dev.komodo.measure.Ceilings;
import dev.komodo.measure.Interleaved;
import dev.komodo.measure.Samples;
import dev.komodo.measure.Work;
import dev.komodo.onnx.OnnxModel;
import dev.komodo.runtime.NDArray;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// A model beside ONNX Runtime and others, at one thread and at two.
///
/// @param model its file
/// @param ceilings the probes at one thread and at two
/// @param computation what rivals are asked for
/// @param others names of rivals who can compute it as well; such a model has one output
/// @param rivals finds them
/// @param aims what is asked; a scaling only counts where arithmetic is the nearer ceiling
record ModelRow(
        String name,
        Path model,
        Map<Integer, Ceilings> ceilings,
        Optional<Computation> computation,
        List<String> others,
        Rivals rivals,
        List<Aim> aims)
        implements TargetRow {
    private static final long TURN_NANOS = 50_000_000;
    private static final long PROBE_NANOS = 15_000_000;

    /// Rivals in Java are compiled by the JVM while they run.
    private static final long WARM_UP_NANOS = 400_000_000;

    /// A side with its name.
    ///
    /// @param probe the ceiling that it probes, if it is no contestant
    private record Named(
            String side, int threads, Interleaved.Side turns, Optional<Ceiling> probe) {
        static Named contestant(String side, int threads, Interleaved.Side turns) {
            return new Named(side, threads, turns, Optional.empty());
        }
    }

    @Override
    public RowResult measure(int turns) throws IOException {
        Graph graph = OnnxModel.read(model).graph();
        List<RivalSession> sessions = new ArrayList<>();
        try (Arena arena = Arena.ofShared()) {
            ModelArguments arguments = new ModelArguments(arena, graph, 1);
            Work work = Work.of(graph, arguments.dims());
            try (ModelPair one = new ModelPair(model, graph, arguments, 1);
                    ModelPair two = new ModelPair(model, graph, arguments, 2)) {
                List<Named> sides = new ArrayList<>();
                addPair(sides, one, 1, work);
                addPair(sides, two, 2, work);
                for (String other : others) {
                    Optional<Rival> rival = rivals.find(other);
                    if (rival.isPresent()) {
                        sides.add(rival(rival.get(), 1, one, arena, arguments, sessions));
                        sides.add(rival(rival.get(), 2, two, arena, arguments, sessions));
                    }
                }
                return result(sides, turns, work, one.cacheBytes());
            }
        } finally {
            sessions.forEach(RivalSession::close);
        }
    }

    /// Komodo, the ceilings right after it, then ONNX Runtime, whose threads spin longest.
    private void addPair(List<Named> sides, ModelPair pair, int threads, Work work) {
        sides.add(Named.contestant(Timing.KOMODO, threads, calls(pair::runKomodo)));
        Ceilings probes = Objects.requireNonNull(ceilings.get(threads));
        for (Ceiling ceiling : CeilingShare.needed(work)) {
            Interleaved.Side probe = probes.side(ceiling, PROBE_NANOS);
            sides.add(new Named(ceiling.text(), threads, probe, Optional.of(ceiling)));
        }
        sides.add(Named.contestant(Timing.ONNX_RUNTIME, threads, calls(pair::runOnnxRuntime)));
    }

    private Named rival(
            Rival rival,
            int threads,
            ModelPair pair,
            Arena arena,
            ModelArguments arguments,
            List<RivalSession> sessions) {
        Map.Entry<String, NDArray> expected = pair.expected().entrySet().iterator().next();
        NDArray result =
                NDArray.of(arena, expected.getValue().dtype(), expected.getValue().sizes());
        RivalSession session =
                rival.open(
                        computation.orElseThrow(),
                        threads,
                        List.copyOf(arguments.arrays().values()),
                        result);
        sessions.add(session);
        session.beginTurn();
        session.run();
        session.publish();
        pair.requireAgreement(rival.name(), expected.getKey(), result);
        new Interleaved.Calls(session::run, WARM_UP_NANOS, 0).turn();
        return Named.contestant(
                rival.name(),
                threads,
                () -> {
                    session.beginTurn();
                    return calls(session::run).turn();
                });
    }

    private static Interleaved.Calls calls(Runnable call) {
        return new Interleaved.Calls(call, Interleaved.SETTLE_NANOS, TURN_NANOS);
    }

    private RowResult result(List<Named> sides, int turns, Work work, long cacheBytes) {
        List<Samples> times = Interleaved.time(turns, sides.stream().map(Named::turns).toList());
        List<Timing> timings = new ArrayList<>();
        Map<Integer, Map<Ceiling, Double>> rates = new HashMap<>();
        for (int i = 0; i < sides.size(); i++) {
            Named side = sides.get(i);
            Timing timing = new Timing(side.side(), side.threads(), times.get(i));
            if (side.probe().isPresent()) {
                rates.computeIfAbsent(side.threads(), _ -> new EnumMap<>(Ceiling.class))
                        .put(side.probe().get(), Ceilings.rate(timing.samples()));
            } else {
                timings.add(timing);
            }
        }
        Map<Integer, CeilingShare> shares = new HashMap<>();
        for (Timing timing : timings) {
            if (timing.side().equals(Timing.KOMODO)) {
                Map<Ceiling, Double> beside = Objects.requireNonNull(rates.get(timing.threads()));
                double nanos = timing.samples().median();
                shares.put(timing.threads(), CeilingShare.of(work, nanos, beside, cacheBytes));
            }
        }
        return RowResult.of(name, timings, shares, asked(shares));
    }

    private List<Aim> asked(Map<Integer, CeilingShare> shares) {
        boolean isCompute = Objects.requireNonNull(shares.get(1)).binding().equals("compute");
        return aims.stream().filter(aim -> isCompute || !(aim instanceof Aim.Scaling)).toList();
    }
}
