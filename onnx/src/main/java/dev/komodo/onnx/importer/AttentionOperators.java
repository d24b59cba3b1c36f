package dev.komodo.onnx.importer;

import static dev.komodo.onnx.importer.Operator.many;
import static dev.komodo.onnx.importer.Operator.one;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;
import dev.komodo.onnx.model.OnnxDataType;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// Attention of transformers and the rotation of positions.
final class AttentionOperators {
    private AttentionOperators() {}

    static final List<Operator> ROWS =
            List.of(
                    many("Attention", 23, AttentionOperators::attention),
                    one("FlexAttention", 1, FlexibleAttention::build).in("ai.onnx.preview"),
                    one("RotaryEmbedding", 23, AttentionOperators::rotary));

    /// Queries, keys and values as `[batch, heads, length, size]`, or with heads and size in one
    /// last axis; keys and values may have fewer heads, each for a group of queries'.
    private static List<Imported> attention(NodeContext node) {
        Tensor query = heads(node, 0, "q_num_heads");
        Tensor key = extended(node, heads(node, 1, "kv_num_heads"), 4);
        Tensor value = extended(node, heads(node, 2, "kv_num_heads"), 5);
        Dim past = node.has(4) ? node.input(4).dim(2) : Dim.of(0);
        double root = Math.sqrt(scale(node, query));
        Tensor products =
                query.mul(root).matmul(repeated(node, key, query).mul(root).transpose(0, 1, 3, 2));
        double cap = node.real("softcap", 0);
        Tensor capped = cap == 0 ? products : products.div(cap).tanh().mul(cap);
        Tensor masked = masked(node, capped, past);
        Tensor weights = softmax(node, masked);
        Tensor result = weights.matmul(repeated(node, value, query));
        long mode = node.integer("qk_matmul_output_mode", 0);
        List<Tensor> stages = List.of(products, capped, masked, weights);
        if (mode < 0 || mode >= stages.size()) {
            throw node.invalid("qk_matmul_output_mode=" + mode + " does not exist");
        }
        Tensor shaped = result;
        if (node.input(0).rank() == 3) {
            shaped =
                    result.transpose(0, 2, 1, 3)
                            .reshape(
                                    result.dim(0),
                                    result.dim(2),
                                    result.dim(1).times(result.dim(3)));
        }
        return List.of(
                Imported.of(shaped),
                Imported.of(key),
                Imported.of(value),
                Imported.of(stages.get((int) mode)));
    }

    /// What products of queries and keys are multiplied by.
    static double scale(NodeContext node, Tensor query) {
        return node.attributes()
                .real("scale")
                .orElseGet(
                        () -> 1 / Math.sqrt((double) fixed(node, query.dim(3), "the head size")));
    }

    private static long fixed(NodeContext node, Dim dim, String what) {
        return dim.constant()
                .orElseThrow(() -> node.unsupported(what + " must be a number, found " + dim));
    }

    private static Tensor heads(NodeContext node, int index, String attribute) {
        Tensor tensor = node.input(index);
        if (tensor.rank() == 4) {
            return tensor;
        }
        long count = node.integer(attribute, 0);
        if (tensor.rank() != 3 || count < 1) {
            throw node.invalid(
                    "input "
                            + index
                            + " must be [batch, heads, length, size], or of rank 3 with "
                            + attribute
                            + ", found "
                            + tensor.type());
        }
        Dim size = tensor.dim(2).floorDivide(Dim.of(count));
        return tensor.reshape(tensor.dim(0), tensor.dim(1), count, size).transpose(0, 2, 1, 3);
    }

    private static Tensor extended(NodeContext node, Tensor current, int past) {
        return node.has(past) ? Tensor.concat(2, node.input(past), current) : current;
    }

    /// Each head of keys or values once per query head of its group.
    static Tensor repeated(NodeContext node, Tensor tensor, Tensor query) {
        long own = fixed(node, tensor.dim(1), "the number of heads");
        long wanted = fixed(node, query.dim(1), "the number of heads");
        if (own == wanted) {
            return tensor;
        }
        if (own < 1 || wanted % own != 0) {
            throw node.invalid(wanted + " heads of queries do not divide among " + own);
        }
        long times = wanted / own;
        return tensor.expandDims(2)
                .broadcastTo(tensor.dim(0), own, times, tensor.dim(2), tensor.dim(3))
                .reshape(tensor.dim(0), wanted, tensor.dim(2), tensor.dim(3));
    }

    private static Tensor masked(NodeContext node, Tensor products, Dim past) {
        Tensor masked = products;
        Tensor lowest = node.builder().constant(products.dtype(), Double.NEGATIVE_INFINITY);
        if (node.has(3)) {
            Tensor mask = node.input(3);
            Tensor whole = widened(node, mask, products.dim(3));
            masked =
                    whole.dtype() == DType.BOOL
                            ? whole.select(masked, lowest)
                            : masked.add(whole.cast(products.dtype()));
        }
        if (node.has(6)) {
            Tensor column = node.builder().iota(DType.I64, 3, 1, 1, 1, products.dim(3));
            Tensor lengths = node.input(6);
            Tensor kept = column.less(lengths.reshape(lengths.dim(0), 1, 1, 1));
            masked = kept.select(masked, lowest);
        }
        if (node.flag("is_causal", false)) {
            Tensor row = node.builder().iota(DType.I64, 0, products.dim(2), 1);
            Tensor column = node.builder().iota(DType.I64, 1, 1, products.dim(3));
            masked = column.lessEqual(row.add(offset(node, products, past))).select(masked, lowest);
        }
        return masked;
    }

    /// The position of the first query among the keys: behind the past, or such that the last query
    /// is at the last key that is no padding.
    private static Tensor offset(NodeContext node, Tensor products, Dim past) {
        if (!node.has(6)) {
            return node.builder().dims(past).squeeze(0);
        }
        Tensor queries = node.builder().dims(products.dim(2));
        return node.input(6).sub(queries).reshape(node.input(6).dim(0), 1, 1, 1);
    }

    /// A mask that is shorter than the keys hides the rest.
    private static Tensor widened(NodeContext node, Tensor mask, Dim length) {
        int last = mask.rank() - 1;
        if (!(length.minus(mask.dim(last)) instanceof Dim.Fixed(long missing)) || missing <= 0) {
            return mask;
        }
        List<Dim> low = new ArrayList<>(Collections.nCopies(mask.rank(), Dim.of(0)));
        List<Dim> high = new ArrayList<>(low);
        high.set(last, Dim.of(missing));
        if (mask.dtype() == DType.BOOL) {
            Tensor zero = node.builder().constant(DType.I32, 0);
            return mask.cast(DType.I32).pad(zero, low, high).notEqualTo(0);
        }
        return mask.pad(Double.NEGATIVE_INFINITY, low, high);
    }

    /// Rows of which everything is masked weigh nothing.
    private static Tensor softmax(NodeContext node, Tensor scores) {
        Optional<DType> precision =
                node.attributes().integer("softmax_precision").stream()
                        .filter(code -> code != OnnxDataType.BFLOAT16.code())
                        .mapToObj(code -> ElementTypes.ofCode(code, "softmax_precision"))
                        .findFirst();
        DType type = precision.orElse(scores.dtype());
        Tensor weights = SoftmaxOperators.softmax(scores.cast(type), 3).cast(scores.dtype());
        Tensor isHidden = scores.max(true, 3).equalTo(Double.NEGATIVE_INFINITY);
        return isHidden.select(node.builder().constant(scores.dtype(), 0.0), weights);
    }

    /// Turns pairs of elements by an angle per position: `(a, b) -> (a cos - b sin, a sin + b
    /// cos)`.
    private static Tensor rotary(NodeContext node) {
        Tensor data = node.input(0);
        Tensor wide = data.rank() == 3 ? heads(node, 0, "num_heads") : data;
        Tensor rows = wide.transpose(0, 2, 1, 3);
        long size = fixed(node, rows.dim(3), "the head size");
        long turned = node.integer("rotary_embedding_dim", 0);
        turned = turned == 0 ? size : turned;
        long half = turned / 2;
        Tensor cosine = angles(node, 1, half);
        Tensor sine = angles(node, 2, half);
        boolean interleaved = node.flag("interleaved", false);
        long step = interleaved ? 2 : 1;
        Tensor first = rows.slice(3, Dim.of(0), Dim.of(half), step);
        Tensor second = rows.slice(3, Dim.of(interleaved ? 1 : half), Dim.of(half), step);
        Tensor real = first.mul(cosine).sub(second.mul(sine));
        Tensor imaginary = first.mul(sine).add(second.mul(cosine));
        Tensor joined =
                interleaved
                        ? Tensor.stack(4, real, imaginary)
                                .reshape(rows.dim(0), rows.dim(1), rows.dim(2), turned)
                        : Tensor.concat(3, real, imaginary);
        Tensor rest = rows.slice(3, Dim.of(turned), Dim.of(size - turned), 1);
        Tensor whole = turned == size ? joined : Tensor.concat(3, joined, rest);
        return data.rank() == 3
                ? whole.reshape(new Shape(data.shape().dims()))
                : whole.transpose(0, 2, 1, 3);
    }

    /// A table of angles as `[batch, length, 1, half]`; positions pick its rows.
    private static Tensor angles(NodeContext node, int index, long half) {
        Tensor table = node.input(index);
        Tensor picked = node.has(3) ? table.gather(node.input(3), 0) : table;
        if (picked.rank() != 3) {
            throw node.invalid("the angles must be [batch, length, half], found " + picked.type());
        }
        return picked.slice(2, Dim.of(0), Dim.of(half), 1).expandDims(2);
    }
}
