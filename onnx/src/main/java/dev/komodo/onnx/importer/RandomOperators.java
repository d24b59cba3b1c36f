package dev.komodo.onnx.importer;

import static dev.komodo.onnx.importer.Operator.many;
import static dev.komodo.onnx.importer.Operator.one;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;
import dev.komodo.library.Random;

import java.util.List;
import java.util.OptionalDouble;

/// Operators of random numbers. ONNX leaves the generator open; here it is [Random]'s. A kernel has
/// no state: a node draws the same numbers in each call. The attribute `seed` says which; nodes
/// without it differ from each other.
final class RandomOperators {
    private RandomOperators() {}

    static final List<Operator> ROWS =
            List.of(
                    one("RandomNormal", 1, node -> normal(node, given(node), DType.F32)),
                    one("RandomNormalLike", 1, node -> normal(node, like(node), dtype(node))),
                    one("RandomUniform", 1, node -> uniform(node, given(node), DType.F32)),
                    one("RandomUniformLike", 1, node -> uniform(node, like(node), dtype(node))),
                    one("Bernoulli", 15, RandomOperators::bernoulli),
                    one("Multinomial", 7, RandomOperators::multinomial),
                    many("Dropout", 1, RandomOperators::dropout));

    /// The seed is a float.
    private static Tensor key(NodeContext node) {
        OptionalDouble seed = node.attributes().real("seed");
        return seed.isPresent()
                ? key(node, Float.floatToIntBits((float) seed.getAsDouble()))
                : fresh(node);
    }

    private static Tensor key(NodeContext node, long seed) {
        if (node.builder().isSubgraph()) {
            throw node.unsupported(
                    "random numbers in the body of a loop, where each step would draw the same,");
        }
        return Random.key(node.builder(), seed);
    }

    private static Tensor fresh(NodeContext node) {
        return Random.foldIn(key(node, 0), node.importer().freshStream());
    }

    private static Shape given(NodeContext node) {
        List<Long> sizes =
                node.attributes()
                        .integers("shape")
                        .orElseThrow(() -> node.invalid("the attribute 'shape' is missing"));
        return new Shape(sizes.stream().map(Dim::of).toList());
    }

    private static Shape like(NodeContext node) {
        return node.value(0).type().shape();
    }

    private static DType dtype(NodeContext node) {
        return node.value(0).type().dtype();
    }

    private static Tensor normal(NodeContext node, Shape shape, DType otherwise) {
        DType dtype = floats(node, otherwise);
        return Random.normal(key(node), dtype, shape)
                .mul(node.real("scale", 1))
                .add(node.real("mean", 0));
    }

    /// In `[low, high)`, up to the rounding of the sum.
    private static Tensor uniform(NodeContext node, Shape shape, DType otherwise) {
        DType dtype = floats(node, otherwise);
        double low = node.real("low", 0);
        return Random.uniform(key(node), dtype, shape).mul(node.real("high", 1) - low).add(low);
    }

    private static DType floats(NodeContext node, DType otherwise) {
        DType dtype = node.dtype("dtype").orElse(otherwise);
        if (!dtype.isFloat()) {
            throw node.invalid(
                    "the results are floats, found " + dtype + "; the attribute 'dtype' names one");
        }
        return dtype;
    }

    private static Tensor bernoulli(NodeContext node) {
        Tensor probability = node.input(0);
        DType dtype = node.dtype("dtype").orElse(probability.dtype());
        return Random.bernoulli(key(node), probability).cast(dtype);
    }

    /// `[batch, classes]` logarithms of probabilities, not normalised, to `[batch, sample_size]`.
    private static Tensor multinomial(NodeContext node) {
        Tensor logits = node.input(0);
        long samples = node.integer("sample_size", 1);
        if (logits.rank() != 2 || samples < 0) {
            throw node.invalid(
                    "a matrix and a number of samples are wanted, found "
                            + logits.type()
                            + " and "
                            + samples);
        }
        Tensor each = logits.expandDims(1).broadcastTo(logits.dim(0), samples, logits.dim(1));
        return Random.categorical(key(node), each, -1).cast(node.dtype("dtype").orElse(DType.I32));
    }

    /// The data and a mask: all of it in inference, else elements dropped with the probability
    /// `ratio` and the others divided by `1 - ratio`.
    private static List<Imported> dropout(NodeContext node) {
        boolean trains =
                node.has(2) && node.literal(2, "the training mode of a Dropout").bits(0) != 0;
        Tensor data = node.input(0);
        DType type = node.version() < 10 ? data.dtype() : DType.BOOL;
        if (!trains) {
            Tensor all =
                    node.builder()
                            .constant(LiteralBuilder.scalar(DType.BOOL, 1))
                            .broadcastTo(data.shape());
            return List.of(node.value(0), Imported.of(all.cast(type)));
        }
        Tensor ratio =
                node.has(1)
                        ? node.input(1).reshape().cast(DType.F32)
                        : node.builder().constant(DType.F32, 0.5);
        Tensor key =
                node.attributes().has("seed") ? key(node, node.integer("seed", 0)) : fresh(node);
        Tensor mask = Random.uniform(key, DType.F32, data.shape()).greaterEqual(ratio);
        DType inner = data.dtype().arithmetic();
        Tensor scale = ratio.neg().add(1).cast(inner).reciprocal();
        Tensor kept = data.cast(inner).mul(scale).cast(data.dtype());
        Tensor zero = node.builder().constant(data.dtype(), 0.0);
        return List.of(Imported.of(mask.select(kept, zero)), Imported.of(mask.cast(type)));
    }
}
