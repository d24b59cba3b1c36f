package dev.komodo.graph;

import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The text form of graphs; the grammar is in the package's description, [GraphParser] reads it.
/// `print(parse(t))` is `t` for each text `t` that was printed.
public final class GraphPrinter {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_.]*");

    private final StringBuilder text = new StringBuilder();
    private final Function<Node, List<String>> notes;

    private GraphPrinter(Function<Node, List<String>> notes) {
        this.notes = notes;
    }

    /// The text of a graph, verified or not.
    public static String print(Graph graph) {
        return print(graph, graph.name(), _ -> List.of());
    }

    /// The text that a cache key is made from: without the graph's name; weights by type only.
    public static String canonical(Graph graph) {
        return print(graph, "", _ -> List.of());
    }

    /// The text with notes behind the nodes that they are about.
    static String print(Graph graph, String name, Function<Node, List<String>> notes) {
        GraphPrinter printer = new GraphPrinter(notes);
        printer.text.append("graph @").append(name(name));
        printer.block(graph, "");
        return printer.text.toString();
    }

    private void block(Graph graph, String indent) {
        text.append('(');
        String separator = "";
        for (Node node : graph.nodes()) {
            if (node.op() instanceof Op.Input(String input, TensorType type)) {
                text.append(separator).append('%').append(node.firstResult()).append(": ");
                text.append(name(input)).append(' ').append(type);
                separator = ", ";
            }
        }
        text.append(") {\n");
        for (DimGuard guard : graph.guards()) {
            text.append(indent).append("  guard ").append(guard.left()).append(" == ");
            text.append(guard.right()).append(' ').append(quoted(guard.reason())).append('\n');
        }
        for (Node node : graph.nodes()) {
            if (!(node.op() instanceof Op.Input)) {
                node(node, indent + "  ");
            }
            for (String note : notes.apply(node)) {
                text.append(indent).append("  ^ ").append(note).append('\n');
            }
        }
        text.append(indent).append("  return ");
        text.append(
                graph.outputs().stream()
                        .map(output -> name(output.name()) + " = " + output.value())
                        .collect(Collectors.joining(", ")));
        text.append('\n').append(indent).append("}\n");
    }

    private void node(Node node, String indent) {
        String results =
                IntStream.range(0, node.types().size())
                        .mapToObj(i -> "%" + (node.firstResult() + i))
                        .collect(Collectors.joining(", "));
        text.append(indent).append(results).append(results.isEmpty() ? "= " : " = ");
        text.append(TypeRules.name(node.op())).append(attributes(node.op())).append(" : ");
        text.append(
                node.types().stream().map(TensorType::toString).collect(Collectors.joining(", ")));
        text.append('\n');
        if (node.op()
                instanceof Op.While(Graph condition, Graph body, List<Value> _, List<Value> _)) {
            subgraph("condition", condition, indent + "  ");
            subgraph("body", body, indent + "  ");
        } else if (node.op() instanceof Op.Scan scan) {
            subgraph("body", scan.body(), indent + "  ");
        }
    }

    private void subgraph(String role, Graph graph, String indent) {
        text.append(indent).append(role);
        block(graph, indent);
    }

    private static String attributes(Op op) {
        return switch (op) {
            case Op.Input _ -> "";
            case Op.Constant(Literal literal) -> " " + LiteralText.values(literal);
            case Op.Weight(int slot, TensorType _) -> " " + slot;
            case Op.DimVector(List<Dim> dims) -> " " + dims;
            case Op.Iota(TensorType _, int axis) -> " axis=" + axis;
            case Op.Unary _, Op.Binary _, Op.Select _, Op.Cast _, Op.Bitcast _ -> operands(op);
            case Op.Reshape _ -> operands(op);
            case Op.Opaque(Value value, List<Value> inputs, String rule) ->
                    " " + value + " inputs=" + inputs + " rule=" + quoted(rule);
            case Op.Compare compare -> " " + TypeRules.text(compare.kind()) + operands(op);
            case Op.Reduce reduce ->
                    " " + TypeRules.text(reduce.kind()) + operands(op) + " axes=" + reduce.axes();
            case Op.ArgReduce reduce ->
                    " "
                            + TypeRules.text(reduce.kind())
                            + operands(op)
                            + " axis="
                            + reduce.axis()
                            + " last="
                            + reduce.last();
            case Op.Contract contract -> operands(op) + contract(contract);
            case Op.Convolve convolve -> operands(op) + convolve(convolve);
            case Op.Transpose transpose -> operands(op) + " permutation=" + transpose.permutation();
            case Op.Broadcast broadcast -> operands(op) + " axes=" + broadcast.axes();
            case Op.Slice(Value _, List<Dim> starts, List<Dim> sizes, List<Long> steps) ->
                    operands(op) + " starts=" + starts + " sizes=" + sizes + " steps=" + steps;
            case Op.Pad pad -> operands(op) + " low=" + pad.low() + " high=" + pad.high();
            case Op.Concat concat -> operands(op) + " axis=" + concat.axis();
            case Op.Gather gather -> operands(op) + " axis=" + gather.axis();
            case Op.Scatter scatter ->
                    " " + TypeRules.text(scatter.kind()) + operands(op) + " axis=" + scatter.axis();
            case Op.NonZero nonZero -> operands(op) + " count=" + nonZero.count();
            case Op.Factorize factorize ->
                    " "
                            + TypeRules.text(factorize.kind())
                            + operands(op)
                            + " failure="
                            + TypeRules.text(factorize.onFailure());
            case Op.SolveTriangular solve -> operands(op) + solveTriangular(solve);
            case Op.Sort(Value _, int axis, boolean descending) ->
                    operands(op) + " axis=" + axis + " descending=" + descending;
            case Op.Fourier fourier ->
                    " "
                            + TypeRules.text(fourier.kind())
                            + operands(op)
                            + " axis="
                            + fourier.axis()
                            + " length="
                            + fourier.length()
                            + " scale="
                            + Double.toHexString(fourier.scale());
            case Op.While(Graph _, Graph _, List<Value> carries, List<Value> captures) ->
                    " carries=" + carries + " captures=" + captures;
            case Op.Scan scan -> scan(scan);
        };
    }

    private static String operands(Op op) {
        return op.operands().stream()
                .map(Value::toString)
                .collect(Collectors.joining(", ", " ", ""));
    }

    private static String contract(Op.Contract op) {
        return " leftBatch="
                + op.leftBatch()
                + " rightBatch="
                + op.rightBatch()
                + " leftContracted="
                + op.leftContracted()
                + " rightContracted="
                + op.rightContracted();
    }

    private static String convolve(Op.Convolve op) {
        return " strides="
                + op.strides()
                + " padLow="
                + op.padLow()
                + " padHigh="
                + op.padHigh()
                + " dilations="
                + op.dilations()
                + " groups="
                + op.groups();
    }

    private static String solveTriangular(Op.SolveTriangular op) {
        return " lower="
                + op.lower()
                + " transposed="
                + op.transposed()
                + " unitDiagonal="
                + op.unitDiagonal()
                + " failure="
                + TypeRules.text(op.onFailure());
    }

    private static String scan(Op.Scan op) {
        return " carries="
                + op.carries()
                + " sequences="
                + op.sequences()
                + " captures="
                + op.captures()
                + " length="
                + op.length()
                + op.steps().map(steps -> " steps=" + steps).orElse("");
    }

    private static String name(String name) {
        return PLAIN.matcher(name).matches() ? name : quoted(name);
    }

    private static String quoted(String content) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < content.length(); i++) {
            char c = content.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
