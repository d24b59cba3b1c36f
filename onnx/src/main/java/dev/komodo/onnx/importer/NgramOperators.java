package dev.komodo.onnx.importer;

import static dev.komodo.onnx.importer.Operator.one;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.ScatterOp;
import dev.komodo.graph.Tensor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Counting of n-grams of integers.
final class NgramOperators {
    private NgramOperators() {}

    static final List<Operator> ROWS = List.of(one("TfIdfVectorizer", 9, NgramOperators::count));

    /// The n-grams of one length, each with the column that it is counted in.
    private record Pool(int length, Map<List<Long>, Long> columns) {}

    private static List<Long> required(NodeContext node, String name) {
        return node.attributes()
                .integers(name)
                .orElseThrow(() -> node.invalid(name + " is missing"));
    }

    /// `input [l] or [n, l] -> [columns] or [n, columns]`, f32.
    private static Tensor count(NodeContext node) {
        if (node.attributes().has("pool_strings")) {
            throw node.unsupported("a TfIdfVectorizer of texts");
        }
        Tensor input = node.input(0);
        List<Long> columns = required(node, "ngram_indexes");
        if (input.rank() > 2
                || columns.isEmpty()
                || columns.stream().anyMatch(c -> c < 0 || c > 1 << 24)) {
            throw node.invalid(
                    "the input must be [l] or [n, l] and ngram_indexes not negative, found "
                            + input.type()
                            + " and "
                            + columns);
        }
        Dim rows = input.rank() == 2 ? input.dim(0) : Dim.of(1);
        Tensor tokens = input.cast(DType.I64).reshape(rows, -1);
        long width = columns.stream().mapToLong(Long::longValue).max().orElseThrow() + 1;
        Tensor counts = node.builder().constant(DType.F32, 0).broadcastTo(rows, width);
        for (Pool pool : pools(node, columns)) {
            counts = counted(node, tokens, pool, counts);
        }
        Tensor weighted = weighted(node, counts, width);
        return input.rank() == 2 ? weighted : weighted.reshape(width);
    }

    /// The n-grams of the lengths that count; of equal ones the last decides.
    private static List<Pool> pools(NodeContext node, List<Long> columns) {
        List<Long> values = required(node, "pool_int64s");
        List<Long> begins = required(node, "ngram_counts");
        long shortest = node.integer("min_gram_length", 1);
        long longest = node.integer("max_gram_length", 1);
        List<Pool> pools = new ArrayList<>();
        int next = 0;
        for (int i = 0; i < begins.size(); i++) {
            int length = i + 1;
            long end = i + 1 < begins.size() ? begins.get(i + 1) : values.size();
            long begin = begins.get(i);
            if (begin < 0 || end < begin || end > values.size()) {
                throw node.invalid("ngram_counts=" + begins + " does not ascend in the pool");
            }
            Pool pool = new Pool(length, new LinkedHashMap<>());
            for (long at = begin; at + length <= end; at += length) {
                if (next >= columns.size()) {
                    throw node.invalid("ngram_indexes has fewer elements than the pool n-grams");
                }
                pool.columns.put(
                        List.copyOf(values.subList((int) at, (int) at + length)),
                        columns.get(next++));
            }
            if (length >= shortest && length <= longest && !pool.columns.isEmpty()) {
                pools.add(pool);
            }
        }
        return pools;
    }

    private static Tensor counted(NodeContext node, Tensor tokens, Pool pool, Tensor counts) {
        long skips = pool.length == 1 ? 0 : node.integer("max_skip_count", 0);
        long[] columns = pool.columns.values().stream().mapToLong(Long::longValue).toArray();
        Tensor at = node.builder().constants(columns);
        Tensor result = counts;
        for (long distance = 1; distance <= skips + 1; distance++) {
            long span = (pool.length - 1) * distance;
            Dim starts = SizeArithmetic.natural(tokens.dim(1).minus(Dim.of(span)));
            if (!starts.is(0)) {
                Tensor found = occurrences(node, tokens, pool, distance, starts);
                result = result.scatter(ScatterOp.ADD, at, found, 1);
            }
        }
        return result;
    }

    /// How often each n-gram stands in each row, its tokens at a distance, `[n, n-grams]`.
    private static Tensor occurrences(
            NodeContext node, Tensor tokens, Pool pool, long distance, Dim starts) {
        List<List<Long>> grams = List.copyOf(pool.columns.keySet());
        Tensor all = null;
        for (int i = 0; i < pool.length; i++) {
            LiteralBuilder wanted = new LiteralBuilder(DType.I64, grams.size());
            for (int gram = 0; gram < grams.size(); gram++) {
                wanted.putBits(gram, grams.get(gram).get(i));
            }
            Tensor here = tokens.slice(1, Dim.of(i * distance), starts, 1).expandDims(2);
            Tensor same = here.equalTo(node.builder().constant(wanted.build()));
            all = all == null ? same : all.and(same);
        }
        if (all == null) {
            throw new IllegalStateException("An n-gram of nothing");
        }
        return all.cast(DType.I64).sum(1).cast(DType.F32);
    }

    private static Tensor weighted(NodeContext node, Tensor counts, long width) {
        String mode = node.text("mode", "");
        List<Float> weights = node.attributes().reals("weights").orElse(List.of());
        if (!weights.isEmpty() && weights.size() < width && !mode.equals("TF")) {
            throw node.invalid(
                    "weights must be as many as columns, " + width + ", found " + weights.size());
        }
        Tensor zero = node.builder().constant(DType.F32, 0);
        Tensor one = node.builder().constant(DType.F32, 1);
        Tensor factors =
                weights.isEmpty()
                        ? one
                        : node.builder()
                                .constants(
                                        DType.F32,
                                        weights.stream()
                                                .limit(width)
                                                .mapToDouble(Float::doubleValue)
                                                .toArray());
        return switch (mode) {
            case "TF" -> counts;
            case "IDF" -> counts.greater(0).select(factors, zero);
            case "TFIDF" -> counts.mul(factors);
            default -> throw node.invalid("mode='" + mode + "' does not exist");
        };
    }
}
