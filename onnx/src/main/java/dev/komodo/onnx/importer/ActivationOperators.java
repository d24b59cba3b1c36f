package dev.komodo.onnx.importer;

import static dev.komodo.onnx.importer.Operator.one;
import static dev.komodo.onnx.importer.Operator.unary;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Tensor;

import java.util.ArrayList;
import java.util.List;

/// Activations of neural networks. Formulas and defaults: ONNX's operator documentation.
final class ActivationOperators {
    private ActivationOperators() {}

    static final List<Operator> ROWS =
            List.of(
                    unary("Relu", 1, Tensor::relu),
                    unary("Sigmoid", 1, Tensor::sigmoid),
                    unary("Softplus", 1, Tensor::softplus),
                    unary("Softsign", 1, x -> x.div(x.abs().add(1))),
                    unary("HardSwish", 14, x -> x.mul(hardSigmoid(x, 1.0 / 6, 0.5))),
                    unary("Mish", 18, x -> x.mul(x.softplus().tanh())),
                    one("LeakyRelu", 1, ActivationOperators::leakyRelu),
                    one("PRelu", 1, ActivationOperators::parametricRelu),
                    one("ThresholdedRelu", 10, ActivationOperators::thresholdedRelu),
                    one("Elu", 1, node -> elu(node.input(0), node.real("alpha", 1))),
                    one("Selu", 1, ActivationOperators::selu),
                    one("Celu", 12, ActivationOperators::celu),
                    one("HardSigmoid", 1, ActivationOperators::hardSigmoid),
                    one("Swish", 24, ActivationOperators::swish),
                    one("SwiGLU", 28, node -> swish(node).mul(node.input(1))),
                    one("Gelu", 20, ActivationOperators::gelu),
                    one("Gelu", 1, node -> gaussian(node.input(0))).in("com.microsoft"),
                    one("Shrink", 9, ActivationOperators::shrink));

    private static Tensor leakyRelu(NodeContext node) {
        Tensor x = node.input(0);
        return x.less(0).select(x.mul(node.real("alpha", 0.01f)), x);
    }

    /// The slope broadcasts to x, from the end; up to operator set 6 it belongs to the channels.
    private static Tensor parametricRelu(NodeContext node) {
        Tensor x = node.input(0);
        Tensor slope = node.input(1);
        if (node.version() < 7 && slope.rank() == 1 && x.rank() > 2 && !slope.dim(0).is(1)) {
            List<Dim> dims = new ArrayList<>();
            dims.add(slope.dim(0));
            while (dims.size() < x.rank() - 1) {
                dims.add(Dim.of(1));
            }
            slope = slope.reshape(dims.toArray());
        }
        return x.less(0).select(x.mul(slope), x);
    }

    private static Tensor thresholdedRelu(NodeContext node) {
        Tensor x = node.input(0);
        return x.greater(node.real("alpha", 1)).select(x, zero(x));
    }

    private static Tensor zero(Tensor like) {
        return like.builder().constant(like.dtype(), 0.0);
    }

    private static Tensor elu(Tensor x, double alpha) {
        return x.less(0).select(x.expm1().mul(alpha), x);
    }

    private static Tensor selu(NodeContext node) {
        double alpha = node.real("alpha", 1.6732631921768188);
        double gamma = node.real("gamma", 1.0507010221481323);
        return elu(node.input(0), alpha).mul(gamma);
    }

    private static Tensor celu(NodeContext node) {
        Tensor x = node.input(0);
        double alpha = node.real("alpha", 1);
        return x.less(0).select(x.div(alpha).expm1().mul(alpha), x);
    }

    private static Tensor hardSigmoid(NodeContext node) {
        return hardSigmoid(node.input(0), node.real("alpha", 0.2f), node.real("beta", 0.5));
    }

    private static Tensor hardSigmoid(Tensor x, double alpha, double beta) {
        return x.mul(alpha).add(beta).maximum(0).minimum(1);
    }

    private static Tensor swish(NodeContext node) {
        Tensor x = node.input(0);
        return x.mul(x.mul(node.real("alpha", 1)).sigmoid());
    }

    private static Tensor gelu(NodeContext node) {
        Tensor x = node.input(0);
        String approximation = node.text("approximate", "none");
        return switch (approximation) {
            case "none" -> gaussian(x);
            case "tanh" -> {
                Tensor inner = x.square().mul(x).mul(0.044715).add(x);
                yield x.mul(0.5).mul(inner.mul(Math.sqrt(2 / Math.PI)).tanh().add(1));
            }
            default -> throw node.invalid("approximate='" + approximation + "' does not exist");
        };
    }

    private static Tensor gaussian(Tensor x) {
        return x.mul(0.5).mul(x.mul(Math.sqrt(0.5)).erf().add(1));
    }

    /// Of integers, the comparison and the sum are those of reals, and the result is cut off.
    private static Tensor shrink(NodeContext node) {
        Tensor given = node.input(0);
        return given.dtype().isFloat()
                ? shrunk(node, given)
                : shrunk(node, given.cast(DType.F64)).cast(given.dtype());
    }

    private static Tensor shrunk(NodeContext node, Tensor x) {
        double lambda = node.real("lambd", 0.5);
        double bias = node.real("bias", 0);
        return x.less(-lambda).select(x.add(bias), x.greater(lambda).select(x.sub(bias), zero(x)));
    }
}
