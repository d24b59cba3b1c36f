package dev.komodo.bench.targets;

import dev.komodo.Komodo;
import dev.komodo.Options;
import dev.komodo.bench.model.MismatchException;
import dev.komodo.bench.model.ModelArguments;
import dev.komodo.bench.rival.Computation;
import dev.komodo.bench.rival.Rival;
import dev.komodo.bench.rival.RivalSession;
import dev.komodo.bench.rival.Rivals;
import dev.komodo.graph.DType;
import dev.komodo.graph.Graph;
import dev.komodo.measure.Agreement;
import dev.komodo.measure.Ceilings;
import dev.komodo.measure.Work;
import dev.komodo.runtime.Binding;
import dev.komodo.runtime.Kernel;
import dev.komodo.runtime.NDArray;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A square product of a dtype that ONNX Runtime has none of, at one thread and at two beside
/// others.
///
/// @param size of the matrices
/// @param ceilings the probes at one thread and at two
/// @param others names of rivals
/// @param rivals finds them
/// @param aims what is asked
record ProductRow(
        String name,
        DType dtype,
        long size,
        Map<Integer, Ceilings> ceilings,
        List<String> others,
        Rivals rivals,
        List<Aim> aims)
        implements TargetRow {
    private Graph graph() {
        return Graph.build(
                name,
                g ->
                        g.output(
                                "y",
                                g.input("a", dtype, size, size)
                                        .matmul(g.input("b", dtype, size, size))));
    }

    @Override
    public RowResult measure(int turns) {
        Graph graph = graph();
        try (Arena arena = Arena.ofShared();
                Komodo one = Komodo.open(Options.defaults().threads(1).withoutCache());
                Komodo two = Komodo.open(Options.defaults().threads(2).withoutCache());
                Kernel oneKernel = one.compile(graph);
                Kernel twoKernel = two.compile(graph)) {
            ModelArguments arguments = new ModelArguments(arena, graph, 1);
            Contest contest = new Contest(ceilings, Work.of(graph, arguments.dims()));
            try (Binding oneCall = bind(oneKernel, arguments, arena);
                    Binding twoCall = bind(twoKernel, arguments, arena)) {
                oneCall.run();
                for (Map.Entry<Integer, Binding> call : Map.of(1, oneCall, 2, twoCall).entrySet()) {
                    contest.addKomodo(call.getKey(), call.getValue()::run);
                    add(contest, call.getKey(), arguments, oneCall.output("y"), arena);
                }
                return contest.measure(name, turns, one.target().level3Bytes(), aims);
            }
        }
    }

    private void add(
            Contest contest, int threads, ModelArguments arguments, NDArray expected, Arena arena) {
        for (String other : others) {
            Optional<Rival> rival = rivals.find(other);
            if (rival.isEmpty()) {
                continue;
            }
            NDArray result = NDArray.of(arena, expected.dtype(), expected.sizes());
            List<NDArray> inputs = new ArrayList<>(arguments.arrays().values());
            RivalSession session = rival.get().open(Computation.PRODUCT, threads, inputs, result);
            session.beginTurn();
            session.run();
            session.publish();
            Agreement.of("y", expected, result)
                    .mismatch()
                    .ifPresent(
                            text -> {
                                throw new MismatchException("Komodo and " + other + ": " + text);
                            });
            contest.add(other, threads, session::beginTurn, session::run);
        }
    }

    private static Binding bind(Kernel kernel, ModelArguments arguments, Arena arena) {
        Binding.Builder builder = kernel.bind();
        arguments.arrays().forEach(builder::input);
        return builder.allocateOutputs(arena).build();
    }
}
