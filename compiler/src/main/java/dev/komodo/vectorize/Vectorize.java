package dev.komodo.vectorize;

import dev.komodo.error.InvalidGraphException;
import dev.komodo.graph.Dim;
import dev.komodo.graph.DimGuard;
import dev.komodo.graph.Graph;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Node;
import dev.komodo.graph.Op;
import dev.komodo.graph.ScanStep;
import dev.komodo.graph.Tensor;
import dev.komodo.graph.TensorType;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/// Vectorises graphs and functions over a new leading axis: what other systems call `vmap`.
///
/// ```java
/// // f64[20] -> f64[], for each of n rows
/// List<Tensor> lengths = Vectorize.map(
///         g.dim("n"), List.of(rows), row -> List.of(row.getFirst().square().sum().sqrt()));
/// ```
public final class Vectorize {
    private Vectorize() {}

    /// A graph that does what the original does for `count` positions of some of its inputs at
    /// once. Each named input `[s...]` becomes `[count, s...]`, each output too; outputs that no
    /// named input reaches are repeated.
    ///
    /// @param graph the program for one position
    /// @param count a number, or a symbol that the original does not have
    /// @param inputs the names of the inputs that each position has its own of; at least one
    /// @throws InvalidGraphException if an input of that name is missing or the symbol is taken
    /// @throws dev.komodo.error.UnsupportedException if a mapped value has an extent that each
    ///   position finds for itself
    public static Graph over(Graph graph, Dim count, Set<String> inputs) {
        requireInputs(graph, inputs);
        requireFree(graph, count);
        GraphBuilder builder = new GraphBuilder(graph.name());
        for (DimGuard guard : graph.guards()) {
            builder.requireEqual(guard.left(), guard.right(), guard.reason());
        }
        Vectorizer vectorizer = new Vectorizer(builder, count, graph.weights());
        List<Mapped> arguments = new ArrayList<>();
        for (Op.Input input : graph.inputs()) {
            arguments.add(argument(builder, count, input, inputs.contains(input.name())));
        }
        List<Mapped> results = vectorizer.results(graph, arguments);
        for (int i = 0; i < results.size(); i++) {
            builder.output(graph.outputs().get(i).name(), results.get(i).whole(count));
        }
        return builder.build();
    }

    private static Mapped argument(
            GraphBuilder builder, Dim count, Op.Input input, boolean isMapped) {
        TensorType type = input.type();
        return isMapped
                ? Mapped.each(
                        builder.input(
                                input.name(),
                                new TensorType(
                                        type.dtype(), Mapped.withLeading(count, type.shape()))))
                : Mapped.shared(builder.input(input.name(), type));
    }

    private static void requireInputs(Graph graph, Set<String> inputs) {
        Set<String> missing = new TreeSet<>(inputs);
        List<String> names = graph.inputs().stream().map(Op.Input::name).toList();
        names.forEach(missing::remove);
        if (!missing.isEmpty() || inputs.isEmpty()) {
            throw new InvalidGraphException(
                    "To vectorise '"
                            + graph.name()
                            + "' over "
                            + (inputs.isEmpty() ? "no inputs" : missing)
                            + " is impossible; its inputs are "
                            + names);
        }
    }

    private static void requireFree(Graph graph, Dim count) {
        for (Node node : graph.nodes()) {
            for (TensorType type : node.types()) {
                for (Dim dim : type.shape().dims()) {
                    if (dim.atoms().stream().anyMatch(count.atoms()::contains)) {
                        throw new InvalidGraphException(
                                "The dim "
                                        + count
                                        + " to vectorise '"
                                        + graph.name()
                                        + "' over is one of its own already, in "
                                        + type
                                        + "; choose another name");
                    }
                }
            }
        }
    }

    /// A function of one position applied to all positions of tensors: `[count, s...]` each, seen
    /// by the function as `[s...]`. It may use any other tensor of the surrounding graph, which all
    /// positions share. It is called once.
    ///
    /// @param count the leading extent of each tensor
    /// @param tensors what to step through; at least one
    /// @param function from the elements of a position to its results
    /// @return the results of all positions, each with the leading axis
    /// @throws InvalidGraphException if a tensor's leading extent can't be `count`
    /// @throws dev.komodo.error.UnsupportedException if the function uses extents that are found
    ///   while a kernel runs
    public static List<Tensor> map(
            Dim count, List<Tensor> tensors, Function<List<Tensor>, List<Tensor>> function) {
        if (tensors.isEmpty()) {
            throw new InvalidGraphException("A map steps through one tensor at least, found none");
        }
        GraphBuilder builder = tensors.getFirst().builder();
        // the scan closes over what the function uses, and is dropped once its body is vectorised
        List<Tensor> stacked =
                builder.scan(
                                count,
                                List.of(),
                                tensors,
                                (_, elements) -> ScanStep.of(List.of(), function.apply(elements)))
                        .emitted();
        if (stacked.isEmpty()) {
            throw new InvalidGraphException("The function of a map returns nothing");
        }
        return Vectorizer.unrolled(builder, (Op.Scan) builder.producer(stacked.getFirst().value()));
    }

    /// [#map] of one tensor and one result.
    public static Tensor map(Tensor tensor, Function<Tensor, Tensor> function) {
        return map(
                        tensor.dim(0),
                        List.of(tensor),
                        elements -> List.of(function.apply(elements.getFirst())))
                .getFirst();
    }
}
