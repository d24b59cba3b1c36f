package dev.komodo.schedule;

import dev.komodo.graph.Dim;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Literal;
import dev.komodo.graph.Node;
import dev.komodo.graph.Op;
import dev.komodo.graph.TensorType;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expressions;
import dev.komodo.loop.LoopProgram;
import dev.komodo.loop.Space;
import dev.komodo.target.Effort;
import dev.komodo.target.Target;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// From a graph to loops: decides what is computed together, in which order, in which vectors, on
/// which threads, and where results live. A pure function of graph and target. Stateless, safe
/// between threads.
public final class Scheduler {
    private Scheduler() {}

    /// The loop program of a graph.
    ///
    /// @param graph a verified graph
    /// @param target the machine: its vectors decide widths, never results
    /// @return inputs, outputs and constants in the graph's order; dims are the graph's symbols in
    ///   order of first appearance in the inputs; a cell for each data dim, in order of appearance
    /// @throws dev.komodo.error.UnsupportedException if a graph needs what schedules cannot do yet
    public static LoopProgram schedule(Graph graph, Target target) {
        return schedule(graph, target, Effort.NORMAL);
    }

    /// The loop program of a graph; as [#schedule(Graph, Target)].
    ///
    /// @param effort where formulas of elementary functions are written
    public static LoopProgram schedule(Graph graph, Target target, Effort effort) {
        return write(graph, target, effort, ScoreSearch.LEAST_ELEMENTS).program();
    }

    /// What each kernel of the program of [#schedule] does, in the order of the calls; throws as
    /// that does.
    public static List<KernelSummary> summarise(Graph graph, Target target, Effort effort) {
        return write(graph, target, effort, ScoreSearch.LEAST_ELEMENTS).summaries();
    }

    /// The same, with scores of attention kept out of memory from so many elements on.
    static LoopProgram schedule(Graph graph, Target target, long leastScores) {
        return write(graph, target, Effort.NORMAL, leastScores).program();
    }

    private record Written(LoopProgram program, List<KernelSummary> summaries) {
        Written {
            summaries = List.copyOf(summaries);
        }
    }

    private static Written write(Graph graph, Target target, Effort effort, long leastScores) {
        Graph normal = Normalize.normalize(graph);
        ProgramWriter program =
                new ProgramWriter(target, effort, normal, symbols(graph), dataDims(normal));
        program.leastScores(leastScores);
        Scope scope = new Scope(normal);
        List<Buffer> constants = new ArrayList<>();
        for (Literal weight : graph.weights()) {
            constants.add(
                    program.argument(
                            "weight", weight.dtype(), Dim.of(weight.elements()), Space.CONSTANT));
        }
        List<Buffer> inputs = new ArrayList<>();
        for (Node node : normal.nodes()) {
            if (node.op() instanceof Op.Input(String name, TensorType type)) {
                Buffer buffer = argument(program, name, type);
                inputs.add(buffer);
                scope.store(node.result(0), storage(buffer, type));
            } else if (node.op() instanceof Op.Weight(int slot, TensorType type)) {
                scope.store(node.result(0), storage(constants.get(slot), type));
            }
        }
        List<Buffer> outputs = new ArrayList<>();
        List<Storage> targets = new ArrayList<>();
        for (Graph.Output output : normal.outputs()) {
            TensorType type = normal.type(output.value());
            Buffer buffer = argument(program, output.name(), type);
            outputs.add(buffer);
            targets.add(storage(buffer, type));
        }
        new ScopeSchedule(program, scope).write(targets);
        return new Written(
                program.program(identifier(graph.name()), inputs, outputs, constants),
                program.summaries());
    }

    private static Buffer argument(ProgramWriter program, String name, TensorType type) {
        return program.argument(
                identifier(name), type.dtype(), type.shape().elements(), Space.ARGUMENT);
    }

    private static Storage storage(Buffer buffer, TensorType type) {
        return new Storage(buffer, Expressions.index(0), type.shape().elements().bound());
    }

    /// A name of letters, digits and underscores.
    static String identifier(String name) {
        String cleaned = name.replaceAll("[^A-Za-z0-9_]", "_");
        return cleaned.isEmpty() || Character.isDigit(cleaned.charAt(0)) ? "_" + cleaned : cleaned;
    }

    private static List<String> symbols(Graph graph) {
        Set<String> symbols = new LinkedHashSet<>();
        for (Op.Input input : graph.inputs()) {
            for (Dim dim : input.type().shape().dims()) {
                for (Dim atom : dim.atoms()) {
                    if (atom instanceof Dim.Symbol(String name)) {
                        symbols.add(name);
                    }
                }
            }
        }
        return List.copyOf(symbols);
    }

    private static List<String> dataDims(Graph graph) {
        Set<String> names = new LinkedHashSet<>();
        for (Node node : graph.nodes()) {
            KernelReads.own(node).forEach(dim -> names.add(dim.name()));
            if (node.op() instanceof Op.While loop) {
                names.addAll(dataDims(loop.condition()));
                names.addAll(dataDims(loop.body()));
            } else if (node.op() instanceof Op.Scan loop) {
                names.addAll(dataDims(loop.body()));
            }
        }
        return List.copyOf(names);
    }
}
