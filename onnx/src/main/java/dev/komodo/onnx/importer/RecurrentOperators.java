package dev.komodo.onnx.importer;

import static dev.komodo.onnx.importer.Operator.many;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.ScanResult;
import dev.komodo.graph.ScanStep;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// RNN, GRU and LSTM as scans over time. Formulas: ONNX's operator documentation.
///
/// Where sequences have lengths of their own, a step behind the end of one leaves its state and
/// gives zeros; backwards, such steps come first, and so the initial state meets the last element.
final class RecurrentOperators {
    private RecurrentOperators() {}

    static final List<Operator> ROWS =
            List.of(
                    many("RNN", 7, node -> build(node, new Cell(1, 1, List.of("Tanh")))),
                    many("GRU", 7, node -> build(node, new Cell(3, 1, List.of("Sigmoid", "Tanh")))),
                    many(
                            "LSTM",
                            7,
                            node ->
                                    build(
                                            node,
                                            new Cell(4, 2, List.of("Sigmoid", "Tanh", "Tanh")))));

    /// How many gates and states a kind of cell has, and its activations.
    private record Cell(int gates, int states, List<String> activations) {}

    /// What a step of one direction needs.
    ///
    /// @param input `[gates * hidden, features]`
    /// @param recurrent `[gates * hidden, hidden]`
    private record Weights(
            Tensor input,
            Tensor recurrent,
            Optional<Tensor> bias,
            Optional<Tensor> recurrentBias,
            Optional<Tensor> peepholes,
            List<UnaryOperator<Tensor>> activations) {}

    private static List<Imported> build(NodeContext node, Cell cell) {
        boolean batchFirst = node.flag("layout", false);
        Tensor data = batchFirst ? Axes.moved(node.input(0), 1, 0) : node.input(0);
        String direction = node.text("direction", "forward");
        List<Tensor> sequences = new ArrayList<>();
        List<List<Tensor>> states = new ArrayList<>();
        int directions = direction.equals("bidirectional") ? 2 : 1;
        for (int i = 0; i < directions; i++) {
            boolean backwards = direction.equals("reverse") || i == 1;
            ScanResult result = direction(node, cell, data, i, backwards, batchFirst);
            Tensor emitted = result.emitted().getFirst();
            sequences.add((backwards ? emitted.reverse(0) : emitted).expandDims(1));
            states.add(result.carries());
        }
        Tensor all = Tensor.concat(1, sequences);
        List<Imported> outputs = new ArrayList<>();
        outputs.add(Imported.of(batchFirst ? all.transpose(2, 0, 1, 3) : all));
        for (int s = 0; s < cell.states; s++) {
            List<Tensor> last = new ArrayList<>();
            for (List<Tensor> state : states) {
                last.add(state.get(s).expandDims(0));
            }
            Tensor stacked = Tensor.concat(0, last);
            outputs.add(Imported.of(batchFirst ? Axes.moved(stacked, 0, 1) : stacked));
        }
        return outputs;
    }

    private static ScanResult direction(
            NodeContext node,
            Cell cell,
            Tensor data,
            int index,
            boolean backwards,
            boolean batchFirst) {
        Weights weights = weights(node, cell, index);
        Dim hidden = weights.recurrent.dim(1);
        List<Tensor> initial = new ArrayList<>();
        for (int s = 0; s < cell.states; s++) {
            initial.add(initial(node, 5 + s, index, data, hidden, batchFirst));
        }
        Tensor ordered = backwards ? data.reverse(0) : data;
        Tensor projected = ordered.matmul(weights.input.transpose());
        Tensor inputs = weights.bias.map(projected::add).orElse(projected);
        List<Tensor> sequences = new ArrayList<>();
        sequences.add(inputs);
        if (node.has(4)) {
            Tensor inside = inside(node, data);
            sequences.add(backwards ? inside.reverse(0) : inside);
        }
        return node.builder()
                .scan(
                        data.dim(0),
                        initial,
                        sequences,
                        (carries, elements) -> step(node, cell, weights, carries, elements));
    }

    /// `bool[steps, batch, 1]`: whether a step is one of the sequence.
    private static Tensor inside(NodeContext node, Tensor data) {
        Tensor lengths = node.input(4).cast(DType.I64);
        if (lengths.rank() != 1) {
            throw node.invalid("sequence_lens must be a vector, found " + lengths.type());
        }
        Tensor steps = node.builder().iota(DType.I64, 0, data.dim(0), data.dim(1));
        return steps.less(lengths).expandDims(2);
    }

    private static Weights weights(NodeContext node, Cell cell, int index) {
        Tensor input = part(node.input(1), index);
        Tensor recurrent = part(node.input(2), index);
        Optional<Tensor> biases = node.optional(3).map(b -> part(b, index));
        Dim rows = recurrent.dim(0);
        Optional<Tensor> bias = biases.map(b -> b.slice(0, Dim.of(0), rows, 1));
        Optional<Tensor> recurrentBias = biases.map(b -> b.slice(0, rows, rows, 1));
        Optional<Tensor> peepholes =
                cell.gates == 4 ? node.optional(7).map(p -> part(p, index)) : Optional.empty();
        List<UnaryOperator<Tensor>> functions =
                RecurrentActivations.of(node, index, cell.activations);
        return new Weights(input, recurrent, bias, recurrentBias, peepholes, functions);
    }

    private static Tensor part(Tensor stacked, int index) {
        return stacked.slice(0, Dim.of(index), Dim.of(1), 1).squeeze(0);
    }

    private static Tensor initial(
            NodeContext node, int input, int index, Tensor data, Dim hidden, boolean batchFirst) {
        if (!node.has(input)) {
            Shape shape = Shape.of(data.dim(1), hidden);
            return node.builder().constant(data.dtype(), 0.0).broadcastTo(shape);
        }
        Tensor given = node.input(input);
        return part(batchFirst ? Axes.moved(given, 1, 0) : given, index);
    }

    private static ScanStep step(
            NodeContext node,
            Cell cell,
            Weights weights,
            List<Tensor> carries,
            List<Tensor> elements) {
        Tensor input = elements.getFirst();
        List<Tensor> next =
                switch (cell.gates) {
                    case 1 -> List.of(simple(weights, carries.getFirst(), input));
                    case 3 ->
                            List.of(
                                    gated(
                                            weights,
                                            carries.getFirst(),
                                            input,
                                            node.flag("linear_before_reset", false)));
                    default ->
                            longShort(
                                    weights,
                                    carries.get(0),
                                    carries.get(1),
                                    input,
                                    node.flag("input_forget", false));
                };
        if (elements.size() == 1) {
            return ScanStep.of(next, List.of(next.getFirst()));
        }
        Tensor isInside = elements.get(1);
        List<Tensor> kept = new ArrayList<>();
        for (int s = 0; s < next.size(); s++) {
            kept.add(isInside.select(next.get(s), carries.get(s)));
        }
        Tensor zero = input.builder().constant(input.dtype(), 0.0);
        return ScanStep.of(kept, List.of(isInside.select(next.getFirst(), zero)));
    }

    private static Tensor simple(Weights weights, Tensor hidden, Tensor input) {
        return weights.activations
                .getFirst()
                .apply(input.add(biased(weights, hidden.matmul(weights.recurrent.transpose()))));
    }

    private static Tensor biased(Weights weights, Tensor product) {
        return weights.recurrentBias.map(product::add).orElse(product);
    }

    /// The columns of a gate.
    private static Tensor gate(Tensor gates, int index, Dim hidden) {
        return gates.slice(gates.rank() - 1, hidden.times(Dim.of(index)), hidden, 1);
    }

    /// Gates update, reset, candidate.
    private static Tensor gated(
            Weights weights, Tensor hidden, Tensor input, boolean linearBeforeReset) {
        Dim size = weights.recurrent.dim(1);
        Tensor recurrent = biased(weights, hidden.matmul(weights.recurrent.transpose()));
        UnaryOperator<Tensor> f = weights.activations.get(0);
        UnaryOperator<Tensor> g = weights.activations.get(1);
        Tensor update = f.apply(gate(input, 0, size).add(gate(recurrent, 0, size)));
        Tensor reset = f.apply(gate(input, 1, size).add(gate(recurrent, 1, size)));
        Tensor inner;
        if (linearBeforeReset) {
            inner = reset.mul(gate(recurrent, 2, size));
        } else {
            Dim start = size.times(Dim.of(2));
            Tensor rows = weights.recurrent.slice(0, start, size, 1);
            Tensor product = reset.mul(hidden).matmul(rows.transpose());
            inner = weights.recurrentBias.map(b -> product.add(gate(b, 2, size))).orElse(product);
        }
        Tensor candidate = g.apply(gate(input, 2, size).add(inner));
        return update.neg().add(1).mul(candidate).add(update.mul(hidden));
    }

    /// Gates input, output, forget, cell; peepholes input, output, forget.
    ///
    /// @param coupled whether what is not let in is forgotten, whatever the forget gate
    private static List<Tensor> longShort(
            Weights weights, Tensor hidden, Tensor state, Tensor input, boolean coupled) {
        Dim size = weights.recurrent.dim(1);
        Tensor gates = input.add(biased(weights, hidden.matmul(weights.recurrent.transpose())));
        UnaryOperator<Tensor> f = weights.activations.get(0);
        Tensor in = f.apply(peeped(weights, gate(gates, 0, size), 0, state));
        Tensor forget =
                coupled
                        ? in.neg().add(1)
                        : f.apply(peeped(weights, gate(gates, 2, size), 2, state));
        Tensor candidate = weights.activations.get(1).apply(gate(gates, 3, size));
        Tensor next = forget.mul(state).add(in.mul(candidate));
        Tensor out = f.apply(peeped(weights, gate(gates, 1, size), 1, next));
        return List.of(out.mul(weights.activations.get(2).apply(next)), next);
    }

    private static Tensor peeped(Weights weights, Tensor gate, int index, Tensor state) {
        Dim size = weights.recurrent.dim(1);
        return weights.peepholes.map(p -> gate.add(gate(p, index, size).mul(state))).orElse(gate);
    }
}
