package dev.komodo.bench.targets;

import dev.komodo.bench.model.ModelArguments;
import dev.komodo.bench.model.ModelPair;
import dev.komodo.bench.rival.Computation;
import dev.komodo.bench.rival.Rival;
import dev.komodo.bench.rival.RivalSession;
import dev.komodo.bench.rival.Rivals;
import dev.komodo.graph.Graph;
import dev.komodo.measure.Ceilings;
import dev.komodo.measure.Interleaved;
import dev.komodo.measure.Work;
import dev.komodo.onnx.OnnxModel;
import dev.komodo.runtime.NDArray;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
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
    /// Rivals in Java are compiled by the JVM while they run.
    private static final long WARM_UP_NANOS = 400_000_000;

    @Override
    public RowResult measure(int turns) throws IOException {
        Graph graph = OnnxModel.read(model).graph();
        List<RivalSession> sessions = new ArrayList<>();
        try (Arena arena = Arena.ofShared()) {
            ModelArguments arguments = new ModelArguments(arena, graph, 1);
            Contest contest = new Contest(ceilings, Work.of(graph, arguments.dims()));
            try (ModelPair one = new ModelPair(model, graph, arguments, 1);
                    ModelPair two = new ModelPair(model, graph, arguments, 2)) {
                Map<Integer, ModelPair> pairs = Map.of(1, one, 2, two);
                for (int threads : List.of(1, 2)) {
                    ModelPair pair = Objects.requireNonNull(pairs.get(threads));
                    contest.addKomodo(threads, pair::runKomodo);
                    contest.add(Timing.ONNX_RUNTIME, threads, () -> {}, pair::runOnnxRuntime);
                    for (String other : others) {
                        Optional<Rival> rival = rivals.find(other);
                        if (rival.isPresent()) {
                            RivalSession session =
                                    open(rival.get(), threads, pair, arena, arguments);
                            sessions.add(session);
                            contest.add(other, threads, session::beginTurn, session::run);
                        }
                    }
                }
                return contest.measure(name, turns, one.cacheBytes(), aims);
            }
        } finally {
            sessions.forEach(RivalSession::close);
        }
    }

    /// Opens a rival, holds its result against ONNX Runtime's, and warms it up.
    private RivalSession open(
            Rival rival, int threads, ModelPair pair, Arena arena, ModelArguments arguments) {
        Map.Entry<String, NDArray> expected = pair.expected().entrySet().iterator().next();
        NDArray result =
                NDArray.of(arena, expected.getValue().dtype(), expected.getValue().sizes());
        RivalSession session =
                rival.open(
                        computation.orElseThrow(),
                        threads,
                        List.copyOf(arguments.arrays().values()),
                        result);
        session.beginTurn();
        session.run();
        session.publish();
        pair.requireAgreement(rival.name(), expected.getKey(), result);
        new Interleaved.Calls(session::run, WARM_UP_NANOS, 0).turn();
        return session;
    }
}
