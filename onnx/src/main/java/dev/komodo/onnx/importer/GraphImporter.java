package dev.komodo.onnx.importer;

import dev.komodo.error.InvalidGraphException;
import dev.komodo.error.UnsupportedException;
import dev.komodo.graph.DType;
import dev.komodo.graph.Graph;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Literal;
import dev.komodo.graph.Tensor;
import dev.komodo.onnx.model.OnnxAttribute;
import dev.komodo.onnx.model.OnnxFormatException;
import dev.komodo.onnx.model.OnnxFunction;
import dev.komodo.onnx.model.OnnxGraph;
import dev.komodo.onnx.model.OnnxNode;
import dev.komodo.onnx.model.OnnxTensor;
import dev.komodo.onnx.model.OnnxType;
import dev.komodo.onnx.model.OnnxValueInfo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Walks a model's nodes in order and builds each by its row of the [OperatorTable]. Used once, by
/// one thread.
public final class GraphImporter {
    /// Nodes that are built, those of functions and bodies as often as they are used: functions
    /// that call each other twice each would be 2^64 nodes in a small file.
    private static final int MOST_NODES = 200_000;

    private final ModelSource source;
    private final Map<String, Literal> fixedInputs;
    private final Map<String, Long> fixedDims;
    private final Map<String, OnnxFunction> functions = new HashMap<>();
    private final Map<String, OnnxTensor> refusedConstants = new HashMap<>();
    private final Set<String> neededInputs = new TreeSet<>();
    private final Counters counters = new Counters();
    private int builtNodes;
    private long streams;

    /// An import of a model.
    ///
    /// @param fixedInputs values of inputs that become part of the graph
    /// @param fixedDims sizes of symbolic dims of the inputs, by name
    public GraphImporter(
            ModelSource source, Map<String, Literal> fixedInputs, Map<String, Long> fixedDims) {
        this.source = source;
        this.fixedDims = Map.copyOf(fixedDims);
        this.fixedInputs = Map.copyOf(fixedInputs);
        for (OnnxFunction function : source.file().functions()) {
            functions.put(
                    functionKey(function.domain(), function.name(), function.overload()), function);
        }
        for (OnnxTensor tensor : source.file().graph().initializers()) {
            if (!source.constants().containsKey(tensor.name())) {
                refusedConstants.put(tensor.name(), tensor);
            }
        }
    }

    /// The graph: the model's inputs, constants and fixed ones apart, in their order, and its
    /// outputs.
    ///
    /// @throws UnsupportedException if something of the model can't be imported yet; if only the
    ///   values of inputs were missing, [#neededInputs()] names them
    /// @throws InvalidGraphException if the model has no meaning
    public Graph run() {
        UnknownOperators.refuse(source.file(), functions);
        refuseNewerOperators();
        OnnxGraph graph = source.file().graph();
        GraphBuilder builder = new GraphBuilder(graph.name().isEmpty() ? "model" : graph.name());
        Scope scope = Scope.root();
        inputs(graph, scope, builder);
        Frame frame = new Frame(source.file().operatorSets(), Map.of(), 0);
        nodes(graph.nodes(), frame, scope, builder);
        for (OnnxValueInfo output : graph.outputs()) {
            Imported value = find(output.name(), scope);
            builder.output(output.name(), BorderValues.codes(value).tensor(builder));
        }
        return builder.build();
    }

    /// A number for each node that draws random numbers and names no seed: the same ones for the
    /// same model.
    long freshStream() {
        return streams++;
    }

    /// The inputs whose values the import asked for in vain.
    public Set<String> neededInputs() {
        return Set.copyOf(neededInputs);
    }

    private void refuseNewerOperators() {
        int version = new Frame(source.file().operatorSets(), Map.of(), 0).version("");
        if (version > Operator.NEWEST) {
            throw new UnsupportedException(
                    "The model is written against operator set "
                            + version
                            + "; Komodo knows those up to "
                            + Operator.NEWEST);
        }
    }

    private void inputs(OnnxGraph graph, Scope scope, GraphBuilder builder) {
        for (OnnxTensor tensor : graph.initializers()) {
            Literal value = source.constants().get(tensor.name());
            if (value != null) {
                scope.define(tensor.name(), BorderValues.known(value, tensor.type()));
            }
        }
        List<OnnxValueInfo> open = new ArrayList<>();
        InputTypes types = new InputTypes(fixedDims);
        for (OnnxValueInfo input : graph.inputs()) {
            Literal value = fixedInputs.get(input.name());
            boolean isConstant =
                    source.constants().containsKey(input.name())
                            || refusedConstants.containsKey(input.name());
            if (value != null && !isConstant) {
                types.bind(input, value);
                scope.define(input.name(), BorderValues.declared(new Imported.Known(value), input));
            } else if (!isConstant) {
                open.add(input);
            }
        }
        for (OnnxValueInfo input : open) {
            Tensor tensor = builder.input(input.name(), types.of(input));
            Imported value = new Imported.Computed(tensor, Set.of(input.name()));
            scope.define(input.name(), BorderValues.declared(value, input));
        }
        types.requireFixedExist();
    }

    /// Builds a sub-graph's nodes.
    ///
    /// @param scope its own, with its inputs defined
    /// @return its outputs
    List<Imported> body(OnnxGraph graph, Frame frame, Scope scope, GraphBuilder builder) {
        for (OnnxTensor tensor : graph.initializers()) {
            scope.define(tensor.name(), BorderValues.known(literal(tensor), tensor.type()));
        }
        nodes(graph.nodes(), frame, scope, builder);
        return graph.outputs().stream().map(output -> find(output.name(), scope)).toList();
    }

    /// The elements of a constant inside a node.
    Literal literal(OnnxTensor tensor) {
        try {
            return TensorLiterals.load(tensor, source.folder());
        } catch (IOException | OnnxFormatException fault) {
            throw new InvalidGraphException(
                    "The external data of the constant '"
                            + tensor.name()
                            + "' cannot be read: "
                            + fault.getMessage(),
                    fault);
        }
    }

    /// The counters of the loops that are being built.
    Counters counters() {
        return counters;
    }

    /// Whether a value depends on integers only that a call gives in scalars or vectors: sizes,
    /// axes, bounds. Values of the rest are data.
    boolean isParameter(Imported value) {
        return !value.origins().isEmpty()
                && source.file().graph().inputs().stream()
                        .filter(input -> value.origins().contains(input.name()))
                        .allMatch(GraphImporter::isShortInteger);
    }

    private static boolean isShortInteger(OnnxValueInfo input) {
        return input.type() instanceof OnnxType.Tensor tensor
                && ElementTypes.find(tensor.element()).filter(DType::isInteger).isPresent()
                && tensor.shape().filter(shape -> shape.size() <= 1).isPresent();
    }

    /// The refusal of a node that needs a value which only a call knows.
    UnsupportedException needed(Imported value, String role) {
        neededInputs.addAll(value.origins());
        return new UnsupportedException(
                role
                        + " must be known before the call, found "
                        + value.type()
                        + (value.origins().isEmpty()
                                ? " that is computed by the kernel"
                                : " that depends on the inputs "
                                        + new TreeSet<>(value.origins())
                                        + "; fix their values (OnnxModel.specialise)"));
    }

    private void nodes(List<OnnxNode> nodes, Frame frame, Scope scope, GraphBuilder builder) {
        for (int i = 0; i < nodes.size(); i++) {
            OnnxNode node = nodes.get(i);
            try {
                node(frame.resolved(node), frame, scope, builder);
            } catch (InvalidGraphException | OnnxFormatException fault) {
                throw new InvalidGraphException(where(node, i) + fault.getMessage(), fault);
            } catch (UnsupportedException fault) {
                throw new UnsupportedException(where(node, i) + fault.getMessage(), fault);
            } catch (ArithmeticException overflow) {
                throw new InvalidGraphException(
                        where(node, i) + "a size overflows: " + overflow.getMessage(), overflow);
            }
        }
    }

    private void node(OnnxNode node, Frame frame, Scope scope, GraphBuilder builder) {
        if (++builtNodes > MOST_NODES) {
            throw new UnsupportedException(
                    "the model, with its functions written out, has more than "
                            + MOST_NODES
                            + " nodes");
        }
        List<Optional<Imported>> inputs = new ArrayList<>();
        Set<String> origins = new HashSet<>();
        for (String name : node.inputs()) {
            boolean isLeftOut = name.isEmpty() || scope.isLeftOut(name);
            inputs.add(isLeftOut ? Optional.empty() : Optional.of(find(name, scope)));
        }
        inputs.forEach(input -> input.ifPresent(value -> origins.addAll(value.origins())));
        captured(node)
                .forEach(name -> scope.find(name).ifPresent(v -> origins.addAll(v.origins())));
        int version = frame.version(node.domain());
        NodeContext context =
                new NodeContext(this, frame, scope, builder, node, version, trimmed(inputs));
        List<Imported> outputs = outputs(context);
        for (int i = 0; i < node.outputs().size(); i++) {
            if (context.wants(i)) {
                if (i >= outputs.size()) {
                    throw new UnsupportedException(
                            "output " + i + " ('" + node.outputs().get(i) + "') is not built");
                }
                scope.define(node.outputs().get(i), outputs.get(i).dependingOn(origins));
            }
        }
    }

    /// Without what is left out at the end.
    private static List<Optional<Imported>> trimmed(List<Optional<Imported>> inputs) {
        int count = inputs.size();
        while (count > 0 && inputs.get(count - 1).isEmpty()) {
            count--;
        }
        return inputs.subList(0, count);
    }

    private List<Imported> outputs(NodeContext node) {
        OnnxFunction function = functions.get(functionKey(node.node()));
        if (function != null) {
            return call(function, node);
        }
        Operator operator =
                OperatorTable.find(node.node().domain(), node.node().operator(), node.version())
                        .orElseThrow(() -> node.unsupported("no row of the operator table holds"));
        Optional<BorderFormat> moved = BorderValues.moved(node);
        if (moved.isPresent()) {
            return operator.rule().build(BorderValues.onCodes(node)).stream()
                    .<Imported>map(codes -> new Imported.Border(moved.get(), codes))
                    .toList();
        }
        if (ConstantFolding.applies(node)) {
            Optional<List<Imported>> folded = ConstantFolding.fold(node, operator);
            if (folded.isPresent()) {
                return folded.get();
            }
        }
        Optional<Imported> sizes = SizeArithmetic.evaluate(node, operator);
        return sizes.map(List::of).orElseGet(() -> operator.rule().build(node));
    }

    private List<Imported> call(OnnxFunction function, NodeContext node) {
        Map<String, OnnxAttribute> attributes = new HashMap<>();
        function.attributeDefaults().forEach(a -> attributes.put(a.name(), a));
        node.node().attributes().forEach(a -> attributes.put(a.name(), a));
        Frame frame = new Frame(function.operatorSets(), attributes, node.frame().depth() + 1);
        Scope scope = Scope.root();
        for (int i = 0; i < function.inputs().size(); i++) {
            scope.parameter(function.inputs().get(i), node.optionalValue(i));
        }
        nodes(function.nodes(), frame, scope, node.builder());
        return function.outputs().stream().map(output -> find(output, scope)).toList();
    }

    private Imported find(String name, Scope scope) {
        return scope.find(name)
                .orElseThrow(
                        () -> {
                            OnnxTensor refused = refusedConstants.get(name);
                            if (refused != null) {
                                ElementTypes.of(refused.type(), "The constant '" + name + "'");
                            }
                            return new InvalidGraphException(
                                    "The value '"
                                            + name
                                            + "' is used and not defined before; nodes stand in"
                                            + " topological order");
                        });
    }

    /// The names that a node's sub-graphs use, their own included.
    private static Set<String> captured(OnnxNode node) {
        Set<String> names = new TreeSet<>();
        for (OnnxAttribute attribute : node.attributes()) {
            if (attribute instanceof OnnxAttribute.GraphValue(String _, OnnxGraph graph)) {
                names.addAll(captured(graph));
            }
        }
        return names;
    }

    /// The names that a sub-graph uses, its own included, in alphabetical order.
    static Set<String> captured(OnnxGraph graph) {
        Set<String> names = new TreeSet<>();
        graph.outputs().forEach(output -> names.add(output.name()));
        for (OnnxNode inner : graph.nodes()) {
            names.addAll(inner.inputs());
            names.addAll(captured(inner));
        }
        return names;
    }

    private static String where(OnnxNode node, int index) {
        return label(node, index) + " (" + node.operator() + "): ";
    }

    /// A node's name, or its place where it has none.
    static String label(OnnxNode node, int index) {
        return node.name().isEmpty() ? "node #" + index : "node '" + node.name() + "'";
    }

    /// What a node would call a function by.
    static String functionKey(OnnxNode node) {
        return functionKey(node.domain(), node.operator(), node.overload());
    }

    private static String functionKey(String domain, String name, String overload) {
        return domain + "\n" + name + "\n" + overload;
    }
}
