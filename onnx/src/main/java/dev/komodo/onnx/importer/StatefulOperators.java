package dev.komodo.onnx.importer;

import static dev.komodo.onnx.importer.Operator.many;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.ScanResult;
import dev.komodo.graph.ScanStep;
import dev.komodo.graph.Tensor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Layers of sequence models that hand a state from call to call.
final class StatefulOperators {
    private StatefulOperators() {}

    static final List<Operator> ROWS =
            List.of(
                    many("CausalConvWithState", 27, StatefulOperators::convolution),
                    many("LinearAttention", 27, StatefulOperators::attention));

    /// Each channel of `[n, c, t]` with its own filter over the steps so far; the state is the last
    /// `k - 1` of them.
    private static List<Imported> convolution(NodeContext node) {
        Tensor input = node.input(0);
        Tensor filter = node.input(1);
        if (input.rank() != 3 || filter.rank() != 3) {
            throw node.invalid(
                    "the input and the filter must be [n, c, t] and [c, 1, k], found "
                            + input.type()
                            + " and "
                            + filter.type());
        }
        Dim kept = filter.dim(2).minus(Dim.of(1));
        List<Dim> none = Collections.nCopies(3, Dim.of(0));
        Tensor steps =
                node.has(3)
                        ? Tensor.concat(2, node.input(3), input)
                        : input.pad(0, List.of(Dim.of(0), Dim.of(0), kept), none);
        List<Long> ones = List.of(1L);
        List<Long> zeros = List.of(0L);
        long channels =
                filter.dim(0)
                        .constant()
                        .orElseThrow(() -> node.unsupported("an open number of channels"));
        Tensor sums = steps.convolve(filter, ones, zeros, zeros, ones, channels);
        if (node.has(2)) {
            sums = sums.add(ConvolutionOperators.perChannel(node.input(2), 3));
        }
        Tensor state = steps.slice(2, steps.dim(2).minus(kept), kept, 1);
        return List.of(Imported.of(activated(node, sums)), Imported.of(state));
    }

    private static Tensor activated(NodeContext node, Tensor sums) {
        String activation = node.text("activation", "none");
        return switch (activation) {
            case "none", "" -> sums;
            case "silu", "swish" -> {
                Tensor wide = sums.cast(sums.dtype().arithmetic());
                yield wide.mul(wide.sigmoid()).cast(sums.dtype());
            }
            default -> throw node.unsupported("activation '" + activation + "'");
        };
    }

    /// A memory of products of keys and values, `[n, heads, key, value]`, that each step decays,
    /// corrects and reads.
    private static List<Imported> attention(NodeContext node) {
        long readers = node.integer("q_num_heads", 0);
        long heads = node.integer("kv_num_heads", 0);
        if (readers < 1 || heads < 1 || readers % heads != 0) {
            throw node.invalid(
                    "q_num_heads must be a multiple of kv_num_heads, found "
                            + readers
                            + " and "
                            + heads);
        }
        LinearMemory memory =
                LinearMemory.of(node, node.text("update_rule", "gated_delta"), heads, readers);
        Tensor query = node.input(0);
        DType dtype = query.dtype();
        Dim batch = query.dim(0);
        Dim length = query.dim(1);
        Tensor queries = steps(query, readers);
        Tensor keys = steps(node.input(1), heads);
        Tensor values = steps(node.input(2), heads);
        List<Tensor> sequences = new ArrayList<>(List.of(queries, keys, values));
        memory.decays().ifPresent(input -> sequences.add(steps(node.input(input), heads)));
        memory.corrects()
                .ifPresent(
                        input ->
                                sequences.add(
                                        steps(node.input(input), rows(node.input(input), node))));
        Tensor start =
                node.has(3)
                        ? node.input(3).cast(dtype.arithmetic())
                        : node.builder()
                                .constant(dtype.arithmetic(), 0.0)
                                .broadcastTo(batch, heads, keys.dim(3), values.dim(3));
        double scale = node.real("scale", 0);
        double factor = scale != 0 ? scale : 1 / Math.sqrt((double) size(node, queries.dim(3)));
        ScanResult result =
                node.builder()
                        .scan(
                                length,
                                List.of(start),
                                sequences,
                                (states, step) -> {
                                    Tensor state = memory.updated(states.getFirst(), step);
                                    Tensor read = memory.read(state, step.getFirst(), batch);
                                    Tensor out = read.mul(factor).cast(dtype);
                                    return ScanStep.of(List.of(state), List.of(out));
                                });
        Tensor output = result.emitted().getFirst().transpose(1, 0, 2, 3);
        Dim width = output.dim(2).times(output.dim(3));
        return List.of(
                Imported.of(output.reshape(batch, length, width)),
                Imported.of(result.carries().getFirst().cast(dtype)));
    }

    private static long size(NodeContext node, Dim dim) {
        return dim.constant().orElseThrow(() -> node.unsupported("an open head size"));
    }

    /// The heads that have a factor of their own: one each, or one for all.
    private static long rows(Tensor factors, NodeContext node) {
        return size(node, factors.dim(2));
    }

    /// `[n, t, heads * size]` as `[t, n, heads, size]`.
    private static Tensor steps(Tensor data, long heads) {
        Dim width = data.dim(2).floorDivide(Dim.of(heads));
        return data.reshape(data.dim(0), data.dim(1), heads, width).transpose(1, 0, 2, 3);
    }
}
