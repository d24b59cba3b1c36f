package dev.komodo.pipeline;

import dev.komodo.cache.CacheKey;
import dev.komodo.emit.NameSource;
import dev.komodo.emit.ProfileLayout;
import dev.komodo.graph.Graph;
import dev.komodo.graph.GraphPrinter;
import dev.komodo.graph.GraphVerifier;
import dev.komodo.jit.CodeOptions;
import dev.komodo.jit.CompiledProgram;
import dev.komodo.jit.FixedNames;
import dev.komodo.jit.Listings;
import dev.komodo.jit.ObjectCode;
import dev.komodo.jit.ObjectCompiler;
import dev.komodo.jit.UnitObjects;
import dev.komodo.loop.LoopPrinter;
import dev.komodo.loop.LoopProgram;
import dev.komodo.loop.LoopVerifier;
import dev.komodo.loop.pass.InsertFma;
import dev.komodo.loop.pass.LoopPass;
import dev.komodo.loop.pass.ShareFunctions;
import dev.komodo.loop.pass.SimplifyIndices;
import dev.komodo.loop.pass.Unroll;
import dev.komodo.loop.pass.Vectorize;
import dev.komodo.rewrite.Rewriter;
import dev.komodo.rewrite.RuleSet;
import dev.komodo.rewrite.SelfCheck;
import dev.komodo.schedule.KernelSummary;
import dev.komodo.schedule.Scheduler;
import dev.komodo.target.Algebra;
import dev.komodo.target.Effort;
import dev.komodo.target.Target;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The map: from a graph to object code, every arrow in order. The cache was asked before the first
/// of them.
///
/// ```
/// Graph -> rewrite -> schedule -> vectorize -> unroll -> simplify-indices -> insert-fma
///       -> share-functions -> object-code
/// ```
public final class Pipeline {
    private final Target target;
    private final Effort effort;
    private final Algebra algebra;
    private final boolean checkRewrites;
    private final PassListener listener;

    /// The way to a machine, with the usual effort.
    public Pipeline(Target target, PassListener listener) {
        this(target, Effort.NORMAL, listener);
    }

    /// The way to a machine.
    public Pipeline(Target target, Effort effort, PassListener listener) {
        this(target, effort, Algebra.FLOATS, false, listener);
    }

    /// The way to a machine.
    ///
    /// @param algebra which identities rewriting may use
    /// @param checkRewrites whether the program is executed before and after each rewrite, see
    ///   [SelfCheck]
    public Pipeline(
            Target target,
            Effort effort,
            Algebra algebra,
            boolean checkRewrites,
            PassListener listener) {
        this.target = target;
        this.effort = effort;
        this.algebra = algebra;
        this.checkRewrites = checkRewrites;
        this.listener = listener;
    }

    /// Rewrites by the themed rules, to a fixpoint; verified, for rules are many and small.
    private Pass<Graph, Graph> rewrite() {
        return new Pass<>("rewrite", this::rewritten, GraphVerifier::verify, GraphPrinter::print);
    }

    private Graph rewritten(Graph graph) {
        RuleSet rules =
                switch (algebra) {
                    case FLOATS -> RuleSet.simplify();
                    case REALS -> RuleSet.withAlgebra();
                };
        return checkRewrites ? SelfCheck.rewrite(graph, rules, 1) : Rewriter.rewrite(graph, rules);
    }

    /// Decides fusion, tiling, vector widths, parallel splits and buffers.
    private Pass<Graph, LoopProgram> schedule() {
        return new Pass<>(
                "schedule",
                graph -> Scheduler.schedule(graph, target, effort),
                LoopVerifier::verify,
                LoopPrinter::print);
    }

    /// The passes on loops, in order.
    ///
    /// @param timed whether each kernel's time is kept, which takes a function for each
    private List<LoopPass> loopPasses(boolean timed) {
        List<LoopPass> passes = new ArrayList<>();
        passes.add(new Vectorize()); // before fma: products and sums must stand in their final form
        passes.add(new Unroll());
        passes.add(new SimplifyIndices());
        if (target.fusedMultiplyAdd()) {
            // last of those that change values: what it writes is what the interpreter and the
            // machine agree on
            passes.add(new InsertFma());
        }
        if (!timed) {
            passes.add(new ShareFunctions());
        }
        return passes;
    }

    /// Compiles a graph.
    ///
    /// @param key names the compilation in dumps
    /// @param names what the definitions are called
    /// @param timed whether the code keeps the time of each kernel, see
    ///   [dev.komodo.emit.ProfileLayout]
    /// @throws dev.komodo.error.CompilerException as the passes and LLVM say
    public CompiledProgram compile(Graph graph, CacheKey key, NameSource names, boolean timed) {
        return compile(graph, key, names, timed, UnitObjects.NONE);
    }

    /// Compiles a graph; as [#compile(Graph, CacheKey, NameSource, boolean)].
    ///
    /// @param units the objects of parts of other graphs, from which nothing but time depends
    public CompiledProgram compile(
            Graph graph, CacheKey key, NameSource names, boolean timed, UnitObjects units) {
        PassRunner runner = new PassRunner(Dumps.of(graph.name()), listener);
        runner.dumps().write("graph.ir", () -> GraphPrinter.print(graph));
        LoopProgram program = lower(graph, runner, timed);
        if (runner.dumps().isOn()) {
            Listings listings =
                    ObjectCompiler.shared()
                            .list(
                                    program,
                                    new CodeOptions(target, effort, false),
                                    new FixedNames());
            runner.dumps().write("emit.ll", listings::llvm);
            runner.dumps().write("optimise.ll", listings::optimizedLlvm);
            runner.dumps().write("object-code.s", listings::assembly);
            runner.dumps().write("key.txt", () -> Dumps.key(key));
        }
        ObjectCode code =
                runner.timed(
                        "object-code",
                        () ->
                                ObjectCompiler.shared()
                                        .compile(
                                                program,
                                                new CodeOptions(target, effort, timed),
                                                names,
                                                listener::ended,
                                                units));
        return new CompiledProgram(program, code, timed ? timedKernels(graph, program) : List.of());
    }

    /// What the functions that are timed do, by region.
    private List<KernelSummary> timedKernels(Graph graph, LoopProgram program) {
        Map<String, KernelSummary> summaries = new HashMap<>();
        Graph rewritten = rewritten(graph);
        for (KernelSummary summary : Scheduler.summarise(rewritten, target, effort)) {
            summaries.putIfAbsent(summary.function(), summary);
        }
        return ProfileLayout.regions(program).stream()
                .map(name -> Objects.requireNonNull(summaries.get(name), name))
                .toList();
    }

    /// A graph's loop program, ready for emission.
    public LoopProgram lower(Graph graph) {
        return lower(graph, new PassRunner(Dumps.none(), listener), false);
    }

    private LoopProgram lower(Graph graph, PassRunner runner, boolean timed) {
        List<Pass<LoopProgram, LoopProgram>> passes = new ArrayList<>();
        for (LoopPass pass : loopPasses(timed)) {
            passes.add(
                    new Pass<>(pass.name(), pass::run, LoopVerifier::verify, LoopPrinter::print));
        }
        LoopProgram program = runner.run(schedule(), passes, runner.run(rewrite(), graph));
        LoopVerifier.requireEmittable(program);
        return program;
    }

    /// The text of a stage.
    public String inspect(Graph graph, Stage stage) {
        return switch (stage) {
            case GRAPH -> GraphPrinter.print(graph);
            case REWRITTEN -> GraphPrinter.print(rewritten(graph));
            case LOOPS -> LoopPrinter.print(lower(graph));
            case LLVM -> list(graph).llvm();
            case OPTIMIZED_LLVM -> list(graph).optimizedLlvm();
            case ASM -> list(graph).assembly();
        };
    }

    private Listings list(Graph graph) {
        return ObjectCompiler.shared()
                .list(lower(graph), new CodeOptions(target, effort, false), new FixedNames());
    }
}
