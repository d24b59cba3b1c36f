package dev.komodo.onnx.importer;

import static dev.komodo.onnx.importer.Operator.many;
import static dev.komodo.onnx.importer.Operator.one;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Normalisations: of layers, batches, groups, rows.
final class NormalizationOperators {
    private NormalizationOperators() {}

    static final List<Operator> ROWS =
            List.of(
                    many("LayerNormalization", 17, NormalizationOperators::layer),
                    one("RMSNormalization", 23, NormalizationOperators::rootMeanSquare),
                    many("BatchNormalization", 1, NormalizationOperators::batch),
                    one("InstanceNormalization", 1, NormalizationOperators::instance),
                    one("GroupNormalization", 18, NormalizationOperators::group),
                    one("LpNormalization", 1, NormalizationOperators::norm),
                    one("MeanVarianceNormalization", 9, NormalizationOperators::meanVariance),
                    one("LRN", 1, NormalizationOperators::localResponse));

    /// Whole rows from an axis on; computed in f32 where the data has 16 bits and the node says so.
    private static List<Imported> layer(NodeContext node) {
        Tensor data = node.input(0);
        int[] axes = from(node, data);
        DType stash = stash(node, data);
        Tensor wide = data.cast(stash);
        Tensor mean = wide.mean(true, axes);
        Tensor centered = wide.sub(mean);
        Tensor variance = centered.square().mean(true, axes);
        Tensor deviation = variance.add(node.real("epsilon", 1e-5f)).sqrt().reciprocal();
        Tensor normal = centered.mul(deviation).cast(data.dtype()).mul(node.input(1));
        Tensor result = node.has(2) ? normal.add(node.input(2)) : normal;
        return List.of(Imported.of(result), Imported.of(mean), Imported.of(deviation));
    }

    private static int[] from(NodeContext node, Tensor data) {
        int axis = node.axis(node.integer("axis", -1), data.rank());
        return IntStream.range(axis, data.rank()).toArray();
    }

    private static DType stash(NodeContext node, Tensor data) {
        if (data.dtype() == data.dtype().arithmetic()) {
            return data.dtype();
        }
        return node.dtype("stash_type").orElse(DType.F32);
    }

    private static Tensor rootMeanSquare(NodeContext node) {
        Tensor data = node.input(0);
        Tensor wide = data.cast(stash(node, data));
        Tensor square = wide.square().mean(true, from(node, data));
        Tensor normal = wide.div(square.add(node.real("epsilon", 1e-5f)).sqrt());
        return normal.cast(data.dtype()).mul(node.input(1));
    }

    /// Inputs X, scale, B, mean, variance; in training mode mean and variance are those of the
    /// batch, and the running ones follow.
    private static List<Imported> batch(NodeContext node) {
        Tensor data = node.input(0);
        int rank = data.rank();
        if (node.version() < 9 && node.integer("spatial", 1) == 0) {
            throw node.unsupported("BatchNormalization with spatial=0");
        }
        boolean trains =
                node.version() < 7
                        ? !node.flag("is_test", false) && node.wants(1)
                        : node.flag("training_mode", false);
        if (!trains) {
            return Imported.only(normalized(node, data, node.input(3), node.input(4)));
        }
        int[] others = IntStream.range(0, rank).filter(axis -> axis != 1).toArray();
        Tensor mean = data.mean(others);
        Tensor centered = data.sub(ConvolutionOperators.perChannel(mean, rank));
        Tensor variance = centered.square().mean(others);
        double momentum = node.real("momentum", 0.9f);
        return List.of(
                Imported.of(normalized(node, data, mean, variance)),
                Imported.of(running(node.input(3), mean, momentum)),
                Imported.of(running(node.input(4), variance, momentum)));
    }

    private static Tensor running(Tensor old, Tensor current, double momentum) {
        return old.mul(momentum).add(current.cast(old.dtype()).mul(1 - momentum));
    }

    private static Tensor normalized(NodeContext node, Tensor data, Tensor mean, Tensor variance) {
        int rank = data.rank();
        Tensor deviation = variance.add(node.real("epsilon", 1e-5f)).sqrt().cast(data.dtype());
        Tensor centered = data.sub(ConvolutionOperators.perChannel(mean.cast(data.dtype()), rank));
        Tensor factor = node.input(1).cast(data.dtype()).div(deviation);
        return centered.mul(ConvolutionOperators.perChannel(factor, rank))
                .add(ConvolutionOperators.perChannel(node.input(2).cast(data.dtype()), rank));
    }

    private static Tensor instance(NodeContext node) {
        Tensor data = node.input(0);
        int[] axes = IntStream.range(2, data.rank()).toArray();
        return standardized(data, axes, node.real("epsilon", 1e-5f))
                .mul(ConvolutionOperators.perChannel(node.input(1), data.rank()))
                .add(ConvolutionOperators.perChannel(node.input(2), data.rank()));
    }

    private static Tensor standardized(Tensor data, int[] axes, double epsilon) {
        Tensor centered = data.sub(data.mean(true, axes));
        Tensor variance = centered.square().mean(true, axes);
        return centered.div(variance.add(epsilon).sqrt());
    }

    /// Scale and bias belong to groups in operator set 18 and to channels from 21 on.
    private static Tensor group(NodeContext node) {
        Tensor data = node.input(0);
        long groups = node.integer("num_groups", 0);
        if (groups < 1 || data.rank() < 3) {
            throw node.invalid(
                    "num_groups must be positive and the input [n, c, s...], found "
                            + groups
                            + " and "
                            + data.type());
        }
        DType stash = stash(node, data);
        Tensor grouped = data.cast(stash).reshape(data.dim(0), groups, -1);
        Tensor normal = standardized(grouped, new int[] {2}, node.real("epsilon", 1e-5f));
        if (node.version() < 21) {
            normal =
                    normal.mul(ConvolutionOperators.perChannel(node.input(1).cast(stash), 3))
                            .add(ConvolutionOperators.perChannel(node.input(2).cast(stash), 3));
            return normal.reshape(data.shape()).cast(data.dtype());
        }
        return normal.reshape(data.shape())
                .cast(data.dtype())
                .mul(ConvolutionOperators.perChannel(node.input(1), data.rank()))
                .add(ConvolutionOperators.perChannel(node.input(2), data.rank()));
    }

    /// Rows of norm 0 stay 0.
    private static Tensor norm(NodeContext node) {
        Tensor data = node.input(0);
        int axis = node.axis(node.integer("axis", -1), data.rank());
        long p = node.integer("p", 2);
        if (p != 1 && p != 2) {
            throw node.invalid("p must be 1 or 2, found " + p);
        }
        Tensor norm =
                PoolingOperators.root(
                        PoolingOperators.power(data, (double) p).sum(true, axis), (double) p);
        Tensor one = node.builder().constant(data.dtype(), 1.0);
        return data.div(norm.equalTo(0).select(one, norm));
    }

    private static Tensor meanVariance(NodeContext node) {
        Tensor data = node.input(0);
        List<Long> named = node.attributes().integers("axes").orElse(List.of(0L, 2L, 3L));
        int[] axes =
                node.axes(named, data.rank()).stream()
                        .mapToInt(Integer::intValue)
                        .sorted()
                        .toArray();
        Tensor mean = data.mean(true, axes);
        Tensor variance = data.square().mean(true, axes).sub(mean.square());
        return data.sub(mean).div(variance.sqrt().add(1e-9));
    }

    /// `x / (bias + alpha / size * (sum of squares over size channels around))^beta`.
    private static Tensor localResponse(NodeContext node) {
        Tensor data = node.input(0);
        long size = node.integer("size", 0);
        if (size < 1 || data.rank() < 2) {
            throw node.invalid("size must be positive, found " + size + " for " + data.type());
        }
        List<Dim> low = new ArrayList<>(data.shape().dims().stream().map(_ -> Dim.of(0)).toList());
        List<Dim> high = new ArrayList<>(low);
        low.set(1, Dim.of((size - 1) / 2));
        high.set(1, Dim.of(size / 2));
        Tensor squares = data.square().pad(0, low, high);
        Tensor sum = squares.slice(1, Dim.of(0), data.dim(1), 1);
        for (long i = 1; i < size; i++) {
            sum = sum.add(squares.slice(1, Dim.of(i), data.dim(1), 1));
        }
        double factor = node.real("alpha", 1e-4f) / size;
        Tensor base = sum.mul(factor).add(node.real("bias", 1));
        return data.div(base.pow(node.real("beta", 0.75)));
    }
}
