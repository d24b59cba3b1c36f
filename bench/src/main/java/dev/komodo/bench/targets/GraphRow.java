package dev.komodo.bench.targets;

import dev.komodo.Komodo;
import dev.komodo.Options;
import dev.komodo.bench.model.ModelArguments;
import dev.komodo.graph.Graph;
import dev.komodo.measure.Ceilings;
import dev.komodo.measure.Work;
import dev.komodo.runtime.Binding;
import dev.komodo.runtime.Kernel;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A graph that nobody else here can run as one kernel, at one thread and at two beside the
/// ceilings.
///
/// @param length of its symbolic dims
/// @param target the processor to compile for, if not this host
/// @param ceilings the probes at one thread and at two
record GraphRow(
        String name,
        Graph graph,
        long length,
        Optional<String> target,
        Map<Integer, Ceilings> ceilings)
        implements TargetRow {
    @Override
    public RowResult measure(int turns) {
        try (Arena arena = Arena.ofShared();
                Komodo one = Komodo.open(options(1));
                Komodo two = Komodo.open(options(2));
                Kernel oneKernel = one.compile(graph);
                Kernel twoKernel = two.compile(graph)) {
            ModelArguments arguments = new ModelArguments(arena, graph, length);
            Contest contest = new Contest(ceilings, Work.of(graph, arguments.dims()));
            try (Binding oneCall = bind(oneKernel, arguments, arena);
                    Binding twoCall = bind(twoKernel, arguments, arena)) {
                contest.addKomodo(1, oneCall::run);
                contest.addKomodo(2, twoCall::run);
                return contest.measure(name, turns, one.target().level3Bytes(), List.of());
            }
        }
    }

    private Options options(int threads) {
        Options options = Options.defaults().threads(threads).withoutCache();
        return target.map(options::target).orElse(options);
    }

    private static Binding bind(Kernel kernel, ModelArguments arguments, Arena arena) {
        Binding.Builder builder = kernel.bind();
        arguments.arrays().forEach(builder::input);
        return builder.allocateOutputs(arena).build();
    }
}
