package dev.komodo.interp;

import dev.komodo.error.ExecutionException;
import dev.komodo.error.InvalidGraphException;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.DimBinding;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Literal;
import dev.komodo.graph.Node;
import dev.komodo.graph.Op;
import dev.komodo.graph.Value;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Runs graphs: the meaning of the language. A verified graph is taken for granted. Safe between
/// threads: a run shares nothing.
public final class Interpreter {
    private final Graph graph;
    private final List<Literal> weights;
    private final DimValues dims;
    private final Elements[] values;

    private Interpreter(Graph graph, List<Literal> weights, DimValues dims) {
        this.graph = graph;
        this.weights = weights;
        this.dims = dims;
        this.values = new Elements[graph.valueCount()];
    }

    /// The outputs for arguments in the order of [Graph#inputs()].
    ///
    /// @throws InvalidGraphException if the arguments do not fit the inputs or a guard does not
    ///   hold
    /// @throws ExecutionException if an element has no defined result
    public static List<Literal> run(Graph graph, List<Literal> arguments) {
        List<Op.Input> inputs = graph.inputs();
        Map<Dim, Long> symbols =
                DimBinding.bind(graph, arguments.stream().map(Literal::sizes).toList());
        for (int i = 0; i < inputs.size(); i++) {
            DType expected = inputs.get(i).type().dtype();
            if (arguments.get(i).dtype() != expected) {
                throw new InvalidGraphException(
                        "The argument '"
                                + inputs.get(i).name()
                                + "' is "
                                + inputs.get(i).type()
                                + ", found the dtype "
                                + arguments.get(i).dtype());
            }
        }
        List<Elements> elements = arguments.stream().map(Elements::of).toList();
        Interpreter run = new Interpreter(graph, graph.weights(), new DimValues(symbols));
        return run.outputs(elements).stream().map(Elements::literal).toList();
    }

    /// The outputs by name for arguments by name.
    ///
    /// @throws InvalidGraphException if an argument is missing or unknown, or as above
    /// @throws ExecutionException if an element has no defined result
    public static Map<String, Literal> run(Graph graph, Map<String, Literal> arguments) {
        List<Literal> ordered = new ArrayList<>();
        for (Op.Input input : graph.inputs()) {
            Literal argument = arguments.get(input.name());
            if (argument == null) {
                throw new InvalidGraphException(
                        "The argument '" + input.name() + "' " + input.type() + " is missing");
            }
            ordered.add(argument);
        }
        if (arguments.size() != ordered.size()) {
            throw new InvalidGraphException(
                    "The graph '"
                            + graph.name()
                            + "' takes "
                            + graph.inputs().stream().map(Op.Input::name).toList()
                            + ", found "
                            + arguments.keySet());
        }
        List<Literal> results = run(graph, ordered);
        Map<String, Literal> named = new LinkedHashMap<>();
        for (int i = 0; i < results.size(); i++) {
            named.put(graph.outputs().get(i).name(), results.get(i));
        }
        return named;
    }

    private List<Elements> outputs(List<Elements> arguments) {
        int next = 0;
        for (Node node : graph.nodes()) {
            if (node.op() instanceof Op.Input) {
                values[node.firstResult()] = arguments.get(next++);
            } else {
                evaluate(node);
            }
        }
        return graph.outputs().stream().map(output -> values[output.value().id()]).toList();
    }

    private void evaluate(Node node) {
        List<Elements> results;
        try {
            results = results(node);
        } catch (ExecutionException failure) {
            if (String.valueOf(failure.getMessage()).contains(" (in ")) {
                throw failure;
            }
            throw new ExecutionException(
                    failure.getMessage() + " (in " + node.result(0) + " = " + name(node) + ")",
                    failure);
        }
        for (int i = 0; i < results.size(); i++) {
            values[node.firstResult() + i] = results.get(i);
        }
    }

    private static String name(Node node) {
        return node.op().getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    private List<Elements> results(Node node) {
        return switch (node.op()) {
            case Op.While loop -> whileLoop(loop);
            case Op.Scan scan -> scan(scan, node);
            case Op.Sort sort -> SortMeaning.sort(sort, value(sort.operand()));
            case Op.Fourier op -> List.of(FourierMeaning.fourier(op, value(op.operand())));
            case Op.NonZero(Value operand, Dim.Data count) -> {
                Elements positions = MovementMeaning.nonZero(value(operand));
                dims.define(count, positions.sizes()[1]);
                yield List.of(positions);
            }
            case Op.Factorize op -> MatrixMeaning.factorize(op, value(op.operand()));
            case Op.SolveTriangular op ->
                    List.of(
                            MatrixMeaning.solveTriangular(
                                    op, value(op.matrix()), value(op.right())));
            case Op.Input _, Op.Constant _, Op.Weight _, Op.DimVector _, Op.Iota _ ->
                    List.of(source(node));
            case Op.Opaque opaque -> List.of(value(opaque.value()));
            case Op.Unary _, Op.Binary _, Op.Compare _, Op.Select _, Op.Cast _, Op.Bitcast _ ->
                    List.of(elementwise(node.op()));
            case Op.Reduce _, Op.ArgReduce _, Op.Contract _, Op.Convolve _ ->
                    List.of(folding(node));
            case Op.Reshape _, Op.Transpose _, Op.Broadcast _, Op.Slice _, Op.Pad _ ->
                    List.of(movement(node));
            case Op.Concat _, Op.Gather _, Op.Scatter _ -> List.of(movement(node));
        };
    }

    private Elements source(Node node) {
        return switch (node.op()) {
            case Op.Constant(Literal literal) -> Elements.of(literal);
            case Op.Weight weight -> Elements.of(weights.get(weight.slot()));
            case Op.DimVector(List<Dim> vector) -> {
                Elements result = Elements.zeros(DType.I64, vector.size());
                for (int i = 0; i < vector.size(); i++) {
                    result.setInteger(i, dims.value(vector.get(i)));
                }
                yield result;
            }
            case Op.Iota iota -> MovementMeaning.iota(iota, sizes(node));
            case Op op -> throw new IllegalArgumentException("No source: " + op);
        };
    }

    private Elements elementwise(Op op) {
        return switch (op) {
            case Op.Unary unary -> ElementwiseMeaning.unary(unary.kind(), value(unary.operand()));
            case Op.Binary binary ->
                    ElementwiseMeaning.binary(
                            binary.kind(), value(binary.left()), value(binary.right()));
            case Op.Compare compare ->
                    ElementwiseMeaning.compare(
                            compare.kind(), value(compare.left()), value(compare.right()));
            case Op.Select select ->
                    ElementwiseMeaning.select(
                            value(select.condition()),
                            value(select.whenTrue()),
                            value(select.whenFalse()));
            case Op.Bitcast cast -> ElementwiseMeaning.bitcast(value(cast.operand()), cast.dtype());
            case Op.Cast cast -> ElementwiseMeaning.cast(value(cast.operand()), cast.dtype());
            case Op other -> throw new IllegalArgumentException("Not elementwise: " + other);
        };
    }

    private Elements folding(Node node) {
        return switch (node.op()) {
            case Op.Reduce op -> FoldingMeaning.reduce(op, value(op.operand()), sizes(node));
            case Op.ArgReduce op -> FoldingMeaning.argReduce(op, value(op.operand()), sizes(node));
            case Op.Contract op ->
                    FoldingMeaning.contract(op, value(op.left()), value(op.right()), sizes(node));
            case Op.Convolve op ->
                    ConvolutionMeaning.convolve(
                            op, value(op.input()), value(op.filter()), sizes(node));
            case Op other -> throw new IllegalArgumentException("No folding: " + other);
        };
    }

    private Elements movement(Node node) {
        return switch (node.op()) {
            case Op.Reshape op -> value(op.operand()).reshaped(sizes(node));
            case Op.Transpose op -> MovementMeaning.transpose(op, value(op.operand()), sizes(node));
            case Op.Broadcast op -> MovementMeaning.broadcast(op, value(op.operand()), sizes(node));
            case Op.Slice op ->
                    MovementMeaning.slice(
                            value(op.operand()), dims.values(op.starts()), sizes(node), op.steps());
            case Op.Pad op ->
                    MovementMeaning.pad(
                            value(op.operand()),
                            value(op.padding()),
                            dims.values(op.low()),
                            dims.values(op.high()),
                            sizes(node));
            case Op.Concat op -> MovementMeaning.concat(op.axis(), all(op.parts()), sizes(node));
            case Op.Gather op ->
                    MovementMeaning.gather(
                            op.axis(), value(op.operand()), value(op.indices()), sizes(node));
            case Op.Scatter op ->
                    ScatterMeaning.scatter(
                            op, value(op.operand()), value(op.indices()), value(op.updates()));
            case Op other -> throw new IllegalArgumentException("No movement: " + other);
        };
    }

    private List<Elements> whileLoop(Op.While op) {
        List<Elements> captures = all(op.captures());
        List<Elements> carries = all(op.carries());
        while (subgraph(op.condition(), join(carries, captures)).getFirst().truth(0)) {
            carries = subgraph(op.body(), join(carries, captures));
        }
        return carries;
    }

    private List<Elements> scan(Op.Scan op, Node node) {
        int length = Math.toIntExact(dims.value(op.length()));
        ScanState state = new ScanState(op, length, all(op.carries()));
        while (state.isGoingOn()) {
            List<Elements> arguments = new ArrayList<>(state.carries());
            for (Elements sequence : all(op.sequences())) {
                arguments.add(state.element(sequence));
            }
            arguments.addAll(all(op.captures()));
            state.step(subgraph(op.body(), arguments));
        }
        op.steps().ifPresent(steps -> dims.define(steps, state.done()));
        List<Elements> results = new ArrayList<>(state.carries());
        for (int i = results.size(); i < node.types().size(); i++) {
            results.add(state.stacked(i - op.carries().size(), node.types().get(i), dims));
        }
        return results;
    }

    private List<Elements> subgraph(Graph body, List<Elements> arguments) {
        return new Interpreter(body, weights, dims.copy()).outputs(arguments);
    }

    private Elements value(Value value) {
        return values[value.id()];
    }

    private List<Elements> all(List<Value> operands) {
        return operands.stream().map(this::value).toList();
    }

    private long[] sizes(Node node) {
        return dims.sizes(node.types().getFirst());
    }

    private static List<Elements> join(List<Elements> first, List<Elements> second) {
        List<Elements> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }
}
