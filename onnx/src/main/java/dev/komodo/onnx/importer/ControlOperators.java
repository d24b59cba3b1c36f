package dev.komodo.onnx.importer;

import static dev.komodo.onnx.importer.Operator.many;

import dev.komodo.error.InvalidGraphException;
import dev.komodo.error.UnsupportedException;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.ScanResult;
import dev.komodo.graph.ScanStep;
import dev.komodo.graph.Tensor;
import dev.komodo.onnx.model.OnnxGraph;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Operators with sub-graphs.
final class ControlOperators {
    private ControlOperators() {}

    static final List<Operator> ROWS =
            List.of(
                    many("If", 1, ControlOperators::branch),
                    many("Loop", 1, ControlOperators::loop),
                    many("Scan", 8, BatchedScan::build).until(8),
                    many("Scan", 9, ControlOperators::scan));

    /// A condition that is known before the call chooses the branch now; another, where both
    /// branches give the same types, in the call. Where they do not, its value must be fixed.
    private static List<Imported> branch(NodeContext node) {
        Optional<Literal> condition = node.value(0).knownLiteral();
        if (condition.isEmpty()) {
            try {
                return chosenLater(node);
            } catch (InvalidGraphException | UnsupportedException open) {
                UnsupportedException refusal =
                        node.importer().needed(node.value(0), "the condition of an If");
                refusal.addSuppressed(open);
                throw refusal;
            }
        }
        if (condition.get().elements() != 1) {
            throw node.invalid("the condition must be one truth value");
        }
        boolean chosen = condition.get().bits(0) != 0;
        OnnxGraph graph = node.attributes().graph(chosen ? "then_branch" : "else_branch");
        return node.importer().body(graph, node.frame(), node.scope().inner(), node.builder());
    }

    private static List<Imported> chosenLater(NodeContext node) {
        Tensor condition = node.input(0).reshape();
        OnnxGraph yes = node.attributes().graph("then_branch");
        OnnxGraph no = node.attributes().graph("else_branch");
        return node
                .builder()
                .branch(condition, inner -> results(node, yes, inner), i -> results(node, no, i))
                .stream()
                .map(Imported::of)
                .toList();
    }

    /// The outputs of a branch, whose nodes belong to a builder of its own.
    private static List<Tensor> results(NodeContext node, OnnxGraph branch, GraphBuilder builder) {
        Scope scope = node.scope().inner();
        for (String name : GraphImporter.captured(branch)) {
            if (node.scope().find(name).orElse(null)
                    instanceof Imported.Computed(Tensor outer, Set<String> origins)) {
                scope.define(name, new Imported.Computed(builder.adopt(outer), origins));
            }
        }
        return node.importer().body(branch, node.frame(), scope, builder).stream()
                .map(value -> value.tensor(builder))
                .toList();
    }

    /// `body(carries..., elements...) -> carries..., emitted...` over the axes that the attributes
    /// name, forwards or backwards.
    private static List<Imported> scan(NodeContext node) {
        OnnxGraph body = node.attributes().graph("body");
        int count = Math.toIntExact(node.integer("num_scan_inputs", 1));
        int states = node.inputs().size() - count;
        if (count < 1 || states < 0 || body.outputs().size() < states) {
            throw node.invalid(
                    "num_scan_inputs="
                            + count
                            + " does not fit "
                            + node.inputs().size()
                            + " inputs and "
                            + body.outputs().size()
                            + " outputs of the body");
        }
        List<Tensor> inputs = node.inputsFrom(0);
        List<Tensor> sequences = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Tensor sequence = inputs.get(states + i);
            int axis = node.axis(element(node, "scan_input_axes", i), sequence.rank());
            Tensor leading = Axes.moved(sequence, axis, 0);
            boolean backwards = element(node, "scan_input_directions", i) != 0;
            sequences.add(backwards ? leading.reverse(0) : leading);
        }
        Dim length = sequences.getFirst().dim(0);
        ScanResult result =
                node.builder()
                        .scan(
                                length,
                                inputs.subList(0, states),
                                sequences,
                                (carries, elements) -> step(node, body, carries, elements));
        List<Imported> outputs = new ArrayList<>();
        result.carries().forEach(carry -> outputs.add(Imported.of(carry)));
        for (int i = 0; i < result.emitted().size(); i++) {
            Tensor emitted = result.emitted().get(i);
            boolean backwards = element(node, "scan_output_directions", i) != 0;
            Tensor ordered = backwards ? emitted.reverse(0) : emitted;
            int axis = node.axis(element(node, "scan_output_axes", i), emitted.rank());
            outputs.add(Imported.of(Axes.moved(ordered, 0, axis)));
        }
        return outputs;
    }

    static long element(NodeContext node, String attribute, int index) {
        List<Long> values = node.attributes().integers(attribute).orElse(List.of());
        return index < values.size() ? values.get(index) : 0;
    }

    static ScanStep step(
            NodeContext node, OnnxGraph body, List<Tensor> carries, List<Tensor> elements) {
        List<Tensor> arguments = new ArrayList<>(carries);
        arguments.addAll(elements);
        List<Tensor> results = run(node, body, arguments);
        return ScanStep.of(
                results.subList(0, carries.size()),
                results.subList(carries.size(), results.size()));
    }

    /// The outputs of a body for arguments of a loop's sub-graph, which there is at least one of.
    private static List<Tensor> run(NodeContext node, OnnxGraph body, List<Tensor> arguments) {
        Scope scope = node.scope().inner();
        if (body.inputs().size() != arguments.size()) {
            throw node.invalid(
                    "the body takes "
                            + body.inputs().size()
                            + " inputs, found "
                            + arguments.size()
                            + " values for them");
        }
        for (int i = 0; i < arguments.size(); i++) {
            scope.define(body.inputs().get(i).name(), Imported.of(arguments.get(i)));
        }
        var builder = arguments.getFirst().builder();
        return node.importer().body(body, node.frame(), scope, builder).stream()
                .map(value -> value.tensor(builder))
                .toList();
    }

    /// `body(iteration, condition, carries...) -> condition, carries..., emitted...`. With a trip
    /// count it is a scan that may stop early, without one a while loop, which cannot emit.
    private static List<Imported> loop(NodeContext node) {
        OnnxGraph body = node.attributes().graph("body");
        int states = Math.max(node.inputs().size() - 2, 0);
        int emitted = body.outputs().size() - 1 - states;
        if (emitted < 0) {
            throw node.invalid("the body has fewer outputs than the loop has values to carry");
        }
        List<Tensor> carries = new ArrayList<>();
        for (int i = 0; i < states; i++) {
            carries.add(node.input(i + 2));
        }
        Tensor condition =
                node.has(1)
                        ? node.input(1).reshape()
                        : node.builder().constant(LiteralBuilder.scalar(DType.BOOL, 1));
        if (emitted == 0) {
            return whileLoop(node, body, condition, carries);
        }
        if (!node.has(0)) {
            throw node.unsupported("a Loop that emits values and has no trip count");
        }
        return countedLoop(node, body, condition, carries);
    }

    private static List<Imported> whileLoop(
            NodeContext node, OnnxGraph body, Tensor condition, List<Tensor> carries) {
        List<Tensor> all = new ArrayList<>();
        all.add(node.builder().constant(DType.I64, 0));
        all.add(condition);
        all.addAll(carries);
        Optional<Tensor> trips = node.optional(0).map(Tensor::reshape);
        List<Tensor> last =
                node.builder()
                        .whileLoop(
                                all,
                                now ->
                                        trips.isPresent()
                                                ? now.get(1).and(now.get(0).less(trips.get()))
                                                : now.get(1),
                                now -> {
                                    node.optionalValue(0)
                                            .flatMap(Imported::knownDims)
                                            .ifPresent(
                                                    given ->
                                                            node.importer()
                                                                    .counters()
                                                                    .add(
                                                                            now.getFirst(),
                                                                            given.getFirst()));
                                    List<Tensor> results = run(node, body, now);
                                    List<Tensor> next = new ArrayList<>();
                                    next.add(now.get(0).add(1));
                                    next.add(results.getFirst().reshape());
                                    next.addAll(results.subList(1, results.size()));
                                    return next;
                                });
        return last.subList(2, last.size()).stream().map(Imported::of).toList();
    }

    /// A condition that is false before the first step makes the length 0, so it must be known.
    private static List<Imported> countedLoop(
            NodeContext node, OnnxGraph body, Tensor condition, List<Tensor> carries) {
        Dim trips = SizeArithmetic.natural(node.dim(0, "the trip count of a Loop"));
        boolean starts = !node.has(1) || node.literal(1, "the condition of a Loop").bits(0) != 0;
        Dim length = starts ? trips : Dim.of(0);
        List<Tensor> all = new ArrayList<>();
        all.add(condition);
        all.addAll(carries);
        boolean stops = !isConstantlyTrue(body);
        ScanResult result =
                node.builder()
                        .scan(
                                length,
                                all,
                                List.of(node.builder().iota(DType.I64, 0, length)),
                                (now, elements) -> {
                                    node.importer().counters().add(elements.getFirst(), length);
                                    List<Tensor> arguments = new ArrayList<>(elements);
                                    arguments.addAll(now);
                                    List<Tensor> results = run(node, body, arguments);
                                    Tensor goOn = results.getFirst().reshape();
                                    List<Tensor> next = new ArrayList<>(results);
                                    next.set(0, goOn);
                                    int split = 1 + carries.size();
                                    ScanStep step =
                                            ScanStep.of(
                                                    next.subList(0, split),
                                                    next.subList(split, next.size()));
                                    return stops ? step.goOnWhile(goOn) : step;
                                });
        List<Imported> outputs = new ArrayList<>();
        result.carries().stream().skip(1).forEach(carry -> outputs.add(Imported.of(carry)));
        result.emitted().forEach(emitted -> outputs.add(Imported.of(emitted)));
        return outputs;
    }

    /// Whether the body hands on the condition that it got: then it never stops early.
    private static boolean isConstantlyTrue(OnnxGraph body) {
        String condition = body.outputs().getFirst().name();
        String given = body.inputs().size() > 1 ? body.inputs().get(1).name() : "";
        return condition.equals(given)
                || body.nodes().stream()
                        .anyMatch(
                                n ->
                                        n.operator().equals("Identity")
                                                && n.outputs().equals(List.of(condition))
                                                && n.inputs().equals(List.of(given)));
    }
}
